"""The statements of a batch over its frozen members (SEG-05)."""

from collections.abc import Mapping
from typing import TypedDict

import frappe
from frappe.model.document import Document
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, NullValue, Term, ValueWrapper

from bank_crm.customer.tiers import history
from bank_crm.domain.customer_enums import TierBatchOutcome, TierChangeSource, TierReason, TierSource
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope

MEMBER = "Bank Tier Batch Member"
CUSTOMER = "Bank Customer"
CHANGE = "Bank Tier Change"
TIER = "Bank Customer Tier"


class Before(TypedDict):
	"""How many customers come from one tier; None for those who had none."""

	tier: str | None
	customers: int


def before(batch: str) -> list[Before]:
	"""Return where the members come from that wait for the change or are changed, the most first."""
	member = frappe.qb.DocType(MEMBER)
	concerned = (TierBatchOutcome.WAITING.value, TierBatchOutcome.CHANGED.value)
	customers = Count(member.name)
	rows = (
		frappe.qb.from_(member)
		.select(member.from_tier, customers)
		.where((member.batch == batch) & member.outcome.isin(concerned))
		.groupby(member.from_tier)
		.orderby(customers, order=frappe.qb.desc)
	).run()
	return [{"tier": tier or None, "customers": int(number)} for tier, number in rows]


def foreign(batch: str, user: str) -> Criterion | None:
	"""Return the condition of the members that are not among the customers `user` may change; None: all are."""
	customer, member = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(MEMBER)
	condition = scope.criterion(CUSTOMER, user, customer, write=True)
	if condition is None:
		return None
	own = frappe.qb.from_(customer).select(customer.name).where(condition)
	return (member.batch == batch) & member.customer.notin(own)


def drop_foreign(batch: str, user: str) -> None:
	"""Keep the customers `user` may change."""
	condition = foreign(batch, user)
	if condition is not None:
		frappe.qb.from_(frappe.qb.DocType(MEMBER)).delete().where(condition).run()


def drop_left_out(
	batch: str, to_tier: str, *, only_upwards: bool, include_overridden: bool
) -> Mapping[str, int]:
	"""Drop who is not to be changed; returns how many for each reason: already, higher, overridden."""
	member, customer, tier = (frappe.qb.DocType(name) for name in (MEMBER, CUSTOMER, TIER))
	level = frappe.db.get_value(TIER, to_tier, "level")
	already = customer.tier == to_tier
	higher = (tier.level > level) if only_upwards else _never()
	overridden = _never() if include_overridden else customer.tier_source == TierSource.MANUAL.value
	kind = Case().when(already, "already").when(higher, "higher").when(overridden, "overridden").else_("")
	members = (
		frappe.qb.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.left_join(tier)
		.on(tier.name == customer.tier)
		.where(member.batch == batch)
	)
	counts = dict(members.select(kind, Count(member.name)).groupby(kind).run())
	left_out = members.select(member.name).where(kind != "")
	left_out = frappe.qb.from_(left_out.as_("left_out")).select("name")
	frappe.qb.from_(member).delete().where(member.name.isin(left_out)).run()
	return {reason: int(counts.get(reason, 0)) for reason in ("already", "higher", "overridden")}


