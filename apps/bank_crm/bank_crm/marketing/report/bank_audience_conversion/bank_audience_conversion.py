"""各客群转化率对比: conversion by group of customers, and what those who bought have in common (共性特征; MKT-12)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm.domain.campaign_figures import percent
from bank_crm.marketing import reporting
from bank_crm.marketing.effect import commonality, features

CAMPAIGN, MEMBER, CUSTOMER = reporting.CAMPAIGN, reporting.MEMBER, "Bank Customer"
FEATURES = "features"
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each group of members, or for each feature of the buyers; a chart and the totals."""
	frappe.has_permission(CAMPAIGN, "report", throw=True)
	wanted = frappe._dict(filters or {})
	if wanted.by == FEATURES:
		return _features(wanted)
	name = wanted.by or "segment"
	known = _terms()
	if name not in known:
		frappe.throw(_("This report does not group by {0}.").format(frappe.utils.escape_html(str(name))))
	label, key = known[name]
	rows = _members(wanted).select(key.as_("key")).groupby(key).run(as_dict=True)
	shown = [_with_rates(row) for row in rows]
	shown.sort(key=lambda row: (-row["conversion_rate"], -row["targeted"], str(row["key"])))
	titles = _titles(name, [row["key"] for row in shown])
	for row in shown:
		row["group"] = titles.get(str(row["key"])) or _("Not Given")
	shown = shown[: reporting.MOST_ROWS]
	series = [(_("Participation Rate"), "participation_rate"), (_("Conversion Rate"), "conversion_rate")]
	return _columns(label), shown, None, reporting.chart(shown, "group", *series), _summary(shown)


def _terms() -> dict[str, tuple[str, Term]]:
	"""What members are grouped by: how they came to the campaign, and the attributes customers are compared by."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	found = {
		"segment": (_("Segment"), member.segment),
		"variant": (_("Variant"), member.variant),
		"branch": (_("Branch"), customer.branch),
	}
	return found | {
		name: (attribute.label(), attribute.term(customer)) for name, attribute in features.ATTRIBUTES.items()
	}


def _members(wanted: frappe._dict) -> QueryBuilder:
	member, customer, campaign = (frappe.qb.DocType(name) for name in (MEMBER, CUSTOMER, CAMPAIGN))

	def those(column: Term) -> Term:
		return Count(Case().when(column.isnotnull(), 1))

	return (
		frappe.qb.from_(member)
		.inner_join(campaign)
		.on(campaign.name == member.campaign)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(Count("*").as_("targeted"), those(member.reached_at).as_("reached"))
		.select(those(member.participated_at).as_("participants"), those(member.claimed_at).as_("claimed"))
		.select(those(member.purchased_at).as_("purchased"), Sum(member.purchase_amount).as_("amount"))
		.where(_within(wanted))
	)


def _within(wanted: frappe._dict) -> Criterion:
	member, campaign = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CAMPAIGN)
	found = [reporting.campaigns(campaign, wanted), member.in_control == 0, reporting.members(member)]
	return Criterion.all([one for one in found if one is not None])


def _with_rates(row: frappe._dict) -> dict[str, Any]:
	return {
		**row,
		"amount": flt(row.amount),
		"participation_rate": percent(row.participants, row.reached),
		"conversion_rate": percent(row.purchased, row.participants),
		"of_targeted": percent(row.purchased, row.targeted),
	}


def _titles(name: str, keys: list[Any]) -> dict[str, str]:
	values = [str(key) for key in keys if key not in (None, "")]
	if name in features.ATTRIBUTES:
		return {value: features.words(name, value) for value in values}
	named = {"segment": ("Bank Segment", "segment_name"), "branch": ("Bank Branch", "branch_name")}
	if name not in named or not values:
		return {value: value for value in values}
	doctype, title = named[name]
	table = frappe.qb.DocType(doctype)
	return dict(frappe.qb.from_(table).select(table.name, table[title]).where(table.name.isin(values)).run())


def _columns(label: str) -> list[dict]:
	return [
		reporting.column("group", label, "Data", 220),
		reporting.column("targeted", _("Targeted")),
		reporting.column("reached", _("Customers Reached")),
		reporting.column("participants", _("Participated")),
		reporting.column("participation_rate", _("Participation Rate"), "Percent"),
		reporting.column("claimed", _("Claimed")),
		reporting.column("purchased", _("Purchased")),
		reporting.column("conversion_rate", _("Conversion Rate"), "Percent"),
		reporting.column("of_targeted", _("Purchased of Targeted (%)"), "Percent", 130),
		reporting.column("amount", _("Amount Purchased"), "Currency", 140),
	]


def _summary(rows: list[dict[str, Any]]) -> list[dict]:
	total = {
		field: sum(row[field] for row in rows)
		for field in ("targeted", "reached", "participants", "purchased")
	}
	return [
		{"label": _("Targeted"), "value": total["targeted"], "datatype": "Int"},
		{
			"label": _("Participation Rate"),
			"value": percent(total["participants"], total["reached"]),
			"datatype": "Percent",
		},
		{
			"label": _("Conversion Rate"),
			"value": percent(total["purchased"], total["participants"]),
			"datatype": "Percent",
		},
	]


def _features(wanted: frappe._dict) -> Report:
	found = commonality.of_members(_within(wanted))
	rows = [
		{
			"attribute": features.label(one.attribute),
			"value": features.words(one.attribute, one.value),
			"hits": one.hits,
			"hit_share": 100 * one.hit_share,
			"other_share": 100 * one.other_share,
			"lift": one.lift,
			"rate": 100 * one.rate,
			"common": _("Yes") if one.common else "",
			"group": f"{features.label(one.attribute)}: {features.words(one.attribute, one.value)}",
		}
		for one in found
	]
	shown = rows[: reporting.MOST_ROWS]
	series = [(_("Of Those Who Bought (%)"), "hit_share"), (_("Of the Others (%)"), "other_share")]
	columns = [
		reporting.column("attribute", _("Attribute"), "Data", 150),
		reporting.column("value", _("Value"), "Data", 200),
		reporting.column("hits", _("Purchased")),
		reporting.column("hit_share", _("Of Those Who Bought (%)"), "Percent", 140),
		reporting.column("other_share", _("Of the Others (%)"), "Percent", 140),
		reporting.column("lift", _("Lift"), "Float"),
		reporting.column("rate", _("Purchased of Targeted (%)"), "Percent", 140),
		reporting.column("common", _("Common Feature"), "Data", 110),
	]
	common = sum(1 for one in found if one.common)
	summary = [{"label": _("Common Features"), "value": common, "datatype": "Int"}]
	return columns, shown, None, reporting.chart(shown, "group", *series, most=8), summary
