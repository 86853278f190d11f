"""Ranges of names for the whole bank, taken from Frappe's series and sequences before the first row."""

from __future__ import annotations

from bank_crm.demo.plan import Plan
from bank_crm.demo.rows import ACCOUNTS_EACH, SEALED_EACH, SNAPSHOTS_EACH, Naming
from bank_crm.numbering import reserve_sequence, reserve_series


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
