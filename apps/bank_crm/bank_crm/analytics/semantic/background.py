"""Reports that take too long for a page: made by a worker, found under the saved report (ANA-04)."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now
from frappe.utils import cint, now_datetime

from bank_crm.domain.report_enums import ReportRunState

RUN = "Bank Report Run"
EVENT = "bank_report_run"
#: Seconds of one question in a worker, and days a result stays.
SECONDS, DAYS = 1_200, 7
#: Reports one person may have waiting.
MOST_WAITING = 3


def start(definition: str, title: str, report: str | None) -> str:
	"""Queue a report for the session's user; return the run's name. A second wish for the same waits with the first."""
	waiting = {
		"owner": frappe.session.user,
		"state": ("in", [ReportRunState.QUEUED.value, ReportRunState.RUNNING.value]),
	}
	held = frappe.get_all(RUN, filters=waiting, fields=["name", "definition"])
	for run in held:
		if run.definition == definition:
			return run.name
	if len(held) >= MOST_WAITING:
		frappe.throw(_("{0} reports are waiting already.").format(MOST_WAITING))
	doc = frappe.get_doc({"doctype": RUN, "title": title, "report": report, "definition": definition})
	doc.insert(ignore_permissions=True)  # nobody writes one by hand; it is the asker's own
	frappe.enqueue(
		"bank_crm.analytics.semantic.background.work",
		queue="long",
		timeout=2 * SECONDS,
		job_id=f"bank-report-run-{doc.name}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=doc.name,
	)
	return doc.name


def work(name: str) -> None:
	"""Make one report as the one who asked, and tell him."""
	from bank_crm.analytics.semantic.reading import ReportRefused
	from bank_crm.analytics.semantic.run import run

	doc = frappe.get_doc(RUN, name)
	if doc.state != ReportRunState.QUEUED.value:
		return
	doc.db_set("state", ReportRunState.RUNNING.value, notify=True)
	values = {"state": ReportRunState.DONE.value}
	try:
		found = run(doc.definition, doc.owner, seconds=SECONDS)
		values["result"] = json.dumps(found.as_dict(), ensure_ascii=False, default=str)
	except ReportRefused as refused:
		values = {"state": ReportRunState.FAILED.value, "message": str(refused)[:300]}
	except frappe.QueryTimeoutError:
		note = _("It took more than {0} minutes. Choose a shorter period or fewer dimensions.")
		values = {"state": ReportRunState.FAILED.value, "message": note.format(cint(SECONDS / 60))}
	doc.db_set({**values, "finished_at": now_datetime()})
	frappe.publish_realtime(
		EVENT, {"name": name, "state": values["state"]}, user=doc.owner, after_commit=True
	)


def forget_old() -> None:
	"""Delete results after some days: they are of the rows their asker had then."""
	table = frappe.qb.DocType(RUN)
	frappe.qb.from_(table).delete().where(table.creation < Now() - Interval(days=DAYS)).run()
