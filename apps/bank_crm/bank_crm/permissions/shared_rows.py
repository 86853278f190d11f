"""Rows that belong to several customers at once: relations and households.

A relation is told in lists and forms to whom both sides are told, a household to whom all its members of today
are. Whoever sees only some is shown masked names through `api/relations.py`, never these rows: a household's
total would give away what the unseen members own.
"""

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.relationships.queries import HOUSEHOLD, MEMBER, RELATIONSHIP, holds_on
from bank_crm.permissions import scope


def criterion(doctype: str, user: str, table: Table, *, write: bool, grants: bool = True) -> Criterion | None:
	"""Return the condition `user`'s rows of a shared DocType fulfil; None means every row."""
	if scope.criterion(scope.CUSTOMER, user, write=write, grants=grants) is None:
		return None
	seen = _visible(user, grants=grants)
	changed = _visible(user, write=True, grants=grants) if write else seen
	if doctype == RELATIONSHIP:
		condition = table.customer.isin(seen) & table.other_customer.isin(seen)
		if write:
			condition = condition & (table.customer.isin(changed) | table.other_customer.isin(changed))
		return condition
	return table.name.isin(_households_with(changed)) & _no_stranger(table, seen)


def allows(doc: Document, user: str, *, write: bool) -> bool:
	"""Tell whether one relation or household, stored or new, is among `user`'s rows."""
	if not doc.is_new() and doc.name and not scope.allows(doc.doctype, doc.name, user, write=write):
		return False
	if not write:
		return True
	parties = [doc.get("head")] if doc.doctype == HOUSEHOLD else [doc.customer, doc.other_customer]
	given = [party for party in parties if party]
	if doc.is_new() and not given:
		return True
	seen = all(scope.allows(scope.CUSTOMER, party, user) for party in given)
	return seen and any(scope.allows(scope.CUSTOMER, party, user, write=True) for party in given)


def customers_of(doctype: str, name: str) -> list[str]:
	"""Return the customers one relation or household belongs to today."""
	if doctype == RELATIONSHIP:
		return list(frappe.db.get_value(RELATIONSHIP, name, ("customer", "other_customer")) or ())
	member = frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(member).select(member.customer).where((member.household == name) & holds_on(member))
	)
	return query.run(pluck=True)


def _visible(user: str, *, write: bool = False, grants: bool = True) -> QueryBuilder:
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, write=write, grants=grants)
	visible = frappe.qb.from_(customer).select(customer.name)
	return visible if condition is None else visible.where(condition)


def _households_with(customers: QueryBuilder) -> QueryBuilder:
	"""The households one of the customers is or was in."""
	member = frappe.qb.DocType(MEMBER)
	return frappe.qb.from_(member).select(member.household).where(member.customer.isin(customers))


def _no_stranger(table: Table, customers: QueryBuilder) -> Criterion:
	"""Whether no member of today is outside the user's rows."""
	member = frappe.qb.DocType(MEMBER).as_("stranger")
	strangers = (
		frappe.qb.from_(member)
		.select(member.household)
		# told again inside, so that MariaDB looks into one household at a time
		.where((member.household == table.name) & holds_on(member) & member.customer.notin(customers))
	)
	return table.name.notin(strangers)
