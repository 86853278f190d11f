"""The customers a filter finds: count and list while it is being typed (SEG-04). Conditions are `customer/segments`'."""

from collections.abc import Mapping
from typing import Any, TypedDict

import frappe
import ibis

from bank_crm.analytics.engine import engines, tables
from bank_crm.customer.segments import compile as segments
from bank_crm.permissions import scope

PAGE = 50
CUSTOMER = "Bank Customer"
#: What the list shows; numbers on record are masks.
COLUMNS = (
	"name",
	"customer_name",
	"mobile",
	"tier",
	"tier_source",
	"tier_watch_since",
	"activity_level",
	"product_count",
	"total_aum",
	"aum_month_avg",
	"last_login_at",
	"branch",
	"manager",
)


class Row(TypedDict, total=False):
	"""One customer of the list; amounts in the bank's currency."""

	name: str
	customer_name: str
	tier: str | None
	total_aum: float


def richest(conditions: Mapping[str, Any], user: str, start: int = 0) -> list[Row]:
	"""Return one page of the user's customers that fulfil the conditions, the richest first."""
	engine = engines.choose(user)
	found = segments.members(conditions, engine, user)
	customers = tables.table(CUSTOMER)
	ranked = (
		found.join(customers, found.customer == customers.name)
		.select(found.customer, customers.total_aum)
		.order_by(ibis.desc("total_aum"), "customer")
		.limit(PAGE, offset=start)
	)
	return read_rows([name for name, _assets in engine.rows(ranked)], user)


def of_batch(batch: str, user: str, start: int = 0) -> list[Row]:
	"""Return one page of a batch's customers within the user's scope, the richest first."""
	member, customer = frappe.qb.DocType("Bank Tier Batch Member"), frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(customer.name)
		.where(member.batch == batch)
		.orderby(customer.total_aum, order=frappe.qb.desc)
		.orderby(customer.name)
		.limit(PAGE)
		.offset(start)
	)
	condition = scope.criterion(CUSTOMER, user, customer)
	names = (query if condition is None else query.where(condition)).run(pluck=True)
	return read_rows(names, user)


def read_rows(names: list[str], user: str) -> list[Row]:
	"""Return the list's columns of some customers within the user's scope, in the order given."""
	if not names:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(*(customer[column] for column in COLUMNS))
		.where(customer.name.isin(names))
	)
	condition = scope.criterion(CUSTOMER, user, customer)
	if condition is not None:
		query = query.where(condition)
	rows = {row.name: row for row in query.run(as_dict=True)}
	return [rows[name] for name in names if name in rows]
