"""系统使用情况: who works with the system and how much, what is overdue, how many use each module (ANA-16, UX-10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.analytics import reporting
from bank_crm.analytics.report.bank_system_usage import usage
from bank_crm.service.reporting import MOST_ROWS, chart, column, dimension_of, period_of, warning

STAFF = "Bank Staff"
USER, BRANCH, MODULE, MONTH = "user", "branch", "module", "month"
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each person, branch, module or month with its use, a chart and the totals."""
	frappe.has_permission(STAFF, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, _dimension = dimension_of(dimensions(), wanted.by, USER)
	reporting.check_links(wanted)
	people = usage.people(frappe.session.user, wanted.branch)
	period = period_of(wanted, months=1)
	figures = usage.Figures(people, period)
	if name == MODULE:
		rows = figures.by_module()
	elif name == MONTH:
		rows = figures.by_month()
	else:
		rows = figures.by_person()
		rows = figures.by_branch(rows) if name == BRANCH else rows
	series = {
		USER: [(_("Records Touched"), "records"), (_("Overdue Tasks"), "overdue")],
		BRANCH: [(_("Records Touched"), "records"), (_("Overdue Tasks"), "overdue")],
		MODULE: [(_("Users Allowed"), "allowed"), (_("Active Users"), "active")],
		MONTH: [(_("Active Users"), "active")],
	}[name]
	return _columns(name), rows[:MOST_ROWS], None, chart(rows, name, *series, most=15), _summary(figures)


def dimensions() -> dict[str, reporting.Dimension]:
	"""Return what use is grouped by."""
	return {
		USER: reporting.Dimension(_("Person", context="Bank System Usage"), USER),
		BRANCH: reporting.Dimension(_("Branch"), BRANCH),
		MODULE: reporting.Dimension(_("Module"), MODULE),
		MONTH: reporting.Dimension(_("Month"), MONTH),
	}


def _columns(name: str) -> list[dict]:
	first = column(name, dimensions()[name].label, "Data", 160)
	figures = [
		column("logins", _("Log-Ins"), width=100),
		column("operations", _("Operations"), width=100),
		column("records", _("Records Touched"), width=120),
	]
	if name == MODULE:
		return [
			first,
			column("allowed", _("Users Allowed"), width=120),
			column("active", _("Active Users"), width=120),
			column("share", _("Share Active"), "Percent", 120),
			*figures[1:],
		]
	if name == MONTH:
		return [first, column("active", _("Active Users"), width=120), *figures]
	overdue = column("overdue", _("Overdue Tasks"), width=120)
	if name == BRANCH:
		counts = [column("people", _("People"), width=90), column("active", _("Active Users"), width=110)]
		return [first, *counts, *figures, overdue]
	return [
		first,
		column("post", _("Post", context="Bank Staff"), "Data", 120),
		column("branch", _("Branch"), "Data", 170),
		column("active_days", _("Active Days"), width=100),
		column("last_active", _("Last Active"), "Datetime", 165),
		*figures,
		overdue,
	]


def _summary(figures: usage.Figures) -> list[dict]:
	people = figures.by_person()
	active = sum(1 for row in people if row.active_days)
	overdue = sum(row.overdue for row in people)
	return [
		{"label": _("Number of Users"), "value": len(people), "datatype": "Int"},
		{"label": _("Active Users"), "value": active, "datatype": "Int", "indicator": "Green"},
		{
			"label": _("Records Touched"),
			"value": cint(figures.records()),
			"datatype": "Int",
		},
		warning(_("Overdue Tasks"), overdue),
	]
