"""What customers do because of a campaign: each thing once, with its time, and the counters with it (MKT-06, MKT-10, MKT-22).

`record` is the one way anything – a click, a claim, a call's outcome, a purchase – becomes part of a campaign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import frappe
from frappe.query_builder import Table
from frappe.query_builder.functions import Min, Sum
from frappe.utils import flt, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Values, ValueWrapper

from bank_crm.domain.campaign_enums import ResponseKind as Kind
from bank_crm.marketing.campaigns import tallies
from bank_crm.name_list import NameList
from bank_crm.value_rows import ValueRows

RESPONSE, MEMBER = "Bank Campaign Response", "Bank Campaign Member"
#: The member's column that keeps the first time of a kind, and the campaign's counter of members who have one.
FIRST: dict[Kind, tuple[str, str]] = {
	Kind.OPENED: ("opened_at", "opened"),
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
#: Rows in one statement.
PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Reference:
	"""The document a response is about."""

	doctype: str
	name: str


@dataclass(frozen=True, slots=True)
class Done:
	"""One of many things customers did; `key` makes it once, `amount` is in yuan."""

	campaign: str
	customer: str
	kind: Kind
	at: datetime
	key: str
	source: str = ""
	amount: float = 0
	wave: str | None = None
	variant: str | None = None
	reference: Reference | None = None


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


def record_many(rows: Iterable[Done]) -> int:
	"""Record many things at once, a few statements per portion; returns how many were new.

	What `record` says holds for each of them; those whose key is there already change nothing.
	"""
	remaining, new = iter(rows), 0
	while portion := list(islice(remaining, PORTION)):
		batch = frappe.generate_hash(length=20)
		inserted = _insert_many(portion, batch)
		new += inserted
		if inserted:
			for campaign, kind in sorted({(row.campaign, row.kind) for row in portion}):
				customers = {row.customer for row in portion if (row.campaign, row.kind) == (campaign, kind)}
				_note_many(campaign, Kind(kind), batch, sorted(customers))
	return new


def _insert_many(portion: Sequence[Done], batch: str) -> int:
	table, now, user = frappe.qb.DocType(RESPONSE), now_datetime(), frappe.session.user
	shared = {"creation": now, "modified": now, "owner": user, "modified_by": user, "batch": batch}
	columns = (
		"campaign customer kind responded_at source amount wave variant reference_doctype reference_name response_key"
	).split()
	given = ValueRows(columns, (_values(row) for row in portion))
	query = frappe.qb.into(table).columns("name", *columns, *shared).ignore().from_(given)
	query = query.select(PseudoColumn("nextval(`bank_campaign_response_id_seq`)"))
	query = query.select(*(given[name] for name in columns))
	query = query.select(*(ValueWrapper(value) for value in shared.values()))
	query.run()
	return int(frappe.db._cursor.rowcount)


def _values(row: Done) -> tuple[object, ...]:
	about = row.reference
	return (
		row.campaign,
		row.customer,
		row.kind.value,
		row.at,
		row.source or None,
		row.amount,
		row.wave,
		row.variant,
		about.doctype if about else None,
		about.name if about else None,
		row.key[:140],
	)


def _note_many(campaign: str, kind: Kind, batch: str, of: Sequence[str]) -> None:
	"""The same as `_note` for all rows of a batch; `of` are its customers, by whom the rows are found."""
	response = frappe.qb.DocType(RESPONSE)
	those = (
		NameList(of).holds(response.customer)
		& (response.batch == batch)
		& (response.campaign == campaign)
		& (response.kind == kind.value)
	)
	per_customer = (
		frappe.qb.from_(response)
		.select(response.customer, Min(response.responded_at).as_("at"), Sum(response.amount).as_("amount"))
		.where(those)
		.groupby(response.customer)
	)
	customers = frappe.qb.from_(response).select(response.customer).distinct().where(those).run(pluck=True)
	if not customers:
		return
	_ensure_members(campaign, customers)
	column, counter = FIRST[kind]
	more: dict[str, float] = {}
	firsts = _first_many(campaign, column, per_customer)
	if counter:
		more[counter] = firsts
	if kind in PARTICIPATION:
		more["participants"] = _first_many(campaign, "participated_at", per_customer)
	if kind is Kind.PURCHASED:
		more["purchase_amount"] = _add_amounts(campaign, per_customer)
	if more := {name: step for name, step in more.items() if step}:
		tallies.add(campaign, **more)


def _first_many(campaign: str, column: str, per_customer: QueryBuilder) -> int:
	member, new = frappe.qb.DocType(MEMBER), per_customer.as_("new")
	query = frappe.qb.update(member).inner_join(new).on(new.customer == member.customer)
	query.set(member[column], new.at).where((member.campaign == campaign) & member[column].isnull()).run()
	return int(frappe.db._cursor.rowcount)


def _add_amounts(campaign: str, per_customer: QueryBuilder) -> float:
	member, new = frappe.qb.DocType(MEMBER), per_customer.as_("new")
	query = frappe.qb.update(member).inner_join(new).on(new.customer == member.customer)
	query = query.set(member.purchase_amount, member.purchase_amount + new.amount)
	query.where((member.campaign == campaign) & (new.amount != 0)).run()
	return flt(frappe.qb.from_(new).select(Sum(new.amount)).run()[0][0])


def _note(campaign: str, customer: str, kind: Kind, at: datetime, amount: float) -> None:
	"""Keep the first time at the member and move the counters by what is new."""
	_ensure_members(campaign, [customer])
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


def _ensure_members(campaign: str, customers: Sequence[str]) -> None:
	"""Who comes without having been asked belongs to the campaign from then on."""
	member, now = frappe.qb.DocType(MEMBER), now_datetime()
	values = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"campaign": campaign,
		"joined_at": now,
		"in_control": 0,
		"purchase_amount": 0,
	}
	query = frappe.qb.into(member).columns("name", "customer", *values)
	for customer in customers:
		query = query.insert(
			PseudoColumn("nextval(`bank_campaign_member_id_seq`)"),
			ValueWrapper(customer),
			*(ValueWrapper(one) for one in values.values()),
		)
	query.on_duplicate_key_update(member.customer, Values(member.customer)).run()


def _is(member: Table, campaign: str, customer: str) -> object:
	return (member.campaign == campaign) & (member.customer == customer)
