"""What a claimed benefit was used for, and its end: by staff, by purchases the core system reports, by night (MKT-10, MKT-20).

Purchases are matched set-based: one query finds the pairs of claimed grants and purchases that fit, each grant takes the
first of its purchases, no purchase serves two grants (a unique key sees to it whoever comes first).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Coalesce, Concat, Date
from frappe.utils import flt, get_datetime, now_datetime
from pypika.functions import NullIf
from pypika.queries import QueryBuilder
from pypika.terms import Case, Criterion, ExistsCriterion, Not, Term, ValueWrapper

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.domain.benefit_enums import GrantState
from bank_crm.domain.benefits import LATE_DAYS, pair
from bank_crm.domain.campaign_enums import ResponseKind
from bank_crm.domain.enums import AccountStatus, ProductCategory, TransactionType
from bank_crm.marketing import responses
from bank_crm.marketing.benefits import counters
from bank_crm.marketing.responses import Reference

BENEFIT, GRANT = counters.BENEFIT, counters.GRANT
TRANSACTION, ACCOUNT = "Bank Customer Transaction", "Bank Customer Account"
#: Pairs looked at in one go.
PORTION = 2_000
#: Products that are bought by opening an account; a booking of their own would tell the same purchase twice.
BY_OPENING = (
	ProductCategory.TIME_DEPOSIT.value,
	ProductCategory.INSURANCE.value,
	ProductCategory.LOAN.value,
	ProductCategory.CREDIT_CARD.value,
	ProductCategory.DEBIT_CARD.value,
)


def use(name: int | str, amount: float, note: str = "", purchase: str | None = None) -> None:
	"""Note that a claimed grant was used just now, by staff; `purchase` is the booking, where there is one already.

	Raises frappe.ValidationError with the reason where it cannot be. Asks no permission.
	"""
	benefit = counters.lock(str(frappe.db.get_value(GRANT, name, "benefit") or ""))
	fields = ["name", "state", "customer", "campaign", "expires_at", "claimed_at"]
	grant = frappe.db.get_value(GRANT, name, fields, as_dict=True, for_update=True)
	now = now_datetime()
	if benefit is None or grant is None or grant.state != GrantState.CLAIMED.value:
		frappe.throw(_("Only a claimed benefit can be used."), title=_("Benefit"))
	if get_datetime(grant.expires_at) < now:
		frappe.throw(_("This benefit has expired."), title=_("Benefit"))
	if flt(amount) < flt(benefit.min_amount):
		frappe.throw(
			_("The purchase is smaller than the benefit asks for: {0}.").format(
				frappe.format_value(benefit.min_amount, {"fieldtype": "Currency"})
			),
			title=_("Benefit"),
		)
	reference = _booking(purchase, grant, flt(amount)) if purchase else None
	_used(benefit, grant, now, flt(amount), reference, by=frappe.session.user, note=note)


def withdraw(name: int | str, why: str) -> None:
	"""Take a grant back that was not used; what had been claimed goes back to stock. Asks no permission."""
	benefit = counters.lock(str(frappe.db.get_value(GRANT, name, "benefit") or ""))
	grant = frappe.db.get_value(GRANT, name, ["name", "state"], as_dict=True, for_update=True)
	if (
		benefit is None
		or grant is None
		or grant.state not in (GrantState.ISSUED.value, GrantState.CLAIMED.value)
	):
		frappe.throw(_("Only a benefit that was not used can be withdrawn."), title=_("Benefit"))
	values = {"state": GrantState.WITHDRAWN.value, "withdrawn_at": now_datetime(), "note": why}
	frappe.db.set_value(GRANT, name, values)
	counters.add(benefit, withdrawn=1, taken=-1 if grant.state == GrantState.CLAIMED.value else 0)


def withdraw_unclaimed(benefit: str) -> None:
	"""Take back what nobody has claimed of a benefit that was closed."""
	row = counters.lock(benefit)
	table = frappe.qb.DocType(GRANT)
	open_ = (table.benefit == benefit) & (table.state == GrantState.ISSUED.value)
	counters.add(row, withdrawn=_end(open_, GrantState.WITHDRAWN, "withdrawn_at"))


def nightly() -> None:
	"""Match purchases, then end what was not claimed or used in time (job)."""
	match(commit=True)
	expire()


def expire() -> int:
	"""End grants whose time is over; returns how many."""
	table, now = frappe.qb.DocType(GRANT), now_datetime()
	over = table.state.isin([GrantState.ISSUED.value, GrantState.CLAIMED.value]) & (table.expires_at < now)
	benefits = frappe.qb.from_(table).select(table.benefit).distinct().where(over).run(pluck=True)
	total = 0
	for benefit in sorted(benefits):
		row = counters.lock(benefit)
		ended = _end(over & (table.benefit == benefit), GrantState.EXPIRED, "expired_at")
		counters.add(row, expired=ended)
		total += ended
	return total


def _end(which: Criterion, to: GrantState, column: str) -> int:
	"""Bring grants to an end by one statement; the benefit is locked, so that the count is right."""
	table, now = frappe.qb.DocType(GRANT), now_datetime()
	query = (
		frappe.qb.update(table).set(table.state, to.value).set(table[column], now).set(table.modified, now)
	)
	query.where(which).run()
	return int(frappe.db._cursor.rowcount)


def match(*, commit: bool = False) -> int:
	"""Use claimed grants for the purchases of their holders; returns how many. `commit` is for jobs only."""
	done = 0
	try:
		with source_lock("benefit_purchases"):
			while rows := _candidates().limit(PORTION).run(as_dict=True):
				pairs = pair((int(row.grant_name), row.purchase) for row in rows)
				found = {(int(row.grant_name), row.purchase): row for row in rows}
				for grant, purchase in sorted(pairs.items()):
					done += _use_for(found[grant, purchase])
				if commit:
					frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
	except SourceBusy:
		return done
	return done


def _use_for(row: frappe._dict) -> int:
	"""Use a grant for a reported purchase; 0 where somebody was faster."""
	benefit = counters.lock(row.benefit)
	fields = ["name", "state", "customer", "campaign", "expired_at"]
	grant = frappe.db.get_value(GRANT, row.grant_name, fields, as_dict=True, for_update=True)
	if grant.state not in (GrantState.CLAIMED.value, GrantState.EXPIRED.value):
		return 0
	reference = Reference(row.doctype, str(row.reference))
	_used(benefit, grant, get_datetime(row.bought_at), flt(row.amount), reference)
	return 1


def _used(
	benefit: frappe._dict,
	grant: frappe._dict,
	at: datetime,
	amount: float,
	reference: Reference | None,
	*,
	by: str | None = None,
	note: str = "",
) -> None:
	values: dict[str, Any] = {
		"state": GrantState.USED.value,
		"used_at": at,
		"used_amount": amount,
		"used_by": by,
		"expired_at": None,
		"note": note or None,
	}
	key = f"benefit-use:{grant.name}"
	if reference:
		key = responses_key(grant.campaign or "", reference)
		values |= {
			"reference_doctype": reference.doctype,
			"reference_name": reference.name,
			"purchase_key": purchase_key(reference),
		}
	frappe.db.set_value(GRANT, grant.name, values)
	counters.add(
		benefit,
		used=1,
		used_amount=amount,
		expired=-1 if grant.state == GrantState.EXPIRED.value else 0,
	)
	if grant.campaign:
		responses.record(
			grant.campaign,
			grant.customer,
			ResponseKind.PURCHASED,
			at,
			"benefit",
			key=key,
			amount=amount,
			reference=reference or Reference(GRANT, str(grant.name)),
		)


def purchase_key(reference: Reference) -> str:
	"""Return what keeps a purchase from serving two grants."""
	return f"{reference.doctype}:{reference.name}"


def responses_key(campaign: str, reference: Reference) -> str:
	"""Return the key a purchase counts by in a campaign, whoever reports it: benefit or attribution."""
	return f"purchase:{campaign}:{reference.doctype}:{reference.name}"


def _booking(purchase: str, grant: frappe._dict, amount: float) -> Reference:
	"""The purchase somebody named has to be the holder's, made after the claim, and not used yet."""
	fields = ["customer", "txn_type", "posted_at"]
	row = frappe.db.get_value(TRANSACTION, purchase, fields, as_dict=True)
	if (
		row is None
		or row.customer != grant.customer
		or row.txn_type != TransactionType.PURCHASE.value
		or get_datetime(row.posted_at) < get_datetime(grant.claimed_at)
	):
		frappe.throw(_("This is no purchase of the customer after the claim."), title=_("Benefit"))
	reference = Reference(TRANSACTION, purchase)
	if frappe.db.exists(GRANT, {"purchase_key": purchase_key(reference)}):
		frappe.throw(_("A benefit was used for this purchase already."), title=_("Benefit"))
	return reference


