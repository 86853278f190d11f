"""Entries that outlive the transaction they were written in: what was refused, and what was only looked at.

A refusal ends in an exception, a reading request in a rollback; either takes the entry back. It is written again right
after. The fingerprint is unique, so nothing stands twice.
"""

from typing import Any

import frappe

ATTRIBUTE = "bank_crm_kept_entries"


def keep(entry: dict[str, Any]) -> None:
	"""Write this entry again if the running transaction is rolled back."""
	kept = getattr(frappe.local, ATTRIBUTE, None)
	if kept is None:
		kept = []
		setattr(frappe.local, ATTRIBUTE, kept)
	if not kept:
		frappe.db.after_rollback.add(_wait_for_others)
		frappe.db.after_commit.add(kept.clear)
	kept.append(entry)


def _wait_for_others() -> None:
	"""Go last: committing forgets the callbacks that still wait."""
	frappe.db.after_rollback.add(_write)


def _write() -> None:
	from bank_crm.compliance import operation_log

	kept: list[dict[str, Any]] = getattr(frappe.local, ATTRIBUTE)
	entries = list(kept)
	kept.clear()
	for entry in entries:
		operation_log.insert(entry)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- after a rollback nothing else is pending
