"""客户活跃度: how active customers are by tier, branch or manager, and how many were active month by month (ANA-06)."""

from __future__ import annotations

from typing import Any

import frappe
import ibis
from frappe import _
from frappe.utils import cint

from bank_crm.analytics import reporting
from bank_crm.analytics.engine import tables
from bank_crm.customer import portfolio
from bank_crm.domain.enums import ActivityLevel, BehaviourType
from bank_crm.service.reporting import (
	COLOURS,
	MOST_ROWS,
	column,
	dimension_column,
	dimension_of,
	readable,
	warning,
)

CUSTOMER, EVENT = reporting.CUSTOMER, "Bank Behaviour Event"
MONTH = "month"
LEVELS = ActivityLevel.values()
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each group with its customers by level, or for each month with those who did something."""
	frappe.has_permission(CUSTOMER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	known = {**reporting.dimensions(), MONTH: reporting.Dimension(_("Month"), MONTH)}
	name, dimension = dimension_of(known, wanted.by, "tier")
	level = reporting.choice(_("Activity Level"), wanted.activity_level, LEVELS)
	people = reporting.population(wanted, "activity_level", active=True)
	if level:
		kept = people.customers.filter(people.customers.activity_level.isin([level]))
		people = reporting.Population(people.engine, kept, True)
	levels = _levels(people, "tier" if name == MONTH else dimension.column)
	if name == MONTH:
		return _by_month(people, wanted, _summary(levels))
	rows = levels
	for row in rows:
		row.key, row[name] = row.grouped, row.grouped
	rows.sort(key=lambda row: (-row.customers, str(row.key)))
	note = people.note
	if len(rows) > MOST_ROWS:
		note = " ".join(filter(None, [note, _("The first {0} rows are shown.").format(MOST_ROWS)]))
	summary = _summary(rows)
	shown = readable(rows[:MOST_ROWS], {name: dimension})
	return _columns(name, dimension), shown, note, _chart(shown, name), summary


def _levels(people: reporting.Population, grouped_by: str) -> list[frappe._dict]:
	one = people.customers.select("activity_level", grouped=people.customers[grouped_by])
	counts = people.rows(one.group_by(["grouped", "activity_level"]).aggregate(customers=one.count()))
	groups: dict[str | None, frappe._dict] = {}
	for count in counts:
		usual = {"grouped": count.grouped or None, "customers": 0, **{_field(level): 0 for level in LEVELS}}
		row = groups.setdefault(count.grouped or None, frappe._dict(usual))
		row.customers += count.customers
		if count.activity_level:
			row[_field(count.activity_level)] += count.customers
	for row in groups.values():
		row.active = sum(row[_field(level)] for level in portfolio.ACTIVE_LEVELS)
		row.active_share = 100 * row.active / row.customers
	return list(groups.values())


def _field(level: str) -> str:
	return f"level_{frappe.scrub(level)}"


def _word(level: str) -> str:
	return _(level, context=CUSTOMER)


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		dimension_column(name, dimension, 180),
		column("customers", _("Customers"), width=110),
		*(column(_field(level), _word(level), width=110) for level in LEVELS),
		column("active", _("Active Customers"), width=120),
		column("active_share", _("Share Active"), "Percent", 120),
	]


def _chart(rows: list[frappe._dict], name: str, most: int = 12) -> dict | None:
	shown = rows[:most]
	if not shown:
		return None
	return {
		"data": {
			"labels": [str(row[name]) for row in shown],
			"datasets": [
				{"name": _word(level), "values": [row[_field(level)] for row in shown]} for level in LEVELS
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
		"colors": COLOURS[: len(LEVELS)],
		"axisOptions": {"shortenYAxisNumbers": 1},
	}


def _summary(rows: list[frappe._dict]) -> list[dict]:
	customers, active = (sum(row[field] for row in rows) for field in ("customers", "active"))
	dormant = sum(row[_field(ActivityLevel.DORMANT.value)] for row in rows)
	return [
		{"label": _("Customers"), "value": cint(customers), "datatype": "Int"},
		{"label": _("Active Customers"), "value": cint(active), "datatype": "Int", "indicator": "Green"},
		{
			"label": _("Share Active"),
			"value": round(100 * active / customers, 1) if customers else 0,
			"datatype": "Percent",
		},
		warning(_word(ActivityLevel.DORMANT.value), cint(dormant), "Orange"),
	]


def _by_month(people: reporting.Population, wanted: frappe._dict, summary: list[dict]) -> Report:
	"""Who booked something or logged in, in each month; a customer counts once a month."""
	period = reporting.months_of(wanted, months=6)
	booking = tables.table(reporting.TRANSACTION, "customer", "posted_at")
	event = tables.table(EVENT, "customer", "event_type", "occurred_at")
	login = event.filter(event.event_type.isin([BehaviourType.LOGIN.value]))
	steps = [
		_steps(people, booking, booking.posted_at, period, "bookings"),
		_steps(people, login, login.occurred_at, period, "logins"),
	]
	each = ibis.union(*steps, distinct=False)
	one = each.group_by(["month", "customer"]).aggregate(
		bookings=each.bookings.sum(), logins=each.logins.sum()
	)
	found = one.group_by("month").aggregate(
		active=one.count(),
		booked=(one.bookings > 0).sum(),
		bookings=one.bookings.sum(),
		logged_in=(one.logins > 0).sum(),
		logins=one.logins.sum(),
	)
	rows = sorted(people.rows(found), key=lambda row: row.month)
	customers = summary[0]["value"]
	for row in rows:
		row.month = reporting.month_name(row.month)
		row.active_share = 100 * row.active / customers if customers else None
	labels = {
		"active": _("Active Customers"),
		"booked": _("Customers with Bookings"),
		"logged_in": _("Customers Logged In"),
	}
	months = [row.month for row in rows]
	series = {label: {row.month: row[field] for row in rows} for field, label in labels.items()}
	columns = [
		column("month", _("Month"), "Data", 100),
		column("active", labels["active"], width=130),
		column("active_share", _("Share Active"), "Percent", 110),
		column("booked", labels["booked"], width=140),
		column("bookings", _("Bookings"), width=120),
		column("logged_in", labels["logged_in"], width=140),
		column("logins", _("Log-Ins"), width=120),
	]
	return columns, rows, people.note, reporting.lines(months, series), summary


def _steps(
	people: reporting.Population, facts: ibis.Table, at: ibis.Value, period: reporting.Period, counted: str
) -> ibis.Table:
	"""A row for each customer and month with how many steps there were."""
	kept = people.of(facts.filter(reporting.during(at, period)).mutate(month=reporting.month_of(at)))
	found = kept.group_by(["month", "customer"]).aggregate(steps=kept.count())
	nothing = ibis.literal(0, "int64")
	columns = {name: found.steps if name == counted else nothing for name in ("bookings", "logins")}
	return found.select("month", "customer", **columns)
