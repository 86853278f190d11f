"""Writing the operation log (SEC-13): who did what to which record, when, from where, how it ended.

`record` is the one way in. An entry is written in the caller's transaction, so that it stands exactly if the operation
does; what was only looked at or refused is written again after a rollback, because it happened nevertheless.
"""

import os
import time
from functools import lru_cache
from typing import Any

import frappe
from frappe.utils import get_fullname, now_datetime
from pypika.terms import Parameter, PseudoColumn
from rq.exceptions import InvalidJobOperation

from bank_crm.compliance import log_durable, log_keys, sentences
from bank_crm.compliance.sealing import SEALED_FIELDS
from bank_crm.domain import log_chain, operation_values
from bank_crm.domain.compliance_enums import Operation, OperationOutcome
from bank_crm.domain.redaction import redact

LOG = "Bank Operation Log"
#: Entries belong to nobody: a renamed user must not be a reason to write to them again.
OWNER = "Administrator"
#: MariaDB draws the primary key of an autoincrement DocType from this sequence.
NEXT_ID = PseudoColumn("nextval(`bank_operation_log_id_seq`)")
COLUMNS = (
	"creation",
	"modified",
	"owner",
	"modified_by",
	"docstatus",
	"idx",
	*log_chain.CONTENT,
	"fingerprint",
)
SHORT, LONG = 140, 255
#: What somebody has seen stays seen when the request is rolled back, as Frappe does after every GET.
SEEN = {
	Operation.PRINT,
	Operation.EXPORT,
	Operation.EXPORT_DOWNLOADED,
	Operation.REVEAL,
	Operation.ACCESS_USED,
}
#: Sealing is asked for by each process at most this often, in seconds; the scheduler does the rest.
SEAL_INTERVAL = 45
SEAL_JOB = "bank_crm.compliance.log_sealing.seal"
_asked_at: dict[str, float] = {}


def record(
	action: str,
	doctype: str | None = None,
	name: str | int | None = None,
	*,
	customer: str | None = None,
	before: dict[str, Any] | None = None,
	after: dict[str, Any] | None = None,
	outcome: str = OperationOutcome.DONE.value,
	detail: str = "",
	user: str | None = None,
) -> None:
	"""Write one operation of `user` (the session's, by default) to the log.

	`action` is one of `Operation`, `outcome` one of `OperationOutcome`; anything else is a ValueError. Values are
	masked here, the caller hands them over as they are.
	"""
	operation, ended = Operation(action), OperationOutcome(outcome)
	if frappe.flags.in_install or frappe.flags.in_uninstall:
		return  # the table is not there yet, or not for long
	entry = _entry(operation, ended, doctype, name, customer, before, after, detail, user)
	insert(entry)
	if operation in SEEN or ended is not OperationOutcome.DONE:
		log_durable.keep(entry)
	_ask_for_sealing()


def insert(entry: dict[str, Any]) -> None:
	"""Write a finished entry; the same entry twice is an error of the database."""
	stamp = entry["occurred_at"]
	row = {
		"creation": stamp,
		"modified": stamp,
		"owner": OWNER,
		"modified_by": OWNER,
		"docstatus": 0,
		"idx": 0,
		**entry,
	}
	query = _insert_query()
	frappe.db.sql(str(query), [row[column] for column in COLUMNS])


def _entry(
	operation: Operation,
	ended: OperationOutcome,
	doctype: str | None,
	name: str | int | None,
	customer: str | None,
	before: dict[str, Any] | None,
	after: dict[str, Any] | None,
	detail: str,
	user: str | None,
) -> dict[str, Any]:
	who = user or frappe.session.user
	version, key = log_keys.current()
	sealed = SEALED_FIELDS.get(doctype or "", {})
	before = operation_values.masked(before, sealed) if before else None
	after = operation_values.masked(after, sealed) if after else None
	full_name = get_fullname(who) or who
	moment = now_datetime()
	changed = list(after or ()) if before else []
	entry = {
		"nonce": os.urandom(16).hex(),
		"occurred_at": moment,
		"user": _cut(who, SHORT),
		"full_name": _cut(full_name, SHORT),
		"action": operation.value,
		"outcome": ended.value,
		"ref_doctype": _cut(doctype, SHORT),
		"ref_name": _cut(name, SHORT),
		"customer": _cut(customer, SHORT),
		"ip_address": _cut(getattr(frappe.local, "request_ip", None), SHORT),
		"origin": _cut(_origin(), LONG),
		"device": _cut(frappe.get_request_header("User-Agent") if _request() else None, LONG),
		"summary": _clean(
			sentences.summary(operation, ended, full_name, moment, doctype, changed, created=before is None)
		),
		"detail": _clean(redact(detail)),
		"before_values": _clean(operation_values.as_text(before)),
		"after_values": _clean(operation_values.as_text(after)),
		"key_version": version,
	}
	entry["fingerprint"] = log_chain.fingerprint(key, entry)
	return entry


def _request() -> Any:
	return getattr(frappe.local, "request", None)


def _origin() -> str:
	"""Say the way an operation came: a request, a background job or a terminal."""
	if request := _request():
		command = frappe.form_dict.get("cmd")
		return f"{request.method} {f'/api/method/{command}' if command else request.path}"
	job = getattr(frappe.local, "job", None)
	return f"job {job.method}" if job else "terminal"


def _cut(value: object, length: int) -> str:
	return _clean("" if value is None else str(value))[:length]


def _clean(text: str) -> str:
	"""Drop what the database could not give back as it was written."""
	return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _insert_query() -> str:
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.into(table).columns("name", *COLUMNS).insert(NEXT_ID, *[Parameter("%s")] * len(COLUMNS))
	return query.get_sql()


def _ask_for_sealing() -> None:
	"""Have the new entries numbered and chained soon; by a job, so that writers wait for nobody."""
	site, moment = frappe.local.site, time.monotonic()
	if moment - _asked_at.get(site, -SEAL_INTERVAL) < SEAL_INTERVAL:
		return
	_asked_at[site] = moment
	frappe.db.after_commit.add(_enqueue_sealing)


def _enqueue_sealing() -> None:
	try:
		frappe.enqueue(SEAL_JOB, queue="short", job_id="bank_crm:seal", deduplicate=True)
	except InvalidJobOperation:
		# the job asked about was ending at this moment; what it has left is sealed within a minute
		frappe.logger("bank_crm").info("sealing the operation log was not asked for a second time")
