"""The names of colleagues, for lists that hold log-ins."""

import frappe

from bank_crm.extends import people
from bank_crm.permissions import roles

MOST = 500


@frappe.whitelist(methods=["POST"])
def names(users: list[str] | str) -> dict[str, str]:
	"""Return the full names of at most `MOST` users who work in the bank, by user; staff only."""
	frappe.only_for((*roles.ALL, "System Manager"))
	return people.names_of(str(user) for user in (frappe.parse_json(users) or [])[:MOST])
