"""员工绩效表: score, place and each figure of the people of a scheme in a period (SAL-05, SAL-07)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from bank_crm.sales import reporting
from bank_crm.sales.performance import rows as score_rows
from bank_crm.sales.performance import scoring

SCORE, FIGURE = score_rows.SCORE, scoring.FIGURE
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each person the user may see, the best first; by default the last period counted."""
	frappe.has_permission(SCORE, "report", throw=True)
	wanted = frappe._dict(filters or {})
	scheme = wanted.scheme or frappe.db.get_value(
		scoring.SCHEME, {"active": 1}, "name", order_by="creation asc"
	)
	if not scheme:
		return _columns([]), [], _("There is no scheme yet."), None, []
	rows = _scores(scheme, wanted)
	measures = _add_figures(rows)
	shown = reporting.readable(rows, {"branch": reporting.dimensions()["branch"]})
	chart = reporting.chart(shown, "person_name", (_("Score"), "score"), most=20)
	return _columns(measures), shown, None, chart, _summary(rows)


def _scores(scheme: str, wanted: frappe._dict) -> list[frappe._dict]:
	score, user = frappe.qb.DocType(SCORE), frappe.qb.DocType("User")
	first = getdate(wanted.from_date) if wanted.from_date else _latest(scheme)
	query = (
		frappe.qb.from_(score)
		.left_join(user)
		.on(user.name == score.person)
		.select(
			score.name.as_("score_name"),
			user.full_name.as_("person_name"),
			score.branch,
			score.score,
			score.place,
			score.people,
			score.place_in_branch,
			score.from_date,
			score.to_date,
			score.closed,
		)
		.where((score.scheme == scheme) & (score.from_date <= first) & (score.to_date >= first))
		.orderby(score.place == 0)
		.orderby(score.place)
		.orderby(user.full_name)
		.limit(reporting.MOST_ROWS)
	)
	for condition in (
		score_rows.criterion(SCORE, frappe.session.user, score),
		reporting.of_branch(score.branch, wanted.branch),
	):
		query = query if condition is None else query.where(condition)
	return query.run(as_dict=True)


def _latest(scheme: str) -> object:
	latest = frappe.db.get_value(SCORE, {"scheme": scheme}, "from_date", order_by="from_date desc")
	return latest or getdate()


def _add_figures(rows: list[frappe._dict]) -> list[str]:
	"""Put every measure's figure and points into its columns; returns the measures in the scheme's order."""
	by_name = {row.score_name: row for row in rows}
	figure = frappe.qb.DocType(FIGURE)
	found = (
		frappe.qb.from_(figure)
		.select(figure.parent, figure.measure, figure.value, figure.points, figure.counted, figure.idx)
		.where((figure.parenttype == SCORE) & figure.parent.isin([*by_name, ""]))
		.orderby(figure.idx)
	).run(as_dict=True)
	measures: dict[str, None] = {}
	for each in found:
		measures.setdefault(each.measure)
		field = frappe.scrub(each.measure)
		row = by_name[each.parent]
		row[field] = each.value if each.counted else None
		row[f"{field}_points"] = each.points if each.counted else None
	return list(measures)


def _columns(measures: list[str]) -> list[dict]:
	columns = [
		reporting.column("place", _("Place"), width=70),
		reporting.column("person_name", _("Person"), "Data", 130),
		reporting.column("branch", _("Branch"), "Data", 170),
		reporting.column("score", _("Score"), "Float", 90),
		reporting.column("place_in_branch", _("Place in the Branch"), width=110),
	]
	for measure in measures:
		label = _(measure, context="Bank Performance Measure")
		field = frappe.scrub(measure)
		columns.append(reporting.column(field, label, "Float", 120))
		columns.append(reporting.column(f"{field}_points", _("{0}: Points").format(label), "Float", 120))
	return [
		*columns,
		{
			"fieldname": "score_name",
			"label": _("Details"),
			"fieldtype": "Link",
			"options": SCORE,
			"width": 140,
		},
	]


def _summary(rows: list[frappe._dict]) -> list[dict]:
	scores = [row.score for row in rows if row.place]
	if not scores:
		return []
	closed = all(row.closed for row in rows)
	return [
		{
			"label": _("Counted Period"),
			"value": f"{rows[0].from_date} – {rows[0].to_date}",
			"datatype": "Data",
		},
		{"label": _("People"), "value": len(scores), "datatype": "Int"},
		{"label": _("Mean Score"), "value": round(sum(scores) / len(scores), 2), "datatype": "Float"},
		{
			"label": _("Standing of the Figures"),
			"value": _("Closed") if closed else _("Still Counted"),
			"datatype": "Data",
			"indicator": "Green" if closed else "Orange",
		},
	]
