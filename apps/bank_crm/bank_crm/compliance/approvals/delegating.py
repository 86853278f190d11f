"""What is refused when somebody hands decisions to a colleague (SAL-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from frappe.utils import date_diff, getdate, nowdate

from bank_crm.compliance.approvals import people, telling
from bank_crm.customer import checks
from bank_crm.domain import approvals as rules
from bank_crm.domain.approvals import Delegation
from bank_crm.permissions import roles, scope

DELEGATION = "Bank Approval Delegation"
#: Nobody hands decisions over for longer at a time.
MOST_DAYS = 366


def check(doc: Document) -> None:
	"""Refuse a delegation to nobody, to oneself, round in a circle, or without an end worth the name (`validate`)."""
	doc.from_user = doc.from_user or frappe.session.user
	checks.check_period(doc, "from_date", "to_date")
	before = doc.get_doc_before_save()
	if (before is None or str(before.to_date) != str(doc.to_date)) and getdate(doc.to_date) < getdate(
		nowdate()
	):
		checks.refuse(doc, "to_date", _("lies in the past."))
	if date_diff(doc.to_date, doc.from_date) > MOST_DAYS:
		checks.refuse(doc, "to_date", _("at most {0} days.").format(MOST_DAYS))
	if doc.from_user == doc.to_user:
		checks.refuse(doc, "to_user", _("must be another user."))
	if doc.to_user not in people.working([doc.to_user]) or not roles.has_any(doc.to_user, roles.ALL):
		checks.refuse(doc, "to_user", _("{0} does not work with customers.").format(doc.to_user))
	if scope.has_left(doc.to_user):
		checks.refuse(doc, "to_user", _("{0} does not work with customers.").format(doc.to_user))
	_lock()
	new = Delegation(
		doc.from_user, doc.to_user, getdate(doc.from_date), getdate(doc.to_date), doc.document_kind or ""
	)
	others = [one for one, name in _others() if name != doc.name]
	if way := rules.circle(new, others):
		checks.refuse(
			doc,
			"to_user",
			_("decisions would go round in a circle: {0}.").format(" → ".join(map(_name, way))),
		)
	if any(_clash(new, one) for one in others):
		checks.refuse(doc, "from_date", _("these decisions are delegated for some of these days already."))


def _clash(new: Delegation, other: Delegation) -> bool:
	same = new.giver == other.giver and (new.kind == other.kind)
	return same and max(new.first, other.first) <= min(new.last, other.last)


def _others() -> list[tuple[Delegation, str]]:
	fields = ["name", "from_user", "to_user", "from_date", "to_date", "document_kind"]
	rows = frappe.get_all(DELEGATION, filters={"to_date": (">=", nowdate())}, fields=fields, limit=0)
	return [(people.delegation(row), row.name) for row in rows]


def _lock() -> None:
	"""Two halves of a circle written at once wait for each other: both ask for the same rows."""
	table: Table = frappe.qb.DocType(DELEGATION)
	frappe.qb.from_(table).select(table.name).where(table.to_date >= nowdate()).for_update().run()


def _name(user: str) -> str:
	return frappe.utils.escape_html(telling.names([user]))
