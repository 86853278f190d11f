"""Rows that are computed, written by a few statements instead of one document each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe.utils import now_datetime


def insert(doctype: str, rows: Sequence[Mapping[str, object]], **common: object) -> None:
	"""Insert rows with their names, all of the same columns; whoever is at work owns them. None is no row."""
	if not rows:
		return
	now, user = now_datetime(), frappe.session.user
	shared = {"creation": now, "modified": now, "owner": user, "modified_by": user, "docstatus": 0, **common}
	columns = [*rows[0], *shared]
	frappe.db.bulk_insert(doctype, columns, [(*row.values(), *shared.values()) for row in rows])
