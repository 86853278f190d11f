"""The stages of the relationship: changes by hand recorded, and the rule over all customers (CUS-17).

The rule of `domain.relationship_stage` is written once more as one CASE, so that a span of customers is
judged by two statements: the changes into their history, and from there to the customers.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Case, CustomFunction, Table
from frappe.query_builder.functions import Coalesce, Date, IfNull, Max
from frappe.utils import add_months, get_last_day, getdate, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, PseudoColumn, Term, ValueWrapper

from bank_crm.customer.spans import Span
from bank_crm.domain.customer_enums import StageSource
from bank_crm.domain.enums import RelationshipStage
from bank_crm.domain.relationship_stage import StageReason, StageRule

CUSTOMER = "Bank Customer"
CHANGE = "Bank Stage Change"
NEXT_ID = PseudoColumn("nextval(`bank_stage_change_id_seq`)")
Greatest = CustomFunction("GREATEST", ["first", "second"])
#: Stands for "never" where two moments are compared.
NEVER = datetime(1900, 1, 1)


def stage_rule() -> StageRule:
	"""Return the bank's limits."""
	return StageRule(decline_months=int(frappe.get_cached_doc("Bank CRM Settings").asset_decline_months))


def reason_text(reason: str | None) -> str | None:
	"""Return a stored reason of the rule in words; what a person wrote stays as it is."""
	words = {
		StageReason.NO_PRODUCT_YET.value: _("No product yet"),
		StageReason.NO_PRODUCT_LEFT.value: _("No product left"),
		StageReason.SILENT_AND_SMALL.value: _("Silent for half a year with small assets"),
		StageReason.BACK_AGAIN.value: _("Uses the bank again"),
		StageReason.RECENTLY_OPENED.value: _("Customer for less than three months"),
		StageReason.ASSETS_FALLING.value: _("Assets fell at every recent month-end"),
		StageReason.SILENT.value: _("No step for three months"),
		StageReason.ASSETS_GROWING.value: _("Assets grew by more than a fifth"),
		StageReason.IN_USE.value: _("Uses the bank regularly"),
	}
	return words.get(reason or "", reason)


def stamp(doc: Document, method: str | None = None) -> None:
	"""Keep the day a customer reached the stage (doc_event before_save)."""
	if doc.is_new() or doc.has_value_changed("relationship_stage"):
		doc.stage_changed_on = getdate()


def record(doc: Document, method: str | None = None) -> None:
	"""Keep a change of stage by hand in the history (doc_event on_update)."""
	before = doc.get_doc_before_save()
	if before is None or before.relationship_stage == doc.relationship_stage:
		return
	change = frappe.get_doc(
		{
			"doctype": CHANGE,
			"customer": doc.name,
			"from_stage": before.relationship_stage,
			"to_stage": doc.relationship_stage,
			"changed_at": now_datetime(),
			"changed_by": frappe.session.user,
			"source": StageSource.MANUAL.value,
			"reason": doc.flags.stage_reason,
		}
	)
	change.insert(ignore_permissions=True)  # nobody may write history; this follows from a permitted save


def refresh(span: Span, now: datetime, rule: StageRule) -> None:
	"""Move the active customers of a span to the stage the rule gives them, keeping each move."""
	customer, change = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(CHANGE)
	judged = _judged(span, now, rule)
	user = frappe.session.user
	columns = ("name", "creation", "modified", "owner", "modified_by", "changed_at", "changed_by", "source")
	constants = (now, now, user, user, now, user, StageSource.RULE.value)
	moved = Coalesce(judged.from_stage, "") != judged.to_stage
	(
		frappe.qb.into(change)
		.columns(*columns, "customer", "from_stage", "to_stage", "reason")
		.from_(judged)
		.select(NEXT_ID, *(ValueWrapper(value) for value in constants))
		.select(judged.customer, judged.from_stage, judged.to_stage, judged.reason)
		.where(moved)
	).run()
	(
		frappe.qb.update(customer)
		.inner_join(change)
		.on((change.customer == customer.name) & (change.changed_at == now))
		.set(customer.relationship_stage, change.to_stage)
		.set(customer.stage_changed_on, now.date())
		.where(span(customer.name) & (change.source == StageSource.RULE.value))
	).run()


