"""Triggers that keep SQL from changing the operation log, its seals and archives, whoever sends it (SEC-13).

An entry may be sealed once, and be deleted once an archive holds it; nothing else. A database user who may not make
triggers leaves the log to the chain, which tells of every change afterwards; `verify-log` says so.
"""

import hashlib

import frappe
from frappe import _

LOG, SEAL, ARCHIVE = "Bank Operation Log", "Bank Log Seal", "Bank Log Archive"
PREFIX = "bank_log_guard"
#: Set by sealing, once.
SEALED_COLUMNS = ("sequence", "digest")
_REFUSE = "signal sqlstate '45000' set message_text = 'The operation log is append-only'"
_ALWAYS = "true"


def put_up() -> bool:
	"""Make the triggers that are missing and drop those of older versions; returns whether all stand."""
	wanted = _statements()
	present = standing()
	try:
		for name, statement in wanted.items():
			if name not in present:
				frappe.db.sql_ddl(statement)
	except frappe.db.OperationalError as error:
		# no right to make triggers, or a binary log that wants more than the rights of the site's user
		frappe.log_error(title="The operation log has no triggers", message=str(error))
		frappe.msgprint(
			_("The database user may not make triggers: the operation log is guarded by its chain alone.")
		)
		return False
	for name in present - wanted.keys():
		frappe.db.sql_ddl(f"drop trigger if exists `{name}`")
	return True


def take_down() -> None:
	"""Drop the triggers; before the tables go."""
	for name in standing():
		frappe.db.sql_ddl(f"drop trigger if exists `{name}`")


def is_up() -> bool:
	"""Tell whether every trigger stands as this version wants it."""
	return _statements().keys() <= standing()


def standing() -> set[str]:
	"""Return the names of the triggers there are."""
	rows = frappe.db.sql(
		"select trigger_name from information_schema.triggers where trigger_schema = database() and trigger_name like %s",
		(f"{PREFIX}%",),
	)
	return {name for (name,) in rows}


def _statements() -> dict[str, str]:
	columns = [column for column in frappe.db.get_table_columns(LOG) if column not in SEALED_COLUMNS]
	unchanged = " and ".join(f"new.`{column}` <=> old.`{column}`" for column in sorted(columns))
	archived = f"exists (select 1 from `tab{ARCHIVE}` a where old.sequence between a.first_sequence and a.last_sequence)"
	rules = {
		(LOG, "update"): f"old.sequence <> 0 or new.sequence = 0 or not ({unchanged})",
		(LOG, "delete"): f"old.sequence = 0 or not {archived}",
		(SEAL, "update"): _ALWAYS,
		(SEAL, "delete"): _ALWAYS,
		(ARCHIVE, "update"): _ALWAYS,
		(ARCHIVE, "delete"): _ALWAYS,
	}
	statements = {}
	for (doctype, event), forbidden in rules.items():
		body = f"before {event} on `tab{doctype}` for each row if {forbidden} then {_REFUSE}; end if"
		mark = hashlib.sha256(body.encode()).hexdigest()[:10]
		name = f"{PREFIX}_{frappe.scrub(doctype)}_{event}_{mark}"
		statements[name] = f"create trigger `{name}` {body}"
	return statements
