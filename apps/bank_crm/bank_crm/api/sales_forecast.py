"""Keeping the forecast of today, by hand (SAL-03)."""

from __future__ import annotations

import frappe

from bank_crm.permissions import roles
from bank_crm.sales.forecast import snapshots


@frappe.whitelist(methods=["POST"])
def take() -> str:
	"""Write the forecast of the whole bank down; returns the snapshot's label. Whoever reads it sees own lines only."""
	frappe.only_for([roles.BRANCH_MANAGER, roles.ADMINISTRATOR])
	return str(snapshots.take().label)
