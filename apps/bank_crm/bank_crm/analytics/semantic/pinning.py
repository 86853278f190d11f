"""A saved report on a dashboard of Frappe: a chart or a card that everybody sees with his or her own rows (ANA-05)."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.analytics.semantic import saving
from bank_crm.analytics.semantic.sharing import REPORT
from bank_crm.domain.report_enums import ReportChart
from bank_crm.permissions import scope

DASHBOARD, CHART, CARD, SOURCE = "Dashboard", "Dashboard Chart", "Number Card", "Bank Custom Report"
CARD_METHOD = "bank_crm.api.custom_reports.card"
#: A table alone has no picture; columns show it best.
_TYPES = {
	ReportChart.TABLE.value: "Bar",
	ReportChart.BAR.value: "Bar",
	ReportChart.LINE.value: "Line",
	ReportChart.PIE.value: "Pie",
}


def own_dashboards(user: str) -> list[dict[str, str]]:
	"""Return the dashboards `user` may pin to: his or her own; of the administrator all that are not shipped."""
	filters: dict[str, object] = {"is_standard": 0}
	if not scope.sees_everything(user, write=True):
		filters["owner"] = user
	return frappe.get_all(
		DASHBOARD, filters=filters, fields=["name", "dashboard_name"], order_by="dashboard_name"
	)


def pin_chart(report: Document, dashboard: str) -> str:
	"""Put a report's chart on a dashboard, which is made if there is none of the name; return the dashboard."""
	board = _dashboard(dashboard)
	chart = frappe.db.get_value(
		CHART, {"source": SOURCE, "filters_json": _filters(report), "owner": frappe.session.user}
	)
	if not chart:
		values = {
			"chart_name": _free_name(CHART, report),
			"chart_type": "Custom",
			"source": SOURCE,
			"document_type": REPORT,
			"type": _TYPES[report.chart],
			"filters_json": _filters(report),
			"dynamic_filters_json": "{}",
			"timeseries": 0,
			"is_public": 0,
			"custom_options": json.dumps({"animate": 0, "disableEntryAnimation": 1}),
		}
		doc = frappe.get_doc({"doctype": CHART, **values})
		doc.insert(ignore_permissions=True)  # whoever made the report pins it; rows stay each viewer's own
		chart = doc.name
	_add(board, "charts", {"chart": chart, "width": "Half"})
	return board.name


def pin_card(report: Document, dashboard: str, measure: str) -> str:
	"""Put one measure of a report, its total, on a dashboard as a card; return the dashboard."""
	definition = frappe.parse_json(report.definition)
	if measure not in definition["measures"]:
		frappe.throw(_("{0} is not in this report.").format(frappe.bold(frappe.utils.escape_html(measure))))
	board = _dashboard(dashboard)
	filters = json.dumps({"report": report.name, "measure": measure})
	card = frappe.db.get_value(
		CARD, {"method": CARD_METHOD, "filters_json": filters, "owner": frappe.session.user}
	)
	if not card:
		values = {
			"label": report.title,
			"type": "Custom",
			"method": CARD_METHOD,
			"document_type": REPORT,
			"filters_json": filters,
			"is_public": 0,
			"show_percentage_stats": 0,
		}
		doc = frappe.get_doc({"doctype": CARD, **values})
		doc.insert(ignore_permissions=True)  # whoever made the report pins it; rows stay each viewer's own
		card = doc.name
	_add(board, "cards", {"card": card})
	return board.name


def unpin_all(report: str) -> None:
	"""Take a report's charts and cards off every dashboard, for one that is deleted."""
	charts = frappe.get_all(
		CHART, filters={"source": SOURCE, "filters_json": json.dumps({"report": report})}, pluck="name"
	)
	cards = [
		card.name
		for card in frappe.get_all(CARD, filters={"method": CARD_METHOD}, fields=["name", "filters_json"])
		if frappe.parse_json(card.filters_json or "{}").get("report") == report
	]
	for link, column, names, doctype in (
		("Dashboard Chart Link", "chart", charts, CHART),
		("Number Card Link", "card", cards, CARD),
	):
		if names:
			table = frappe.qb.DocType(link)
			frappe.qb.from_(table).delete().where(table[column].isin(names)).run()
			for name in names:
				doc = frappe.get_doc(doctype, name)
				doc.delete(ignore_permissions=True, force=True)  # nothing is left to show


def _filters(report: Document) -> str:
	return json.dumps({"report": report.name})


def _free_name(doctype: str, report: Document) -> str:
	"""The report's title, with its number where another chart has the title."""
	return report.title if not frappe.db.exists(doctype, report.title) else f"{report.title} ({report.name})"


def _dashboard(name: str) -> Document:
	"""The dashboard of a name, locked so that two pins at once are both kept; a new one if there is none."""
	if not frappe.db.exists(DASHBOARD, name):
		new = frappe.new_doc(DASHBOARD)
		new.dashboard_name = saving.checked_title(new, "dashboard_name", name)
		if frappe.db.exists(DASHBOARD, new.dashboard_name):
			return _dashboard(new.dashboard_name)
		return new
	board = frappe.get_doc(DASHBOARD, name, for_update=True)
	if board.is_standard or board.name not in [one["name"] for one in own_dashboards(frappe.session.user)]:
		frappe.throw(
			_("This dashboard is another's; choose one of yours or a new name."), frappe.PermissionError
		)
	return board


def _add(board: Document, table: str, row: dict[str, str]) -> None:
	(column,) = {"chart", "card"} & row.keys()
	if not any(one.get(column) == row[column] for one in board.get(table)):
		board.append(table, row)
		board.save(ignore_permissions=True)  # one's own dashboard, see _dashboard
