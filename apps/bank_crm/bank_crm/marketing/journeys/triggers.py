"""Who has had the event that lets customers into a journey: one query for each trigger (MKT-14, MKT-18).

A query selects `customer`, `event_key` (the event's own name, the same whenever it is found), `event_at` and
`event_on`. Events are looked for by when the bank stored them, so that one brought in late is not missed; what happened
before the journey was first started lets nobody in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import frappe
from frappe.query_builder import CustomFunction, Table
from frappe.query_builder.functions import Cast, Coalesce, Concat
from frappe.utils import cint
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, LiteralValue, Not, Term, ValueWrapper

from bank_crm.customer.care import finding
from bank_crm.customer.care.lunar import ChineseCalendar
from bank_crm.domain import care_calendar
from bank_crm.domain.customer_enums import MembershipChange
from bank_crm.domain.enums import AccountStatus, CustomerStatus, ProductCategory
from bank_crm.domain.journey_enums import Trigger, TriggerDate
from bank_crm.domain.journey_time import month_days

CUSTOMER, ACCOUNT = "Bank Customer", "Bank Customer Account"
#: Looked for by the day, not by the moment they were stored.
BY_DAY = (Trigger.MATURITY.value, Trigger.INACTIVITY.value, Trigger.DATE.value)
#: A transaction that was still open when its neighbours were read may bring its rows later than they say.
OVERLAP = timedelta(hours=2)
MOST_DAYS = 31
#: What was opened or done so long before the start still counts as new.
GRACE = timedelta(days=1)
_month = CustomFunction("MONTH", ["day"])
_day = CustomFunction("DAYOFMONTH", ["day"])
_greatest = CustomFunction("GREATEST", ["a", "b"])
_add_days = CustomFunction("ADDDATE", ["day", "days"])
_NEVER = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Search:
	"""One look for events: of this journey's row, stored since then, up to now."""

	journey: frappe._dict
	now: datetime

	@property
	def since(self) -> datetime:
		"""What was stored from then on is looked at (again)."""
		return max(self.journey.looked_at - OVERLAP, self.started)

	@property
	def started(self) -> datetime:
		"""Nothing that happened before lets anybody in."""
		return self.journey.started_at - GRACE

	def days(self) -> list[date]:
		"""The days since the last look, with that one, up to today; after a long rest the latest ones."""
		today = self.now.date()
		first = max(self.journey.looked_at.date() - timedelta(days=1), self.journey.started_at.date())
		first = max(first, today - timedelta(days=MOST_DAYS))
		return [first + timedelta(days=ahead) for ahead in range((today - first).days + 1)]


def find(search: Search) -> list[QueryBuilder]:
	"""Return the queries of a journey's trigger."""
	return _FIND[search.journey.trigger](search)


def _new_customers(search: Search) -> list[QueryBuilder]:
	customer, query = _customers()
	query = query.where((customer.creation >= search.since) & _since(customer.opened_on, search))
	return [_events(query, customer.name, ValueWrapper("new"), customer.creation)]


def _first_purchases(search: Search) -> list[QueryBuilder]:
	journey, account = search.journey, frappe.qb.DocType(ACCOUNT)
	customer, query = _customers()
	other = frappe.qb.DocType(ACCOUNT).as_("other")
	earlier = (
		frappe.qb.from_(other)
		.select(other.name)
		.where((other.customer == account.customer) & (other.name != account.name))
		.where(_purchase(other, journey))
		.where(
			(Coalesce(other.opened_on, _NEVER.date()) < account.opened_on)
			| ((other.opened_on == account.opened_on) & (other.name < account.name))
		)
	)
	query = (
		query.inner_join(account)
		.on(account.customer == customer.name)
		.where((account.creation >= search.since) & (account.opened_on >= search.started.date()))
		.where(_purchase(account, journey) & Not(ExistsCriterion(earlier)))
	)
	return [_events(query, customer.name, ValueWrapper("first"), account.creation, account.opened_on)]


def _maturities(search: Search) -> list[QueryBuilder]:
	journey, account, ahead = search.journey, frappe.qb.DocType(ACCOUNT), cint(search.journey.trigger_days)
	customer, query = _customers()
	days = [day + timedelta(days=ahead) for day in search.days()]
	query = (
		query.inner_join(account)
		.on(account.customer == customer.name)
		.where(account.maturity_date.isin(days) & (account.status != AccountStatus.CLOSED.value))
	)
	if journey.trigger_product:
		query = query.where(account.product == journey.trigger_product)
	elif journey.trigger_category:
		query = query.where(account.category == journey.trigger_category)
	key = Concat(account.name, ":", account.maturity_date)
	at = Cast(_add_days(account.maturity_date, -ahead), "DATETIME")
	return [_events(query, customer.name, key, at, account.maturity_date)]


def _tier_changes(search: Search) -> list[QueryBuilder]:
	change = frappe.qb.DocType("Bank Tier Change")
	customer, query = _customers()
	query = (
		query.inner_join(change)
		.on(change.customer == customer.name)
		.where((change.creation >= search.since) & (change.changed_at >= search.started))
		.where(Coalesce(change.from_tier, "") != "")
	)
	if search.journey.trigger_tier:
		query = query.where(change.to_tier == search.journey.trigger_tier)
	return [_events(query, customer.name, Cast(change.name, "CHAR"), change.changed_at)]


