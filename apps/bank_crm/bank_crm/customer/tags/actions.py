"""What people do with tags: on one customer and on many (SEG-08)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.utils import getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.tags import store
from bank_crm.domain.customer_enums import TagChangeSource, TagSource
from bank_crm.name_list import NameList
from bank_crm.permissions import scope

CUSTOMERS_PER_STEP = 5_000
MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class Tagged:
	"""What one call has changed: assignments made and taken away, customers looked at and left alone."""

	added: int
	removed: int
	customers: int
	not_allowed: int


def change_tags(
	customers: Iterable[str],
	add: Sequence[str],
	remove: Sequence[str],
	source: TagSource,
	*,
	valid_until: date | None = None,
	reason: str | None = None,
) -> Tagged:
	"""Put tags on and take tags off customers the session's user may change; others are left alone.

	Refuses tags that are not in force, and taking off by hand what a rule has put on one customer.
	"""
	check_offered(add)
	check_until(valid_until)
	user = frappe.session.user
	added = removed = looked_at = allowed = 0
	for names in _steps(customers):
		mine = _changeable(names)
		looked_at += len(names)
		allowed += len(mine.run(pluck=True))
		for tag in add:
			added += store.put_on(tag, mine, source, user, valid_until=valid_until, reason=reason)
		for tag in remove:
			rows = _by_hand(mine)
			removed += store.take_off(tag, rows, TagChangeSource(source.value), user, reason=reason)
	for tag in {*add, *remove}:
		store.count_customers(tag)
	return Tagged(added, removed, looked_at, looked_at - allowed)


def check_offered(tags: Sequence[str]) -> None:
	"""Refuse tags that may not be put on today, and too many at once."""
	if len(tags) > MOST_TAGS:
		frappe.throw(_("At most {0} tags at once.").format(MOST_TAGS))
	known = set(offered(tags))
	for tag in tags:
		if tag not in known:
			frappe.throw(_("The tag {0} is not in force.").format(frappe.bold(frappe.utils.escape_html(tag))))


def check_until(valid_until: date | None) -> None:
	"""Refuse a last day that is over."""
	if valid_until and getdate(valid_until) < getdate(today()):
		frappe.throw(_("Valid Until lies in the past."))


def offered(among: Sequence[str] | None = None) -> list[str]:
	"""Return the tags that may be put on today."""
	tag = frappe.qb.DocType(store.TAG)
	query = frappe.qb.from_(tag).select(tag.name).where(in_force(tag)).orderby(tag.name)
	if among is not None:
		query = query.where(NameList(among).holds(tag.name))
	return query.run(pluck=True)


def in_force(tag: Table) -> Criterion:
	"""Return the condition of a tag being enabled and within its validity today."""
	day = today()
	return (
		(tag.enabled == 1)
		& (tag.valid_from.isnull() | (tag.valid_from <= day))
		& (tag.valid_until.isnull() | (tag.valid_until >= day))
	)


def check_not_by_rule(customer: str, tags: Sequence[str]) -> None:
	"""Refuse to take off by hand what a rule would put on again the next night."""
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	ruled = (
		frappe.qb.from_(assignment)
		.select(assignment.tag)
		.where((assignment.customer == customer) & (assignment.source == TagSource.RULE.value))
		.where(NameList(tags).holds(assignment.tag))
		.run(pluck=True)
	)
	if ruled:
		names = frappe.bold(frappe.utils.escape_html(", ".join(ruled)))
		frappe.throw(_("{0} follows a rule; change the rule, or the customer's data.").format(names))


def _changeable(names: Sequence[str]) -> QueryBuilder:
	"""Return the query of those customers the user may change, as column `customer`."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(customer.name.as_("customer"))
		.where(NameList(names).holds(customer.name))
	)
	condition = scope.criterion(scope.CUSTOMER, table=customer, write=True)
	return query if condition is None else query.where(condition)


def _by_hand(customers: QueryBuilder) -> Criterion:
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	return assignment.customer.isin(customers) & (assignment.source != TagSource.RULE.value)


def _steps(customers: Iterable[str]) -> Iterator[list[str]]:
	names = iter(dict.fromkeys(customers))
	while step := list(islice(names, CUSTOMERS_PER_STEP)):
		yield step
