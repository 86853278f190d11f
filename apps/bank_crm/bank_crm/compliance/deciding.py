"""Four eyes on a request, whatever its kind: who asks and who decides are two people (requirements 1.8, 1.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.permissions import roles


def may_decide(request: Document, deciding: Iterable[str]) -> bool:
	"""Tell whether the session's user has a deciding role and asked for something else."""
	user = frappe.session.user
	return user != request.applicant and roles.has_any(user, deciding)


def require_applicant(request: Document, said: str) -> None:
	"""Raise frappe.PermissionError with what is said, unless the session's user is the applicant."""
	if request.applicant != frappe.session.user:
		frappe.throw(said, frappe.PermissionError)


def require_decider(request: Document, deciding: Iterable[str], said: str) -> None:
	"""Raise frappe.PermissionError with what is said to other roles, and for the applicant."""
	if not roles.has_any(frappe.session.user, deciding):
		frappe.throw(said, frappe.PermissionError)
	if not may_decide(request, deciding):
		frappe.throw(_("Nobody decides about an own request."), frappe.PermissionError)


def refuse(message: str) -> NoReturn:
	"""Raise frappe.ValidationError: the request's state does not allow the step."""
	frappe.throw(message, title=_("Not Possible in This State"))
