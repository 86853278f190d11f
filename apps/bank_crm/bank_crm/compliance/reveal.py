"""Showing a complete sensitive value: permission, reason, a limit per hour, log entry (SEC-11, SEC-19)."""

import json

import frappe
from frappe import _

from bank_crm.compliance import operation_log, reveal_limit, sealing, vault
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.redaction import redact
from bank_crm.permissions import roles, scope

SHORTEST_REASON = 2
#: Hook: functions of user, customer and field that tell whether the user's work needs the complete value.
WORK = "bank_reveals_for_work"


@frappe.whitelist(methods=["POST"])
def reveal(doctype: str, name: str, field: str, reason: str) -> str:
	"""Return the complete value of one sealed field and record who asked for it and why.

	Raises PermissionError unless the user has a revealing role and may change the customer, and
	reveal_limit.TooManyReveals (429) above the settings' number per hour, of which compliance is told.
	"""
	_check_may_reveal(doctype, name, field)
	reason = reason.strip()
	if len(reason) < SHORTEST_REASON:
		frappe.throw(_("A reason is required to see the complete value."), title=_("Reason Missing"))
	entry = vault.read_one(doctype, name, field)
	if entry is None:
		frappe.throw(_("No value is stored in this field."), frappe.DoesNotExistError)
	reveal_limit.take(frappe.session.user)
	value = sealing.open_value(doctype, field, *entry)
	_record(doctype, name, field, reason)
	return value


def offered_fields() -> dict[str, list[str]]:
	"""Return the sealed fields by DocType for whom their forms offer `reveal`, nothing for everybody else."""
	if not _has_revealing_role(frappe.session.user):
		return {}
	return {doctype: list(fields) for doctype, fields in sealing.SEALED_FIELDS.items()}


def _has_revealing_role(user: str) -> bool:
	return user == "Administrator" or roles.has_any(user, roles.REVEALING)


def _check_may_reveal(doctype: str, name: str, field: str) -> None:
	if field not in sealing.SEALED_FIELDS.get(doctype, {}):
		frappe.throw(_("This field holds no sealed value."), frappe.PermissionError)
	user = frappe.session.user
	if not _has_revealing_role(user):
		frappe.throw(_("You may not see complete values."), frappe.PermissionError)
	if doctype == scope.CUSTOMER and _works_for(user, name, field):
		return
	frappe.has_permission(doctype, "read", doc=name, throw=True)
	if doctype == "Bank Lead":  # nobody's customer yet: whoever follows it up
		if not scope.allows(doctype, name, user, write=True):
			frappe.throw(_("Only who follows the lead up may see complete values."), frappe.PermissionError)
		return
	customer = name if doctype == scope.CUSTOMER else frappe.db.get_value(doctype, name, "customer")
	if not scope.allows(scope.CUSTOMER, customer, user, write=True):
		frappe.throw(_("Only who looks after the customer may see complete values."), frappe.PermissionError)


def _works_for(user: str, customer: str, field: str) -> bool:
	"""Tell whether work somebody was given needs this value of a customer (hook `bank_reveals_for_work`)."""
	return any(frappe.get_attr(path)(user, customer, field) for path in frappe.get_hooks(WORK))


def _record(doctype: str, name: str, field: str, reason: str) -> None:
	entry = frappe.get_doc(
		{
			"doctype": "Access Log",
			"user": frappe.session.user,
			"export_from": doctype,
			"reference_document": name,
			"method": reveal_limit.METHOD,
			"filters": json.dumps({"field": field, "reason": redact(reason)}, ensure_ascii=False),
		}
	)
	# Written at once and in the same transaction: without its record the value is not given out.
	entry.insert(ignore_permissions=True)  # a log is written for its subject, who may not write logs
	customer = name if doctype == scope.CUSTOMER else frappe.db.get_value(doctype, name, "customer")
	operation_log.record(
		Operation.REVEAL.value,
		doctype,
		name,
		customer=customer,
		detail=_("Field {0}; reason: {1}").format(field, redact(reason)),
	)