def _behaviours(search: Search) -> list[QueryBuilder]:
	journey, event = search.journey, frappe.qb.DocType("Bank Behaviour Event")
	customer, query = _customers()
	query = (
		query.inner_join(event)
		.on(event.customer == customer.name)
		.where((event.creation >= search.since) & (event.occurred_at >= search.started))
		.where(event.event_type == journey.trigger_event)
	)
	if journey.trigger_page:
		page = journey.trigger_page.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
		query = query.where(event.page.like(f"%{page}%"))
	if journey.trigger_product:
		query = query.where(event.product == journey.trigger_product)
	elif journey.trigger_category:
		query = query.where(event.product_category == journey.trigger_category)
	return [_events(query, customer.name, Cast(event.name, "CHAR"), event.occurred_at)]


def _inactive(search: Search) -> list[QueryBuilder]:
	"""Whoever did nothing for so many days, on the day it came to that."""
	quiet = max(cint(search.journey.trigger_days), 1)
	customer, query = _customers()
	days = search.days()
	last = _greatest(Coalesce(customer.last_txn_at, _NEVER), Coalesce(customer.last_login_at, _NEVER))
	query = query.where(last >= days[0] - timedelta(days=quiet))
	query = query.where(last < days[-1] - timedelta(days=quiet - 1))
	at = Cast(_add_days(Cast(last, "DATE"), quiet), "DATETIME")
	return [_events(query, customer.name, Cast(last, "CHAR"), at, Cast(at, "DATE"))]


def _yearly(search: Search) -> list[QueryBuilder]:
	"""Birthdays and days an account was opened, so many days ahead; each year is an event of its own."""
	ahead, queries = timedelta(days=cint(search.journey.trigger_days)), []
	birthday = search.journey.trigger_date == TriggerDate.BIRTHDAY.value
	for day in search.days():
		on = day + ahead
		customer, query = _customers()
		column = customer.birth_date if birthday else customer.opened_on
		kept = _month(column) * 100 + _day(column)
		query = query.where(kept.isin(month_days([on])) & (column < on))
		if birthday:
			query = query.where(finding.keeps_lunar_birthday(customer).negate())
			queries += _lunar_birthdays(day, on)
		queries.append(_of_year(query, customer, day, on, str(on.year)))
	return queries


def _lunar_birthdays(day: date, on: date) -> list[QueryBuilder]:
	"""Who celebrates by the Chinese calendar, as care does; the event is that of the lunar year."""
	queries = []
	for occasion in care_calendar.lunar_anniversaries(care_calendar.Window(on, on), ChineseCalendar()):
		customer, query = _customers()
		query = query.where(finding.keeps_lunar_birthday(customer))
		query = query.where(finding.one_of(customer.birth_date, occasion.sources))
		queries.append(_of_year(query, customer, day, on, occasion.period))
	return queries


def _of_year(query: QueryBuilder, customer: Table, day: date, on: date, year: str) -> QueryBuilder:
	at = datetime.combine(day, datetime.min.time())
	return _events(query, customer.name, ValueWrapper(year), ValueWrapper(at), ValueWrapper(on))


def _joined_segments(search: Search) -> list[QueryBuilder]:
	change = frappe.qb.DocType("Bank Segment Change")
	customer, query = _customers()
	query = (
		query.inner_join(change)
		.on(change.customer == customer.name)
		.where((change.segment == search.journey.trigger_segment) & (change.changed_at >= search.since))
		.where(change.change == MembershipChange.JOINED.value)
	)
	return [_events(query, customer.name, Cast(change.name, "CHAR"), change.changed_at)]


def _responses(search: Search) -> list[QueryBuilder]:
	response = frappe.qb.DocType("Bank Campaign Response")
	customer, query = _customers()
	query = (
		query.inner_join(response)
		.on(response.customer == customer.name)
		.where((response.creation >= search.since) & (response.responded_at >= search.started))
		.where(response.campaign == search.journey.trigger_campaign)
		.where(response.kind == search.journey.trigger_response)
	)
	return [_events(query, customer.name, Cast(response.name, "CHAR"), response.responded_at)]


def _customers() -> tuple[Table, QueryBuilder]:
	customer = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(customer).where(customer.status == CustomerStatus.ACTIVE.value)
	return customer, query


def _events(query: QueryBuilder, customer: Term, key: Term, at: Term, on: Term | None = None) -> QueryBuilder:
	return query.select(
		customer.as_("customer"),
		key.as_("event_key"),
		at.as_("event_at"),
		(on if on is not None else LiteralValue("NULL")).as_("event_on"),
	)


def _since(day: Term, search: Search) -> Criterion:
	"""A file that was only brought in now, of somebody who came years ago, is nobody new."""
	return day.isnull() | (day >= (search.started - timedelta(days=30)).date())


def _purchase(account: Table, journey: frappe._dict) -> Criterion:
	"""What counts as a purchase: the product or line asked for, otherwise anything but a savings account or a debit card."""
	if journey.trigger_product:
		return account.product == journey.trigger_product
	if journey.trigger_category:
		return account.category == journey.trigger_category
	return account.category.notin([ProductCategory.SAVINGS.value, ProductCategory.DEBIT_CARD.value])


_FIND: dict[str, Callable[[Search], list[QueryBuilder]]] = {
	Trigger.NEW_CUSTOMER.value: _new_customers,
	Trigger.FIRST_PURCHASE.value: _first_purchases,
	Trigger.MATURITY.value: _maturities,
	Trigger.TIER_CHANGE.value: _tier_changes,
	Trigger.BEHAVIOUR.value: _behaviours,
	Trigger.INACTIVITY.value: _inactive,
	Trigger.DATE.value: _yearly,
	Trigger.SEGMENT.value: _joined_segments,
	Trigger.RESPONSE.value: _responses,
}
