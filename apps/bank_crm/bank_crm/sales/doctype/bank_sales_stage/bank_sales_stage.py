from frappe.model.document import Document


class BankSalesStage(Document):
	"""The name of a stage, shared by pipelines (SAL-02)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		stage_name: DF.Data
	# end: auto-generated types
