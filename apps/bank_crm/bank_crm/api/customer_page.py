"""What the customer's page shows beside the document itself, in one call (CUS-05 to CUS-07, CUS-23)."""

from datetime import date, datetime
from typing import TypedDict

import frappe
from frappe.query_builder import Table
from frappe.query_builder.builder import MySQLQueryBuilder

from bank_crm.permissions import scope

MOST_ACCOUNTS = 100
LAST_TRANSACTIONS = 10
SNAPSHOT_MONTHS = 13
ACCOUNT = "Bank Customer Account"
TRANSACTION = "Bank Customer Transaction"
SNAPSHOT = "Bank Asset Snapshot"
#: Columns of a snapshot that add up to the assets, in the order the chart stacks them.
ASSET_COLUMNS = ("savings", "time_deposit", "wealth", "fund", "precious_metal", "insurance")
LIABILITY_COLUMNS = ("loan", "credit_card")


class Account(TypedDict):
	"""One account; numbers are masks, `balance` is what is owed where `is_liability`."""

	name: str
	category: str
	product_name: str | None
	account_no: str | None
	status: str
	balance: float
	currency: str | None
	is_liability: int
	opened_on: date | None
	maturity_date: date | None
	holder_role: str


class Transaction(TypedDict):
	"""One posted transaction, `amount` always positive."""

	posted_at: datetime
	txn_type: str
	direction: str
	amount: float
	balance_after: float
	channel: str | None
	counterparty: str | None
	summary: str | None
	currency: str | None


class Month(TypedDict):
	"""Month-end balances by kind, in the bank's currency."""

	month_end: date
	savings: float
	time_deposit: float
	wealth: float
	fund: float
	precious_metal: float
	insurance: float
	loan: float
	credit_card: float
	total_aum: float
	total_liability: float


class Panorama(TypedDict):
	"""A part is None where the user's roles may not read it; an empty list means there is nothing."""

	accounts: list[Account] | None
	transactions: list[Transaction] | None
	months: list[Month] | None


@frappe.whitelist()
def panorama(customer: str) -> Panorama:
	"""Return accounts, last transactions and 13 month-ends of one customer among the user's rows.

	Raises frappe.PermissionError for anyone else's customer, frappe.DoesNotExistError for an unknown one.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", doc=frappe.get_doc(scope.CUSTOMER, customer), throw=True)
	return {
		"accounts": _accounts(customer) if frappe.has_permission(ACCOUNT, "read") else None,
		"transactions": _transactions(customer) if frappe.has_permission(TRANSACTION, "read") else None,
		"months": _months(customer) if frappe.has_permission(SNAPSHOT, "read") else None,
	}


def _accounts(customer: str) -> list[Account]:
	"""Own accounts and those the customer may dispose of, assets first, the largest balance first."""
	account = frappe.qb.DocType(ACCOUNT)
	product = frappe.qb.DocType("Bank Product")
	holder = frappe.qb.DocType("Bank Account Holder")
	roles = dict(
		frappe.qb.from_(holder)
		.select(holder.parent, holder.holder_role)
		.where((holder.customer == customer) & (holder.parenttype == ACCOUNT))
		.limit(MOST_ACCOUNTS)
		.run()
	)
	belongs = account.customer == customer
	if roles:
		belongs = belongs | account.name.isin(list(roles))
	query = (
		frappe.qb.from_(account)
		.left_join(product)
		.on(product.name == account.product)
		.select(
			account.name,
			account.category,
			product.product_name,
			account.account_no,
			account.status,
			account.balance,
			account.currency,
			account.is_liability,
			account.opened_on,
			account.maturity_date,
		)
		.where(belongs)
		.orderby(account.is_liability)
		.orderby(account.balance, order=frappe.qb.desc)
		.limit(MOST_ACCOUNTS)
	)
	rows = _within_scope(query, ACCOUNT, account).run(as_dict=True)
	return [{**row, "holder_role": roles.get(row.name, "Owner")} for row in rows]


def _transactions(customer: str) -> list[Transaction]:
	txn = frappe.qb.DocType(TRANSACTION)
	query = (
		frappe.qb.from_(txn)
		.select(
			txn.posted_at,
			txn.txn_type,
			txn.direction,
			txn.amount,
			txn.balance_after,
			txn.channel,
			txn.counterparty,
			txn.summary,
			txn.currency,
		)
		.where(txn.customer == customer)
		.orderby(txn.posted_at, order=frappe.qb.desc)
		.limit(LAST_TRANSACTIONS)
	)
	return _within_scope(query, TRANSACTION, txn).run(as_dict=True)


def _months(customer: str) -> list[Month]:
	snapshot = frappe.qb.DocType(SNAPSHOT)
	columns = (*ASSET_COLUMNS, *LIABILITY_COLUMNS, "total_aum", "total_liability")
	query = (
		frappe.qb.from_(snapshot)
		.select(snapshot.month_end, *(snapshot[column] for column in columns))
		.where(snapshot.customer == customer)
		.orderby(snapshot.month_end, order=frappe.qb.desc)
		.limit(SNAPSHOT_MONTHS)
	)
	return _within_scope(query, SNAPSHOT, snapshot).run(as_dict=True)[::-1]


def _within_scope(query: MySQLQueryBuilder, doctype: str, table: Table) -> MySQLQueryBuilder:
	condition = scope.criterion(doctype, table=table)
	return query if condition is None else query.where(condition)
