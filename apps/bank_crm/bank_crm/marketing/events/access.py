"""Who receives the guests of an event, and how much they are told of guests who are not their own customers (SEC-07)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.masking import mask_name
from bank_crm.marketing.events import seats
from bank_crm.name_list import NameList
from bank_crm.permissions import roles, scope

CUSTOMER = scope.CUSTOMER


def at_the_door(event: str) -> None:
	"""Refuse whoever does not receive this event's guests: host, staff named in it, its branch's manager, administrator."""
	if not event or not receives(frappe.get_cached_doc(seats.EVENT, event), frappe.session.user):
		frappe.throw(_("You do not receive the guests of this event."), frappe.PermissionError)


def receives(event: Document, user: str) -> bool:
	"""Tell whether a user checks the guests of an event in."""
	if user == "Administrator" or roles.has_any(user, (roles.ADMINISTRATOR,)):
		return True
	if not scope.works_here(user):
		return False
	if user == event.host or any(row.user == user for row in event.staff):
		return True
	manages = roles.has_any(user, (roles.BRANCH_MANAGER,)) and event.branch
	return bool(manages) and event.branch in scope.branches_below(user)


def names_of(customers: list[str]) -> dict[str, str]:
	"""Return customer → name; that of a customer who is not the user's own is masked."""
	table = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(table).select(table.name, table.customer_name)
	query = query.where(NameList(customers).holds(table.name))
	names = dict(query.run())
	condition = scope.criterion(CUSTOMER, frappe.session.user, table)
	own = set(names) if condition is None else {name for name, _title in query.where(condition).run()}
	return {name: title if name in own else mask_name(title or "") for name, title in names.items()}
