"""The quarterly audit of high-privilege operations: made by the scheduler, judged item by item (SEC-14)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import add_days, getdate, now_datetime, today
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.compliance.operation_log import LOG, record
from bank_crm.domain import quarters
from bank_crm.domain.compliance_enums import AuditStatus, AuditVerdict, Operation

AUDIT = "Bank Audit"
ITEM = "Bank Audit Item"
NEXT_ITEM = PseudoColumn("nextval(`bank_audit_item_id_seq`)")
#: What an audit looks at.
HIGH_PRIVILEGE = (
	Operation.TIER_CHANGE,
	Operation.EXPORT,
	Operation.EXPORT_REQUESTED,
	Operation.EXPORT_APPROVED,
	Operation.EXPORT_DOWNLOADED,
	Operation.REVEAL,
	Operation.ACCESS_GRANTED,
	Operation.ACCESS_WITHDRAWN,
	Operation.PERMISSION_CHANGE,
	Operation.WORKFLOW_CHANGE,
	Operation.HANDOVER,
	Operation.UNLOCK,
	Operation.DATA_SUBJECT_REQUEST,
)
COPIED = (
	"occurred_at",
	"user",
	"full_name",
	"action",
	"outcome",
	"ref_doctype",
	"ref_name",
	"customer",
	"summary",
	"fingerprint",
)
NEED_A_NOTE = (AuditVerdict.TO_BE_CLARIFIED.value, AuditVerdict.NOT_IN_ORDER.value)


def make_due(day: date | None = None) -> str | None:
	"""Make the audit of the last quarter that is over, unless there is one or nothing was logged before its end."""
	if frappe.db.get_single_value("Bank CRM Settings", "audit_quarterly") == 0:
		return None
	period = quarters.before(day or getdate(today()))
	end = add_days(quarters.bounds(period)[1], 1)
	if frappe.db.exists(AUDIT, period) or not frappe.db.exists(LOG, {"occurred_at": ("<", end)}):
		return None
	make(period)
	return period


def make(period: str) -> Document:
	"""Make the audit of a quarter, or take into it what was logged since; safe to run twice. ValueError for no quarter."""
	first, last = quarters.bounds(period)
	if frappe.db.exists(AUDIT, period):
		audit = frappe.get_doc(AUDIT, period, for_update=True)
		if audit.status == AuditStatus.CLOSED.value:
			frappe.throw(_("The audit of {0} is closed.").format(period))
	else:
		values = {"doctype": AUDIT, "period": period, "from_date": first, "to_date": last}
		audit = frappe.get_doc(values)
		audit.insert(ignore_permissions=True)  # audits are made by the scheduler, nobody may create one
	_take_items(period, first, last)
	recount(period)
	return audit.reload()


def judge(names: Sequence[int], verdict: str, note: str) -> int:
	"""Give one verdict to many items of open audits; returns how many. The caller has checked the right to write.

	Raises frappe.ValidationError for a verdict that needs a note and has none, for closed audits and for the user's own
	operations.
	"""
	note = check_verdict(verdict, note)
	table = frappe.qb.DocType(ITEM)
	query = (
		frappe.qb.from_(table).select(table.name, table.audit, table.user).where(table.name.isin(list(names)))
	)
	rows = query.for_update().run(as_dict=True)
	for audit in sorted({row.audit for row in rows}):
		check_open(audit)
	check_not_own({row.user for row in rows})
	user, moment = frappe.session.user, now_datetime()
	(
		frappe.qb.update(table)
		.set(table.verdict, verdict)
		.set(table.note, note)
		.set(table.decided_by, user)
		.set(table.decided_on, moment)
		.set(table.modified, moment)
		.set(table.modified_by, user)
		.where(table.name.isin([row.name for row in rows]))
		.run()
	)
	for audit in sorted({row.audit for row in rows}):
		recount(audit)
		count = sum(row.audit == audit for row in rows)
		record(
			Operation.WRITE.value,
			AUDIT,
			audit,
			before={"verdict": ""},
			after={"verdict": verdict, "note": note, "items": count},
		)
	return len(rows)


def pending_of(audit: str, action: str) -> list[int]:
	"""Return the items of one kind of operation that wait for a verdict and that the session's user may judge."""
	filters = {
		"audit": audit,
		"action": action,
		"verdict": AuditVerdict.PENDING.value,
		"user": ("!=", frappe.session.user),
	}
	return frappe.get_all(ITEM, filters=filters, pluck="name")


