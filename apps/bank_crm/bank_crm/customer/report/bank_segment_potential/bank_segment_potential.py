"""客群潜力对比: what the bank's target groups are worth, and which of them have the most potential (SEG-16)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, IfNull, Sum
from frappe.utils import cint, flt
from pypika.terms import Criterion, Term

from bank_crm.customer.segments.population import asked_as
from bank_crm.domain.customer_enums import Potential
from bank_crm.domain.enums import ActivityLevel, CustomerStatus
from bank_crm.permissions import scope

SEGMENT = "Bank Segment"
ACTIVE = (ActivityLevel.HIGH.value, ActivityLevel.MEDIUM.value)
MOST_BARS = 10
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row a segment (the most potential first), a note, a chart and totals.

	Potential is the assets of the members whose portrait says so. Marketing officers compare the whole bank, everybody
	else the customers they may see.
	"""
	frappe.has_permission(SEGMENT, "report", throw=True)
	wanted = frappe._dict(filters or {})
	rows = sorted(_rows(wanted), key=lambda row: (-row["potential_aum"], row["segment_name"]))
	return _columns(), rows, None, _chart(rows), _summary(rows)


def _rows(wanted: frappe._dict) -> list[dict]:
	segment, member, customer, portrait = map(
		frappe.qb.DocType, (SEGMENT, "Bank Segment Member", scope.CUSTOMER, "Bank Customer Portrait")
	)
	high = portrait.potential == Potential.HIGH.value
	query = (
		frappe.qb.from_(segment)
		.inner_join(member)
		.on(member.segment == segment.name)
		.inner_join(customer)
		.on((customer.name == member.customer) & (customer.status == CustomerStatus.ACTIVE.value))
		.left_join(portrait)
		.on(portrait.customer == customer.name)
		.select(
			segment.name,
			segment.segment_name,
			Count("*").as_("members"),
			Sum(customer.total_aum).as_("total_aum"),
			Sum(IfNull(customer.product_count, 0)).as_("products"),
			_number(customer.activity_level.isin(ACTIVE)).as_("active"),
			_number(high).as_("promising"),
			Sum(Case().when(high, customer.total_aum).else_(0)).as_("potential_aum"),
		)
		.where(segment.enabled == 1)
		.groupby(segment.name)
	)
	if wanted.segments:
		query = query.where(segment.name.isin(frappe.parse_json(wanted.segments)))
	if wanted.branch:
		query = query.where(customer.branch == wanted.branch)
	user = asked_as(frappe.session.user)
	within = scope.criterion(scope.CUSTOMER, user, customer) if user else None
	return [_row(row) for row in (query if within is None else query.where(within)).run(as_dict=True)]


def _number(condition: Criterion) -> Term:
	return Sum(Case().when(condition, 1).else_(0))


def _row(row: frappe._dict) -> dict:
	members = cint(row.members)
	return {
		"name": row.name,
		"segment_name": row.segment_name,
		"members": members,
		"total_aum": flt(row.total_aum),
		"average_aum": flt(row.total_aum) / members,
		"products": round(flt(row.products) / members, 2),
		"active_share": 100 * flt(row.active) / members,
		"promising": cint(row.promising),
		"promising_share": 100 * flt(row.promising) / members,
		"potential_aum": flt(row.potential_aum),
	}


def _chart(rows: list[dict]) -> dict | None:
	shown = [row for row in rows if row["potential_aum"]][:MOST_BARS]
	if not shown:
		return None
	return {
		"data": {
			"labels": [row["segment_name"] for row in shown],
			"datasets": [
				{"name": _("Assets with Potential"), "values": [row["potential_aum"] for row in shown]}
			],
		},
		"type": "bar",
		"colors": ["#a9791c"],
		"height": 220,
		"axisOptions": {"shortenYAxisNumbers": 1},
	}


def _summary(rows: list[dict]) -> list[dict]:
	best = rows[0] if rows and rows[0]["potential_aum"] else None
	return [
		{"label": _("Segments with Members"), "value": len(rows), "datatype": "Int"},
		{
			"label": _("Most Potential"),
			"value": best["segment_name"] if best else "–",
			"datatype": "Data",
			"indicator": "Green" if best else "Gray",
		},
	]


def _columns() -> list[dict]:
	def column(field: str, label: str, kind: str, width: int, options: str | None = None) -> dict:
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, "options": options}

	return [
		column("name", _("Segment"), "Link", 110, SEGMENT),
		column("segment_name", _("Segment Name"), "Data", 220),
		column("members", _("Members"), "Int", 90),
		column("total_aum", _("Assets"), "Currency", 150),
		column("average_aum", _("Average Assets"), "Currency", 130),
		column("products", _("Products a Head"), "Float", 110),
		column("active_share", _("Active Share"), "Percent", 100),
		column("promising", _("High Potential"), "Int", 100),
		column("promising_share", _("High Potential Share"), "Percent", 120),
		column("potential_aum", _("Assets with Potential"), "Currency", 150),
	]
