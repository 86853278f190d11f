import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.compliance.approvals.documents import DecidedByMatrix
from bank_crm.customer import checks
from bank_crm.domain.journey_enums import JourneyState as State
from bank_crm.domain.journey_enums import ReEntry, Trigger
from bank_crm.marketing.journeys import approval, definition, states

#: What the row alone knows; the form's copy may be old.
_KEPT = (
	"current_version",
	"version_no",
	"started_at",
	"ended_at",
	"looked_at",
	"approval",
	"submitted_by",
	"approved_by",
	"approved_digest",
)
#: What may be changed while customers are taken on.
_ALWAYS_OPEN = frozenset({"state", "owner_user", "ends_on", "needs_approval", *_KEPT})


class BankJourney(DecidedByMatrix):
	"""A way customers are taken on by themselves: who enters, what happens, when, and what for (MKT-14, MKT-18)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approval: DF.Link | None
		approved_by: DF.Link | None
		approved_digest: DF.Data | None
		campaign: DF.Link | None
		current_version: DF.Link | None
		ended_at: DF.Datetime | None
		ends_on: DF.Date | None
		exit_conditions: DF.JSON | None
		goal_category: DF.Literal[
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
		goal_conditions: DF.JSON | None
		goal_kind: DF.Literal["", "Product Bought", "Conditions"]
		goal_product: DF.Link | None
		journey_name: DF.Data
		looked_at: DF.Datetime | None
		needs_approval: DF.Check
		owner_user: DF.Link | None
		purpose: DF.Literal["Care", "Service", "Survey", "Marketing"]
		re_entry: DF.Literal["Never", "After Some Days", "With Every Event"]
		re_entry_days: DF.Int
		started_at: DF.Datetime | None
		state: DF.Literal["Draft", "Pending Approval", "Approved", "Running", "Paused", "Ended"]
		steps: DF.JSON | None
		submitted_by: DF.Link | None
		trigger: DF.Literal[
			"New Customer",
			"First Purchase",
			"Product Maturity",
			"Tier Change",
			"Behaviour",
			"Inactivity",
			"Date",
			"Segment Entry",
			"Campaign Response",
		]
		trigger_campaign: DF.Link | None
		trigger_category: DF.Literal[
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
		trigger_date: DF.Literal["", "Birthday", "Account Anniversary"]
		trigger_days: DF.Int
		trigger_event: DF.Literal["", "Login", "Page View", "Click", "Search", "Application", "Logout"]
		trigger_page: DF.Data | None
		trigger_product: DF.Link | None
		trigger_response: DF.Literal[
			"",
			"Opened",
			"Clicked",
			"Replied",
			"Claimed",
			"Registered",
			"Attended",
			"Talked To",
			"Purchased",
			"Unsubscribed",
		]
		trigger_segment: DF.Link | None
		trigger_tier: DF.Link | None
		under_way: DF.Literal["Keep Their Version", "Move to the New Version"]
		version_no: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""What cannot be is refused with its field; content is changed as a draft or while paused."""
		self.owner_user = self.owner_user or frappe.session.user
		before = self.get_doc_before_save()
		self.keep_row(before)
		definition.normalise(self)
		self.check_trigger()
		state = State(self.state)
		was = State(before.state) if before else State.DRAFT
		if before is None and state is not State.DRAFT:
			checks.refuse(self, "state", _("a journey begins as a draft."))
		self.check_open(before, was)
		self.needs_approval = cint(approval.is_needed(self))
		if state is not was:
			states.check(self, was, state)

	def on_update(self) -> None:
		"""Take the step."""
		before = self.get_doc_before_save()
		state, was = State(self.state), State(before.state) if before else State.DRAFT
		if state is not was:
			states.follow(self, was, state)

	def onload(self) -> None:
		"""The form says who has to approve what (not stored)."""
		self.set_onload("approval_note", approval.note(self))

	def on_trash(self) -> None:
		"""What customers went through stays."""
		if self.state != State.DRAFT.value:
			frappe.throw(_("A journey that was started is not deleted."), title=_("Journey"))

	def keep_row(self, before: Document | None) -> None:
		"""Whatever the form holds, versions and times are those in the row, which is locked until it is written."""
		if before is None:
			self.update(dict.fromkeys(_KEPT, None))
			return
		self.update(frappe.db.get_value(self.doctype, self.name, _KEPT, as_dict=True, for_update=True))

	def check_open(self, before: Document | None, was: State) -> None:
		"""Refuse a change of what a running or ended journey does."""
		if before is None or was in (State.DRAFT, State.PAUSED):
			return
		for df in self.meta.fields:
			if df.fieldname in _ALWAYS_OPEN or df.fieldtype in (
				"HTML",
				"Section Break",
				"Column Break",
				"Tab Break",
			):
				continue
			if self.has_value_changed(df.fieldname):
				checks.refuse(
					self, df.fieldname, _("pause the journey first; it is {0}.").format(_(was.value))
				)

	def check_trigger(self) -> None:
		"""Refuse a trigger without what it needs."""
		wanted = {
			Trigger.DATE: "trigger_date",
			Trigger.BEHAVIOUR: "trigger_event",
			Trigger.SEGMENT: "trigger_segment",
			Trigger.RESPONSE: "trigger_campaign",
		}.get(Trigger(self.trigger))
		if wanted and not self.get(wanted):
			checks.refuse(self, wanted, _("is missing."))
		if self.trigger == Trigger.RESPONSE.value and not self.trigger_response:
			checks.refuse(self, "trigger_response", _("is missing."))
		if self.trigger == Trigger.INACTIVITY.value and cint(self.trigger_days) < 1:
			checks.refuse(self, "trigger_days", _("must be above 0."))
		if cint(self.trigger_days) > 3660:
			checks.refuse(self, "trigger_days", _("at most {0}.").format(3660))
		if self.re_entry == ReEntry.AFTER_DAYS.value and cint(self.re_entry_days) < 1:
			checks.refuse(self, "re_entry_days", _("must be above 0."))


def on_doctype_update() -> None:
	"""Running journeys are looked for every minute."""
	frappe.db.add_index("Bank Journey", ["state"])
