"""Contracts and applications on the customer's page: a panel and entries of the timeline (CON-02, SAL-11)."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import fmt_money

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Listing, Panel, Row, Source
from bank_crm.domain import contracts as rules

CONTRACT, APPLICATION = "Bank Contract", "Bank Application"
MOST = 6
_OPEN = {
	CONTRACT: [state.value for state in rules.OPEN_CONTRACTS],
	APPLICATION: [state.value for state in rules.OPEN_APPLICATIONS],
}


def contracts(context: PageContext) -> Listing:
	"""The customer's contracts, those in force or under way first."""
	return Listing(title=_("Contracts"), rows=_rows(context, CONTRACT, "ends_on"))


def applications(context: PageContext) -> Listing:
	"""The customer's applications, open ones first."""
	return Listing(title=_("Applications"), rows=_rows(context, APPLICATION, "decided_on"))


def contract_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Contracts by the moment they were drawn up."""
	return _entries(context, CONTRACT, "contract", "creation", "contract_type", "responsible", until, most)


def application_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Applications by the moment they were received."""
	return _entries(
		context, APPLICATION, "application", "received_on", "application_type", "salesperson", until, most
	)


def _rows(context: PageContext, doctype: str, day: str) -> list[Row]:
	table = frappe.qb.DocType(doctype)
	query = context.rows(table).select(
		table.name, table.title, table.state, table.amount, table[day].as_("day")
	)
	query = query.orderby(table.state.notin(_OPEN[doctype])).orderby(table.creation, order=frappe.qb.desc)
	currency = frappe.db.get_default("currency")
	return [
		{
			"title": row.title,
			"note": fmt_money(row.amount or 0, precision=0, currency=currency),
			"status": _(row.state, context=doctype),
			"on": frappe.utils.getdate(row.day) if row.day else None,
			"doctype": doctype,
			"name": row.name,
		}
		for row in query.limit(MOST).run(as_dict=True)
	]


def _entries(
	context: PageContext,
	doctype: str,
	kind: str,
	moment: str,
	what: str,
	person: str,
	until: datetime | None,
	most: int,
) -> list[Entry]:
	table = frappe.qb.DocType(doctype)
	query = context.rows(table).select(
		table.name,
		table.title,
		table.state,
		table[what].as_("what"),
		table[person].as_("person"),
		table[moment].as_("at"),
	)
	return [
		{
			"kind": kind,
			"at": row.at,
			"name": row.name,
			"doctype": doctype,
			"title": row.what,
			"context": doctype,
			"text": row.title,
			"user": row.person,
			"note": _(row.state, context=doctype),
		}
		for row in latest(query, table, moment, until, most)
	]


PANELS = {
	"contracts": Panel(contracts, (CONTRACT,)),
	"applications": Panel(applications, (APPLICATION,)),
}
SOURCES = (
	Source(("contract",), contract_entries, (CONTRACT,)),
	Source(("application",), application_entries, (APPLICATION,)),
)