def _candidates() -> QueryBuilder:
	"""Pairs of grants and purchases that fit, the purchases of a grant in order of time, scarcest grants first."""
	union = _by_booking() + _by_opening()
	pairs = union.as_("pairs")
	return (
		frappe.qb.from_(pairs)
		.select(pairs.star)
		.orderby(pairs.expires_at)
		.orderby(pairs.grant_name)
		.orderby(pairs.bought_at)
		.orderby(pairs.purchase)
	)


def _by_booking() -> QueryBuilder:
	bought, account = frappe.qb.DocType(TRANSACTION), frappe.qb.DocType(ACCOUNT)
	category = Coalesce(NullIf(bought.product_category, ""), account.category)
	query, grant, benefit = _open_grants(bought)
	query = query.left_join(account).on(account.name == bought.account)
	query = _columns(query, grant, benefit, TRANSACTION, bought.name, bought.posted_at, bought.amount)
	return query.where(
		(bought.txn_type == TransactionType.PURCHASE.value)
		& (bought.posted_at >= grant.claimed_at)
		& (bought.posted_at <= grant.expires_at)
		& (bought.amount >= benefit.min_amount)
		& _for_product(benefit, category, account.product)
		& _unused(TRANSACTION, bought.name)
	)


def _by_opening() -> QueryBuilder:
	account, booked = frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(TRANSACTION).as_("booked")
	amount = Coalesce(Case().when(account.principal > 0, account.principal), account.balance, 0)
	query, grant, benefit = _open_grants(account)
	query = _columns(query, grant, benefit, ACCOUNT, account.name, account.opened_on, amount)
	booking = frappe.qb.from_(booked).select(1).where(booked.account == account.name)
	booking = booking.where(booked.txn_type == TransactionType.PURCHASE.value)
	return query.where(
		account.category.isin(list(BY_OPENING))
		& (account.status != AccountStatus.CLOSED.value)
		& (account.opened_on >= Date(grant.claimed_at))
		& (account.opened_on <= grant.expires_at)
		& (amount >= benefit.min_amount)
		& _for_product(benefit, account.category, account.product)
		& Not(ExistsCriterion(booking))
		& _unused(ACCOUNT, account.name)
	)


