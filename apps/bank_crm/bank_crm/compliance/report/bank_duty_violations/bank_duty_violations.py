"""职责分离检查: who holds roles that watch each other, and who approved what he or she made (SEC-12, SEC-14)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import default_fields
from pypika.functions import Cast

from bank_crm.compliance import duties
from bank_crm.domain.export_enums import DutyRuleKind

MOST_ROWS = 500
Report = tuple[list[dict], list[dict], str | None]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, rows and a note; at most 500 documents a rule, the latest first."""
	frappe.has_permission(duties.RULE, "report", throw=True)
	wanted = frappe._dict(filters or {})
	rows: list[dict] = []
	if wanted.kind in (None, "", DutyRuleKind.ROLES.value):
		for rule in duties.rules(DutyRuleKind.ROLES):
			rows += _holders(rule)
	if wanted.kind in (None, "", DutyRuleKind.MAKER_CHECKER.value):
		for rule in duties.rules(DutyRuleKind.MAKER_CHECKER):
			rows += _own_approvals(rule)
	return _columns(), rows, None if rows else _("No rule is broken.")


def _holders(rule: frappe._dict) -> list[dict]:
	user = frappe.qb.DocType("User")
	one, other = frappe.qb.DocType("Has Role").as_("one"), frappe.qb.DocType("Has Role").as_("other")
	found = (
		frappe.qb.from_(user)
		.inner_join(one)
		.on((one.parent == user.name) & (one.parenttype == "User") & (one.role == rule.role))
		.inner_join(other)
		.on((other.parent == user.name) & (other.parenttype == "User") & (other.role == rule.other_role))
		.select(user.name, user.full_name, one.creation.as_("first"), other.creation.as_("second"))
		.where((user.enabled == 1) & user.name.notin(("Administrator", "Guest")))
		.orderby(user.name)
		.run(as_dict=True)
	)
	what = f"{_(rule.role)} + {_(rule.other_role)}"
	return [
		_row(rule, row.name, row.full_name, what=what, since=max(row["first"], row["second"]))
		for row in found
	]


def _own_approvals(rule: frappe._dict) -> list[dict]:
	if not _is_askable(rule):
		return []
	table, user = frappe.qb.DocType(rule.document_type), frappe.qb.DocType("User")
	maker, checker = table[rule.maker_field], table[rule.checker_field]
	found = (
		frappe.qb.from_(table)
		.left_join(user)
		.on(user.name == maker)
		.select(Cast(table.name, "CHAR").as_("name"), maker.as_("maker"), user.full_name, table.modified)
		.where((maker == checker) & (maker != ""))
		.orderby(table.modified, order=frappe.qb.desc)
		.limit(MOST_ROWS)
		.run(as_dict=True)
	)
	return [
		_row(
			rule,
			row.maker,
			row.full_name,
			what=_(rule.document_type),
			since=row.modified,
			document_type=rule.document_type,
			document_name=row.name,
		)
		for row in found
	]


def _is_askable(rule: frappe._dict) -> bool:
	"""Whether the DocType and both fields are (still) there."""
	if not frappe.db.exists("DocType", rule.document_type):
		return False
	meta = frappe.get_meta(rule.document_type)
	if meta.issingle or meta.get("is_virtual"):
		return False
	return all(
		meta.has_field(field) or field in default_fields for field in (rule.maker_field, rule.checker_field)
	)


def _row(rule: frappe._dict, user: str, full_name: str | None, **values: Any) -> dict:
	return {
		"rule": rule.name,
		"rule_title": _(rule.name),
		"kind": _(rule.kind),
		"consequence": _(rule.consequence, context=duties.RULE),
		"user": user,
		"full_name": full_name or user,
		**values,
	}


def _columns() -> list[dict]:
	def column(field: str, label: str, kind: str, width: int, options: str | None = None) -> dict:
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, "options": options}

	return [
		column("rule_title", _("Rule"), "Data", 260),
		column("kind", _("Kind"), "Data", 130),
		column("full_name", _("Employee"), "Data", 120),
		column("user", _("User"), "Link", 200, "User"),
		column("what", _("Roles or Document Type"), "Data", 240),
		column("document_name", _("Document"), "Dynamic Link", 130, "document_type"),
		column("since", _("Since"), "Datetime", 160),
		column("consequence", _("Consequence"), "Data", 100),
	]
