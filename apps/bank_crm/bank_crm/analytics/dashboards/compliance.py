"""What was done with rights, and complaints by month (SEC-13, SEC-14, SVC-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import add_days, today

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Chart, rows_of

LOG, COMPLAINT = "Bank Operation Log", "Bank Complaint"
LATELY = 30
#: What the quarterly audit looks at; what everybody does all day would hide it.
PRIVILEGED = (
	"Reveal",
	"Export",
	"Print",
	"Permission Change",
	"Tier Change",
	"Access Granted",
	"Log-in Refused",
)


def operations_by_kind() -> Bars:
	"""High-privilege operations of the last thirty days by kind; the log is read by compliance and audit only."""
	table = frappe.qb.DocType(LOG)
	since = add_days(today(), -LATELY)
	rows = (
		frappe.qb.from_(table)
		.where(table.action.isin(PRIVILEGED) & (table.occurred_at >= since))
		.select(table.action, Count("*"))
		.groupby(table.action)
	).run()
	counted = dict(rows)
	return Bars(
		[_(kind, context=LOG) for kind in PRIVILEGED],
		{_("Operations"): [int(counted.get(kind, 0)) for kind in PRIVILEGED]},
		[{"action": kind, "occurred_at": [">=", str(since)]} for kind in PRIVILEGED],
	)


def complaints_by_month() -> Bars:
	"""Complaints received by month of the last twelve."""
	table, query = rows_of(COMPLAINT)
	found = periods.by_month(query, table.received_on, Count("*"))
	months = periods.months()
	return Bars(
		months, {_("Complaints"): [int(found[month][0]) if month in found else 0 for month in months]}
	)


CHARTS = {
	"Bank Operations by Kind": Chart(LOG, operations_by_kind),
	"Bank Complaints by Month": Chart(COMPLAINT, complaints_by_month),
}
