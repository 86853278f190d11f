"""The figures of a campaign's effect, from its counters: rates, cost per result, input against output, uplift (MKT-13)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import cint, flt

from bank_crm.domain import campaign_return
from bank_crm.domain.campaign_figures import percent
from bank_crm.domain.uplift import Uplift, uplift

CAMPAIGN, COST = "Bank Campaign", "Bank Campaign Cost"
NEEDED = (
	"name",
	"reached",
	"participants",
	"claimed",
	"purchased",
	"purchase_amount",
	"spent",
	"return_percent",
	"trial_treated",
	"trial_treated_bought",
	"trial_control",
	"trial_control_bought",
	"effect_counted_at",
)


def of(campaign: str) -> dict[str, Any]:
	"""Return rates, money and uplift of one campaign; shares in percent, amounts in yuan."""
	row = frappe.db.get_value(CAMPAIGN, campaign, NEEDED, as_dict=True)
	cost = costs([campaign]).get(campaign, 0.0)
	return {
		"claim_rate": percent(cint(row.claimed), cint(row.reached)),
		"purchase_rate": percent(cint(row.purchased), cint(row.claimed)),
		"money": asdict(money_of(row, cost)),
		"uplift": told(uplift_of(row)),
		"counted_at": row.effect_counted_at,
	}


def costs(campaigns: list[str]) -> dict[str, float]:
	"""Return what campaigns really cost so far, in yuan."""
	if not campaigns:
		return {}
	table = frappe.qb.DocType(COST)
	query = (
		frappe.qb.from_(table)
		.select(table.parent, table.kind, Sum(table.actual))
		.where((table.parenttype == CAMPAIGN) & table.parent.isin(campaigns))
		.groupby(table.parent, table.kind)
	)
	booked: dict[str, list[tuple[str, float]]] = {name: [] for name in campaigns}
	for name, kind, amount in query.run():
		booked[name].append((kind, flt(amount)))
	spent = frappe.get_all(
		CAMPAIGN, filters={"name": ("in", campaigns)}, fields=["name", "spent"], as_list=True, limit=0
	)
	return {name: campaign_return.cost_of(booked[name], flt(amount)) for name, amount in spent}


def money_of(row: frappe._dict, cost: float) -> campaign_return.Return:
	"""Return what a campaign brought for its cost."""
	return campaign_return.returned(
		cost,
		flt(row.purchase_amount),
		flt(row.return_percent),
		cint(row.participants),
		cint(row.purchased),
	)


def uplift_of(row: frappe._dict) -> Uplift | None:
	"""Compare those turned to with the control group."""
	return uplift(
		cint(row.trial_treated_bought),
		cint(row.trial_treated),
		cint(row.trial_control_bought),
		cint(row.trial_control),
	)


def told(found: Uplift | None) -> dict[str, Any] | None:
	"""Return an uplift as screens show it: shares in percent and percentage points."""
	if found is None:
		return None
	return {
		"treated": round(100 * found.treated, 2),
		"control": round(100 * found.control, 2),
		"difference": round(100 * found.difference, 2),
		"low": round(100 * found.low, 2),
		"high": round(100 * found.high, 2),
		"relative": None if found.relative is None else round(100 * found.relative, 1),
		"p_value": round(found.p_value, 4),
		"enough": found.enough,
		"significant": found.significant,
		"added": round(found.added, 1),
	}
