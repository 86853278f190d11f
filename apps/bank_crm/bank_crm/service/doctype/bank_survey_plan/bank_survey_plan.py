from frappe.model.document import Document


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
