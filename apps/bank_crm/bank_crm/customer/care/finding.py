"""Which customers have an occasion in a window of days: one query a rule and kind of date (CAR-01 to CAR-09).

The queries select nothing yet; `generate` adds the columns of a task and restricts them to a range of
customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe.query_builder import Case, CustomFunction, Table
from frappe.query_builder.functions import Concat, Date
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, Term, ValueWrapper

from bank_crm.customer.care.cycles import service_cycles
from bank_crm.customer.care.lunar import ChineseCalendar
from bank_crm.customer.care.rules import CareRule, Step
from bank_crm.domain import care_calendar as calendar
from bank_crm.domain.care import Calendar, RuleOccasion
from bank_crm.domain.care_calendar import Occasion, Window
from bank_crm.domain.enums import ASSET_CATEGORIES, AccountStatus, CustomerStatus, CustomerType
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
_add_days = CustomFunction("ADDDATE", ["day", "days"])
_greatest = CustomFunction("GREATEST", ["a", "b"])
_left = CustomFunction("LEFT", ["text", "length"])
#: What a title adds to the key of a period; the key has room for 100 characters.
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Find:
	"""Customers with one kind of date. The terms are columns of `query` or constants."""

	query: QueryBuilder
	customer: Table
	on: Term
	period: Term
	subject: Term
	priority: str
	due_not_before: Term | None = None
	reference: tuple[str, Term] | None = None


def finds(rule: CareRule, today: date) -> Iterator[Find]:
	"""Yield what makes tasks of a rule today; nothing where no occasion is near."""
	days = calendar.window(today, rule.lead_days, rule.last_run_on)
	yield from _KINDS[rule.occasion](rule, days)


def _birthdays(rule: CareRule, days: Window) -> Iterator[Find]:
	"""Who keeps a lunar important date on the day of birth is greeted by the lunar calendar (CAR-01)."""
	solar, lunar = calendar.solar_anniversaries(days), calendar.lunar_anniversaries(days, ChineseCalendar())
	if rule.calendar is Calendar.LUNAR:
		customer, query = _customers(rule)
		yield from _from_dates(rule, customer, query, customer.birth_date, lunar)
		return
	customer, query = _customers(rule)
	kept = keeps_lunar_birthday(customer)
	yield from _from_dates(rule, customer, query.where(kept.negate()), customer.birth_date, solar)
	customer, query = _customers(rule)
	kept = keeps_lunar_birthday(customer)
	yield from _from_dates(rule, customer, query.where(kept), customer.birth_date, lunar)


def _anniversaries(rule: CareRule, days: Window) -> Iterator[Find]:
	customer, query = _customers(rule)
	yield from _from_dates(rule, customer, query, customer.opened_on, calendar.solar_anniversaries(days))


def _important_dates(rule: CareRule, days: Window) -> Iterator[Find]:
	"""The customers' own dates, solar or lunar, yearly or once (CAR-02); lunar birthdays are birthdays."""
	kinds = (
		(Calendar.SOLAR, True, calendar.solar_anniversaries(days)),
		(Calendar.LUNAR, True, calendar.lunar_anniversaries(days, ChineseCalendar())),
		(None, False, calendar.each_day(days)),
	)
	for kind, yearly, occasions in kinds:
		customer, query = _customers(rule)
		own = frappe.qb.DocType("Bank Important Date")
		query = (
			query.inner_join(own)
			.on((own.parent == customer.name) & (own.parenttype == CUSTOMER))
			.where(own.yearly == int(yearly))
		)
		if kind is not None:
			query = query.where(own.calendar == kind.value)
		if kind is Calendar.LUNAR:
			query = query.where(customer.birth_date.isnull() | (own.date != customer.birth_date))
		prefix = Concat(own.date, ":", _left(own.title, _TITLE_LENGTH), ":")
		yield from _from_dates(
			rule, customer, query, own.date, occasions, subject=own.title, period_prefix=prefix
		)


def _festivals(rule: CareRule, days: Window) -> Iterator[Find]:
	if rule.festival is None:
		return
	for occasion in calendar.festivals(
		rule.festival,
		days,
		ChineseCalendar(),
		calendar=rule.calendar,
		month=rule.month,
		day=rule.day,
		only_year=rule.only_year,
	):
		yield _for_all(rule, occasion)


def _maturities(rule: CareRule, days: Window) -> Iterator[Find]:
	"""Accounts that fall due; a renewed one with a new date is another occasion (CAR-03)."""
	customer, query = _customers(rule)
	account = frappe.qb.DocType("Bank Customer Account")
	wanted = [rule.product_category] if rule.product_category else [c.value for c in ASSET_CATEGORIES]
	query = (
		query.inner_join(account)
		.on(account.customer == customer.name)
		.where(account.maturity_date[days.first : days.last])
		.where(account.category.isin(wanted))
		.where(account.status != AccountStatus.CLOSED.value)
	)
	yield Find(
		query,
		customer,
		on=account.maturity_date,
		period=Concat(account.name, ":", account.maturity_date),
		subject=ValueWrapper(rule.subject),
		priority=rule.priority,
		reference=("Bank Customer Account", account.name),
	)


