"""The list of locked accounts: unlocking at once (SEC-05)."""

import frappe

from bank_crm.compliance import login
from bank_crm.permissions import roles


@frappe.whitelist(methods=["POST"])
def unlock(names: list[str]) -> int:
	"""Unlock these entries of Bank Login Lock; returns how many."""
	frappe.only_for((roles.ADMINISTRATOR, "System Manager"))
	for name in names:
		login.unlock(name)
	return len(names)
