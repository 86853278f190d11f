"""客户资产趋势表: assets at month-ends by tier, branch or manager, and 资产流失客户 (ANA-01, scenario 8)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, get_last_day

from bank_crm.analytics import reporting
from bank_crm.analytics.engine import tables
from bank_crm.customer import asset_loss
from bank_crm.customer.file.titles import with_titles
from bank_crm.domain.enums import ASSET_CATEGORIES
from bank_crm.permissions import scope
from bank_crm.service.reporting import (
	MOST_ROWS,
	chart,
	column,
	dimension_column,
	dimension_of,
	readable,
	warning,
)

CUSTOMER, SNAPSHOT = reporting.CUSTOMER, reporting.SNAPSHOT
TREND, LOSS = "Trend", "Asset-Loss Customers"
WHOLE = "whole"
MOST_LISTED = 500
CATEGORIES = tuple(one.value for one in ASSET_CATEGORIES)
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return month-end assets by group, or the customers whose assets fell each month up to the last one."""
	frappe.has_permission(CUSTOMER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	show = reporting.choice(_("Show"), wanted.show, (TREND, LOSS), TREND)
	category = reporting.choice(_("Product Line"), wanted.product_category, CATEGORIES)
	measure = frappe.scrub(category) if category else "total_aum"
	period = reporting.months_of(wanted)
	people = reporting.population(wanted)
	if show == LOSS:
		return _loss(people, period, measure)
	return _trend(people, period, measure, wanted)


def _trend(
	people: reporting.Population, period: reporting.Period, measure: str, wanted: frappe._dict
) -> Report:
	known = {
		**reporting.dimensions(),
		WHOLE: reporting.Dimension(_("Group", context="Bank Asset Trend"), WHOLE),
	}
	name, dimension = dimension_of(known, wanted.by, "tier")
	rows = people.rows(_month_ends(people, period, measure, None if name == WHOLE else dimension.column))
	order = _order_of(name)
	rows.sort(key=lambda row: (row.month_end, order(row.grouped)))
	before: dict[str | None, float] = {}
	for row in rows:
		row.key, row[name] = row.grouped, row.grouped if name != WHOLE else _("All Customers")
		row.change = row.assets - before[row.key] if row.key in before else None
		row.change_rate = reporting.change(row.assets, before.get(row.key))
		before[row.key] = row.assets
		row.month = reporting.month_name(row.month_end)
	if name != WHOLE:
		readable(rows, {name: dimension})
	months = list(dict.fromkeys(row.month for row in rows))
	series: dict[str, dict[str, float]] = {}
	for row in rows:
		series.setdefault(row[name], {})[row.month] = row.assets
	note = people.note
	if len(rows) > MOST_ROWS:
		note = " ".join(filter(None, [note, _("The first {0} rows are shown.").format(MOST_ROWS)]))
	summary = _summary(people, rows, period, measure)
	return _columns(name, dimension), rows[:MOST_ROWS], note, reporting.lines(months, series), summary


def _month_ends(
	people: reporting.Population, period: reporting.Period, measure: str, grouped_by: str | None
) -> Any:
	"""A row for each month-end and group."""
	columns = ("customer", "month_end", "month_avg_aum", "total_liability", measure)
	facts = tables.table(SNAPSHOT, *dict.fromkeys(columns))
	facts = facts.filter(facts.month_end.between(period.first, period.last))
	joined = people.joined(facts, grouped_by) if grouped_by else people.of(facts)
	keys = ["month_end", "grouped"] if grouped_by else ["month_end"]
	return joined.group_by(keys).aggregate(
		customers=joined.count(),
		assets=joined[measure].sum(),
		average=joined.month_avg_aum.sum(),
		liability=joined.total_liability.sum(),
	)


def _order_of(name: str) -> Any:
	"""Tiers from the highest to the lowest, others by their code; what is not given comes last."""
	if name != "tier":
		return lambda value: (not value, str(value))
	ladder = frappe.get_all("Bank Customer Tier", order_by="level desc", pluck="name")
	return lambda value: (ladder.index(value) if value in ladder else len(ladder), str(value))


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		column("month", _("Month"), "Data", 90),
		dimension_column(name, dimension, 160),
		column("customers", _("Customers"), width=100),
		column("assets", _("Assets at Month-End"), "Currency", 170),
		column("change", _("Change on the Month Before"), "Currency", 170),
		column("change_rate", _("Change (%)"), "Percent", 100),
		column("average", _("Month-Average Assets"), "Currency", 170),
		column("liability", _("Liabilities"), "Currency", 150),
	]