def close(name: str, conclusion: str) -> None:
	"""Close an audit all of whose items have a final verdict; the caller has checked the right to write."""
	audit = frappe.get_doc(AUDIT, name, for_update=True)
	check_open(name)
	recount(name)
	audit.reload()
	if audit.pending_count or audit.clarify_count:
		frappe.throw(
			_("{0} operations have no final verdict yet.").format(audit.pending_count + audit.clarify_count),
			title=_("Audit Not Complete"),
		)
	if not conclusion.strip():
		frappe.throw(_("{0}: is mandatory.").format(frappe.bold(_("Conclusion"))))
	audit.update(
		{
			"status": AuditStatus.CLOSED.value,
			"conclusion": conclusion.strip(),
			"closed_by": frappe.session.user,
			"closed_on": now_datetime(),
		}
	)
	audit.flags.bank_closing = True
	audit.save()


def recount(audit: str) -> None:
	"""Bring the audit's figures up to date with its items."""
	item = frappe.qb.DocType(ITEM)
	query = (
		frappe.qb.from_(item)
		.select(item.verdict, Count(item.name))
		.where(item.audit == audit)
		.groupby(item.verdict)
	)
	counts = dict(query.run())
	values = {
		"item_count": sum(counts.values()),
		"pending_count": counts.get(AuditVerdict.PENDING.value, 0),
		"clarify_count": counts.get(AuditVerdict.TO_BE_CLARIFIED.value, 0),
		"objection_count": counts.get(AuditVerdict.NOT_IN_ORDER.value, 0),
	}
	frappe.db.set_value(AUDIT, audit, values, update_modified=False)


def by_operation(audit: str) -> list[dict[str, Any]]:
	"""Return for each kind of operation how many items have which verdict, the largest first."""
	item = frappe.qb.DocType(ITEM)
	query = (
		frappe.qb.from_(item).select(item.action, item.verdict, Count(item.name)).where(item.audit == audit)
	)
	found: dict[str, dict[str, Any]] = {}
	for action, verdict, count in query.groupby(item.action, item.verdict).run():
		line = found.setdefault(
			action, {"action": action, "total": 0, **dict.fromkeys(AuditVerdict.values(), 0)}
		)
		line[verdict] += count
		line["total"] += count
	return sorted(found.values(), key=lambda line: (-line["total"], line["action"]))


def check_verdict(verdict: str, note: str) -> str:
	"""Return the note without blanks around it; refuses an unknown verdict and an objection without a reason."""
	if verdict not in AuditVerdict.values():
		frappe.throw(_("There is no verdict {0}.").format(frappe.bold(verdict)))
	note = (note or "").strip()
	if verdict in NEED_A_NOTE and not note:
		frappe.throw(_("{0}: is mandatory.").format(frappe.bold(_("Note"))), title=_("Verdict"))
	return note


def check_open(audit: str) -> None:
	"""Refuse changes of a closed audit."""
	if frappe.db.get_value(AUDIT, audit, "status") == AuditStatus.CLOSED.value:
		frappe.throw(_("The audit of {0} is closed.").format(audit))


def check_not_own(users: set[str]) -> None:
	"""Nobody judges what he or she did."""
	if frappe.session.user in users:
		frappe.throw(_("Your own operations are judged by somebody else."), frappe.PermissionError)


def _take_items(period: str, first: date, last: date) -> None:
	"""Copy the quarter's high-privilege entries that are not items yet, in one statement."""
	log, item = frappe.qb.DocType(LOG), frappe.qb.DocType(ITEM)
	stamp, user = now_datetime(), frappe.session.user
	known = frappe.qb.from_(item).select(item.log_entry).where(item.audit == period)
	fixed = {
		"creation": stamp,
		"modified": stamp,
		"owner": user,
		"modified_by": user,
		"audit": period,
		"verdict": AuditVerdict.PENDING.value,
	}
	(
		frappe.qb.into(item)
		.columns("name", "log_entry", *COPIED, *fixed)
		.from_(log)
		.select(NEXT_ITEM, log.name, *(log[column] for column in COPIED))
		.select(*(ValueWrapper(value) for value in fixed.values()))
		.where(log.action.isin([operation.value for operation in HIGH_PRIVILEGE]))
		.where((log.occurred_at >= first) & (log.occurred_at < add_days(last, 1)))
		.where(log.name.notin(known))
		.run()
	)
