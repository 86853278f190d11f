"""Where money goes: the other side of outgoing bookings, read booking by booking (ANA-11).

Names of the other side are in no snapshot, so MariaDB is asked; a question about a large part of a bank is refused and
told how to be narrowed.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt
from pypika.terms import Criterion

from bank_crm.analytics import reporting
from bank_crm.analytics.engine.engines import MANY_CUSTOMERS
from bank_crm.domain.enums import Direction, TransactionType
from bank_crm.domain.portrait import OUTFLOW_TYPES, SPEND_CHANNELS
from bank_crm.permissions import branches, scope
from bank_crm.service import reporting as service

CUSTOMER, TRANSACTION = reporting.CUSTOMER, reporting.TRANSACTION
MOST = 100


def largest(
	people: reporting.Population, wanted: frappe._dict, period: reporting.Period, *, spent: bool
) -> list[frappe._dict]:
	"""Return the destinations most money went to; account numbers are the masks the rows hold."""
	_check_size(people)
	customer, booking = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(TRANSACTION)
	query = (
		frappe.qb.from_(booking)
		.select(booking.counterparty, booking.counterparty_account)
		.select(Count("*").as_("bookings"), Count(booking.customer).distinct().as_("customers"))
		.select(Sum(booking.amount).as_("amount"))
		.where(Criterion.all([*_going_out(spent), period.holds(booking.posted_at)]))
		.groupby(booking.counterparty, booking.counterparty_account)
		.orderby(Sum(booking.amount), order=frappe.qb.desc)
		.limit(MOST)
	)
	given = service.narrowed(booking, wanted, "channel", "txn_type", "product_category")
	query = query if given is None else query.where(given)
	within = _people(wanted)
	if within:
		whose = frappe.qb.from_(customer).select(customer.name).where(Criterion.all(within))
		query = query.where(booking.customer.isin(whose))
	rows = query.run(as_dict=True)
	total = sum(flt(row.amount) for row in rows)
	for row in rows:
		row.share = 100 * flt(row.amount) / total if total else None
		row.counterparty = row.counterparty or _("Not Given")
	return rows


def _check_size(people: reporting.Population) -> None:
	((count,),) = people.engine.rows(people.customers.aggregate(customers=people.customers.count()))
	if count > MANY_CUSTOMERS:
		reporting.refuse(
			_("Grouped by"),
			_(
				"Destinations are read booking by booking: choose a branch, relationship manager or tier with at most {0} customers (now {1})."
			).format(f"{MANY_CUSTOMERS:,}", f"{count:,}"),
		)


def _going_out(spent: bool) -> list[Criterion]:
	booking = frappe.qb.DocType(TRANSACTION)
	kinds = booking.txn_type.isin([one.value for one in OUTFLOW_TYPES])
	if spent:
		through = booking.channel.isin([one.value for one in SPEND_CHANNELS])
		kinds = (booking.txn_type == TransactionType.CARD_SPEND.value) | through
	# fees and instalments have no other side
	told = booking.counterparty.isnotnull() | booking.counterparty_account.isnotnull()
	return [booking.direction == Direction.DEBIT.value, kinds, told]


def _people(wanted: frappe._dict) -> list[Criterion]:
	customer = frappe.qb.DocType(CUSTOMER)
	visible = scope.criterion(CUSTOMER, table=customer)
	given = service.narrowed(customer, wanted, "tier", "manager", "customer_type")
	below = customer.branch.isin([*branches.below([wanted.branch]), ""]) if wanted.branch else None
	return [one for one in (visible, given, below) if one is not None]


def columns() -> list[dict]:
	"""Return the columns of the list of destinations."""
	return [
		service.column("counterparty", _("Destination"), "Data", 220),
		service.column("counterparty_account", _("Counterparty Account"), "Data", 160),
		service.column("bookings", _("Bookings")),
		service.column("customers", _("Customers")),
		service.column("amount", _("Money Out"), "Currency", 170),
		service.column("share", _("Share of Those Shown"), "Percent", 130),
	]


def chart(rows: list[frappe._dict]) -> dict | None:
	"""Return the largest destinations as bars."""
	return service.chart(rows, "counterparty", (_("Money Out"), "amount"))


def summary(rows: list[frappe._dict]) -> list[dict]:
	"""Return how many destinations are shown and what went there."""
	return [
		{"label": _("Destinations"), "value": len(rows), "datatype": "Int"},
		{"label": _("Money Out"), "value": sum(flt(row.amount) for row in rows), "datatype": "Currency"},
	]
