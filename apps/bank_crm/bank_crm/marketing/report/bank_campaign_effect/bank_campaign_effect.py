"""营销活动效果: reached, took part, claimed, bought, goal against result, and what is sure of it (MKT-06, MKT-10, MKT-24)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from bank_crm.domain.campaign_figures import percent
from bank_crm.marketing import reporting
from bank_crm.marketing.effect import figures

CAMPAIGN = reporting.CAMPAIGN
_COUNTS = ("targeted", "reached", "participants", "clicked", "claimed", "purchased", "unsubscribed")
_TRIAL = ("trial_treated", "trial_treated_bought", "trial_control", "trial_control_bought")
_FIELDS = (
	*"name campaign_type product_category branch owner_user goal_metric goal_target goal_achieved goal_share".split(),
	*_COUNTS,
	*_TRIAL,
	"purchase_amount",
)
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each campaign (or other dimension) with its funnel and rates, a chart and the totals."""
	frappe.has_permission(CAMPAIGN, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(reporting.dimensions(), wanted.by, "campaign")
	table = frappe.qb.DocType(CAMPAIGN)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS))
	found = query.where(reporting.campaigns(table, wanted)).run(as_dict=True)
	groups: dict[str, dict[str, Any]] = {}
	for row in found:
		group = groups.setdefault(row[dimension.column] or "", _empty(name, row[dimension.column]))
		_add(group, row)
	total = _empty(name, None)
	for row in found:
		_add(total, row)
	rows = [_with_rates(group, name) for group in groups.values()]
	rows.sort(key=lambda row: (-row["purchased"], -row["reached"], str(row[name])))
	shown = reporting.readable(rows[: reporting.MOST_ROWS], {name: dimension})
	series = [
		(_("Customers Reached"), "reached"),
		(_("Participated"), "participants"),
		(_("Purchased"), "purchased"),
	]
	chart = reporting.chart(shown, name, *series)
	return _columns(name, dimension), shown, None, chart, _summary(_with_rates(total, name))


def _empty(name: str, value: str | None) -> dict[str, Any]:
	return {name: value, "campaigns": 0, "goals": 0, "met": 0, "goal_share": None} | dict.fromkeys(
		(*_COUNTS, *_TRIAL, "purchase_amount"), 0
	)


def _add(group: dict[str, Any], row: frappe._dict) -> None:
	group["campaigns"] += 1
	group["purchase_amount"] += flt(row.purchase_amount)
	for field in (*_COUNTS, *_TRIAL):
		group[field] += cint(row[field])
	if row.goal_metric and flt(row.goal_target):
		group["goals"] += 1
		group["met"] += int(flt(row.goal_achieved) >= flt(row.goal_target))
		group["goal_share"] = flt(row.goal_share)


def _with_rates(row: dict[str, Any], name: str) -> dict[str, Any]:
	row |= {
		"open": row[name] if name == "campaign" else None,
		"participation_rate": percent(row["participants"], row["reached"]),
		"claim_rate": percent(row["claimed"], row["reached"]),
		"purchase_rate": percent(row["purchased"], row["claimed"]),
		"conversion_rate": percent(row["purchased"], row["participants"]),
		"difference": None,
		"sure": None,
	}
	# groups drawn with different shares cannot be put together: told of single campaigns only
	if row["campaigns"] == 1 and (found := figures.uplift_of(frappe._dict(row))):
		row["difference"] = round(100 * found.difference, 2)
		row["sure"] = _("Yes") if found.significant else _("Too Small") if not found.enough else _("No")
	if row["campaigns"] != 1:
		row["goal_share"] = percent(row["met"], row["goals"]) if row["goals"] else None
	return row


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	alone = name == "campaign"
	opening = {**reporting.column("open", _("Campaign Number"), "Link", 110), "options": CAMPAIGN}
	return [
		reporting.dimension_column(name, dimension, 220),
		opening if alone else reporting.column("campaigns", _("Campaigns")),
		reporting.column("targeted", _("Targeted")),
		reporting.column("reached", _("Customers Reached")),
		reporting.column("participants", _("Participated")),
		reporting.column("participation_rate", _("Participation Rate"), "Percent"),
		reporting.column("claimed", _("Claimed")),
		reporting.column("claim_rate", _("Claim Rate"), "Percent"),
		reporting.column("purchased", _("Purchased")),
		reporting.column("purchase_rate", _("Purchase Rate"), "Percent"),
		reporting.column("conversion_rate", _("Conversion Rate"), "Percent"),
		reporting.column("purchase_amount", _("Amount Purchased"), "Currency", 140),
		reporting.column("goal_share", _("Achieved (%)") if alone else _("Goals Reached (%)"), "Percent"),
		reporting.column("difference", _("Uplift (Points)"), "Float"),
		reporting.column("sure", _("Significant"), "Data", 90),
		reporting.column("unsubscribed", _("Unsubscribed")),
	]


def _summary(total: dict[str, Any]) -> list[dict]:
	return [
		{"label": _("Campaigns"), "value": total["campaigns"], "datatype": "Int"},
		{"label": _("Customers Reached"), "value": total["reached"], "datatype": "Int"},
		{"label": _("Participation Rate"), "value": total["participation_rate"], "datatype": "Percent"},
		{"label": _("Conversion Rate"), "value": total["conversion_rate"], "datatype": "Percent"},
		{"label": _("Amount Purchased"), "value": total["purchase_amount"], "datatype": "Currency"},
	]
