"""各界面意见反馈: how much is said about which screen, and how long answers take (UX-07)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Avg, Count, Sum, UnixTimestamp
from frappe.utils import add_days, flt, getdate
from pypika.terms import Case

from bank_crm.domain.feedback import OPEN
from bank_crm.domain.feedback_enums import FeedbackKind as Kind
from bank_crm.service.feedback import rows

MOST_BARS = 10
Report = tuple[list[dict], list[dict], None, dict | None]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, one row a screen, and the screens most is said about as a chart."""
	frappe.has_permission(rows.FEEDBACK, "report", throw=True)
	found = _rows(frappe._dict(filters or {}))
	return _columns(), found, None, _chart(found)


def _rows(wanted: frappe._dict) -> list[dict]:
	table = frappe.qb.DocType(rows.FEEDBACK)

	def number(column: object, *values: str) -> Sum:
		return Sum(Case().when(column.isin(values), 1).else_(0))

	seconds = UnixTimestamp(table.answered_on) - UnixTimestamp(table.creation)
	query = (
		frappe.qb.from_(table)
		.select(
			table.screen,
			Count("*").as_("total"),
			*(number(table.kind, kind.value).as_(kind.name.lower()) for kind in Kind),
			number(table.state, *(state.value for state in OPEN)).as_("open"),
			Avg(seconds).as_("seconds"),
		)
		.groupby(table.screen)
		.orderby(Count("*"), order=frappe.qb.desc)
		.orderby(table.screen)
	)
	condition = rows.criterion(frappe.session.user, table)
	if condition is not None:
		query = query.where(condition)
	if wanted.from_date:
		query = query.where(table.creation >= getdate(wanted.from_date))
	if wanted.to_date:
		query = query.where(table.creation < add_days(getdate(wanted.to_date), 1))
	return [
		{
			**row,
			"screen_title": _(row.screen) if row.screen else _("Not known"),
			"hours": flt(row.seconds / 3600, 1) if row.seconds is not None else None,
		}
		for row in query.run(as_dict=True)
	]


def _columns() -> list[dict]:
	def column(field: str, label: str, kind: str, width: int, **more: object) -> dict:
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, **more}

	return [
		column("screen_title", _("Screen"), "Data", 220),
		column("total", _("Feedback"), "Int", 100),
		column("problem", _("Problems"), "Int", 100),
		column("suggestion", _("Suggestions"), "Int", 100),
		column("question", _("Questions", context="Bank Feedback"), "Int", 100),
		column("open", _("Still Open"), "Int", 110),
		column("hours", _("Hours to the Answer"), "Float", 150, precision="1"),
	]


def _chart(found: list[dict]) -> dict | None:
	if not found:
		return None
	top = found[:MOST_BARS]
	values = [{"name": _("Feedback"), "values": [row["total"] for row in top]}]
	return {"data": {"labels": [row["screen_title"] for row in top], "datasets": values}, "type": "bar"}
