"""Whose page is asked for, by whom and when; the user's scope is worked out once for all panels."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import frappe
from frappe.query_builder import Table
from frappe.query_builder.builder import MySQLQueryBuilder
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika.terms import Term

from bank_crm.domain.enums import AccountStatus
from bank_crm.permissions import scope

ACCOUNT = "Bank Customer Account"
FIELDS = ("tier", "aum_month_avg", "total_aum", "household", "relationship_stage")


@dataclass(frozen=True)
class PageContext:
	"""One customer's page for one user; `visible` selects the customers the user sees, None means all."""

	customer: str
	user: str
	now: datetime
	facts: frappe._dict
	visible: MySQLQueryBuilder | None

	@classmethod
	def of(cls, customer: str) -> "PageContext":
		"""Prepare the page of one customer for the session's user; permission has been checked before."""
		user = frappe.session.user
		facts = frappe.db.get_value(scope.CUSTOMER, customer, FIELDS, as_dict=True)
		return cls(customer, user, now_datetime(), facts, _visible(user))

	def rows(self, table: Table) -> MySQLQueryBuilder:
		"""Start a query over this customer's rows of `table`, within the user's scope."""
		return self.within(frappe.qb.from_(table).where(table.customer == self.customer), table.customer)

	def within(self, query: MySQLQueryBuilder, column: Term) -> MySQLQueryBuilder:
		"""Restrict a query to rows whose `column` names a customer the user sees."""
		return query if self.visible is None else query.where(column.isin(self.visible))

	@cached_property
	def held(self) -> dict[str, tuple[int, float]]:
		"""Kind of product → how many open accounts and their balance; several panels ask."""
		account = frappe.qb.DocType(ACCOUNT)
		rows = (
			self.rows(account)
			.select(account.category, Count("*"), Sum(account.balance))
			.where(account.status != AccountStatus.CLOSED.value)
			.groupby(account.category)
		).run()
		return {category: (int(number), float(balance or 0)) for category, number, balance in rows}


def _visible(user: str) -> MySQLQueryBuilder | None:
	customers = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customers)
	return None if condition is None else frappe.qb.from_(customers).select(customers.name).where(condition)
