"""Ranges of numbers for loads: counters are moved on once for many rows; a load's rows are named by what lies between."""

from __future__ import annotations

import frappe


def reserve_series(key: str, count: int) -> int:
	"""Move a naming series on by `count`, locked until the transaction ends; returns the last number given out before."""
	series = frappe.qb.DocType("Series")
	known = frappe.qb.from_(series).select(series.current).where(series.name == key).for_update().run()
	if not known:
		frappe.qb.into(series).columns("name", "current").insert(key, count).run()
		return 0
	last = int(known[0][0] or 0)
	frappe.qb.update(series).set(series.current, last + count).where(series.name == key).run()
	return last


def reserve_sequence(doctype: str, count: int) -> int:
	"""Move a DocType's own numbers on by `count`; returns the last one given out before. Loads run one at a time."""
	last = int(frappe.db.get_next_sequence_val(doctype)) - 1
	frappe.db.set_next_sequence_val(doctype, last + count, is_val_used=True)
	return last