def _service_cycles(rule: CareRule, days: Window) -> Iterator[Find]:
	"""What each tier's service cycle asks for, once a period (CAR-06, CAR-08)."""
	passed = Window(days.first, days.last - timedelta(days=rule.lead_days))
	for row in service_cycles():
		if rule.tiers and row.tier not in rule.tiers:
			continue
		for occasion in calendar.cycles(passed, row.every_n, row.unit, rule.lead_days, row.times):
			key = Occasion(occasion.on, f"{row.activity}:{occasion.period}")
			yield _for_all(rule, key, tier=row.tier, subject=row.activity)


def _reviews(rule: CareRule, days: Window) -> Iterator[Find]:
	"""Key customers not looked at in the running period (CUS-10, CAR-08)."""
	if rule.unit is None:
		return
	passed = Window(days.first, days.last - timedelta(days=rule.lead_days))
	for occasion in calendar.cycles(passed, rule.every_n, rule.unit, rule.lead_days):
		find = _for_all(rule, occasion)
		reviewed = find.customer.last_reviewed_on
		query = find.query.where(reviewed.isnull() | (reviewed < occasion.sources[0]))
		yield Find(query, find.customer, find.on, find.period, find.subject, find.priority)


def _life_events(rule: CareRule, days: Window) -> Iterator[Find]:
	"""Each step of the action plan, counted from the event; what is noted late is due at once."""
	for step in rule.steps or (Step("event", 0, rule.subject, rule.priority),):
		customer, query = _customers(rule)
		event = frappe.qb.DocType("Bank Life Event")
		offset = timedelta(days=step.offset_days)
		missed = timedelta(days=calendar.MOST_MISSED_DAYS)
		query = (
			query.inner_join(event)
			.on(event.customer == customer.name)
			.where(event.event_on[days.first - missed - offset : days.last - offset])
		)
		if rule.life_event:
			query = query.where(event.event_type == rule.life_event)
		yield Find(
			query,
			customer,
			on=_add_days(event.event_on, step.offset_days),
			period=Concat(event.name, ":", step.name),
			subject=ValueWrapper(step.subject),
			priority=step.priority,
			due_not_before=Date(event.creation),
			reference=("Bank Life Event", event.name),
		)


def _customers(rule: CareRule) -> tuple[Table, QueryBuilder]:
	"""The active customers a rule is for."""
	customer = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(customer).where(customer.status == CustomerStatus.ACTIVE.value)
	if not rule.include_companies:
		query = query.where(customer.customer_type == CustomerType.PERSON.value)
	if rule.tiers:
		query = query.where(customer.tier.isin(rule.tiers))
	if rule.gender:
		query = query.where(customer.gender == rule.gender)
	if rule.segment:
		member = frappe.qb.DocType("Bank Segment Member")
		inside = frappe.qb.from_(member).select(member.customer).where(member.segment == rule.segment)
		query = query.where(customer.name.isin(inside))
	return customer, query


def _for_all(rule: CareRule, occasion: Occasion, *, tier: str = "", subject: str = "") -> Find:
	"""One day for every customer of the rule, or of one tier."""
	customer, query = _customers(rule)
	if tier:
		query = query.where(customer.tier == tier)
	return Find(
		query,
		customer,
		on=ValueWrapper(occasion.on),
		period=ValueWrapper(occasion.period),
		subject=ValueWrapper(subject or rule.subject),
		priority=rule.priority,
	)


def _from_dates(
	rule: CareRule,
	customer: Table,
	query: QueryBuilder,
	column: Term,
	occasions: list[Occasion],
	*,
	subject: Term | None = None,
	period_prefix: Term | None = None,
) -> Iterator[Find]:
	"""Customers with a date in `column` that leads to one of the days; one scan for the whole window."""
	occasions = [occasion for occasion in occasions if occasion.sources]
	if not occasions:
		return
	on, period = Case(), Case()
	for occasion in occasions:
		here = one_of(column, occasion.sources)
		on, period = on.when(here, occasion.on), period.when(here, occasion.period)
	every = [source for occasion in occasions for source in occasion.sources]
	yield Find(
		query.where(one_of(column, every)),
		customer,
		on=on,
		period=period if period_prefix is None else Concat(period_prefix, period),
		subject=subject or ValueWrapper(rule.subject),
		priority=rule.priority,
	)


def one_of(column: Term, days: list[date] | tuple[date, ...]) -> Criterion:
	"""Whether a date is one of many."""
	return NameList(day.isoformat() for day in days).holds(column)


def keeps_lunar_birthday(customer: Table) -> Criterion:
	"""Whether a customer celebrates by the Chinese calendar: the day of birth is a lunar important date (CAR-01)."""
	own = frappe.qb.DocType("Bank Important Date")
	return ExistsCriterion(
		frappe.qb.from_(own)
		.select(own.name)
		.where((own.parent == customer.name) & (own.parenttype == CUSTOMER))
		.where((own.calendar == Calendar.LUNAR.value) & (own.date == customer.birth_date))
	)


_KINDS = {
	RuleOccasion.BIRTHDAY: _birthdays,
	RuleOccasion.ANNIVERSARY: _anniversaries,
	RuleOccasion.FESTIVAL: _festivals,
	RuleOccasion.IMPORTANT_DATE: _important_dates,
	RuleOccasion.MATURITY: _maturities,
	RuleOccasion.SERVICE_CYCLE: _service_cycles,
	RuleOccasion.REVIEW: _reviews,
	RuleOccasion.LIFE_EVENT: _life_events,
}
