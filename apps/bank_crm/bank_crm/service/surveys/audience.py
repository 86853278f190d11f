"""Whom a plan asks: the members of a segment or a tag, who had a work order answered, or what another app brings (SUR-01).

The hook `bank_survey_audiences` names, for each DocType a plan may point to, a function that takes the plan and
returns a query selecting `customer`, `reference_doctype` and `reference_name` (NULL where there is none) – a campaign
becomes an audience by one line in `hooks.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import LiteralValue, ValueWrapper

from bank_crm.customer.segments import population

HOOK = "bank_survey_audiences"
ORDER = "Bank Work Order"
NOTHING = LiteralValue("NULL")
Audience = Callable[[Document], QueryBuilder]


def kinds() -> dict[str, Audience]:
	"""Return the DocTypes a plan may point to; the last app that names one wins."""
	found = frappe.get_hooks(HOOK, default={})
	return {doctype: frappe.get_attr(paths[-1]) for doctype, paths in found.items()}


def of_plan(plan: Document) -> QueryBuilder:
	"""Select the customers of a plan as they are now, only those its owner may see (or plan for)."""
	chosen = kinds()[plan.audience_doctype](plan).as_("chosen")
	outside = population.outside(plan.owner_user, chosen.customer)
	return (
		frappe.qb.from_(chosen)
		.select(chosen.customer, chosen.reference_doctype, chosen.reference_name)
		.where(chosen.customer.isnotnull() & outside.negate())
	)


def of_segment(plan: Document) -> QueryBuilder:
	"""The stored members of a segment."""
	return _members("Bank Segment Member", "segment", plan.audience_name)


def of_tag(plan: Document) -> QueryBuilder:
	"""The customers who carry a tag."""
	return _members("Bank Tag Assignment", "tag", plan.audience_name)


def of_orders(plan: Document) -> QueryBuilder:
	"""The customers whose work orders were answered lately, once for each order."""
	order = frappe.qb.DocType(ORDER)
	since = add_to_date(now_datetime(), days=-(cint(plan.order_days) or 7))
	query = (
		frappe.qb.from_(order)
		.select(
			order.customer, ValueWrapper(ORDER).as_("reference_doctype"), order.name.as_("reference_name")
		)
		.where((order.answered_on >= since) & order.customer.isnotnull() & (order.customer != ""))
	)
	return query.where(order.order_type == plan.order_type) if plan.order_type else query


def _members(doctype: str, column: str, name: str) -> QueryBuilder:
	table = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(table)
		.select(table.customer, NOTHING.as_("reference_doctype"), NOTHING.as_("reference_name"))
		.where(table[column] == name)
	)
