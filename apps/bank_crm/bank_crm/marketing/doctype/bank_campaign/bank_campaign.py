import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from bank_crm.compliance.approvals.documents import DecidedByMatrix
from bank_crm.customer import checks
from bank_crm.domain import campaign_states
from bank_crm.domain.campaign_enums import CampaignState as State
from bank_crm.marketing.campaigns import changes, definition, problems, steps, tallies, versions


class BankCampaign(DecidedByMatrix):
	"""A plan to reach customers, and what came of it (MKT-01 to MKT-24)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.marketing.doctype.bank_campaign_cost.bank_campaign_cost import BankCampaignCost
		from bank_crm.marketing.doctype.bank_campaign_segment.bank_campaign_segment import BankCampaignSegment
		from bank_crm.marketing.doctype.bank_campaign_variant.bank_campaign_variant import BankCampaignVariant

		above_limit: DF.Check
		approval: DF.Link | None
		attribution_days: DF.Int
		attribution_touch: DF.Literal["First Touch", "Last Touch"]
		audience: DF.Table[BankCampaignSegment]
		audience_match: DF.Literal["Any Segment", "Every Segment"]
		audience_size: DF.Int
		avoid_duplicates: DF.Check
		benefit_text: DF.SmallText | None
		branch: DF.Link | None
		budget: DF.Currency
		campaign_name: DF.Data
		campaign_type: DF.Literal[
			"Mass SMS",
			"Benefit Claim",
			"Offline Salon",
			"Email Marketing",
			"Telemarketing",
			"App Push",
			"WeChat",
			"Social Media",
		]
		cap_days: DF.Int
		cap_messages: DF.Int
		claimed: DF.Int
		clicked: DF.Int
		control_percent: DF.Percent
		control_size: DF.Int
		conversion_rate: DF.Percent
		costs: DF.Table[BankCampaignCost]
		current_version: DF.Link | None
		effect_counted_at: DF.Datetime | None
		ended_at: DF.Datetime | None
		ends_on: DF.Date
		friday: DF.Check
		goal_achieved: DF.Float
		goal_metric: DF.Literal[
			"",
			"Customers Reached",
			"Participants",
			"Claims",
			"Purchases",
			"Amount Purchased",
		]
		goal_share: DF.Percent
		goal_target: DF.Float
		goal_text: DF.Data | None
		monday: DF.Check
		opened: DF.Int
		owner_user: DF.Link | None
		participants: DF.Int
		participation_rate: DF.Percent
		paused_reason: DF.SmallText | None
		per_hour: DF.Int
		product: DF.Link | None
		product_category: DF.Literal[
			"",
			"Savings",
			"Time Deposit",
			"Wealth",
			"Fund",
			"Precious Metal",
			"Insurance",
			"Loan",
			"Credit Card",
			"Debit Card",
		]
		purchase_amount: DF.Currency
		purchased: DF.Int
		quiet_from: DF.Time | None
		quiet_until: DF.Time | None
		reached: DF.Int
		reached_single: DF.Int
		reserved: DF.Currency
		return_percent: DF.Percent
		review_note: DF.TextEditor | None
		saturday: DF.Check
		scheme: DF.TextEditor | None
		spent: DF.Currency
		started_at: DF.Datetime | None
		starts_on: DF.Date
		state: DF.Literal["Draft", "Pending Approval", "Approved", "Running", "Paused", "Ended", "Reviewed"]
		sunday: DF.Check
		survey_plan: DF.Link | None
		targeted: DF.Int
		thursday: DF.Check
		trial_control: DF.Int
		trial_control_bought: DF.Int
		trial_treated: DF.Int
		trial_treated_bought: DF.Int
		tuesday: DF.Check
		unsubscribed: DF.Int
		variants: DF.Table[BankCampaignVariant]
		version_no: DF.Int
		wednesday: DF.Check
	# end: auto-generated types

	def onload(self) -> None:
		"""The form offers for change what would be taken."""
		self.set_onload("open_fields", changes.open_fields(self))

	def validate(self) -> None:
		"""A plan that cannot be is refused, with the field; what is changed has to be open to change."""
		self.keep_figures()
		before = self.get_doc_before_save()
		state = State(self.state)
		was = State(before.state) if before else State.DRAFT
		self.owner_user = self.owner_user or frappe.session.user
		if not self.flags.bank_itself:
			checks.check_period(self, "starts_on", "ends_on")
		checks.check_amounts(self, "budget", "goal_target")
		if flt(self.control_percent) > 50:
			checks.refuse(self, "control_percent", _("at most half of the audience."))
		limit = flt(frappe.db.get_single_value("Bank CRM Settings", "campaign_approval_limit"))
		self.above_limit = cint(flt(self.budget) > limit)
		definition.check(self)
		definition.check_goods(self)
		changes.check(self, before, was)
		if state is not was:
			steps.check(self, was, state)
		elif state in campaign_states.EDITABLE and self.tells_money_or_audience(before):
			problems.refuse(self)

	def on_update(self) -> None:
		"""Take the step, or make what was changed while the campaign runs its new version at once."""
		before = self.get_doc_before_save()
		state, was = State(self.state), State(before.state) if before else State.DRAFT
		if state is not was:
			steps.follow(self, was, state)
		elif state is State.RUNNING:
			versions.make(self)

	def on_trash(self) -> None:
		"""What has sent something stays."""
		if self.state not in (State.DRAFT.value, State.PENDING.value, State.APPROVED.value):
			frappe.throw(_("A campaign that was started is not deleted."), title=_("Campaign"))
		for wave in frappe.get_all("Bank Campaign Wave", filters={"campaign": self.name}, pluck="name"):
			frappe.delete_doc("Bank Campaign Wave", wave)

	def keep_figures(self) -> None:
		"""Whatever the form holds, the figures are those in the row, which is locked until it is written."""
		if self.is_new():
			self.approval = None
			for name in tallies.COUNTERS:
				self.set(name, 0)
			return
		kept = (*tallies.COUNTERS, *tallies.KEPT, "approval")
		now = frappe.db.get_value(self.doctype, self.name, kept, as_dict=True, for_update=True)
		self.update(now)
		self.update(
			tallies.rates(
				self.goal_metric or "",
				flt(self.goal_target),
				{name: flt(now[name]) for name in tallies.COUNTERS},
			)
		)

	def tells_money_or_audience(self, before: Document | None) -> bool:
		"""Whether something was changed that may not suffice or contradict itself."""
		names = {"audience", "audience_match", "variants", "budget", "costs"}
		return before is None or not names.isdisjoint(changes.changed_fields(self, before))


def on_doctype_update() -> None:
	"""What is to be sent or ended is found by state."""
	frappe.db.add_index("Bank Campaign", ["state", "ends_on"])
