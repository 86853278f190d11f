"""Duties kept apart: who makes does not approve, and nobody holds roles that watch each other (SEC-12, SEC-14).

The rules are data (Bank Duty Rule). Every save of every document asks them; they are kept in the cache, so that
asking costs no query. What was so before a rule is not stopped by it, but stands in the report of violations.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.export_enums import DutyConsequence, DutyRuleKind

RULE = "Bank Duty Rule"
_CACHE_KEY = "bank_crm_duty_rules"
#: The system's own user is whoever the bank's technicians are; it holds every role by definition.
_EVERYTHING = ("Administrator", "Guest")
_FIELDS = (
	"name",
	"kind",
	"consequence",
	"document_type",
	"maker_field",
	"checker_field",
	"role",
	"other_role",
	"reason",
)


def rules(kind: DutyRuleKind) -> list[frappe._dict]:
	"""Return the enabled rules of one kind, from the cache."""
	found = frappe.cache.get_value(_CACHE_KEY, _read)
	return [frappe._dict(rule) for rule in found if rule["kind"] == kind.value]


def forget_rules() -> None:
	"""Have the rules read again; called when one changes, at once and when the change is stored or undone."""
	for moment in (frappe.db.after_commit, frappe.db.after_rollback):
		moment.add(_drop_cache)
	_drop_cache()


def check_document(doc: Document, method: str | None = None) -> None:
	"""Refuse a document whose maker approves it (doc_event validate of every DocType).

	Raises frappe.PermissionError that gives the rule's reason.
	"""
	if doc.doctype == RULE or frappe.flags.in_install or frappe.flags.in_migrate:
		return
	for rule in rules(DutyRuleKind.MAKER_CHECKER):
		if rule.document_type == doc.doctype:
			_check_maker(doc, rule)


def check_user(user: Document, method: str | None = None) -> None:
	"""Refuse roles that exclude each other for one user (doc_event validate of User)."""
	if user.name in _EVERYTHING:
		return
	before = user.get_doc_before_save()
	_check_roles(_held(user), _held(before) if before else set(), user.full_name or user.name)


def check_profile(profile: Document, method: str | None = None) -> None:
	"""Refuse a role profile nobody could have (doc_event validate of Role Profile)."""
	before = profile.get_doc_before_save()
	_check_roles(_held(profile), _held(before) if before else set(), profile.name)


def check_grant(row: Document, method: str | None = None) -> None:
	"""Refuse a single role given past the user's form (doc_event before_insert of Has Role)."""
	if row.parenttype != "User" or row.parent in _EVERYTHING:
		return
	held = set(frappe.get_all("Has Role", {"parent": row.parent, "parenttype": "User"}, pluck="role"))
	_check_roles(held | {row.role}, held, row.parent)


def conflicts(held: Iterable[str]) -> list[frappe._dict]:
	"""Return the rules a set of roles breaks."""
	held = set(held)
	return [rule for rule in rules(DutyRuleKind.ROLES) if {rule.role, rule.other_role} <= held]


def _check_maker(doc: Document, rule: frappe._dict) -> None:
	maker, checker = doc.get(rule.maker_field), doc.get(rule.checker_field)
	if not maker or maker != checker or rule.consequence != DutyConsequence.REFUSED.value:
		return
	before = doc.get_doc_before_save()
	if before and (before.get(rule.maker_field), before.get(rule.checker_field)) == (maker, checker):
		return
	frappe.throw(_("{0}: {1}").format(frappe.bold(_(rule.name)), _(rule.reason)), frappe.PermissionError)


def _check_roles(held: set[str], before: set[str], whose: str) -> None:
	known = {rule.name for rule in conflicts(before)}
	for rule in conflicts(held):
		if rule.name in known or rule.consequence != DutyConsequence.REFUSED.value:
			continue
		frappe.throw(
			_("{0} may not be {1} and {2}: {3}").format(
				frappe.bold(whose), frappe.bold(_(rule.role)), frappe.bold(_(rule.other_role)), _(rule.reason)
			),
			frappe.PermissionError,
			title=_("Duties Kept Apart"),
		)


def _held(doc: Document) -> set[str]:
	return {row.role for row in doc.get("roles") or []}


def _read() -> list[dict]:
	if not frappe.db.table_exists(RULE):
		return []
	return [dict(rule) for rule in frappe.get_all(RULE, filters={"enabled": 1}, fields=list(_FIELDS))]


def _drop_cache() -> None:
	frappe.cache.delete_value(_CACHE_KEY)
