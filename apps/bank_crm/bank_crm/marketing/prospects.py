"""Campaigns turn to leads too – people who are no customers yet – and know whom they have won (MKT-19).

A lead is followed up by its salesperson on the phone; who is a customer already is reached as one. A number that is
not to be called for marketing is left out, whoever brings it.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count
from frappe.utils import cint, escape_html, now_datetime, today
from pypika.terms import Criterion, ExistsCriterion

from bank_crm import notices
from bank_crm.compliance.contact import blocks
from bank_crm.domain import leads
from bank_crm.domain.campaign_enums import CampaignState, ResponseKind
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.sales_enums import LeadStatus
from bank_crm.marketing import responses
from bank_crm.permissions import branches

LEAD, CAMPAIGN = "Bank Lead", "Bank Campaign"
SOURCE = "Lead"
_OVER = [status.value for status in sorted(leads.OVER)]


def count(wanted: Mapping[str, str | None]) -> dict[str, int]:
	"""Return how many open leads a campaign would turn to, and how many are left out as not to be called.

	`wanted` may say product_category, source and branch (with those below it).
	"""
	lead = frappe.qb.DocType(LEAD)
	blocked = _blocked(lead)
	query = (
		frappe.qb.from_(lead).select(Count("*"), Count(Case().when(blocked, 1))).where(_open(lead, wanted))
	)
	every, left_out = query.run()[0]
	return {"count": cint(every) - cint(left_out), "blocked": cint(left_out)}


def turn_to(campaign: str, wanted: Mapping[str, str | None]) -> int:
	"""Give open leads a running campaign and have them followed up today; returns how many. Again finds only new ones."""
	row = frappe.db.get_value(CAMPAIGN, campaign, ["state", "campaign_name"], as_dict=True, for_update=True)
	if row.state != CampaignState.RUNNING.value:
		frappe.throw(_("The campaign does not run."), title=_("Leads"))
	lead, now = frappe.qb.DocType(LEAD), now_datetime()
	names = (
		frappe.qb.from_(lead)
		.select(lead.name, lead.salesperson)
		.where(_open(lead, wanted) & _blocked(lead).negate())
		.orderby(lead.name)
		.for_update()
	).run(as_dict=True)
	if not names:
		return 0
	(
		frappe.qb.update(lead)
		.set(lead.campaign, campaign)
		.set(lead.next_follow_up, today())
		.set(lead.modified, now)
		.where(lead.name.isin([one.name for one in names]))
	).run()
	title = escape_html(row.campaign_name)
	people = {one.salesperson for one in names if one.salesperson}
	notices.tell(
		sorted(people),
		lambda language: _("Leads to follow up for the campaign {0}", language).format(title),
		CAMPAIGN,
		campaign,
	)
	return len(names)


def won(lead: Document) -> None:
	"""A lead of a campaign has become a customer's deal: the customer took part, and the campaign won him or her."""
	responses.record(
		lead.campaign,
		lead.customer,
		ResponseKind.REPLIED,
		now_datetime(),
		SOURCE,
		key=f"lead:{lead.name}",
		reference=responses.Reference(LEAD, str(lead.name)),
	)


def standing(campaign: str) -> dict[str, int]:
	"""Return how many leads a campaign has brought or turned to, how many are open and how many were converted."""
	lead = frappe.qb.DocType(LEAD)
	query = frappe.qb.from_(lead).select(
		Count("*"),
		Count(Case().when(lead.status.notin(_OVER), 1)),
		Count(Case().when(lead.status == LeadStatus.CONVERTED.value, 1)),
	)
	every, still_open, converted = query.where(lead.campaign == campaign).run()[0]
	return {"all": cint(every), "open": cint(still_open), "converted": cint(converted)}


def _open(lead: Table, wanted: Mapping[str, str | None]) -> Criterion:
	found = [
		lead.status.notin(_OVER),
		lead.campaign.isnull() | (lead.campaign == ""),
		lead.customer.isnull() | (lead.customer == ""),
		lead.mobile.isnotnull() & (lead.mobile != ""),
	]
	found += [lead[name] == wanted[name] for name in ("product_category", "source") if wanted.get(name)]
	if branch := wanted.get("branch"):
		found.append(lead.branch.isin(branches.below([branch]) or [""]))
	return Criterion.all(found)


def _blocked(lead: Table) -> Criterion:
	channel, purpose = ConsentChannel.PHONE.value, ConsentPurpose.MARKETING.value
	return ExistsCriterion(blocks.of_holders_number(LEAD, lead.name, channel, purpose))
