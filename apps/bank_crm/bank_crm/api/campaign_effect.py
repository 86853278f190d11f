"""What follows a campaign, for the Desk: the review's draft, the survey of who took part (MKT-11, MKT-12)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.compliance.throttle import per_user
from bank_crm.marketing import prospects
from bank_crm.marketing.effect import proposal, review
from bank_crm.yes_no import is_yes

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


@frappe.whitelist(methods=["POST"])
@per_user(30, 60)
def propose_audience(
	product_category: str, segment: str | None = None, need: bool | int | str = True
) -> dict[str, Any]:
	"""Return an audience for a product line with its conditions, explained; nothing is stored (MKT-23)."""
	frappe.has_permission("Bank Segment", "create", throw=True)
	if segment:
		frappe.has_permission("Bank Segment", "read", doc=segment, throw=True)
	return proposal.propose(product_category, segment or "", need=is_yes(need))


@frappe.whitelist(methods=["GET"])
def count_leads(
	campaign: str, product_category: str | None = None, source: str | None = None, branch: str | None = None
) -> dict[str, int]:
	"""Return how many open leads a campaign would turn to; counts only (MKT-19)."""
	frappe.has_permission(CAMPAIGN, "write", doc=campaign, throw=True)
	return prospects.count({"product_category": product_category, "source": source, "branch": branch})


@frappe.whitelist(methods=["POST"])
def turn_to_leads(
	campaign: str, product_category: str | None = None, source: str | None = None, branch: str | None = None
) -> int:
	"""Have open leads followed up for a running campaign; returns how many (MKT-19)."""
	frappe.has_permission(CAMPAIGN, "write", doc=campaign, throw=True)
	wanted = {"product_category": product_category, "source": source, "branch": branch}
	return prospects.turn_to(campaign, wanted)
