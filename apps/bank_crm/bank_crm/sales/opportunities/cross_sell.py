"""What a customer holds and does not hold, and what is being talked about already (SAL-09)."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

import frappe
from pypika.queries import QueryBuilder

from bank_crm.customer.overview.context import PageContext
from bank_crm.domain.enums import ProductCategory
from bank_crm.domain.sales_enums import OpportunityOutcome

OPPORTUNITY = "Bank Opportunity"
#: So many of one customer's latest opportunities are looked at.
MOST = 200


class Line(TypedDict):
	"""One product line of a customer: what is held, the latest open opportunity, when it was last lost."""

	product_category: str
	held: int
	balance: float
	opportunity: str | None
	stage: str | None
	amount: float
	lost_on: date | None
	lost_reason: str | None


def of_customer(context: PageContext) -> list[Line]:
	"""Return all product lines of one customer, held ones first; the caller has checked the right to the customer."""
	opened, lost = _opportunities(context.rows(frappe.qb.DocType(OPPORTUNITY)))
	lines: list[Line] = []
	for category in ProductCategory.values():
		number, balance = context.held.get(category, (0, 0.0))
		talk, gone = opened.get(category), lost.get(category)
		lines.append(
			{
				"product_category": category,
				"held": number,
				"balance": balance,
				"opportunity": talk.name if talk else None,
				"stage": talk.stage if talk else None,
				"amount": float(talk.amount or 0) if talk else 0.0,
				"lost_on": gone.closed_on if gone else None,
				"lost_reason": gone.lost_reason if gone else None,
			}
		)
	return sorted(lines, key=lambda line: (not line["held"], line["opportunity"] is None))


def _opportunities(query: QueryBuilder) -> tuple[dict[str, frappe._dict], dict[str, frappe._dict]]:
	"""The newest open and the newest lost one of each product line."""
	table = frappe.qb.DocType(OPPORTUNITY)
	rows = (
		query.select(
			table.name,
			table.product_category,
			table.outcome,
			table.stage,
			table.amount,
			table.closed_on,
			table.lost_reason,
		)
		.where(table.outcome != OpportunityOutcome.WON.value)
		.orderby(table.name, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	found: tuple[dict[str, frappe._dict], dict[str, frappe._dict]] = ({}, {})
	for row in rows:
		found[row.outcome == OpportunityOutcome.LOST.value].setdefault(row.product_category, row)
	return found
