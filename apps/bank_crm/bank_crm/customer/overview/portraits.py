"""Portraits of a span of customers, computed by one statement (CUS-21); `domain.portrait` holds the rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, IfNull, Max, NullIf, Sum
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Function, Term, Values, ValueWrapper

from bank_crm.customer.spans import Span, spans
from bank_crm.domain.customer_enums import ConsumptionLevel, FlowTrend, NeedStatus, Potential
from bank_crm.domain.enums import (
	AccountStatus,
	Direction,
	ProductCategory,
	TransactionChannel,
	TransactionType,
)
from bank_crm.domain.portrait import (
	INFLOW_TYPES,
	OUTFLOW_TYPES,
	SPEND_CHANNELS,
	PortraitRule,
	PotentialReason,
)

PORTRAIT = "Bank Customer Portrait"


def reason_texts(reasons: str | None) -> list[str]:
	"""Return the stored reasons of a potential in words."""
	words = {
		PotentialReason.IDLE_SAVINGS.value: _("Most of the assets lie in savings"),
		PotentialReason.LOOKED_AT.value: _("Looked at a product not held yet"),
		PotentialReason.MONEY_COMES_IN.value: _("More money comes in than goes out"),
		PotentialReason.OPEN_NEED.value: _("Has an open need"),
	}
	return [words[reason] for reason in (reasons or "").split(",") if reason in words]


def refresh_some(customer_names: Iterable[str], rule: PortraitRule | None = None) -> None:
	"""Compute the portraits of some customers now."""
	for span, _size in spans(customer_names):
		refresh(span, now_datetime(), rule or PortraitRule())


@dataclass(frozen=True, slots=True)
class _Facts:
	"""Subqueries with one row a customer; `same_kind` has the kinds of product held, one row each."""

	money: QueryBuilder
	looks: QueryBuilder
	held: QueryBuilder
	same_kind: QueryBuilder
	needs: QueryBuilder
	contacts: QueryBuilder


def refresh(span: Span, now: datetime, rule: PortraitRule) -> None:
	"""Write or rewrite the portraits of the active customers of a span."""
	customer, target = frappe.qb.DocType("Bank Customer"), frappe.qb.DocType(PORTRAIT)
	since = now - timedelta(days=rule.window_days)
	facts = _Facts(
		_money(span, since),
		_looks(span, since),
		_held(span),
		_kinds_held(span),
		_needs(span),
		_contacts(span, since),
	)
	columns = _columns(customer, facts, now, rule)
	user = frappe.session.user
	fixed: dict[str, object] = {"creation": now, "modified": now, "owner": user, "modified_by": user}
	query = frappe.qb.into(target).columns("name", "customer", *fixed, *columns).from_(customer)
	for part in (facts.money, facts.looks, facts.held, facts.needs, facts.contacts):
		query = query.left_join(part).on(part.customer == customer.name)
	same = (facts.same_kind.customer == customer.name) & (facts.same_kind.category == facts.looks.interest)
	query = (
		query.left_join(facts.same_kind)
		.on(same)
		.select(
			customer.name, customer.name.as_("customer"), *(ValueWrapper(value) for value in fixed.values())
		)
		.select(*columns.values())
		.where(span(customer.name) & (customer.status == "Active"))
	)
	for column in ("modified", "modified_by", *columns):
		query = query.on_duplicate_key_update(target[column], Values(target[column]))
	query.run()


def _columns(customer: Table, facts: _Facts, now: datetime, rule: PortraitRule) -> dict[str, Term]:
	money, looks, held, needs = facts.money, facts.looks, facts.held, facts.needs
	spend = IfNull(money.spent, 0) / rule.months
	money_in, money_out = IfNull(money.money_in, 0), IfNull(money.money_out, 0)
	inflow = money_in > money_out * rule.flow_factor
	reasons = {
		PotentialReason.IDLE_SAVINGS: (IfNull(held.assets, 0) >= rule.idle_from)
		& (held.savings >= held.assets * rule.idle_share),
		PotentialReason.LOOKED_AT: (IfNull(looks.most, 0) >= rule.looks_from)
		& facts.same_kind.customer.isnull(),
		PotentialReason.MONEY_COMES_IN: inflow,
		PotentialReason.OPEN_NEED: needs.customer.isnotnull(),
	}
	score = sum((_flag(test) for test in reasons.values()), start=ValueWrapper(0))
	named = [Case().when(test, reason.value) for reason, test in reasons.items()]
	return {
		"computed_at": ValueWrapper(now),
		"window_days": ValueWrapper(rule.window_days),
		"consumption_level": Case()
		.when(spend >= rule.spend_high, ConsumptionLevel.HIGH.value)
		.when(spend >= rule.spend_medium, ConsumptionLevel.MEDIUM.value)
		.when(spend > 0, ConsumptionLevel.LOW.value)
		.else_(ConsumptionLevel.NONE.value),
		"spend_month_avg": spend,
		"spend_count": IfNull(money.payments, 0),
		"spend_channel": money.spend_channel,
		"flow_trend": Case()
		.when((money_in == 0) & (money_out == 0), None)
		.when(inflow, FlowTrend.INFLOW.value)
		.when(money_out > money_in * rule.flow_factor, FlowTrend.OUTFLOW.value)
		.else_(FlowTrend.BALANCED.value),
		"flow_in": money_in,
		"flow_out": money_out,
		"main_inflow": money.main_inflow,
		"main_outflow": money.main_outflow,
		"declared_risk": customer.risk_preference,
		"held_risk": held.risk,
		"interest": looks.interest,
		"interest_count": IfNull(looks.most, 0),
		"need": needs.need,
		"potential": Case()
		.when(score >= rule.high_reasons, Potential.HIGH.value)
		.when(score > 0, Potential.MEDIUM.value)
		.else_(Potential.LOW.value),
		"potential_reasons": NullIf(Function("CONCAT_WS", ",", *named), ""),
		"contact_count": IfNull(facts.contacts.contacts, 0),
	}


def _money(span: Span, since: datetime) -> QueryBuilder:
	"""Payments and flows of the window; sums by type and channel first, then which is the largest."""
	booking = frappe.qb.DocType("Bank Customer Transaction")
	is_payment = (booking.direction == Direction.DEBIT.value) & (
		(booking.txn_type == TransactionType.CARD_SPEND.value)
		| booking.channel.isin([channel.value for channel in SPEND_CHANNELS])
	)
	by_type = {kind: f"type_{place}" for place, kind in enumerate((*INFLOW_TYPES, *OUTFLOW_TYPES))}
	by_channel = {channel: f"channel_{place}" for place, channel in enumerate(TransactionChannel)}
	sums = (
		frappe.qb.from_(booking)
		.select(booking.customer, Sum(Case().when(is_payment, booking.amount).else_(0)).as_("spent"))
		.select(Sum(_flag(is_payment)).as_("payments"))
		.select(
			*(
				Sum(Case().when(booking.txn_type == kind.value, booking.amount).else_(0)).as_(column)
				for kind, column in by_type.items()
			),
			*(
				Sum(_flag(is_payment & (booking.channel == channel.value))).as_(column)
				for channel, column in by_channel.items()
			),
		)
		.where(span(booking.customer) & (booking.posted_at >= since))
		.groupby(booking.customer)
	).as_("sums")
	ins = {kind.value: sums[by_type[kind]] for kind in INFLOW_TYPES}
	outs = {kind.value: sums[by_type[kind]] for kind in OUTFLOW_TYPES}
	channels = {channel.value: sums[column] for channel, column in by_channel.items()}
	return (
		frappe.qb.from_(sums)
		.select(sums.customer, sums.spent, sums.payments)
		.select(sum(ins.values(), start=ValueWrapper(0)).as_("money_in"))
		.select(sum(outs.values(), start=ValueWrapper(0)).as_("money_out"))
		.select(_largest(ins).as_("main_inflow"), _largest(outs).as_("main_outflow"))
		.select(_largest(channels).as_("spend_channel"))
	).as_("money")


def _looks(span: Span, since: datetime) -> QueryBuilder:
	"""The kind of product looked at most in the window, and how often."""
	event = frappe.qb.DocType("Bank Behaviour Event")
	columns = {category: f"looks_{place}" for place, category in enumerate(ProductCategory)}
	counts = (
		frappe.qb.from_(event)
		.select(
			event.customer,
			*(
				Sum(_flag(event.product_category == category.value)).as_(column)
				for category, column in columns.items()
			),
		)
		.where(span(event.customer) & (event.occurred_at >= since) & event.product_category.isnotnull())
		.groupby(event.customer)
	).as_("counts")
	named = {category.value: counts[column] for category, column in columns.items()}
	return (
		frappe.qb.from_(counts).select(
			counts.customer,
			_largest(named).as_("interest"),
			Function("GREATEST", *named.values()).as_("most"),
		)
	).as_("looks")


def _held(span: Span) -> QueryBuilder:
	account, product = frappe.qb.DocType("Bank Customer Account"), frappe.qb.DocType("Bank Product")
	savings = account.category == ProductCategory.SAVINGS.value
	return (
		frappe.qb.from_(account)
		.left_join(product)
		.on(product.name == account.product)
		.select(
			account.customer,
			Max(product.risk_level).as_("risk"),
			Sum(Case().when(savings, account.balance).else_(0)).as_("savings"),
			Sum(Case().when(account.is_liability == 0, account.balance).else_(0)).as_("assets"),
		)
		.where(span(account.customer) & (account.status != AccountStatus.CLOSED.value))
		.groupby(account.customer)
	).as_("held")


def _kinds_held(span: Span) -> QueryBuilder:
	account = frappe.qb.DocType("Bank Customer Account").as_("any_account")
	return (
		frappe.qb.from_(account)
		.select(account.customer, account.category)
		.where(span(account.customer) & (account.status != AccountStatus.CLOSED.value))
		.groupby(account.customer, account.category)
	).as_("same_kind")


def _needs(span: Span) -> QueryBuilder:
	"""The latest open need of each customer."""
	need, newest = frappe.qb.DocType("Bank Customer Need"), frappe.qb.DocType("Bank Customer Need").as_("n")
	last = (
		frappe.qb.from_(newest)
		.select(newest.customer, Max(newest.name).as_("last"))
		.where(span(newest.customer) & (newest.status == NeedStatus.OPEN.value))
		.groupby(newest.customer)
	).as_("newest")
	return (
		frappe.qb.from_(last).inner_join(need).on(need.name == last.last).select(last.customer, need.need)
	).as_("needs")


def _contacts(span: Span, since: datetime) -> QueryBuilder:
	table = frappe.qb.DocType("Bank Interaction")
	return (
		frappe.qb.from_(table)
		.select(table.customer, Count("*").as_("contacts"))
		.where(span(table.customer) & (table.occurred_at >= since))
		.groupby(table.customer)
	).as_("contacts")


def _largest(named: Mapping[str, Term]) -> Case:
	"""The name of the largest column, the first of equal ones; NULL where all are zero."""
	top = Function("GREATEST", *named.values())
	choice = Case().when(top <= 0, None)
	for name, column in named.items():
		choice = choice.when(column == top, name)
	return choice


def _flag(test: Criterion) -> Case:
	return Case().when(test, 1).else_(0)