def remember(batch: str) -> None:
	"""Note what each member is set back to."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	(
		frappe.qb.update(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.set(member.from_tier, customer.tier)
		.set(member.from_source, Coalesce(customer.tier_source, ""))
		.set(member.from_locked_until, customer.tier_locked_until)
		.set(member.from_reason, customer.tier_override_reason)
		.set(member.from_watch_since, customer.tier_watch_since)
		.set(member.from_months_below, customer.tier_months_below)
		.where((member.batch == batch) & (member.outcome == TierBatchOutcome.WAITING.value))
	).run()


def execute(doc: Document) -> int:
	"""Move the waiting members; who was moved or archived since the preview is left alone. Returns how many moved."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	moved_since = (
		(Coalesce(customer.tier, "") != Coalesce(member.from_tier, ""))
		| (Coalesce(customer.tier_source, "") != Coalesce(member.from_source, ""))
		| (customer.status != CustomerStatus.ACTIVE.value)
	)
	_mark(doc.name, TierBatchOutcome.WAITING, TierBatchOutcome.LEFT_ALONE, moved_since)
	remember(doc.name)
	_write_history(doc, TierBatchOutcome.WAITING, TierChangeSource.BATCH, TierReason.BATCH)
	(
		_members(frappe.qb.update(customer), doc.name, TierBatchOutcome.WAITING)
		.set(customer.tier, doc.to_tier)
		.set(customer.tier_source, TierSource.MANUAL.value)
		.set(customer.tier_locked_until, doc.locked_until)
		.set(customer.tier_override_reason, doc.reason)
		.set(customer.tier_watch_since, NullValue())
		.set(customer.tier_months_below, 0)
	).run()
	return _mark(doc.name, TierBatchOutcome.WAITING, TierBatchOutcome.CHANGED)


def set_back(doc: Document) -> int:
	"""Give back what each had whose tier is still the batch's. Returns how many."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	still = (
		(customer.tier == doc.to_tier)
		& (customer.tier_source == TierSource.MANUAL.value)
		& (customer.tier_locked_until == doc.locked_until)
		& (customer.tier_override_reason == doc.reason)
	)
	_mark(doc.name, TierBatchOutcome.CHANGED, TierBatchOutcome.MOVED_SINCE, Coalesce(still, 0) == 0)
	_write_history(doc, TierBatchOutcome.CHANGED, TierChangeSource.UNDO, TierReason.UNDO)
	(
		_members(frappe.qb.update(customer), doc.name, TierBatchOutcome.CHANGED)
		.set(customer.tier, member.from_tier)
		.set(customer.tier_source, member.from_source)
		.set(customer.tier_locked_until, member.from_locked_until)
		.set(customer.tier_override_reason, member.from_reason)
		.set(customer.tier_watch_since, member.from_watch_since)
		.set(customer.tier_months_below, member.from_months_below)
	).run()
	return _mark(doc.name, TierBatchOutcome.CHANGED, TierBatchOutcome.SET_BACK)


def _members(update: QueryBuilder, batch: str, outcome: TierBatchOutcome) -> QueryBuilder:
	"""An update of customers, restricted to the members of one outcome."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	return (
		update.inner_join(member)
		.on(member.customer == customer.name)
		.where((member.batch == batch) & (member.outcome == outcome.value))
	)


def _mark(
	batch: str, old: TierBatchOutcome, new: TierBatchOutcome, condition: Criterion | None = None
) -> int:
	"""Change an outcome; `condition` may speak of the customer. Returns how many rows."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.update(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.set(member.outcome, new.value)
		.where((member.batch == batch) & (member.outcome == old.value))
	)
	(query if condition is None else query.where(condition)).run()
	return int(frappe.db._cursor.rowcount)


def _write_history(
	doc: Document, outcome: TierBatchOutcome, source: TierChangeSource, reason_code: TierReason
) -> None:
	"""A high-privilege line for every member of an outcome; the customers' rows stay locked until the commit."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	undone = source == TierChangeSource.UNDO
	constants = history.constants(
		source, high_privilege=True, reason_code=reason_code.value, reason=doc.reason, batch=doc.name
	)
	to_tier: Term = member.from_tier if undone else ValueWrapper(doc.to_tier)
	(
		frappe.qb.into(frappe.qb.DocType(CHANGE))
		.columns("name", *constants, "customer", "from_tier", "to_tier", "aum")
		.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(history.NEXT_CHANGE, *(ValueWrapper(value) for value in constants.values()))
		.select(customer.name, customer.tier, to_tier, customer.total_aum)
		.where((member.batch == doc.name) & (member.outcome == outcome.value))
	).run()


def _never() -> Criterion:
	return scope.nobody()
