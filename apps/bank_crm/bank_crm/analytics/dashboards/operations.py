"""How the system runs: jobs, queues, errors, database, backups, the log's proof; for administrators (OPS-03, OPS-01)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import frappe
from frappe import _
from frappe.monitor import MONITOR_REDIS_KEY
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_to_date, get_backups_path, now_datetime, today
from frappe.utils.background_jobs import get_queues
from pypika import Table
from rq.registry import FailedJobRegistry

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Card, Chart, Figure, rows_of_everybody
from bank_crm.compliance import log_guard, log_sealing

RUN, SOURCE, SEAL = "Bank Sync Run", "Bank Data Source", log_sealing.SEAL
NOT_WHOLE = "The operation log is not whole"  # the title of log_verify.nightly's error
GIGABYTE = 1024**3
LATELY = 30
#: Jobs looked through in each queue and register, requests in the monitor's list.
MOST_JOBS, MOST_REQUESTS = 5_000, 2_000
#: A backup's database dump, as the framework names it.
DUMPS = "*-database*.sql.gz"
LATE_SEAL_MINUTES = 30


def jobs_waiting() -> Figure:
	"""This site's jobs that wait in all queues."""
	return Figure(sum(_ours(queue.get_job_ids(0, MOST_JOBS)) for queue in get_queues()))


def jobs_failed() -> Figure:
	"""This site's jobs that failed and are kept by the queue."""
	registers = (FailedJobRegistry(queue=queue) for queue in get_queues())
	return Figure(sum(_ours(islice(register.get_job_ids(), MOST_JOBS)) for register in registers))


def scheduled_failures() -> Figure:
	"""Runs of scheduled jobs that failed in the last day."""
	table = frappe.qb.DocType("Scheduled Job Log")
	failed = (table.status == "Failed") & (table.creation >= _yesterday())
	return Figure(frappe.qb.from_(table).select(Count("*")).where(failed).run()[0][0])


def errors_logged() -> Figure:
	"""Errors written in the last day."""
	table = frappe.qb.DocType("Error Log")
	return Figure(frappe.qb.from_(table).select(Count("*")).where(table.creation >= _yesterday()).run()[0][0])


def database_size() -> Figure:
	"""Rows and indexes of the site's database on disk."""
	tables = Table("tables", schema="information_schema")
	within = tables.table_schema == frappe.conf.db_name
	query = frappe.qb.from_(tables).select(Sum(tables.data_length + tables.index_length)).where(within)
	return Figure(round(float(query.run()[0][0] or 0) / GIGABYTE, 2), "Float")


def response_time() -> Figure:
	"""Mean time of the latest requests; known where the site's monitor is switched on."""
	if not frappe.conf.monitor:
		return Figure(None)
	kept = frappe.cache.lrange(MONITOR_REDIS_KEY, -MOST_REQUESTS, -1)
	seen = [json.loads(each) for each in kept]
	taken = [
		float(each["duration"])
		for each in seen
		if each.get("transaction_type") == "request" and each.get("site") == frappe.local.site
	]
	return Figure(round(sum(taken) / len(taken) / 1000, 1) if taken else None, "Float")


def hours_since_backup() -> Figure:
	"""Hours since the newest dump in the site's folder of backups; none there, none known."""
	dumps = list(Path(get_backups_path()).glob(DUMPS))
	if not dumps:
		return Figure(_("None"))
	return Figure(round((time.time() - max(dump.stat().st_mtime for dump in dumps)) / 3600, 1), "Float")


def log_proof() -> Figure:
	"""Whether the operation log is guarded, sealed in time, and was whole when it was proven by night."""
	errors, log = frappe.qb.DocType("Error Log"), frappe.qb.DocType(log_guard.LOG)
	since = add_to_date(now_datetime(), days=-2)
	broken = (
		frappe.qb.from_(errors)
		.select(Count("*"))
		.where((errors.method == NOT_WHOLE) & (errors.creation >= since))
	).run()[0][0]
	late = add_to_date(now_datetime(), minutes=-LATE_SEAL_MINUTES)
	unsealed = (
		frappe.qb.from_(log).select(Count("*")).where((log.sequence <= 0) & (log.occurred_at < late))
	).run()[0][0]
	route = ("List", SEAL, "List")
	if broken or not log_guard.is_up():
		return Figure(_("Not Whole"), route=route)
	if unsealed:
		return Figure(_("Sealed Late"), route=route)
	return Figure(_("Whole"), route=route)


def users_today() -> Figure:
	"""Staff who have worked in the system today."""
	user = frappe.qb.DocType("User")
	within = (user.user_type == "System User") & (user.last_active >= today())
	return Figure(frappe.qb.from_(user).select(Count("*")).where(within).run()[0][0])


def rows_by_day() -> Bars:
	"""Rows the synchronisation read and refused, by day of the last two weeks."""
	series = {}
	for name, column in ((_("Rows Read"), "rows_read"), (_("Refused Rows"), "rows_refused")):
		table, query = rows_of_everybody(RUN)
		series[name] = periods.by_day(query, table.started_at, table[column])
	days = periods.days()
	drill = [{"started_at": ["between", [str(day), str(day)]]} for day in days]
	return Bars([day.strftime("%m-%d") for day in days], series, drill)


def runs_by_state() -> Bars:
	"""Synchronisation runs of the last thirty days by how they ended."""
	table, query = rows_of_everybody(RUN)
	since = add_to_date(today(), days=-LATELY)
	rows = query.where(table.started_at >= since).select(table.state, Count("*"))
	found = sorted(rows.groupby(table.state).run(), key=lambda row: str(row[0]))
	return Bars(
		[_(state, context=RUN) for state, _many in found],
		{_("Synchronisation Runs"): [int(count) for _state, count in found]},
		[{"state": state, "started_at": [">=", str(since)]} for state, _many in found],
	)


def _ours(jobs: Iterable[str]) -> int:
	"""How many of the jobs are this site's: their ids begin with its name."""
	return sum(1 for job in jobs if str(job).startswith(f"{frappe.local.site}||"))


def _yesterday() -> object:
	return add_to_date(now_datetime(), days=-1)


CARDS = {
	"jobs_waiting": Card(RUN, jobs_waiting),
	"jobs_failed": Card(RUN, jobs_failed),
	"scheduled_failures": Card(RUN, scheduled_failures),
	"errors_logged": Card(RUN, errors_logged),
	"database_size": Card(RUN, database_size),
	"response_time": Card(RUN, response_time),
	"hours_since_backup": Card(RUN, hours_since_backup),
	"log_proof": Card(RUN, log_proof),
	"users_today": Card(RUN, users_today),
}
CHARTS = {
	"Bank Rows by Day": Chart(RUN, rows_by_day),
	"Bank Sync Runs by State": Chart(RUN, runs_by_state),
}
