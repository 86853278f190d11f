"""Leads as their screens ask for them: following up and converting (SAL-01)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import date_diff, getdate, today

from bank_crm.domain.customer_enums import InteractionChannel, InteractionOutcome
from bank_crm.sales.leads import actions, conversion, web_form

LEAD = "Bank Lead"


@frappe.whitelist(methods=["POST"])
def follow_up(
	name: str, channel: str, outcome: str, remarks: str | None = None, next_on: str | None = None
) -> dict[str, Any]:
	"""Write down a contact with a lead; returns its status, score and next day."""
	frappe.has_permission(LEAD, "write", doc=name, throw=True)
	if channel not in InteractionChannel.values() or outcome not in InteractionOutcome.values():
		frappe.throw(_("Unknown channel or outcome."))
	lead = actions.follow_up(frappe.get_doc(LEAD, name, for_update=True), channel, outcome, remarks, next_on)
	return {"status": lead.status, "score": lead.score, "next_follow_up": lead.next_follow_up}


@frappe.whitelist(methods=["POST"])
def convert(name: str, values: str | dict | None = None) -> dict[str, Any]:
	"""Turn a lead into a customer and an opportunity (SAL-01); the same again for one that is converted already."""
	frappe.has_permission(LEAD, "write", doc=name, throw=True)
	given = frappe.parse_json(values) if values else None
	try:
		done = conversion.convert(name, given)
	except conversion.MadeMeanwhile:
		frappe.db.rollback()  # nothing is done yet; a new transaction sees what the other one has made
		done = conversion.convert(name, given)
	return {"customer": done.customer, "opportunity": done.opportunity, "made": done.made}


@frappe.whitelist()
def form_address(campaign: str) -> str:
	"""Return the address of the web form that credits a campaign with the leads it brings (SAL-01, MKT-19)."""
	frappe.has_permission("Bank Campaign", "read", doc=campaign, throw=True)
	return web_form.address_of(campaign)


@frappe.whitelist()
def age(name: str) -> dict[str, int]:
	"""Return how many days ago a lead came in, and by how many its follow-up is late."""
	frappe.has_permission(LEAD, "read", doc=name, throw=True)
	opened, planned = frappe.db.get_value(LEAD, name, ("opened_on", "next_follow_up"))
	late = date_diff(today(), planned) if planned else 0
	return {"days": date_diff(today(), getdate(opened)), "late": max(0, late)}
