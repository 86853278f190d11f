"""Campaigns in the approval matrix: where a rule fits, its people decide instead of the workflow's roles (MKT-21, SAL-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.compliance.approvals import documents, requests
from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.domain.campaign_enums import CampaignState as State
from bank_crm.domain.campaign_enums import CampaignType

CAMPAIGN = "Bank Campaign"


def check(campaign: Document, before: State, after: State) -> bool:
	"""Tell whether the matrix decides this step; refuse it where it has not (`validate`)."""
	if before is not State.PENDING or not campaign.approval:
		return False
	user = frappe.session.user
	if campaign.flags.bank_matrix:
		return True
	if after is State.APPROVED or user not in (campaign.owner_user, "Administrator"):
		frappe.throw(_("This is decided by the approval matrix."), frappe.PermissionError)
	return True


def follow(campaign: Document, before: State, after: State) -> None:
	"""Ask the matrix when a campaign is handed in, and take the request back with it (`on_update`)."""
	asked = campaign.approval
	if after is State.PENDING:
		approval = requests.start(campaign)
		asked = approval.name if approval else None
	elif before is State.PENDING and after is State.DRAFT:
		if not campaign.flags.bank_matrix:
			requests.withdraw(campaign)
		asked = None
	if asked != campaign.approval:
		campaign.db_set("approval", asked, update_modified=False)


def decided(name: str, approved: bool, reason: str) -> None:
	"""Take a campaign on as the matrix has decided."""
	documents.take_on(CAMPAIGN, name, (State.APPROVED if approved else State.DRAFT).value, reason)


def facts(campaign: Document) -> Facts:
	"""Return what the rules of the matrix look at."""
	return Facts(
		title=campaign.campaign_name,
		person=campaign.owner_user,
		type=campaign.campaign_type,
		amount=flt(campaign.budget),
		branch=campaign.branch or "",
		product=campaign.product or "",
	)


def types() -> list[tuple[str, str]]:
	"""Return the types a rule may name."""
	return [(value, _(value, context=CAMPAIGN)) for value in CampaignType.values()]


SUBJECT = Subject(CAMPAIGN, facts, decided, types)
