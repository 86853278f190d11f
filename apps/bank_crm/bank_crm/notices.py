"""Notices inside the Desk (the bell): who is told, in each one's own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import frappe
from frappe.utils import get_fullname

#: The notice in a language; `lang` is what frappe's translation takes.
Say = Callable[[str], str]


def tell(
	users: Iterable[str], say: Say, doctype: str, name: str | int, *, by: str | None = None, content: str = ""
) -> None:
	"""Put a notice about a document before some people; nothing is mailed, so nothing leaves the bank.

	`say` gives the notice in a language, HTML already escaped where it quotes somebody. Disabled users are left out.
	`by` is the person it comes from, the session's user if none is given.
	"""
	enabled = frappe.get_all(
		"User", filters={"name": ("in", sorted(set(users))), "enabled": 1}, fields=["name", "language"]
	)
	default = frappe.db.get_default("lang") or "en"
	for user in enabled:
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"type": "Alert",
				"for_user": user.name,
				"from_user": by or frappe.session.user,
				"subject": say(user.language or default),
				"email_content": content,
				"document_type": doctype,
				"document_name": name,
			}
		).insert(ignore_permissions=True)  # a notice is for somebody else than who causes it


def holders(roles: Iterable[str]) -> list[str]:
	"""Return everybody who holds one of the roles and is enabled."""
	role, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(role)
		.inner_join(user)
		.on((user.name == role.parent) & (role.parenttype == "User"))
		.select(user.name)
		.distinct()
		.where(role.role.isin(list(roles)) & (user.enabled == 1))
		.orderby(user.name)
	)
	return query.run(pluck=True)


def person(user: str) -> str:
	"""Return a person's name, safe in HTML."""
	return frappe.utils.escape_html(get_fullname(user) or user)
