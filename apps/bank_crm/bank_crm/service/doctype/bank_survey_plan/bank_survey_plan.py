import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today

from bank_crm.customer import checks
from bank_crm.customer.segments import access
from bank_crm.domain.survey_enums import SurveyFrequency, SurveyState
from bank_crm.domain.survey_schedule import next_after
from bank_crm.jobs import enqueue_once
from bank_crm.service.surveys import audience, quotas


class BankSurveyPlan(Document):
	"""Whom a survey is sent to, when and how often (SUR-01, SUR-02, MKT-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_survey_quota.bank_survey_quota import BankSurveyQuota

		address: DF.Data | None
		audience_doctype: DF.Link | None
		audience_name: DF.DynamicLink | None
		channel: DF.Literal["", "SMS", "Email"]
		enabled: DF.Check
		ends_on: DF.Date | None
		frequency: DF.Literal["Once", "Weekly", "Monthly", "Quarterly", "Half-yearly", "Yearly"]
		message: DF.SmallText | None
		most_reminders: DF.Int
		next_on: DF.Date | None
		open_days: DF.Int
		order_days: DF.Int
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		owner_user: DF.Link | None
		pause_days: DF.Int
		plan_name: DF.Data
		quota: DF.Int
		quotas: DF.Table[BankSurveyQuota]
		reminder_after: DF.Int
		reminder_message: DF.SmallText | None
		sample_size: DF.Int
		shared_link: DF.Check
		starts_on: DF.Date
		subject: DF.Data | None
		survey: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""A plan that could ask nobody, or could never end, is refused; being switched on sets its first day."""
		access.check_owner(self)
		self.check_audience()
		self.check_quotas()
		checks.check_period(self, "starts_on", "ends_on")
		if cint(self.open_days) < 1:
			checks.refuse(self, "open_days", _("at least one day."))
		if self.enabled:
			self.check_survey()
		self.set_next()

	def check_audience(self) -> None:
		"""Either anyone with the link, or an audience that the hook knows and the user may read."""
		if self.shared_link:
			self.audience_doctype = self.audience_name = None
			self.address = self.address or frappe.generate_hash(length=16)
			if not frappe.db.get_value("Bank Survey", self.survey, "anonymous"):
				checks.refuse(self, "shared_link", _("the survey must be anonymous."))
			return
		self.address = None
		if self.audience_doctype not in audience.kinds():
			checks.refuse(self, "audience_doctype", _("choose whom to ask."))
		if self.audience_doctype == audience.ORDER:
			self.audience_name = None
		elif not self.audience_name:
			checks.refuse(self, "audience_name", _("choose whom to ask."))
		elif self.has_value_changed("audience_name"):
			frappe.get_doc(self.audience_doctype, self.audience_name).check_permission("read")

	def check_survey(self) -> None:
		"""Only what is published can be sent."""
		state = frappe.db.get_value("Bank Survey", self.survey, "state")
		if self.has_value_changed("enabled") and state != SurveyState.PUBLISHED.value:
			checks.refuse(self, "survey", _("publish the survey first."))

	def check_quotas(self) -> None:
		"""Each part is there once, and names something there is."""
		targets = {"Tier": "Bank Customer Tier", "Branch": "Bank Branch"}
		seen = set()
		for row in self.quotas:
			known = targets.get(row.attribute)
			exists = frappe.db.exists(known, row.value) if known else row.value in quotas.GENDERS
			if not exists:
				checks.refuse(self, "quotas", _("row {0}: {1} is not known.").format(row.idx, row.value))
			if (row.attribute, row.value) in seen or cint(row.most) < 1:
				checks.refuse(self, "quotas", _("row {0}: each part once, with at least 1.").format(row.idx))
			seen.add((row.attribute, row.value))

	def set_next(self) -> None:
		"""When the next round opens; a day that has passed is not made up for, today still counts."""
		if not self.enabled:
			self.next_on = None
			return
		changed = any(
			self.has_value_changed(field) for field in ("enabled", "starts_on", "ends_on", "frequency")
		)
		if self.is_new() or changed:
			last = getdate(self.ends_on) if self.ends_on else None
			yesterday = frappe.utils.add_days(getdate(today()), -1)
			frequency = SurveyFrequency(self.frequency)
			self.next_on = next_after(getdate(self.starts_on), frequency, yesterday, last)
			if self.next_on is None:
				checks.refuse(self, "starts_on", _("there is no day left to send it on."))

	def on_update(self) -> None:
		"""What is due today does not wait for the hour."""
		if self.enabled and self.next_on and getdate(self.next_on) <= getdate(today()):
			enqueue_once(
				"bank_crm.service.surveys.rounds.run_due",
				"bank_crm.service.surveys.rounds.run_due",
				minutes=120,
				commit=True,
			)
