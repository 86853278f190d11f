"""Opportunities on the customer's page: a panel, products not held yet, entries of the timeline (SAL-02, SAL-09)."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import fmt_money

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Listing, Panel, Row, Source
from bank_crm.domain.sales_enums import OpportunityOutcome, OpportunitySource
from bank_crm.sales.opportunities import cross_sell

OPPORTUNITY = "Bank Opportunity"
MOST = 6


def opportunities(context: PageContext) -> Listing:
	"""The customer's opportunities, open ones first, the newest first."""
	table = frappe.qb.DocType(OPPORTUNITY)
	rows = (
		context.rows(table)
		.select(
			table.name,
			table.title,
			table.product_category,
			table.stage,
			table.amount,
			table.expected_close,
			table.closed_on,
		)
		.orderby(table.outcome != OpportunityOutcome.OPEN.value)
		.orderby(table.opened_on, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return Listing(title=_("Opportunities"), rows=[_row(row) for row in rows])


def not_held(context: PageContext) -> Listing:
	"""Which product lines the customer does not hold, what is talked about already and what was declined."""
	rows: list[Row] = []
	for line in cross_sell.of_customer(context):
		if line["held"]:
			continue
		row: Row = {"title": _(line["product_category"], context="Bank Product")}
		if line["opportunity"]:
			row |= {"status": line["stage"], "doctype": OPPORTUNITY, "name": line["opportunity"]}
			row["note"] = _money(line["amount"])
		elif line["lost_on"]:
			row |= {"note": _("declined"), "on": line["lost_on"]}
		if not line["opportunity"]:
			row |= {"doctype": OPPORTUNITY, "begin": _beginning(context.customer, line["product_category"])}
		rows.append(row)
	return Listing(title=_("Products Not Held Yet"), rows=rows)


def opportunity_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Opportunities by the moment they were opened."""
	table = frappe.qb.DocType(OPPORTUNITY)
	query = context.rows(table).select(
		table.name,
		table.title,
		table.product_category,
		table.stage,
		table.next_step,
		table.next_step_on,
		table.salesperson,
		table.opened_on.as_("at"),
	)
	return [
		{
			"kind": "opportunity",
			"at": row.at,
			"name": row.name,
			"doctype": OPPORTUNITY,
			"title": row.product_category,
			"context": "Bank Product",
			"text": row.title,
			"user": row.salesperson,
			"note": row.stage,
			"next_step": row.next_step,
			"next_date": row.next_step_on,
		}
		for row in latest(query, table, "opened_on", until, most)
	]


def _beginning(customer: str, category: str) -> dict[str, str]:
	"""What the page recommends, taken up by whoever looks at it (SAL-08)."""
	return {
		"customer": customer,
		"product_category": category,
		"source": OpportunitySource.RECOMMENDATION.value,
	}


def _row(row: frappe._dict) -> Row:
	return {
		"title": row.title,
		"note": _money(row.amount),
		"status": row.stage,
		"on": row.closed_on or row.expected_close,
		"doctype": OPPORTUNITY,
		"name": row.name,
	}


def _money(amount: float | None) -> str:
	return fmt_money(amount or 0, precision=0, currency=frappe.db.get_default("currency"))


PANELS = {
	"opportunities": Panel(opportunities, (OPPORTUNITY,)),
	"cross_sell": Panel(not_held, (OPPORTUNITY, "Bank Customer Account")),
}
SOURCES = (Source(("opportunity",), opportunity_entries, (OPPORTUNITY,)),)
