"""营销活动ROI表: what campaigns cost against what they brought (ANA-02, MKT-13). Amounts in yuan."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from bank_crm.domain.campaign_return import returned
from bank_crm.marketing import reporting
from bank_crm.marketing.effect import figures

CAMPAIGN = reporting.CAMPAIGN
_FIELDS = (
	"name campaign_name campaign_type state branch product_category owner_user started_at budget participants "
	"purchased purchase_amount return_percent spent"
).split()
_SUMS = ("campaigns", "budget", "cost", "messages", "participants", "purchased", "purchase_amount", "benefit")
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each campaign (or other dimension) with cost, benefit and their ratio, a chart and the totals."""
	frappe.has_permission(CAMPAIGN, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(reporting.dimensions(), wanted.by, "campaign")
	table = frappe.qb.DocType(CAMPAIGN)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS))
	found = query.where(reporting.campaigns(table, wanted)).run(as_dict=True)
	costs = figures.costs([row.name for row in found])
	rows = _grouped(found, costs, name, dimension.column)
	rows.sort(key=lambda row: (-flt(row["benefit"]), -flt(row["cost"]), str(row[name])))
	shown = rows[: reporting.MOST_ROWS]
	for row in shown:
		row["open"] = row[name] if name == "campaign" else None
	total = _total(rows)
	shown = reporting.readable(shown, {name: dimension})
	series = [(_("Cost"), "cost"), (_("Earned"), "benefit")]
	return _columns(name, dimension), shown, None, reporting.chart(shown, name, *series), _summary(total)


def _grouped(
	found: list[frappe._dict], costs: dict[str, float], name: str, column: str
) -> list[dict[str, Any]]:
	groups: dict[str, dict[str, Any]] = {}
	for row in found:
		cost = costs[row.name]
		money = figures.money_of(row, cost)
		group = groups.setdefault(row[column] or "", {name: row[column], **dict.fromkeys(_SUMS, 0)})
		for field, value in {
			"campaigns": 1,
			"budget": flt(row.budget),
			"cost": cost,
			"messages": flt(row.spent),
			"participants": cint(row.participants),
			"purchased": cint(row.purchased),
			"purchase_amount": flt(row.purchase_amount),
			"benefit": money.benefit,
		}.items():
			group[field] += value
	return [_with_ratios(group) for group in groups.values()]


def _with_ratios(row: dict[str, Any]) -> dict[str, Any]:
	"""The benefit is there already: 100 % of it is taken."""
	money = returned(row["cost"], row["benefit"], 100, row["participants"], row["purchased"])
	return row | {"ratio": money.ratio, "roi": money.roi, "per_purchase": money.per_purchase}


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
	return _with_ratios({field: sum(row[field] for row in rows) for field in _SUMS})


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	first = reporting.dimension_column(name, dimension, 220)
	if name == "campaign":
		opening = {**reporting.column("open", _("Campaign Number"), "Link", 110), "options": CAMPAIGN}
	else:
		opening = reporting.column("campaigns", _("Campaigns"))
	return [
		first,
		opening,
		reporting.column("budget", _("Budget"), "Currency", 120),
		reporting.column("cost", _("Cost"), "Currency", 120),
		reporting.column("messages", _("Spent on Messages"), "Currency", 120),
		reporting.column("participants", _("Participated")),
		reporting.column("purchased", _("Purchased")),
		reporting.column("purchase_amount", _("Amount Purchased"), "Currency", 140),
		reporting.column("benefit", _("Earned"), "Currency", 120),
		reporting.column("ratio", _("Input/Output Ratio"), "Float", 120),
		reporting.column("roi", _("Return on Investment"), "Percent", 120),
		reporting.column("per_purchase", _("Cost per Purchase"), "Currency", 120),
	]


def _summary(total: dict[str, Any]) -> list[dict]:
	return [
		{"label": _("Campaigns"), "value": total["campaigns"], "datatype": "Int"},
		{"label": _("Cost"), "value": total["cost"], "datatype": "Currency"},
		{"label": _("Earned"), "value": total["benefit"], "datatype": "Currency"},
		{
			"label": _("Return on Investment"),
			"value": total["roi"] or 0,
			"datatype": "Percent",
			"indicator": "Green" if (total["roi"] or 0) > 0 else "Red",
		},
	]
