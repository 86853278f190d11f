"""A saved custom report as a report of the framework, so that exports are asked for like all others (ANA-04, SEC-12)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.analytics.semantic.sharing import REPORT

_FIELDTYPES = {"text": "Data", "count": "Int", "amount": "Currency", "number": "Float", "percent": "Percent"}


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return the columns and rows of a saved report with the session's user's own rows."""
	frappe.has_permission(REPORT, "report", throw=True)
	name = (filters or {}).get("custom_report")
	if not name:
		return [{"fieldname": "none", "label": _("Choose a report."), "fieldtype": "Data", "width": 240}], []
	frappe.has_permission(REPORT, "read", doc=name, throw=True)
	from bank_crm.analytics.semantic.run import run

	report = run(frappe.db.get_value(REPORT, name, "definition"))
	columns = [
		{
			"fieldname": column["id"],
			"label": column["label"],
			"fieldtype": _FIELDTYPES[column["shown"]],
			"width": 160,
		}
		for column in report.columns
	]
	names = [column["id"] for column in report.columns]
	lines = [*report.rows, *([report.totals] if report.totals else [])]
	return columns, [dict(zip(names, line, strict=True)) for line in lines]
