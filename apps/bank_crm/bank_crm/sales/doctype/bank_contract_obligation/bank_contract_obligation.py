from frappe.model.document import Document


class BankContractObligation(Document):
	"""What one side has to do until a day, and the proof that it was done (CON-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done_by: DF.Link | None
		done_on: DF.Date | None
		due_on: DF.Date
		evidence: DF.Attach | None
		evidence_note: DF.Data | None
		item: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		party: DF.Literal["Bank", "Customer"]
		penalty: DF.Data | None
	# end: auto-generated types