def _summary(
	people: reporting.Population, rows: list[frappe._dict], period: reporting.Period, measure: str
) -> list[dict]:
	if not rows:
		return []
	first, last = rows[0].month_end, rows[-1].month_end
	assets = {day: sum(row.assets for row in rows if row.month_end == day) for day in (first, last)}
	falls = asset_loss.months_falling()
	lost = asset_loss.losers(people, get_last_day(last), falls, measure)
	(total,) = people.rows(lost.aggregate(customers=lost.count()))
	grown = reporting.change(assets[last], assets[first])
	return [
		{
			"label": _("Customers"),
			"value": sum(row.customers for row in rows if row.month_end == last),
			"datatype": "Int",
		},
		{
			"label": _("Assets at the End of {0}").format(reporting.month_name(last)),
			"value": assets[last],
			"datatype": "Currency",
		},
		{
			"label": _("Change Since {0}").format(reporting.month_name(first)),
			"value": round(grown or 0, 1),
			"datatype": "Percent",
			"indicator": "Red" if (grown or 0) < 0 else "Green",
		},
		warning(_("Asset-Loss Customers"), cint(total.customers)),
	]


def _loss(people: reporting.Population, period: reporting.Period, measure: str) -> Report:
	falls = asset_loss.months_falling()
	days = asset_loss.month_ends(get_last_day(period.last), falls)
	if days[0] > period.last:  # the period ends within a month: its last complete one
		days = asset_loss.month_ends(days[1], falls)
	found = asset_loss.losers(people, days[0], falls, measure)
	listed = people.rows(found.order_by([found.lost.desc(), found.customer]).limit(MOST_LISTED))
	by_tier = people.joined(found, "tier")
	totals = people.rows(
		by_tier.group_by("grouped").aggregate(customers=by_tier.count(), lost=by_tier.lost.sum())
	)
	count = sum(total.customers for total in totals)
	rows = _profiles(listed, falls)
	totals.sort(key=lambda total: _order_of("tier")(total.grouped))
	for total in totals:
		total.tier = total.grouped
	readable(totals, {"tier": reporting.dimensions()["tier"]})
	note = _("Assets fell at each of the {0} month-ends up to {1}.").format(
		falls, reporting.month_name(days[0])
	)
	if count > len(rows):
		note += " " + _("The {0} with the greatest losses of {1} are shown.").format(len(rows), f"{count:,}")
	note = " ".join(filter(None, [note, people.note]))
	summary = [
		warning(_("Asset-Loss Customers"), cint(count)),
		{
			"label": _("Assets Lost"),
			"value": sum(flt(total.lost) for total in totals),
			"datatype": "Currency",
		},
	]
	drawn = chart(totals, "tier", (_("Asset-Loss Customers"), "customers"))
	return _loss_columns(days), rows, note, drawn, summary


def _profiles(listed: list[frappe._dict], falls: int) -> list[dict]:
	"""Add who they are, of those the reader sees at this moment."""
	customer = frappe.qb.DocType(CUSTOMER)
	fields = ("name", "customer_name", "tier", "branch", "manager", "last_txn_at")
	query = (
		frappe.qb.from_(customer)
		.select(*(customer[field] for field in fields))
		.where(customer.name.isin([*(row.customer for row in listed), ""]))
	)
	visible = scope.criterion(CUSTOMER, table=customer)
	query = query if visible is None else query.where(visible)
	profiles = {row.name: row for row in query.run(as_dict=True)}
	rows = [{**profiles[row.customer], **row} for row in listed if row.customer in profiles]
	for row in rows:
		row["lost_rate"] = 100 * row["lost"] / row[f"end{falls}"] if row[f"end{falls}"] else None
	return with_titles(rows)


def _loss_columns(days: list[Any]) -> list[dict]:
	ends = [
		column(f"end{place}", _("End of {0}").format(reporting.month_name(days[place])), "Currency", 140)
		for place in reversed(range(len(days)))
	]
	return [
		{**column("name", _("Customer"), "Link", 125), "options": CUSTOMER},
		column("customer_name", _("Customer Name", context=CUSTOMER), "Data", 150),
		{**column("tier", _("Tier", context=CUSTOMER), "Link", 110), "options": "Bank Customer Tier"},
		*ends,
		column("lost", _("Assets Lost"), "Currency", 140),
		column("lost_rate", _("Lost (%)"), "Percent", 100),
		column("branch", _("Branch"), "Data", 160),
		column("manager", _("Relationship Manager"), "Data", 110),
		column("last_txn_at", _("Last Transaction"), "Datetime", 160),
	]
