"""What the campaign's form shows besides its fields: waves, reasons, funnel, versions, variants (MKT-06, MKT-07, MKT-10)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt

from bank_crm.compliance.contact import gate
from bank_crm.domain.campaign_figures import percent
from bank_crm.domain.care import ConsentPurpose
from bank_crm.marketing import prospects
from bank_crm.marketing.audience import choosing
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import figures

CAMPAIGN, WAVE, VERSION, MEMBER = (
	"Bank Campaign",
	"Bank Campaign Wave",
	"Bank Campaign Version",
	"Bank Campaign Member",
)
_WAVE = (
	"name wave_name channel state state_note send_at send_until wave_audience of_wave audience_size targeted excluded "
	"sent delivered opened clicked failed cancelled reached exclusions reserved spent"
).split()


def of(campaign: str) -> dict[str, Any]:
	"""Return the parts of the form that are no fields; counts only, no customers."""
	row = frappe.db.get_value(CAMPAIGN, campaign, ("name", *tallies.COUNTERS), as_dict=True)
	waves = frappe.get_all(
		WAVE, filters={"campaign": campaign}, fields=_WAVE, order_by="send_at asc, name asc", limit=0
	)
	for wave in waves:
		reasons = json.loads(wave.pop("exclusions") or "{}")
		wave["exclusions"] = [
			{"reason": _(name, context="Bank Message"), "count": cint(count)}
			for name, count in sorted(reasons.items(), key=lambda item: -cint(item[1]))
		]
		wave["state_label"] = _(wave["state"], context=WAVE)
	return {
		"figures": row,
		"claim_rate": percent(cint(row.claimed), cint(row.reached)),
		"purchase_rate": percent(cint(row.purchased), cint(row.claimed)),
		"waves": waves,
		"calls": _calls(campaign),
		"funnel": _funnel(row),
		"variants": _variants(campaign),
		"effect": figures.of(campaign),
		"leads": prospects.standing(campaign),
		"versions": _versions(campaign),
	}


def reachable(content: choosing.Content) -> dict[str, int]:
	"""Return channel → how many of the audience may be contacted on it."""
	found = {}
	for channel in dict.fromkeys(line["channel"] for line in content["variants"]):
		chosen = choosing.of_segments(content).as_("chosen")
		customers = frappe.qb.from_(chosen).select(chosen.customer)
		counts = gate.refusals(customers, channel, ConsentPurpose.MARKETING.value)
		found[channel] = counts.get(None, 0)
	return found


def _calls(campaign: str) -> list[dict[str, Any]]:
	"""How far telemarketing has come: calls by state and how the last one ended (MKT-09, MKT-22)."""
	call = frappe.qb.DocType("Bank Campaign Call")
	query = (
		frappe.qb.from_(call).select(call.state, call.outcome, Count("*")).groupby(call.state, call.outcome)
	)
	rows = query.where(call.campaign == campaign).run()
	found = [
		{"state": _(state, context="Bank Campaign Call"), "outcome": outcome, "count": cint(count)}
		for state, outcome, count in rows
	]
	return sorted(found, key=lambda one: -one["count"])


def _funnel(row: frappe._dict) -> list[dict[str, Any]]:
	"""Reached → clicked → claimed → purchased, each with its share of those reached and of the step before."""
	steps = (
		(_("Targeted"), cint(row.targeted)),
		(_("Customers Reached"), cint(row.reached)),
		(_("Clicked"), cint(row.clicked)),
		(_("Claimed"), cint(row.claimed)),
		(_("Purchased"), cint(row.purchased)),
	)
	reached = cint(row.reached)
	return [{"label": label, "count": count, "share": percent(count, reached)} for label, count in steps]


def _variants(campaign: str) -> list[dict[str, Any]]:
	member = frappe.qb.DocType(MEMBER)

	def those(column: str) -> Any:
		return Count(Case().when(member[column].isnotnull(), 1))

	query = (
		frappe.qb.from_(member)
		.select(member.variant, Count("*").as_("targeted"), those("reached_at").as_("reached"))
		.select(those("participated_at").as_("participants"), those("purchased_at").as_("purchased"))
		.select(Sum(member.purchase_amount).as_("amount"))
		.where((member.campaign == campaign) & (member.in_control == 0) & member.variant.isnotnull())
		.groupby(member.variant)
		.orderby(member.variant)
	)
	return [
		{
			**row,
			"amount": flt(row.amount),
			"participation_rate": percent(row.participants, row.reached),
			"conversion_rate": percent(row.purchased, row.participants),
		}
		for row in query.run(as_dict=True)
	]


def _versions(campaign: str) -> list[dict[str, Any]]:
	return frappe.get_all(
		VERSION,
		filters={"campaign": campaign},
		fields=["version_no", "made_at", "made_by", "changes"],
		order_by="version_no desc",
		limit=50,
	)
