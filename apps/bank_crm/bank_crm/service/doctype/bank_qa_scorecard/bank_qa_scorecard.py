from frappe.model.document import Document


class BankQAScorecard(Document):
	"""What sampled orders are looked at for, how it counts and how many are drawn (SVC-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_qa_criterion.bank_qa_criterion import BankQACriterion

		active: DF.Check
		criteria: DF.Table[BankQACriterion]
		low_ratings: DF.Check
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		pass_percent: DF.Percent
		sample_least: DF.Int
		sample_percent: DF.Percent
		title: DF.Data
	# end: auto-generated types
