"""What the screens of the quarterly audit ask (SEC-14)."""

import json
from typing import Any

import frappe

from bank_crm.compliance import audits
from bank_crm.permissions import roles


@frappe.whitelist()
def figures(audit: str) -> list[dict[str, Any]]:
	"""Return an audit's operations by kind and verdict."""
	frappe.has_permission(audits.AUDIT, "read", doc=audit, throw=True)
	return audits.by_operation(audit)


@frappe.whitelist(methods=["POST"])
def judge(items: str | list, verdict: str, note: str = "") -> int:
	"""Give one verdict to chosen items; returns how many."""
	frappe.has_permission(audits.ITEM, "write", throw=True)
	names = json.loads(items) if isinstance(items, str) else items
	return audits.judge([int(name) for name in names], verdict, note)


@frappe.whitelist(methods=["POST"])
def judge_all(audit: str, action: str, verdict: str, note: str = "") -> int:
	"""Give one verdict to all of one kind of operation that wait for theirs; returns how many."""
	frappe.has_permission(audits.AUDIT, "write", doc=audit, throw=True)
	return audits.judge(audits.pending_of(audit, action), verdict, note)


@frappe.whitelist(methods=["POST"])
def close(audit: str, conclusion: str) -> None:
	"""Close an audit; refused while an item has no final verdict."""
	frappe.has_permission(audits.AUDIT, "write", doc=audit, throw=True)
	audits.close(audit, conclusion)


@frappe.whitelist(methods=["POST"])
def make(period: str) -> str:
	"""Make the audit of a quarter by hand, or take into an open one what was logged since; returns its name."""
	frappe.only_for((roles.COMPLIANCE_OFFICER, roles.ADMINISTRATOR))
	return str(audits.make(period).name)
