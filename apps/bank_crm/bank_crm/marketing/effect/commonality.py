"""What the buyers of campaigns have in common, against the members who did not buy (共性特征; MKT-12)."""

from __future__ import annotations

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Max, Min
from pypika.functions import Date
from pypika.terms import Criterion

from bank_crm.domain.features import Feature
from bank_crm.marketing.effect import features

CAMPAIGN, MEMBER = "Bank Campaign", "Bank Campaign Member"


def of_members(within: Criterion) -> list[Feature]:
	"""Compare members by a condition on Bank Campaign Member and Bank Campaign; products held are those held before."""
	member, campaign = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CAMPAIGN)
	people = (
		frappe.qb.from_(member)
		.inner_join(campaign)
		.on(campaign.name == member.campaign)
		.select(member.customer, Min(member.joined_at).as_("joined_at"))
		.select(Max(Case().when(member.purchased_at.isnotnull(), 1).else_(0)).as_("hit"))
		.where(within)
		.groupby(member.customer)
	)
	return features.count(
		people,
		lambda chosen, account: account.opened_on.isnull() | (account.opened_on < Date(chosen.joined_at)),
	)


def of_campaign(campaign: str) -> list[Feature]:
	"""Return the features of one campaign's buyers; of all members, whoever asks."""
	member = frappe.qb.DocType(MEMBER)
	return of_members((member.campaign == campaign) & (member.in_control == 0))
