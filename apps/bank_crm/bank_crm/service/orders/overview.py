"""Work orders on the customer's page: the open ones in a panel, all of them in the timeline (SVC-15)."""

from datetime import datetime

import frappe
from frappe import _

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Listing, Panel, Row, Source
from bank_crm.domain.orders import DONE

ORDER = "Bank Work Order"
MOST = 6


def orders(context: PageContext) -> Listing:
	"""The customer's orders, open ones first, the newest first."""
	table = frappe.qb.DocType(ORDER)
	done = table.state.isin([state.value for state in sorted(DONE)])
	rows = (
		context.rows(table)
		.select(table.name, table.subject, table.order_type, table.state, table.opened_on, table.priority)
		.orderby(done)
		.orderby(table.opened_on, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return Listing(title=_("Work Orders"), rows=[_row(row) for row in rows])


def order_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Orders by the moment they were opened."""
	table = frappe.qb.DocType(ORDER)
	query = context.rows(table).select(
		table.name,
		table.order_type,
		table.channel,
		table.subject,
		table.state,
		table.solution,
		table.handler,
		table.opened_on.as_("at"),
	)
	return [
		{
			"kind": "order",
			"at": row.at,
			"name": row.name,
			"doctype": ORDER,
			"title": row.order_type,
			"context": ORDER,
			"note": row.channel,
			"text": "\n".join(part for part in (row.subject, row.solution) if part),
			"user": row.handler,
			"outcome": row.state,
		}
		for row in latest(query, table, "opened_on", until, most)
	]


def _row(row: frappe._dict) -> Row:
	return {
		"title": row.subject,
		"note": f"{_(row.order_type, context=ORDER)} · {_(row.priority, context=ORDER)}",
		"status": _(row.state, context="Workflow State"),
		"on": row.opened_on.date() if row.opened_on else None,
		"doctype": ORDER,
		"name": row.name,
	}


PANELS = {"work_orders": Panel(orders, (ORDER,))}
SOURCES = (Source(("order",), order_entries, (ORDER,)),)
