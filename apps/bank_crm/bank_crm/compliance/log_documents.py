"""What documents tell the operation log: the events of every DocType end here (doc_events "*", SEC-13, SEC-14)."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model import no_value_fields, numeric_fieldtypes, table_fields
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.compliance.operation_log import LOG, record
from bank_crm.domain.compliance_enums import Operation

CUSTOMER = "Bank Customer"
#: Documents of the framework that decide who may do what.
PERMISSIONS = {
	"Custom DocPerm",
	"Custom Role",
	"DocShare",
	"Has Role",
	"LDAP Settings",
	"Module Profile",
	"OAuth Client",
	"Permission Type",
	"Role",
	"Role Profile",
	"Social Login Key",
	"System Settings",
	"User",
	"User Permission",
	"User Type",
}
#: Documents of the framework that decide what the system does by itself, and what its screens show.
PROCESSES = {
	"Assignment Rule",
	"Auto Email Report",
	"Client Script",
	"Custom Field",
	"DocType",
	"Notification",
	"Print Format",
	"Property Setter",
	"Report",
	"Server Script",
	"Webhook",
	"Workflow",
}
#: Of a user only this decides what he or she may do; the rest is theirs.
USER_FIELDS = {
	"allowed_in_mentions",
	"api_key",
	"block_modules",
	"bypass_restrict_ip_check_if_2fa_enabled",
	"enabled",
	"login_after",
	"login_before",
	"module_profile",
	"restrict_ip",
	"role_profile_name",
	"role_profiles",
	"roles",
	"simultaneous_sessions",
	"user_type",
}
#: Documents of ours that are an operation of their own kind.
KINDS = {"Bank Tier Change": Operation.TIER_CHANGE, "Bank Duty Rule": Operation.PERMISSION_CHANGE}
BATCH = "Bank Tier Batch"
BATCH_STATES = ("Applied", "Undone")
#: Tell their story elsewhere: the log itself, and the steps of a synchronisation, which is logged once as a whole.
SILENT = {
	LOG,
	"Bank Log Seal",
	"Bank Log Archive",
	"Bank Audit Item",
	"Bank Sync Run",
	"Bank Sync Part",
	"Bank Survey Response",  # a customer's word, no operation of staff; an entry would tell who wrote anonymously
}


def on_change(doc: Document, method: str | None = None) -> None:
	"""Log that a document was made or changed, by whichever way documents are (doc_event "*" on_change)."""
	operation = _operation_of(doc)
	if operation is None or doc.flags.in_delete or _is_quiet():
		return
	earlier = doc.get_doc_before_save()
	now = _values(doc)
	if earlier is None:
		_log(
			doc,
			operation,
			None,
			{field: value for field, value in now.items() if value not in (None, "", [], 0)},
		)
		return
	told = doc.flags.bank_logged
	before = told[1] if told and told[0] is earlier else _values(earlier)
	doc.flags.bank_logged = (earlier, now)
	changed = [field for field in now if not _same(before.get(field), now[field])]
	if doc.doctype == "User":
		changed = [field for field in changed if field in USER_FIELDS]
	if not changed:
		return
	if doc.doctype == BATCH and "status" in changed and doc.status in BATCH_STATES:
		operation = Operation.TIER_CHANGE
	_log(
		doc,
		operation,
		{field: before.get(field) for field in changed},
		{field: now[field] for field in changed},
	)


def after_delete(doc: Document, method: str | None = None) -> None:
	"""Log that a document was deleted, and what it held (doc_event "*" after_delete)."""
	operation = _operation_of(doc)
	if operation is None or _is_quiet():
		return
	held = {field: value for field, value in _values(doc).items() if value not in (None, "", [], 0)}
	if operation in (Operation.PERMISSION_CHANGE, Operation.WORKFLOW_CHANGE):
		record(operation.value, doc.doctype, doc.name, before=held, after={"deleted": 1})
	else:
		record(Operation.DELETE.value, doc.doctype, doc.name, customer=_customer(doc), before=held)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Log that a document has another name (doc_event "*" after_rename)."""
	operation = _operation_of(doc)
	if operation is None or _is_quiet():
		return
	record(
		operation.value,
		doc.doctype,
		new,
		customer=_customer(doc),
		before={"name": old},
		after={"name": new, "merged": merge},
	)


def before_print(doc: Document, method: str | None = None, *arguments: Any) -> None:
	"""Log that a document was put on paper or into a PDF, once in a request (doc_event "*" before_print)."""
	if not _is_ours(doc) or _is_quiet():
		return
	printed: set[tuple[str, str]] | None = getattr(frappe.local, "bank_crm_printed", None)
	if printed is None:
		printed = frappe.local.bank_crm_printed = set()
	if (doc.doctype, str(doc.name)) in printed:
		return
	printed.add((doc.doctype, str(doc.name)))
	record(Operation.PRINT.value, doc.doctype, doc.name, customer=_customer(doc))


def _operation_of(doc: Document) -> Operation | None:
	doctype = doc.doctype
	if doctype in PERMISSIONS:
		return Operation.PERMISSION_CHANGE
	if doctype in PROCESSES:
		return Operation.WORKFLOW_CHANGE
	if not _is_ours(doc) or doctype in SILENT:
		return None
	return KINDS.get(doctype, Operation.WRITE)


def _is_ours(doc: Document) -> bool:
	if not doc.doctype.startswith("Bank ") or doc.meta.istable:
		return False
	return frappe.local.module_app.get(frappe.scrub(doc.meta.module)) == "bank_crm"


def _is_quiet() -> bool:
	"""While an app comes, goes or is brought up to date nobody acts; what it ships is in its sources."""
	flags = frappe.flags
	return bool(flags.in_install or flags.in_uninstall or flags.in_migrate or flags.in_patch)


def _log(
	doc: Document, operation: Operation, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> None:
	record(
		operation.value,
		doc.doctype,
		doc.name,
		customer=_customer(doc),
		before=dict(before) if before is not None else None,
		after=dict(after),
	)


def _customer(doc: Document) -> str | None:
	if doc.doctype == CUSTOMER:
		return doc.name
	field = doc.meta.get_field("customer")
	return doc.get("customer") if field and field.options == CUSTOMER else None


def _values(doc: Document) -> dict[str, Any]:
	"""What the document holds by field; rows of tables as lists of their own values."""
	values: dict[str, Any] = {}
	for field in doc.meta.fields:
		kind = field.fieldtype
		if kind in table_fields and field.hidden and doc.doctype.startswith("Bank "):
			continue  # the app's bookkeeping; a user's roles are such a table too
		if kind in table_fields:
			values[field.fieldname] = [_values(row) for row in doc.get(field.fieldname) or ()]
		elif kind in numeric_fieldtypes:
			number = flt(doc.get(field.fieldname))
			values[field.fieldname] = int(number) if number.is_integer() else number
		elif kind == "Password":
			values[field.fieldname] = "*" if doc.get(field.fieldname) else ""
		elif kind not in no_value_fields and not field.get("is_virtual"):
			value = doc.get(field.fieldname)
			values[field.fieldname] = "" if value is None else value if isinstance(value, str) else str(value)
	return values


def _same(before: Any, now: Any) -> bool:
	return before == now
