"""What follows a campaign, for the Desk: the review's draft, the survey of who took part (MKT-11, MKT-12)."""

from __future__ import annotations

import frappe

from bank_crm.marketing.effect import review

CAMPAIGN = "Bank Campaign"


@frappe.whitelist(methods=["GET"])
def review_draft(campaign: str) -> str:
	"""Return the review's note filled with the campaign's figures, as HTML, for who may write it."""
	frappe.has_permission(CAMPAIGN, "write", doc=campaign, throw=True)
	return review.draft(campaign)


@frappe.whitelist(methods=["POST"])
def ask_participants(campaign: str, survey: str, message: str | None = None) -> str:
	"""Plan a survey of who took part; returns the plan, the same again if there is one."""
	frappe.has_permission(CAMPAIGN, "write", doc=campaign, throw=True)
	return review.ask_participants(campaign, survey, message or "")
