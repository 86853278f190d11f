"""Campaigns for the Desk: figures, waves, previews, tests before a start, money paid in (MKT-01 to MKT-24)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from bank_crm.compliance import operation_log
from bank_crm.domain.campaign_enums import CampaignState, WaveState
from bank_crm.domain.compliance_enums import Operation
from bank_crm.marketing.campaigns import definition, money, problems, steps
from bank_crm.marketing.campaigns import overview as figures
from bank_crm.marketing.templates import fields, preview

CAMPAIGN, WAVE, TEMPLATE, ACCOUNT = (
	"Bank Campaign",
	"Bank Campaign Wave",
	"Bank Message Template",
	"Bank Prepaid Account",
)


@frappe.whitelist(methods=["GET"])
def overview(campaign: str) -> dict[str, Any]:
	"""Return a campaign's waves, figures, who was left out for which reason, and its versions."""
	frappe.has_permission(CAMPAIGN, "read", doc=campaign, throw=True)
	return figures.of(campaign)


@frappe.whitelist(methods=["GET"])
def check(campaign: str) -> list[str]:
	"""Return what keeps a campaign from being started; empty where nothing does."""
	frappe.has_permission(CAMPAIGN, "read", doc=campaign, throw=True)
	return problems.find(frappe.get_doc(CAMPAIGN, campaign), starting=True)


@frappe.whitelist(methods=["GET"])
def audience_size(campaign: str) -> dict[str, Any]:
	"""Return how many customers a campaign's audience has now, and per wave's channel how many of them can be reached."""
	frappe.has_permission(CAMPAIGN, "read", doc=campaign, throw=True)
	content = definition.content_of(frappe.get_doc(CAMPAIGN, campaign))
	return {"size": problems.size_of(content), "channels": figures.reachable(content)}


@frappe.whitelist(methods=["GET"])
def preview_text(template: str, customer: str | None = None, campaign: str | None = None) -> dict[str, Any]:
	"""Fill in a template for a customer the user may see, or for nobody, with length and parts."""
	frappe.has_permission(TEMPLATE, "read", doc=template, throw=True)
	if customer:
		frappe.has_permission("Bank Customer", "read", doc=customer, throw=True)
	if campaign:
		frappe.has_permission(CAMPAIGN, "read", doc=campaign, throw=True)
	return preview.of(template, customer, campaign)


@frappe.whitelist(methods=["GET"])
def merge_fields() -> list[dict[str, str]]:
	"""Return what a text may use."""
	frappe.has_permission(TEMPLATE, "read", throw=True)
	return [{"name": name, "label": label} for name, label in fields.describe()]


@frappe.whitelist(methods=["POST"])
def send_now(wave: str) -> None:
	"""Let a planned wave of a running campaign leave at once."""
	frappe.has_permission(WAVE, "write", doc=wave, throw=True)
	doc = frappe.get_doc(WAVE, wave, for_update=True)
	if doc.state != WaveState.PLANNED.value:
		frappe.throw(_("This wave has begun already."), title=_("Wave"))
	if frappe.db.get_value(CAMPAIGN, doc.campaign, "state") != CampaignState.RUNNING.value:
		frappe.throw(_("The campaign does not run."), title=_("Wave"))
	doc.send_at = frappe.utils.now_datetime().replace(microsecond=0)
	doc.save()


@frappe.whitelist(methods=["POST"])
def cancel_wave(wave: str) -> None:
	"""Cancel a wave that has not begun and give back what was reserved for it."""
	frappe.has_permission(WAVE, "write", doc=wave, throw=True)
	steps.cancel_wave(wave)


@frappe.whitelist(methods=["POST"])
def top_up(account: str, amount: float, note: str = "") -> float:
	"""Book message fees paid in advance; returns what is available then."""
	frappe.has_permission(ACCOUNT, "write", doc=account, throw=True)
	if not flt(amount) or abs(flt(amount)) > 10**9:
		frappe.throw(_("Enter an amount."), title=_("Prepaid Account"))
	money.top_up(account, money.amount(amount), note)
	operation_log.record(
		Operation.WRITE.value, ACCOUNT, account, after={"amount": flt(amount)}, detail="top-up"
	)
	return flt(frappe.db.get_value(ACCOUNT, account, "available"))
