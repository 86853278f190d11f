"""What staff do with households: found one, join, leave, change the head, dissolve (CUS-03)."""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, today

from bank_crm.customer import checks
from bank_crm.customer.relationships import figures, queries
from bank_crm.domain.customer_enums import HouseholdRole
from bank_crm.domain.household import role_under_new_head, surname

HEAD = HouseholdRole.HEAD.value
FIGURES = ("status", "member_count", "total_aum", "total_liability", "product_count", "rolled_up_at")


def found_household(
	head: str, members: dict[str, str] | None = None, from_date: date | None = None
) -> Document:
	"""Make a household of a head and members (customer → role); all of it or nothing."""
	household = frappe.get_doc({"doctype": queries.HOUSEHOLD, "head": head})
	household.flags.founded_on = from_date
	household.insert()
	for customer, role in (members or {}).items():
		join(household.name, customer, role, from_date)
	return household.reload()


def join(household: str, customer: str, role: str, from_date: date | None = None) -> Document:
	"""Make a person a member from a day on (today)."""
	return frappe.get_doc(
		{
			"doctype": queries.MEMBER,
			"household": household,
			"customer": customer,
			"role": role,
			"from_date": from_date or today(),
		}
	).insert()


def leave(household: str, customer: str, last_day: date | None = None, new_head: str | None = None) -> None:
	"""End a membership with a day (yesterday); the head hands over to `new_head` before, if others stay."""
	day = getdate(last_day) if last_day else getdate(add_days(today(), -1))
	doc = frappe.get_doc(queries.HOUSEHOLD, household)
	if doc.head == customer and new_head:
		doc.head = new_head
		doc.save()
	name = next((m.name for m in queries.current_members(household) if m.customer == customer), None)
	if name is None:
		frappe.throw(_("{0} is no member of this household today.").format(frappe.bold(customer)))
	if doc.head == customer and len(queries.current_members(household)) == 1:
		dissolve(household, day)
		return
	_end(name, day)


def dissolve(household: str, last_day: date | None = None) -> None:
	"""End every membership with a day (yesterday); the household stays with its history."""
	doc = frappe.get_doc(queries.HOUSEHOLD, household)
	day = getdate(last_day) if last_day else getdate(add_days(today(), -1))
	members = queries.current_members(household)
	if all(member.from_date > day for member in members) and not _has_past(doc.name):
		doc.delete()
		return
	for row in reversed(members):  # the head, who comes first, leaves last
		_end(row.name, day)


def seat_head(doc: Document) -> None:
	"""After the household is stored: its head is a member, and everybody's role is told from the head."""
	before = doc.get_doc_before_save()
	if before is None:
		join(doc.name, doc.head, HEAD, doc.flags.founded_on)
	else:
		if before.head != doc.head:
			_turn_roles(doc.name, doc.head)
		figures.refresh_households([doc.name])
	doc.update(frappe.db.get_value(queries.HOUSEHOLD, doc.name, FIGURES, as_dict=True))


def check_household(doc: Document) -> None:
	"""The head is a person, and of a standing household a current member; a name follows from it."""
	if doc.is_new():
		if frappe.db.get_value(queries.CUSTOMER, doc.head, "customer_type") != "Person":
			checks.refuse(doc, "head", _("only persons belong to a household."))
	elif doc.has_value_changed("head"):
		if doc.head not in {member.customer for member in queries.current_members(doc.name)}:
			checks.refuse(doc, "head", _("the head must be a member of the household today."))
	if not (doc.household_name or "").strip():
		name = frappe.db.get_value(queries.CUSTOMER, doc.head, "customer_name")
		doc.household_name = _("The {0} Family").format(surname(name))


def keep_head(doc: Document) -> None:
	"""The head's own membership lasts as long as anybody else's: hand over first."""
	household = frappe.get_doc(queries.HOUSEHOLD, doc.household)
	if household.head != doc.customer:
		if doc.role == HEAD:
			checks.refuse(doc, "role", _("the household has another head."))
		return
	if not doc.is_new() and _ends_before_others(doc):
		checks.refuse(doc, "to_date", _("the head leaves last; choose another head first."))
	doc.role = HEAD


def refuse_lost_head(doc: Document) -> None:
	"""A household without its head's row would have no head among its members."""
	if frappe.db.get_value(queries.HOUSEHOLD, doc.household, "head") == doc.customer and doc.role == HEAD:
		frappe.throw(_("The head of a household cannot be removed; choose another head first."))


def refuse_moved_member(doc: Document) -> None:
	"""A member's row stays with its person and its household: history is not rewritten."""
	for field in ("household", "customer"):
		if not doc.is_new() and doc.has_value_changed(field):
			checks.refuse(doc, field, _("cannot be changed; end this membership and add another."))


def forget_members(doc: Document) -> None:
	"""Take the memberships along when a household entered by mistake is deleted."""
	customers = frappe.get_all(queries.MEMBER, filters={"household": doc.name}, pluck="customer", limit=0)
	frappe.db.delete(queries.MEMBER, {"household": doc.name})
	figures.set_households(customers)


def _end(name: str | int, day: date) -> None:
	"""End a membership with a day; one that had not begun by then was a mistake and goes."""
	member = frappe.get_doc(queries.MEMBER, name)
	if getdate(member.from_date) > day:
		member.delete()
		return
	member.to_date = day
	member.save()


def _has_past(household: str) -> bool:
	return bool(frappe.db.exists(queries.MEMBER, {"household": household, "to_date": ("is", "set")}))


def _ends_before_others(doc: Document) -> bool:
	if not doc.to_date:
		return False
	return any(
		member.customer != doc.customer and (not member.to_date or member.to_date > getdate(doc.to_date))
		for member in queries.current_members(doc.household)
	)


def _turn_roles(household: str, new_head: str) -> None:
	members = queries.current_members(household)
	was = next(member.role for member in members if member.customer == new_head)
	for member in members:
		role = HEAD if member.customer == new_head else role_under_new_head(member.role, was).value
		frappe.db.set_value(queries.MEMBER, member.name, "role", role)
