from frappe.model.document import Document


class BankStageMove(Document):
	"""A move a pipeline allows from a stage that says so."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_stage: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		to_stage: DF.Link
	# end: auto-generated types
