"""The people `./crm benchmark service` works with: made for it, with a key for requests, and deleted with its orders."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import now_datetime
from frappe.utils.password import delete_all_passwords_for, set_encrypted_password

from bank_crm.domain.service_enums import Presence
from bank_crm.permissions import roles
from bank_crm.service.orders import loads
from bank_crm.service.orders.profiles import MOST_CAPACITY

DOMAIN = "benchmark-service.invalid"
#: Open orders each of them has when the benchmark begins; there is room for as many again.
LOAD = MOST_CAPACITY // 2
_OWNED = ("creation", "modified", "owner", "modified_by")
_USER = ("name", "email", "first_name", "full_name", "enabled", "user_type", "api_key", *_OWNED)
_ROLE = ("name", "parent", "parenttype", "parentfield", "role", "idx", *_OWNED)
_PROFILE = ("name", "user", "accepts_orders", "capacity", "presence", "open_orders", *_OWNED)


def make(count: int) -> list[str]:
	"""Make people who handle orders and are there, all at once; returns their names."""
	clear()
	names = [f"agent-{number:04d}@{DOMAIN}" for number in range(count)]
	now = now_datetime()
	made = (now, now, "Administrator", "Administrator")
	users, held, profiles = [], [], []
	for number, name in enumerate(names):
		title = f"Benchmark {number}"
		users.append((name, name, title, title, 1, "System User", frappe.generate_hash(length=15), *made))
		role = roles.SERVICE_AGENT
		held.append((frappe.generate_hash(length=10), name, "User", "roles", role, 1, *made))
		profiles.append((name, name, 1, MOST_CAPACITY, Presence.AVAILABLE.value, 0, *made))
	frappe.db.bulk_insert("User", list(_USER), users)
	frappe.db.bulk_insert("Has Role", list(_ROLE), held)
	frappe.db.bulk_insert(loads.PROFILE, list(_PROFILE), profiles)
	_keep()
	return names


def clear() -> None:
	"""Delete the people a benchmark has made, also one that was killed; everybody's orders are counted anew."""
	user = frappe.qb.DocType("User")
	names = frappe.qb.from_(user).select(user.name).where(user.name.like(f"%@{DOMAIN}")).run(pluck=True)
	if names:
		for doctype, column in (
			("Has Role", "parent"),
			("Notification Log", "for_user"),
			("Notification Settings", "name"),
			(loads.PROFILE, "name"),
			("User", "name"),
		):
			table = frappe.qb.DocType(doctype)
			frappe.qb.from_(table).delete().where(table[column].isin(names)).run()
		for name in names:
			delete_all_passwords_for("User", name)
	loads.recount()
	_keep()


def credentials(users: Sequence[str]) -> list[dict[str, str]]:
	"""Return the headers by which requests of some of these people are known; each gets a new secret."""
	found = []
	for user in users:
		secret = frappe.generate_hash(length=15)
		set_encrypted_password("User", user, secret, "api_secret")
		key = frappe.db.get_value("User", user, "api_key")
		found.append({"Authorization": f"token {key}:{secret}", "Host": frappe.local.site})
	_keep()
	return found


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the web server has to see who there is
	frappe.clear_cache()
