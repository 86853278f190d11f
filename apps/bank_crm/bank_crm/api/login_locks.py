"""The list of locked accounts: unlocking at once (SEC-05)."""

import frappe

from bank_crm.compliance import login
from bank_crm.permissions import roles


@frappe.whitelist(methods=["POST"])
def unlock(names: list[str] | str) -> int:
	"""Unlock these entries of Bank Login Lock; returns how many."""
	frappe.only_for((roles.ADMINISTRATOR, "System Manager"))
	chosen: list[str] = frappe.parse_json(names)  # browsers send lists as JSON
	for name in chosen:
		login.unlock(str(name))
	return len(chosen)
