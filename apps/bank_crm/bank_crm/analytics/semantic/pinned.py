"""What a pinned chart or card shows: a saved report with the rows of whoever looks at the dashboard (ANA-05, ANA-14)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.analytics.semantic.sharing import REPORT
from bank_crm.domain.report_enums import ReportChart

#: Seconds a dashboard waits for one chart.
SECONDS = 20
_FIELDTYPES = {"count": "Int", "amount": "Currency", "number": "Float", "percent": "Percent"}


def chart(name: str) -> dict[str, Any]:
	"""Return labels and datasets as the Desk's charts take them; nothing where there is nothing to draw."""
	definition = frappe.parse_json(frappe.db.get_value(REPORT, name, "definition"))
	if definition.get("chart", ReportChart.TABLE.value) == ReportChart.TABLE.value:
		definition = {**definition, "chart": ReportChart.BAR.value}
	drawn = _run(definition).chart
	return {"labels": drawn["labels"], "datasets": drawn["datasets"]} if drawn else {}


def card(name: str, measure: str) -> dict[str, Any]:
	"""Return one measure's total and where a click leads."""
	definition = frappe.parse_json(frappe.db.get_value(REPORT, name, "definition"))
	whole = {**definition, "rows": [], "columns": [], "measures": [measure], "chart": ReportChart.TABLE.value}
	report = _run({key: value for key, value in whole.items() if key not in ("top", "sort", "compare")})
	(column,) = report.columns
	value = report.rows[0][0] if report.rows else None
	return {"value": value, "fieldtype": _FIELDTYPES[column["shown"]], "route": ["bank-report-builder", name]}


def _run(definition: dict[str, Any]) -> Any:
	from bank_crm.analytics.semantic.run import run

	return run(definition, seconds=SECONDS)
