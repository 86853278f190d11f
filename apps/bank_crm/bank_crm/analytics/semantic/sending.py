"""Reports by mail: each recipient's own figures, once a period, without anything attached (ANA-14, SEC-12).

The key of a delivery is inserted before the mail is put into the queue, in one transaction: two jobs at once send one
mail, and a job that was stopped goes on with those who have none yet.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_url, getdate, now_datetime, today

from bank_crm.analytics.semantic import sharing, written
from bank_crm.analytics.semantic.reading import ReportRefused
from bank_crm.domain.report_enums import DeliveryState, ReportSchedule
from bank_crm.speaking import speaking

DELIVERY = "Bank Report Delivery"
#: Rows of a mailed table; the report itself has all of them.
MOST_ROWS = 100


def period_key(schedule: str, day: date) -> str:
	"""Return the name of the period a day lies in: one mail for each."""
	if schedule == ReportSchedule.DAILY.value:
		return day.isoformat()
	if schedule == ReportSchedule.WEEKLY.value:
		year, week, _weekday = day.isocalendar()
		return f"{year}-W{week:02d}"
	return f"{day.year}-{day.month:02d}"


def send_due(day: date | None = None) -> int:
	"""Send what has not been sent in the running periods; return how many mails went into the queue."""
	day = day or getdate(today())
	sent = 0
	for name in frappe.get_all(sharing.REPORT, filters={"schedule": ("is", "set")}, pluck="name"):
		report = frappe.get_doc(sharing.REPORT, name)
		key = period_key(report.schedule, day)
		for row in report.recipients:
			sent += _tried(report, row.user, key)
	return sent


def _tried(report: Document, user: str, period: str) -> int:
	"""Send one mail; what fails is looked at and tried again by the next run, and keeps nobody else waiting."""
	frappe.db.savepoint("report_mail")
	try:
		return _deliver(report, user, period)
	except Exception:
		frappe.db.rollback(save_point="report_mail")
		frappe.log_error(title=f"{report.name} could not be sent")
		return 0


def _deliver(report: Document, user: str, period: str) -> int:
	delivery_key = f"{report.name}:{user}:{period}"
	if frappe.db.exists(DELIVERY, {"delivery_key": delivery_key}):
		return 0
	values = {"report": report.name, "recipient": user, "period_key": period, "delivery_key": delivery_key}
	delivery = frappe.get_doc({"doctype": DELIVERY, **values, "sent_at": now_datetime()})
	frappe.db.savepoint("report_delivery")
	try:
		delivery.insert(ignore_permissions=True)  # the job's own record of what it sent
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.db.rollback(save_point="report_delivery")
		return 0  # another job was faster
	reason = _mail(report, user)
	if reason:
		delivery.db_set({"state": DeliveryState.NOT_SENT.value, "reason": reason[:300]})
	return int(not reason)


def _mail(report: Document, user: str) -> str:
	"""Put one mail into the queue; return why not, "" if it is there."""
	account = frappe.db.get_value("User", user, ["email", "enabled", "language"], as_dict=True)
	with speaking((account and account.language) or None):
		if not account or not account.enabled or not sharing.may_read(report, user):
			return _("The report is not shared with this employee any more.")
		try:
			body = written.table(report.definition, user, MOST_ROWS)
		except ReportRefused as refused:
			return str(refused)
		address = f"{get_url()}/desk/bank-report-builder/{report.name}"
		frappe.sendmail(
			recipients=[account.email],
			subject=_("Report: {0}").format(report.title),
			message=f'<p><a href="{address}">{escape_html(report.title)}</a></p>{body}',
			reference_doctype=report.doctype,
			reference_name=report.name,
			delayed=True,
		)
	return ""