def _judged(span: Span, now: datetime, rule: StageRule) -> QueryBuilder:
	customer = frappe.qb.DocType(CUSTOMER)
	days = month_ends(now.date(), rule)
	ends, fixed = _ends(span, days), _set_by_hand(span, now, rule)
	tests = _tests(customer, [ends[f"end_{place}"] for place in range(len(days))], now, rule)
	stage, reason = Case(), Case()
	for test, found, why in tests:
		stage, reason = stage.when(test, found.value), reason.when(test, why.value)
	return (
		frappe.qb.from_(customer)
		.left_join(ends)
		.on(ends.customer == customer.name)
		.left_join(fixed)
		.on(fixed.customer == customer.name)
		.select(customer.name.as_("customer"), customer.relationship_stage.as_("from_stage"))
		.select(stage.else_(RelationshipStage.ACTIVE.value).as_("to_stage"))
		.select(reason.else_(StageReason.IN_USE.value).as_("reason"))
		.where(span(customer.name) & (customer.status == "Active") & fixed.customer.isnull())
	).as_("judged")


def month_ends(today: date, rule: StageRule) -> list[date]:
	"""Return the month-ends the rule compares, the latest first; the running month isn't over and not compared."""
	return [getdate(get_last_day(add_months(today, -back))) for back in range(1, rule.decline_months + 2)]


def _ends(span: Span, days: list[date]) -> QueryBuilder:
	snapshot = frappe.qb.DocType("Bank Asset Snapshot")
	columns = [
		Max(Case().when(snapshot.month_end == day, snapshot.total_aum)).as_(f"end_{place}")
		for place, day in enumerate(days)
	]
	return (
		frappe.qb.from_(snapshot)
		.select(snapshot.customer, *columns)
		.where(span(snapshot.customer) & (snapshot.month_end >= days[-1]))
		.groupby(snapshot.customer)
	).as_("ends")


def _set_by_hand(span: Span, now: datetime, rule: StageRule) -> QueryBuilder:
	"""Customers whose stage somebody chose lately."""
	change = frappe.qb.DocType(CHANGE).as_("manual_change")
	return (
		frappe.qb.from_(change)
		.select(change.customer)
		.where(span(change.customer) & (change.source == StageSource.MANUAL.value))
		.where(change.changed_at >= now - timedelta(days=rule.manual_days))
		.groupby(change.customer)
	).as_("fixed")


def _tests(
	customer: Table, ends: list[Term], now: datetime, rule: StageRule
) -> list[tuple[Criterion, RelationshipStage, StageReason]]:
	"""The rule's steps in order, as conditions; a comparison with a missing month-end is never true."""
	stage = Coalesce(customer.relationship_stage, RelationshipStage.PROSPECT.value)
	known_since = Coalesce(customer.opened_on, Date(customer.creation))
	never = customer.last_txn_at.isnull() & customer.last_login_at.isnull()
	last = Greatest(IfNull(customer.last_txn_at, NEVER), IfNull(customer.last_login_at, NEVER))
	begun = Case().when(never, known_since).else_(last)
	none_held = IfNull(customer.product_count, 0) == 0
	falling = ends[0] < ends[-1] * (1 - rule.decline_share)
	for later, earlier in pairwise(ends):
		falling = falling & (later < earlier)
	all_known = Criterion.all([end.isnotnull() for end in ends])
	growing = all_known & (ends[0] > ends[-1] * (1 + rule.growth_share) + rule.growth_amount)
	back = (stage == RelationshipStage.CHURNED.value) | (
		(stage == RelationshipStage.WON_BACK.value) & (customer.stage_changed_on >= rule.won_back_from(now))
	)
	small = IfNull(customer.total_aum, 0) < rule.small_amount
	is_prospect = none_held & (stage == RelationshipStage.PROSPECT.value) & never
	return [
		(is_prospect, RelationshipStage.PROSPECT, StageReason.NO_PRODUCT_YET),
		(none_held, RelationshipStage.CHURNED, StageReason.NO_PRODUCT_LEFT),
		(
			(begun < rule.gone_before(now)) & small,
			RelationshipStage.CHURNED,
			StageReason.SILENT_AND_SMALL,
		),
		(back, RelationshipStage.WON_BACK, StageReason.BACK_AGAIN),
		(known_since >= rule.new_from(now), RelationshipStage.NEW, StageReason.RECENTLY_OPENED),
		(falling, RelationshipStage.AT_RISK, StageReason.ASSETS_FALLING),
		(begun < rule.silent_before(now), RelationshipStage.AT_RISK, StageReason.SILENT),
		(growing, RelationshipStage.GROWING, StageReason.ASSETS_GROWING),
	]
