"""The differences between Frappe 15 and 16; the only file that knows the framework's version."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

SUPPORTED = (15, 16)


def major_version() -> int:
	"""Frappe's major version; a development line counts as the version it becomes."""
	return int(frappe.__version__.split(".", maxsplit=1)[0])


def check_version() -> None:
	"""Stop on a framework outside the supported range."""
	if major_version() not in SUPPORTED:
		frappe.throw(
			_("Bank CRM runs on Frappe {0} and {1}, not on {2}.").format(*SUPPORTED, frappe.__version__)
		)


def give_role_profiles(user: Document, profiles: list[str]) -> None:
	"""Give a user exactly these role profiles: Frappe 16 keeps a list, Frappe 15 one, and roles beyond it."""
	roles = {row.role for profile in profiles for row in frappe.get_cached_doc("Role Profile", profile).roles}
	if user.meta.has_field("role_profiles"):
		user.set("role_profiles", [{"role_profile": profile} for profile in profiles])
	else:
		user.role_profile_name = profiles[0] if len(profiles) == 1 else None
	user.set("roles", [{"role": role} for role in sorted(roles)])


def close_account(user: Document) -> None:
	"""Close a user's account for whoever was allowed to by the caller (SEC-16).

	Frappe 15 switches the user's notifications off as the one who asks, who may change the own ones only; what is off
	already is left alone.
	"""
	frappe.db.set_value("Notification Settings", user.name, "enabled", 0)
	user.enabled = 0
	user.save(ignore_permissions=True)  # the caller has asked for the right


def beside_the_frameworks(condition: str) -> str:
	"""Return a list condition as it stands beside the framework's own for the same DocType (SEC-20).

	Conditions are joined by a bare AND within one pair of brackets. File's own on Frappe 15 is an OR without
	brackets, of which ours would bind the last part only: so it closes that pair and opens another.
	"""
	return f"1=1) and ({condition}" if condition and major_version() < 16 else condition


def permission_hook(check: Callable[..., bool]) -> Callable[..., bool | None]:
	"""Return a `has_permission` hook as the framework understands it (SEC-20).

	Frappe 16 asks every hook and lets one deny. Frappe 15 stops at the first that answers at all, so a yes there
	would silence all others: a hook without an objection says nothing.
	"""

	@wraps(check)
	def hook(*args: Any, **kwargs: Any) -> bool | None:
		if not check(*args, **kwargs):
			return False
		return True if major_version() > 15 else None

	return hook
