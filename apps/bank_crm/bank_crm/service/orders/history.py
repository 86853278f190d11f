"""What is known beside an order: the customer's earlier orders, needs and contacts; days of a calendar (SVC-15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname
from pypika.functions import Coalesce

from bank_crm.domain.customer_enums import NeedStatus
from bank_crm.domain.orders import OVER
from bank_crm.domain.service_enums import CauseUse
from bank_crm.permissions import scope

ORDER, NEED, CONTACT, CAUSE = (
	"Bank Work Order",
	"Bank Customer Need",
	"Bank Interaction",
	"Bank Service Cause",
)
MOST = 5
MOST_EVENTS = 500
#: Filters the calendar passes on; anything else is not asked.
FILTERS = frozenset({"handler", "queue", "order_type", "priority", "state", "branch", "customer", "channel"})


def of_order(order: Document) -> dict[str, Any] | None:
	"""Return the latest orders, needs and contacts of the order's customer; None without one.

	Whoever handles an order sees what its customer came with before; needs and contacts follow the customer's scope.
	"""
	if not order.customer:
		return None
	table = frappe.qb.DocType(ORDER)
	earlier = (
		frappe.qb.from_(table)
		.select(table.name, table.subject, table.order_type, table.state, table.opened_on, table.rating)
		.where((table.customer == order.customer) & (table.name != order.name))
		.orderby(table.opened_on, order=frappe.qb.desc)
		.limit(MOST)
	)
	condition = scope.criterion(ORDER, frappe.session.user, table)
	earlier = earlier if condition is None else earlier.where(condition)
	sees = scope.allows(scope.CUSTOMER, order.customer)
	return {
		"orders": earlier.run(as_dict=True),
		"needs": _needs(order.customer) if sees and frappe.has_permission(NEED, "read") else [],
		"contacts": _contacts(order.customer) if sees and frappe.has_permission(CONTACT, "read") else [],
		"customer": _customer(order.customer) if sees else None,
	}


def causes(subtype: str | None) -> list[str]:
	"""Return the causes offered for an order: its subtype's, else all active ones for orders."""
	cause = frappe.qb.DocType(CAUSE)
	fits = (cause.active == 1) & (cause.used_for != CauseUse.LOW_RATINGS.value)
	query = frappe.qb.from_(cause).select(cause.name).where(fits).orderby(cause.name)
	if subtype:
		row = frappe.qb.DocType("Bank Work Order Subtype Cause")
		named = frappe.qb.from_(row).select(row.cause).where(row.parent == subtype)
		if found := query.where(cause.name.isin(named)).run(pluck=True):
			return found
	return query.run(pluck=True)


def events(start: datetime, end: datetime, filters: list[list[Any]]) -> list[dict[str, Any]]:
	"""Return the user's orders between two moments, by the day they are due, else opened; open ones and closed alike."""
	order = frappe.qb.DocType(ORDER)
	moment = Coalesce(order.resolution_due, order.opened_on)
	query = (
		frappe.qb.from_(order)
		.select(order.name, order.subject, order.state, order.priority, order.handler, order.order_type)
		.select(moment.as_("start"), moment.as_("end"))
		.where((moment >= start) & (moment <= end) & order.state.notin([one.value for one in sorted(OVER)]))
		.orderby(moment)
		.limit(MOST_EVENTS)
	)
	for field, operator, value in _plain(filters):
		column = order[field]
		query = query.where(column.isin(value) if operator == "in" else column == value)
	condition = scope.criterion(ORDER, frappe.session.user, order)
	return (query if condition is None else query.where(condition)).run(as_dict=True)


def _plain(filters: list[list[Any]]) -> list[tuple[str, str, Any]]:
	"""The calendar's filters as (field, operator, value): equality and lists of the fields offered."""
	found = []
	for entry in filters:
		field, operator, value = entry[-4:-1] if len(entry) == 5 else entry[-3:]
		if field in FILTERS and operator in ("=", "in"):
			found.append((field, operator, value if operator == "=" else _listed(value)))
	return found


def _listed(value: Any) -> list[str]:
	return [str(one) for one in value] if isinstance(value, list | tuple) else str(value).split(",")


def _needs(customer: str) -> list[frappe._dict]:
	need = frappe.qb.DocType(NEED)
	return (
		frappe.qb.from_(need)
		.select(need.name, need.need, need.need_on, need.status)
		.where(need.customer == customer)
		.orderby(need.status == NeedStatus.OPEN.value, order=frappe.qb.desc)
		.orderby(need.need_on, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)


def _contacts(customer: str) -> list[frappe._dict]:
	contact = frappe.qb.DocType(CONTACT)
	return (
		frappe.qb.from_(contact)
		.select(contact.name, contact.channel, contact.subject, contact.occurred_at, contact.outcome)
		.where(contact.customer == customer)
		.orderby(contact.occurred_at, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)


def _customer(customer: str) -> frappe._dict:
	fields = ("customer_name", "tier", "manager", "activity_level", "preferred_channel")
	known = frappe.db.get_value(scope.CUSTOMER, customer, fields, as_dict=True)
	known.manager_name = get_fullname(known.manager) if known.manager else ""
	return known
