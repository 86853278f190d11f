from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks


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

	def validate(self) -> None:
		"""A scorecard asks something, and its shares are shares."""
		for field in ("pass_percent", "sample_percent"):
			if not 0 <= float(self.get(field) or 0) <= 100:
				checks.refuse(self, field, _("is from 0 to 100."))
		if int(self.sample_least or 0) < 0:
			checks.refuse(self, "sample_least", _("cannot be negative."))
		names = [row.criterion.strip() for row in self.criteria]
		if len(names) != len(set(names)):
			checks.refuse(self, "criteria", _("names a criterion twice."))
		if any(int(row.weight or 0) < 0 for row in self.criteria):
			checks.refuse(self, "criteria", _("has a negative weight."))
		if not any(int(row.weight or 0) > 0 for row in self.criteria):
			checks.refuse(self, "criteria", _("needs one with a weight."))
