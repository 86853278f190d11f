"""Month-end assets and the month's daily average, one set-based statement a month."""

from datetime import date, datetime, time, timedelta

import frappe
from frappe.query_builder import Case, CustomFunction, Table
from frappe.query_builder.functions import Coalesce, IfNull, Sum
from frappe.utils import get_last_day, getdate, now, today
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Term, Values, ValueWrapper

from bank_crm.customer.rollup import category_sum
from bank_crm.domain.enums import ASSET_CATEGORIES, LIABILITY_CATEGORIES, AccountStatus, Direction

DOCTYPE = "Bank Asset Snapshot"
NEXT_ID = PseudoColumn("nextval(`bank_asset_snapshot_id_seq`)")
CATEGORY_COLUMNS = {
	category: category.value.lower().replace(" ", "_")
	for category in (*ASSET_CATEGORIES, *LIABILITY_CATEGORIES)
}
FIGURES = (*CATEGORY_COLUMNS.values(), "total_aum", "total_liability", "month_avg_aum")
DayOfMonth = CustomFunction("DAYOFMONTH", ["value"])


def snapshot_assets(month_end: date | str) -> None:
	"""Write or rewrite the snapshots of every customer with accounts for one month.

	`month_end` is the last day of a month; of the running month it stands for today. Assets are today's
	balances less what was booked after the month's end; liabilities are those on record. The daily
	average is the closing figure less each booking's share of the days before it. Raises ValueError
	for another day.
	"""
	month_end = getdate(month_end)
	if month_end != get_last_day(month_end):
		raise ValueError("month_end must be the last day of a month")
	columns = ("name", "creation", "modified", "owner", "modified_by", "customer", "month_end", *FIGURES)
	table = frappe.qb.DocType(DOCTYPE)
	figures = _figures(month_end)
	stamp, user = now(), frappe.session.user
	query = (
		frappe.qb.into(table)
		.columns(*columns)
		.from_(figures)
		.select(NEXT_ID, *_constants(stamp, stamp, user, user), figures.customer, *_constants(month_end))
		.select(*(figures[column] for column in FIGURES))
	)
	for column in ("modified", "modified_by", *FIGURES):
		query = query.on_duplicate_key_update(table[column], Values(table[column]))
	query.run()
	frappe.db.delete(DOCTYPE, {"month_end": month_end, "modified": ("<", stamp)})


def _constants(*values: object) -> list[Term]:
	return [ValueWrapper(value) for value in values]


def _figures(month_end: date) -> QueryBuilder:
	"""One row a customer: closing balance by category, totals, daily average."""
	balances = _balances()
	later = _later_bookings(month_end)
	month = _month_bookings(month_end)
	closing: dict[str, Term] = {}
	for category, column in CATEGORY_COLUMNS.items():
		closing[column] = balances[column]
		if category in ASSET_CATEGORIES:
			closing[column] = balances[column] - IfNull(later[column], 0)
	total = balances.total_aum - IfNull(later.total_aum, 0)
	return (
		frappe.qb.from_(balances)
		.left_join(later)
		.on(later.customer == balances.customer)
		.left_join(month)
		.on(month.customer == balances.customer)
		.select(
			balances.customer,
			*(term.as_(column) for column, term in closing.items()),
			total.as_("total_aum"),
			balances.total_liability,
			(total - IfNull(month.missing, 0)).as_("month_avg_aum"),
		)
	).as_("figures")


def _balances() -> QueryBuilder:
	account = frappe.qb.DocType("Bank Customer Account")
	return (
		frappe.qb.from_(account)
		.select(
			account.customer,
			*(category_sum(account, [category]).as_(column) for category, column in CATEGORY_COLUMNS.items()),
			category_sum(account, ASSET_CATEGORIES).as_("total_aum"),
			category_sum(account, LIABILITY_CATEGORIES).as_("total_liability"),
		)
		.where(account.status != AccountStatus.CLOSED.value)
		.groupby(account.customer)
	).as_("balances")


def _later_bookings(month_end: date) -> QueryBuilder:
	"""What moved on asset accounts after the month's end, by customer and category."""
	account, booking = _account_and_booking()
	signed = _signed(booking)
	columns = [
		Sum(Case().when(account.category == category.value, signed).else_(0)).as_(CATEGORY_COLUMNS[category])
		for category in ASSET_CATEGORIES
	]
	return (
		_asset_bookings(account, booking)
		.select(account.customer, *columns, Sum(signed).as_("total_aum"))
		.where(booking.posted_at >= _midnight(month_end + timedelta(days=1)))
		.groupby(account.customer)
	).as_("later")


def _month_bookings(month_end: date) -> QueryBuilder:
	"""How far the month's bookings hold the daily average below (or above) the closing figure."""
	account, booking = _account_and_booking()
	first = month_end.replace(day=1)
	last = max(first, min(month_end, getdate(today())))
	days = (last - first).days + 1
	missing = Sum(_signed(booking) * (DayOfMonth(booking.posted_at) - 1)) / days
	return (
		_asset_bookings(account, booking)
		.select(account.customer, missing.as_("missing"))
		.where(booking.posted_at >= _midnight(first))
		.where(booking.posted_at < _midnight(last + timedelta(days=1)))
		.groupby(account.customer)
	).as_("month")


def _account_and_booking() -> tuple[Table, Table]:
	return frappe.qb.DocType("Bank Customer Account"), frappe.qb.DocType("Bank Customer Transaction")


def _asset_bookings(account: Table, booking: Table) -> QueryBuilder:
	return (
		frappe.qb.from_(booking)
		.inner_join(account)
		.on(account.name == booking.account)
		.where(account.category.isin([category.value for category in ASSET_CATEGORIES]))
		.where(account.status != AccountStatus.CLOSED.value)
	)


def _signed(booking: Table) -> Term:
	amount = Coalesce(booking.amount, 0)
	return Case().when(booking.direction == Direction.CREDIT.value, amount).else_(0 - amount)


def _midnight(day: date) -> datetime:
	return datetime.combine(day, time.min)
