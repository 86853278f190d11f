"""The customer list cut down to customers with certain tags (UX-04).

The list engine knows filters over a DocType's own columns only, so the tags travel beside the filters and
become one more condition of the list's query, for the request they were sent with.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.tags import store
from bank_crm.name_list import NameList
from bank_crm.permissions import conditions, scope

FLAG = "bank_customer_tags"
MOST_TAGS = 20


@contextmanager
def tagged(tags: Sequence[str], *, every: bool) -> Iterator[None]:
	"""While it lasts, lists of customers hold those who carry every one of the tags, or at least one."""
	known = frappe.get_all(store.TAG, filters={"name": ("in", list(tags[:MOST_TAGS]))}, pluck="name")
	frappe.flags[FLAG] = (known, every, len(known) == len(set(tags)))
	try:
		yield
	finally:
		frappe.flags.pop(FLAG, None)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the list's condition as SQL, "" where no tags were asked for; see `tagged`."""
	asked = frappe.flags.get(FLAG)
	if not asked:
		return ""
	return conditions.as_sql(criterion(*asked))


def criterion(tags: Sequence[str], every: bool, complete: bool = True) -> Criterion | None:
	"""Return what customers with these tags fulfil; nobody, where a tag does not exist that all must have."""
	if every and not complete:
		return scope.nobody()
	if not tags:
		return None if complete else scope.nobody()
	groups = [[tag] for tag in tags] if every else [list(tags)]
	customer = frappe.qb.DocType(scope.CUSTOMER)
	return Criterion.all([customer.name.isin(_carriers(group)) for group in groups])


def _carriers(tags: Sequence[str]) -> QueryBuilder:
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	return frappe.qb.from_(assignment).select(assignment.customer).where(NameList(tags).holds(assignment.tag))
