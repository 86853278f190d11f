"""How a condition is put to the database: the rows are the same, the way to them is not.

A branch manager's page of the newest transactions is found fastest along the order of the list, looking each row's
customer up; asked as "customers of these branches", MariaDB first gathers the transactions of a hundred thousand
customers and sorts them. For few customers, and for counting and adding up, gathering is the fast way.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Table
from frappe.utils import cint
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

#: From this many customers on, one of the newest rows is likely enough to be the user's to look along the order.
MANY = 2_000
#: The Desk's list asks for pages; larger ones are exports of a kind, which read everything anyway.
LARGEST_PAGE = 500
_LIST = "frappe.desk.reportview.get"


def of_customers(column: Term, customers: QueryBuilder, condition: Criterion, table: Table) -> Criterion:
	"""Return that `column` names one of the customers that fulfil `condition`, in the form the request is best served by."""
	if not asks_for_a_page() or not _are_many(customers):
		return column.isin(customers)
	own = frappe.qb.from_(table).select(ValueWrapper(1)).where((table.name == column) & condition)
	return ValueWrapper(1) == _OneValue(own)


class _OneValue(Term):
	"""A query in brackets as a value; MariaDB asks it row by row and does not turn it into a join."""

	def __init__(self, query: QueryBuilder) -> None:
		super().__init__()
		self.query = query

	def get_sql(self, **kwargs: Any) -> str:
		"""Return the query with every column's table named, since it speaks of the outer query's row."""
		kwargs.pop("with_alias", None)
		return self.query.get_sql(**{**kwargs, "subquery": True, "with_namespace": True})


def asks_for_a_page() -> bool:
	"""Whether the request is the Desk's list: one page in an order, nothing grouped."""
	form = frappe.local.form_dict or {}
	page = cint(form.get("page_length"))
	return form.get("cmd") == _LIST and 0 < page <= LARGEST_PAGE and not form.get("group_by")


def _are_many(customers: QueryBuilder) -> bool:
	found = customers.limit(1).offset(MANY - 1).run()
	return bool(found)
