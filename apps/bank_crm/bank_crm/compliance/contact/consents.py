"""The consent ledger: decisions are only ever added, and the last one of a purpose and channel counts (RSK-08).

Which one counts is marked in the row (`is_current`), so that the gate reads an index and no history. Where two count,
as after a merge of two customers, a withdrawal wins until the customer decides anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import Case, Term

from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.care import ConsentDecision

CONSENT = "Bank Contact Consent"
CUSTOMER = "Bank Customer"


def given(customer: Term, channel: str, purpose: str, on: date) -> QueryBuilder:
	"""Select the decision by which the customer (a column) allows a channel for a purpose on a day."""
	table = frappe.qb.DocType(CONSENT).as_("given")
	query = _current(table, customer, channel, purpose, ConsentDecision.GIVEN)
	return query.where(table.valid_until.isnull() | (table.valid_until >= on))


def withdrawn(customer: Term, channel: str, purpose: str) -> QueryBuilder:
	"""Select the decision by which the customer (a column) has withdrawn a channel for a purpose."""
	table = frappe.qb.DocType(CONSENT).as_("withdrawn")
	return _current(table, customer, channel, purpose, ConsentDecision.WITHDRAWN)


def settle(customer: str, channel: str, purpose: str) -> None:
	"""Mark the last decision of one customer, channel and purpose as the one that counts.

	The customer's row is locked, so that of two decisions at once the later one is the last to be marked.
	"""
	frappe.db.get_value(CUSTOMER, customer, "name", for_update=True)
	table = frappe.qb.DocType(CONSENT)
	key = (table.customer == customer) & (table.channel == channel) & (table.purpose == purpose)
	(last,) = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(key)
		.orderby(table.decided_at, order=frappe.qb.desc)
		.orderby(table.name, order=frappe.qb.desc)
		.limit(1)
	).run(pluck=True)
	frappe.qb.update(table).set(table.is_current, 0).where(
		key & (table.is_current == 1) & (table.name != last)
	).run()
	frappe.qb.update(table).set(table.is_current, 1).where(table.name == last).run()


def settle_all(customers: Iterable[str] | None = None, *, commit: bool = False) -> None:
	"""Mark anew what counts for many customers (None: all), set-based; after a load that wrote the table directly."""
	later = frappe.qb.DocType(CONSENT).as_("later")

	def portion(span: Span) -> None:
		table = frappe.qb.DocType(CONSENT).as_("decision")
		after = (
			(later.customer == table.customer)
			& (later.channel == table.channel)
			& (later.purpose == table.purpose)
			& (
				(later.decided_at > table.decided_at)
				| ((later.decided_at == table.decided_at) & (later.name > table.name))
			)
		)
		(
			frappe.qb.update(table)
			.left_join(later)
			.on(after)
			.set(table.is_current, Case().when(later.name.isnull(), 1).else_(0))
			.where(span(table.customer))
		).run()

	over_spans(portion, customers, commit=commit)


def current(customer: str) -> list[frappe._dict]:
	"""Return the decisions that count for one customer, for screens."""
	return frappe.get_all(
		CONSENT,
		filters={"customer": customer, "is_current": 1},
		fields=[
			"name",
			"purpose",
			"channel",
			"decision",
			"decided_at",
			"valid_until",
			"lawful_basis",
			"source",
		],
		order_by="purpose asc, channel asc",
	)


def _current(
	table: Term, customer: Term, channel: str, purpose: str, decision: ConsentDecision
) -> QueryBuilder:
	return (
		frappe.qb.from_(table)
		.select(1)
		.where((table.customer == customer) & (table.purpose == purpose) & (table.channel == channel))
		.where((table.is_current == 1) & (table.decision == decision.value))
	)
