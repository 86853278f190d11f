"""Ranges of names for the whole bank, taken from Frappe's series and sequences before the first row."""

from __future__ import annotations

import frappe

from bank_crm.demo.plan import Plan
from bank_crm.demo.rows import ACCOUNTS_EACH, SEALED_EACH, SNAPSHOTS_EACH, Naming


def reserve_names(plan: Plan) -> Naming:
	"""Move every counter behind the bank's last name; the result tells where the bank begins."""
	return Naming(
		customer=reserve_series("BC", plan.size),
		account=reserve_series("BA", plan.size * ACCOUNTS_EACH),
		standing_order=reserve_series("BSO", plan.size),
		transaction=reserve_sequence(
			"Bank Customer Transaction", plan.size * plan.transactions_per_customer * 2
		),
		event=reserve_sequence("Bank Behaviour Event", plan.size * plan.events_per_customer),
		snapshot=reserve_sequence("Bank Asset Snapshot", plan.size * SNAPSHOTS_EACH),
		sealed=reserve_sequence("Bank Sealed Value", plan.size * SEALED_EACH),
	)


def reserve_series(key: str, count: int) -> int:
	"""Move a running number on by `count`; returns the last one given out before."""
	series = frappe.qb.DocType("Series")
	known = frappe.qb.from_(series).select(series.current).where(series.name == key).for_update().run()
	if not known:
		frappe.qb.into(series).columns("name", "current").insert(key, count).run()
		return 0
	last = int(known[0][0] or 0)
	frappe.qb.update(series).set(series.current, last + count).where(series.name == key).run()
	return last


def reserve_sequence(doctype: str, count: int) -> int:
	"""Move a DocType's own numbers on by `count`; returns the last one given out before."""
	last = int(frappe.db.get_next_sequence_val(doctype)) - 1
	frappe.db.set_next_sequence_val(doctype, last + count, is_val_used=True)
	return last
