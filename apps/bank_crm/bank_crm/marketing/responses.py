"""What customers do because of a campaign: each thing once, with its time, and the counters with it (MKT-06, MKT-10, MKT-22).

`record` is the one way anything – a click, a claim, a call's outcome, a purchase – becomes part of a campaign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.query_builder import Table
from frappe.utils import now_datetime
from pypika.terms import PseudoColumn, Values, ValueWrapper

from bank_crm.domain.campaign_enums import ResponseKind as Kind
from bank_crm.marketing.campaigns import tallies

RESPONSE, MEMBER = "Bank Campaign Response", "Bank Campaign Member"
#: The member's column that keeps the first time of a kind, and the campaign's counter of members who have one.
FIRST: dict[Kind, tuple[str, str]] = {
	Kind.OPENED: ("opened_at", ""),
	Kind.CLICKED: ("clicked_at", "clicked"),
	Kind.REPLIED: ("replied_at", ""),
	Kind.CLAIMED: ("claimed_at", "claimed"),
	Kind.REGISTERED: ("registered_at", ""),
	Kind.ATTENDED: ("attended_at", ""),
	Kind.TALKED: ("talked_at", ""),
	Kind.PURCHASED: ("purchased_at", "purchased"),
	Kind.UNSUBSCRIBED: ("unsubscribed_at", "unsubscribed"),
}
#: Who did one of these has taken part.
PARTICIPATION = frozenset(Kind) - {Kind.OPENED, Kind.UNSUBSCRIBED}


@dataclass(frozen=True, slots=True)
class Reference:
	"""The document a response is about."""

	doctype: str
	name: str


def record(
	campaign: str,
	customer: str,
	kind: Kind | str,
	at: datetime,
	source: str = "",
	*,
	key: str = "",
	amount: float = 0,
	wave: str | None = None,
	variant: str | None = None,
	reference: Reference | None = None,
) -> bool:
	"""Record that a customer did something; False where this `key` is there already.

	Without a key a customer does each kind once per source. `amount` is in yuan and counts for purchases. A customer
	who is no member becomes one by it. All in the caller's transaction.
	"""
	kind = Kind(kind)
	key = key or f"{campaign}:{customer}:{kind.value}:{source}"
	table = frappe.qb.DocType(RESPONSE)
	now = now_datetime()
	values = {
		"creation": now,
		"modified": now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"campaign": campaign,
		"customer": customer,
		"kind": kind.value,
		"responded_at": at,
		"source": source or None,
		"amount": amount,
		"wave": wave,
		"variant": variant,
		"reference_doctype": reference.doctype if reference else None,
		"reference_name": reference.name if reference else None,
		"response_key": key[:140],
	}
	query = frappe.qb.into(table).columns("name", *values).ignore()
	query.insert(PseudoColumn("nextval(`bank_campaign_response_id_seq`)"), *values.values()).run()
	if frappe.db._cursor.rowcount != 1:
		return False
	_note(campaign, customer, kind, at, amount)
	return True


def _note(campaign: str, customer: str, kind: Kind, at: datetime, amount: float) -> None:
	"""Keep the first time at the member and move the counters by what is new."""
	_ensure_member(campaign, customer)
	column, counter = FIRST[kind]
	more: dict[str, float] = {}
	if _first(campaign, customer, column, at) and counter:
		more[counter] = 1
	if kind in PARTICIPATION and _first(campaign, customer, "participated_at", at):
		more["participants"] = 1
	if kind is Kind.PURCHASED and amount:
		member = frappe.qb.DocType(MEMBER)
		(
			frappe.qb.update(member)
			.set(member.purchase_amount, member.purchase_amount + amount)
			.where(_is(member, campaign, customer))
		).run()
		more["purchase_amount"] = amount
	if more:
		tallies.add(campaign, **more)


def _first(campaign: str, customer: str, column: str, at: datetime) -> bool:
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.update(member).set(member[column], at)
	query.where(_is(member, campaign, customer) & member[column].isnull()).run()
	return frappe.db._cursor.rowcount == 1


def _ensure_member(campaign: str, customer: str) -> None:
	"""Who comes without having been asked belongs to the campaign from then on."""
	member, now = frappe.qb.DocType(MEMBER), now_datetime()
	values = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"campaign": campaign,
		"customer": customer,
		"joined_at": now,
		"in_control": 0,
		"purchase_amount": 0,
	}
	query = frappe.qb.into(member).columns("name", *values)
	query = query.insert(
		PseudoColumn("nextval(`bank_campaign_member_id_seq`)"),
		*(ValueWrapper(one) for one in values.values()),
	)
	query.on_duplicate_key_update(member.customer, Values(member.customer)).run()


def _is(member: Table, campaign: str, customer: str) -> object:
	return (member.campaign == campaign) & (member.customer == customer)
