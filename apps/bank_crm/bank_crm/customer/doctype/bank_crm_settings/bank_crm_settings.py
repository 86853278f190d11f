from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.extends import start


class BankCRMSettings(Document):
	"""The bank's own numbers; defaults are those of the requirements."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.customer.doctype.bank_start_page.bank_start_page import BankStartPage

		activity_high_min: DF.Int
		activity_window_days: DF.Int
		asset_decline_months: DF.Int
		audience_max_share: DF.Percent
		audience_min_size: DF.Int
		audit_quarterly: DF.Check
		caller_lookups_per_hour: DF.Int
		campaign_approval_limit: DF.Currency
		complaint_compensation_limit: DF.Currency
		complaint_days: DF.Int
		complaint_days_complex: DF.Int
		complaint_extension_days: DF.Int
		complaint_keep_years: DF.Int
		complaint_warn_days: DF.Int
		contact_cap_days: DF.Int
		contact_cap_messages: DF.Int
		count_opened_mails: DF.Check
		data_request_days: DF.Int
		data_request_warn_days: DF.Int
		dormant_after_days: DF.Int
		export_most_rows: DF.Int
		export_valid_hours: DF.Int
		improvement_days: DF.Int
		key_customer_level: DF.Int
		key_customer_review_days: DF.Int
		large_cash_person: DF.Currency
		large_cross_border_person: DF.Currency
		large_report_workdays: DF.Int
		large_transaction_company: DF.Currency
		large_transfer_person: DF.Currency
		licensed_users: DF.Int
		log_keep_months: DF.Int
		login_attempts_per_address: DF.Int
		login_code_minutes: DF.Int
		login_code_tries: DF.Int
		login_codes_per_hour: DF.Int
		login_sessions: DF.Int
		marketing_is_off: DF.Check
		order_duplicate_days: DF.Int
		order_reopen_days: DF.Int
		portal_orders_per_hour: DF.Int
		quiet_from: DF.Time | None
		quiet_until: DF.Time | None
		rating_days: DF.Int
		rating_delay_minutes: DF.Int
		rating_low_grade: DF.Int
		retention_by_night: DF.Check
		reveals_alert_from: DF.Int
		reveals_per_hour: DF.Int
		review_days: DF.Int
		sales_is_off: DF.Check
		service_is_off: DF.Check
		start_pages: DF.Table[BankStartPage]
		sync_interval_minutes: DF.Int
		teller_service_days: DF.Int
		temporary_access_max_days: DF.Int
		tier_batch_approval_size: DF.Int
		tier_batch_undo_days: DF.Int
		trace_days: DF.Int
		watch_month_ends: DF.Int
		watch_month_ends_private: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Limits that contradict each other are refused."""
		if self.dormant_after_days < self.activity_window_days:
			checks.refuse(self, "dormant_after_days", _("must not be shorter than the activity window."))
		if self.activity_high_min < 2:
			checks.refuse(
				self, "activity_high_min", _("must be at least 2, or nobody is of medium activity.")
			)
		start.check(self)
		if self.reveals_alert_from > self.reveals_per_hour:
			checks.refuse(self, "reveals_alert_from", _("must not be above the number shown per hour."))
