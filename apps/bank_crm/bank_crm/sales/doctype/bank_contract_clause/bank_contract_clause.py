from frappe.model.document import Document


class BankContractClause(Document):
	"""One clause of a template or a contract (CON-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		fixed: DF.Check
		heading: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		text: DF.SmallText
	# end: auto-generated types
