"""Rows that belong to several customers at once: relations and households.

A relation is told in lists and forms to whom both sides are told, a household to whom all its members of today
are. Whoever sees only some is shown masked names through `api/relations.py`, never these rows: a household's
total would give away what the unseen members own.
"""

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm.customer.relationships.queries import HOUSEHOLD, MEMBER, RELATIONSHIP, holds_on
from bank_crm.permissions import scope


def criterion(doctype: str, user: str, table: Table, *, write: bool) -> Criterion | None:
	"""Return the condition `user`'s rows of a shared DocType fulfil; None means every row."""
	if scope.criterion(scope.CUSTOMER, user, write=write) is None:
		return None
	if doctype == RELATIONSHIP:
		condition = _among(table.customer, user) & _among(table.other_customer, user)
		if write:
			one = _among(table.customer, user, write=True) | _among(table.other_customer, user, write=True)
			condition = condition & one
		return condition
	return table.name.isin(_households_with(user, write=write)) & _no_stranger(table, user)


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


def _among(column: Term, user: str, *, write: bool = False) -> Criterion:
	"""Whether a column names one of the user's customers."""
	return column.isin(_visible(user, write=write))


def _visible(user: str, *, write: bool = False) -> QueryBuilder:
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, write=write)
	visible = frappe.qb.from_(customer).select(customer.name)
	return visible if condition is None else visible.where(condition)


def _households_with(user: str, *, write: bool) -> QueryBuilder:
	"""The households one of the user's customers is or was in."""
	member = frappe.qb.DocType(MEMBER)
	return frappe.qb.from_(member).select(member.household).where(_among(member.customer, user, write=write))


def _no_stranger(table: Table, user: str) -> Criterion:
	"""Whether no member of today is outside the user's rows."""
	member = frappe.qb.DocType(MEMBER).as_("stranger")
	strangers = (
		frappe.qb.from_(member)
		.select(member.household)
		# told again inside, so that MariaDB looks into one household at a time
		.where((member.household == table.name) & holds_on(member) & member.customer.notin(_visible(user)))
	)
	return table.name.notin(strangers)
