"""Who looks after a customer is changed by who may decide it, and logged (SEC-07, SEC-13).

Relationship managers take colleagues along for a time; passing a customer on is the branch manager's step or a
handover. Whoever may change a customer only by collaboration or a granted request changes nothing about that.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from bank_crm.compliance import operation_log
from bank_crm.customer import checks
from bank_crm.domain.compliance_enums import Operation
from bank_crm.permissions import roles

#: Who looks after the customer, and who helps.
POSTS, HELPERS = ("manager", "branch"), ("collaborators", "tellers")
_ROW = ("user", "scope", "from_date", "to_date")


def guard(doc: Document, method: str | None = None) -> None:
	"""Refuse changes of responsibility that are not the user's to make (doc_event before_validate of a customer)."""
	before = doc.get_doc_before_save()
	user = frappe.session.user
	trusted = bool(doc.flags.ignore_permissions)  # a step of the app that has asked for its own permission
	if before is None or trusted or user == "Administrator":
		return
	if roles.has_any(user, (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)):
		return
	for field in POSTS:
		if cstr(doc.get(field)) != cstr(before.get(field)):
			checks.refuse(
				doc, field, _("is changed by the branch manager; customers are passed on by a handover.")
			)
	for field in HELPERS:
		if before.manager != user and _rows(doc, field) != _rows(before, field):
			checks.refuse(doc, field, _("is changed by the customer's relationship manager."))


def log(doc: Document, method: str | None = None) -> None:
	"""Write who was let in and who no longer is to the operation log (doc_event on_update of a customer)."""
	before = doc.get_doc_before_save()
	for field in HELPERS:
		now, then = _rows(doc, field), _rows(before, field) if before else set()
		for action, rows in (
			(Operation.ACCESS_GRANTED, now - then),
			(Operation.ACCESS_WITHDRAWN, then - now),
		):
			for row in sorted(rows):
				operation_log.record(
					action.value,
					doc.doctype,
					doc.name,
					customer=doc.name,
					after=dict(zip(_ROW, row, strict=True)),
					detail=field,
				)


def _rows(doc: Document, field: str) -> set[tuple[str, ...]]:
	return {tuple(cstr(row.get(column)) for column in _ROW) for row in doc.get(field) or []}
