"""Row scope inside an expression: the one criterion of `permissions/scope.py`, asked live whatever the engine.

The criterion goes into the statement on MariaDB; for a snapshot its customers are read from MariaDB at the moment of
the question, so that a right that was taken away counts at once, however old the snapshot is.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
import ibis
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.analytics.engine.tables import CUSTOMER, scope_table
from bank_crm.permissions import roles, scope

#: Roles that may count customers they may not see (requirements 1.6: marketing – segment counts).
COUNTING = (roles.MARKETING_OFFICER,)


def customers_query(user: str | None, *, counting: bool = False) -> QueryBuilder | None:
	"""Return the query of the customers `user` may see, or with `counting` may count; None means every one.

	No user is the bank itself, as in nightly jobs.
	"""
	if user is None or (counting and roles.has_any(user, COUNTING)):
		return None
	customer = frappe.qb.DocType(CUSTOMER)
	condition = scope.criterion(CUSTOMER, user, customer)
	if condition is None:
		return None
	return frappe.qb.from_(customer).select(customer.name.as_("customer")).where(condition)


def names_query(
	doctype: str, user: str, criterion: Callable[[str, str, Table], Criterion | None]
) -> QueryBuilder | None:
	"""Return the query of the documents of another DocType `user` may see, as the scope table's one column."""
	table = frappe.qb.DocType(doctype)
	condition = criterion(doctype, user, table)
	if condition is None:
		return None
	return frappe.qb.from_(table).select(table.name.as_("customer")).where(condition)


def restrict(customers: ibis.Table, query: QueryBuilder | None) -> ibis.Table:
	"""Keep the customers within the scope of `query`; `customers` has a column `name`."""
	if query is None:
		return customers
	return customers.filter(customers.name.isin(scope_table().customer))
