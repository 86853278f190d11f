"""Orders that may be about the same matter, for a person to judge (SVC-13)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.utils import add_days, get_datetime
from pypika.terms import Criterion
from rapidfuzz import fuzz

from bank_crm.customer import settings
from bank_crm.domain.order_likeness import Likeness, Matter, compare
from bank_crm.domain.service_enums import OrderState
from bank_crm.permissions import scope

ORDER, VAULT = "Bank Work Order", "Bank Sealed Value"
CONTACTS = ("contact_email", "contact_mobile")
#: More orders of one customer within the days than this are not compared.
MOST_COMPARED = 200
LONGEST_COMPARED = 2_000
_FIELDS = (
	"name",
	"subject",
	"description",
	"order_type",
	"subtype",
	"product",
	"customer",
	"state",
	"channel",
	"opened_on",
)


@dataclass(frozen=True, slots=True)
class Found:
	"""An order that may be the same matter."""

	order: frappe._dict
	likeness: Likeness


def alike(name: str, user: str | None = None) -> list[Found]:
	"""Return the orders the user sees that may be the same matter, the likeliest first."""
	table = frappe.qb.DocType(ORDER)
	rows = (
		frappe.qb.from_(table).select(*(table[field] for field in _FIELDS)).where(table.name == name)
	).run(as_dict=True)
	if not rows or not rows[0].opened_on:
		return []
	order = rows[0]
	contacts = _fingerprints([name]).get(name, set())
	others = _others(order, contacts, user)
	theirs = _fingerprints([other.name for other in others])
	found = []
	for other in others:
		shared = contacts & theirs.get(other.name, set())
		mark = min(shared) if shared else None
		likeness = compare(_matter(order, mark), _matter(other, mark), _text_likeness(order, other))
		if likeness.is_likely:
			found.append(Found(other, likeness))
	return sorted(found, key=lambda one: (-one.likeness.weight, one.order.name))


def _others(order: frappe._dict, contacts: set[str], user: str | None) -> list[frappe._dict]:
	"""The orders of the same customer or contact around the same time, among the user's rows."""
	table, sealed = frappe.qb.DocType(ORDER), frappe.qb.DocType(VAULT)
	same: list[Criterion] = []
	if order.customer:
		same.append(table.customer == order.customer)
	if contacts:
		same.append(
			table.name.isin(
				frappe.qb.from_(sealed)
				.select(sealed.ref_name)
				.where((sealed.ref_doctype == ORDER) & sealed.blind_index.isin(sorted(contacts)))
			)
		)
	if not same:
		return []
	days = settings.number("order_duplicate_days")
	query = (
		frappe.qb.from_(table)
		.select(*(table[field] for field in _FIELDS))
		.where(Criterion.any(same) & (table.name != order.name))
		.where(table.state != OrderState.MERGED.value)
		.where(table.opened_on >= add_days(order.opened_on, -days))
		.where(table.opened_on <= add_days(order.opened_on, days))
		.orderby(table.opened_on)
		.limit(MOST_COMPARED)
	)
	condition = scope.criterion(ORDER, user, table)
	return (query if condition is None else query.where(condition)).run(as_dict=True)


def _fingerprints(names: list[str]) -> dict[str, set[str]]:
	"""The fingerprints of the addresses and numbers on orders."""
	if not names:
		return {}
	sealed = frappe.qb.DocType(VAULT)
	rows = (
		frappe.qb.from_(sealed)
		.select(sealed.ref_name, sealed.blind_index)
		.where((sealed.ref_doctype == ORDER) & sealed.ref_name.isin(names))
		.where(sealed.ref_field.isin(CONTACTS))
	).run()
	found: dict[str, set[str]] = {}
	for name, index in rows:
		found.setdefault(name, set()).add(index)
	return found


def _matter(order: frappe._dict, contact: str | None) -> Matter:
	return Matter(
		order_type=order.order_type,
		subtype=order.subtype,
		product=order.product,
		customer=order.customer,
		contact=contact,
		opened_on=get_datetime(order.opened_on),
	)


def _text_likeness(one: frappe._dict, other: frappe._dict) -> float:
	"""How alike subject and text are, from 0 to 100; by characters, since Chinese has no blanks between words."""
	return float(fuzz.ratio(_text(one), _text(other)))


def _text(order: frappe._dict) -> str:
	return f"{order.subject or ''}\n{order.description or ''}"[:LONGEST_COMPARED]
