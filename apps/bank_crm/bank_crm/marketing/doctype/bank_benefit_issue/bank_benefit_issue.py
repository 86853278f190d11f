import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.benefit_enums import BenefitState, IssueSource
from bank_crm.marketing.benefits import issuing


class BankBenefitIssue(Document):
	"""One batch in which a benefit is given to many customers (MKT-20)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		benefit: DF.Link
		ended_at: DF.Datetime | None
		error: DF.SmallText | None
		issue_key: DF.Data | None
		issued: DF.Int
		note: DF.Data | None
		segment: DF.Link | None
		source: DF.Literal["Segment", "Campaign Audience", "Wave", "One Customer"]
		started_at: DF.Datetime | None
		state: DF.Literal["Waiting", "Running", "Done", "Failed"]
		wave: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Somebody asks for a batch of a segment or of the campaign's audience; those of waves come by themselves."""
		if not self.is_new():
			return
		benefit = frappe.db.get_value("Bank Benefit", self.benefit, ["state", "campaign"], as_dict=True)
		if benefit.state != BenefitState.OPEN.value:
			checks.refuse(self, "benefit", _("must be open to be issued."))
		if self.source == IssueSource.SEGMENT.value and not self.segment:
			checks.refuse(self, "segment", _("is missing."))
		if self.source == IssueSource.AUDIENCE.value and not benefit.campaign:
			checks.refuse(self, "benefit", _("belongs to no campaign."))
		if self.source == IssueSource.WAVE.value and not self.flags.bank_itself:
			checks.refuse(self, "source", _("the targets of a wave are given it when the wave starts."))
		if self.source == IssueSource.CUSTOMER.value:
			checks.refuse(self, "source", _("a batch is for many customers."))

	def after_insert(self) -> None:
		"""A worker does what was asked for."""
		if not self.flags.bank_itself:
			issuing.enqueue(self.name)