def _open_grants(purchase: Table) -> tuple[QueryBuilder, Table, Table]:
	"""Grants that are claimed, or expired so lately that a purchase made in time may only now be reported."""
	grant, benefit = frappe.qb.DocType(GRANT).as_("claimed"), frappe.qb.DocType(BENEFIT).as_("benefit")
	lately = now_datetime() - timedelta(days=LATE_DAYS)
	waiting = (grant.state == GrantState.CLAIMED.value) | (
		(grant.state == GrantState.EXPIRED.value)
		& grant.claimed_at.isnotnull()
		& (grant.expires_at >= lately)
	)
	query = frappe.qb.from_(grant).inner_join(benefit).on(benefit.name == grant.benefit)
	query = query.inner_join(purchase).on(purchase.customer == grant.customer)
	return query.where(waiting), grant, benefit


def _columns(
	query: QueryBuilder, grant: Table, benefit: Table, doctype: str, name: Term, at: Term, amount: Term
) -> QueryBuilder:
	return query.select(
		grant.name.as_("grant_name"),
		benefit.name.as_("benefit"),
		grant.expires_at,
		ValueWrapper(doctype).as_("doctype"),
		name.as_("reference"),
		Concat(f"{doctype}:", name).as_("purchase"),
		at.as_("bought_at"),
		amount.as_("amount"),
	)


def _for_product(benefit: Table, category: Term, product: Term) -> Criterion:
	line = frappe.qb.DocType("Bank Benefit Product").as_("line")
	query = frappe.qb.from_(line).select(1)
	query = query.where((line.parent == benefit.name) & (line.parenttype == BENEFIT))
	named = line.product.isnotnull() & (line.product != "")
	return ExistsCriterion(
		query.where((named & (line.product == product)) | (Not(named) & (line.category == category)))
	)


def _unused(doctype: str, name: Term) -> Criterion:
	other = frappe.qb.DocType(GRANT).as_("other")
	query = frappe.qb.from_(other).select(1)
	return Not(ExistsCriterion(query.where(other.purchase_key == Concat(f"{doctype}:", name))))
