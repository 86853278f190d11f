"""What the customer owns and owes: accounts, bookings, month-ends, products, maturities (CUS-05 to CUS-07)."""

from datetime import date, datetime, timedelta
from typing import TypedDict

import frappe
from frappe.query_builder.functions import Count

from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Panel
from bank_crm.domain.enums import LIABILITY_CATEGORIES, AccountStatus, ProductCategory

MOST_ACCOUNTS = 100
LAST_TRANSACTIONS = 10
SNAPSHOT_MONTHS = 13
MATURITY_DAYS = 90
MOST_MATURITIES = 8
VIEW_DAYS = 30
ACCOUNT = "Bank Customer Account"
TRANSACTION = "Bank Customer Transaction"
SNAPSHOT = "Bank Asset Snapshot"
EVENT = "Bank Behaviour Event"
PRODUCT = "Bank Product"
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


class Holding(TypedDict):
	"""One kind of product, held (`accounts` > 0) or not; `views` are the looks at it in the last 30 days."""

	category: str
	accounts: int
	balance: float
	is_liability: int
	views: int


class Maturity(TypedDict):
	"""An account that ends within 90 days, balance in its own currency."""

	name: str
	category: str
	product_name: str | None
	maturity_date: date
	balance: float
	currency: str | None
	days: int


def accounts(context: PageContext) -> list[Account]:
	"""Own accounts and those the customer may dispose of, assets first, the largest balance first."""
	account = frappe.qb.DocType(ACCOUNT)
	product = frappe.qb.DocType(PRODUCT)
	holder = frappe.qb.DocType("Bank Account Holder")
	roles = dict(
		frappe.qb.from_(holder)
		.select(holder.parent, holder.holder_role)
		.where((holder.customer == context.customer) & (holder.parenttype == ACCOUNT))
		.limit(MOST_ACCOUNTS)
		.run()
	)
	belongs = account.customer == context.customer
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
	rows = context.within(query, account.customer).run(as_dict=True)
	return [{**row, "holder_role": roles.get(row.name, "Owner")} for row in rows]


def transactions(context: PageContext) -> list[Transaction]:
	"""The latest bookings over all accounts."""
	txn = frappe.qb.DocType(TRANSACTION)
	return (
		context.rows(txn)
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
		.orderby(txn.posted_at, order=frappe.qb.desc)
		.limit(LAST_TRANSACTIONS)
	).run(as_dict=True)


def months(context: PageContext) -> list[Month]:
	"""The last 13 month-ends, oldest first."""
	snapshot = frappe.qb.DocType(SNAPSHOT)
	columns = (*ASSET_COLUMNS, *LIABILITY_COLUMNS, "total_aum", "total_liability")
	query = (
		context.rows(snapshot)
		.select(snapshot.month_end, *(snapshot[column] for column in columns))
		.orderby(snapshot.month_end, order=frappe.qb.desc)
		.limit(SNAPSHOT_MONTHS)
	)
	return query.run(as_dict=True)[::-1]


def holdings(context: PageContext) -> list[Holding]:
	"""Every kind of product in the catalogue's order: how much of it is held, how often it was looked at."""
	views = _views(context) if frappe.has_permission(EVENT, "read") else {}
	return [
		{
			"category": category.value,
			"accounts": context.held.get(category, (0, 0))[0],
			"balance": context.held.get(category, (0, 0.0))[1],
			"is_liability": int(category in LIABILITY_CATEGORIES),
			"views": views.get(category, 0),
		}
		for category in ProductCategory
	]


def _views(context: PageContext) -> dict[str, int]:
	event = frappe.qb.DocType(EVENT)
	query = (
		context.rows(event)
		.select(event.product_category, Count("*"))
		.where(event.occurred_at >= context.now - timedelta(days=VIEW_DAYS))
		.where(event.product_category.isnotnull())
		.groupby(event.product_category)
	)
	return dict(query.run())


def maturities(context: PageContext) -> list[Maturity]:
	"""Accounts that end within 90 days, the nearest first."""
	account, product = frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(PRODUCT)
	today = context.now.date()
	rows = (
		context.rows(account)
		.left_join(product)
		.on(product.name == account.product)
		.select(
			account.name,
			account.category,
			product.product_name,
			account.maturity_date,
			account.balance,
			account.currency,
		)
		.where(account.status != AccountStatus.CLOSED.value)
		.where(account.maturity_date[today : today + timedelta(days=MATURITY_DAYS)])
		.orderby(account.maturity_date)
		.limit(MOST_MATURITIES)
	).run(as_dict=True)
	return [{**row, "days": (row.maturity_date - today).days} for row in rows]


PANELS = {
	"accounts": Panel(accounts, (ACCOUNT,)),
	"transactions": Panel(transactions, (TRANSACTION,)),
	"months": Panel(months, (SNAPSHOT,)),
	"holdings": Panel(holdings, (ACCOUNT,)),
	"maturities": Panel(maturities, (ACCOUNT,)),
}
