from frappe.model.document import Document


class BankServiceLevelTarget(Document):
	"""How soon orders of a priority are answered and solved (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		priority: DF.Literal["", "High", "Medium", "Low"]
		resolution: DF.Duration | None
		response: DF.Duration | None
	# end: auto-generated types
