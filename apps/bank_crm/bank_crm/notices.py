"""Notices inside the Desk (the bell): who is told, in each one's own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import frappe
from frappe.desk.doctype.notification_log.notification_log import set_notifications_as_unseen
from frappe.utils import get_fullname, now_datetime
from frappe.utils.html_utils import sanitize_html

from bank_crm.compliance import free_text
from bank_crm.speaking import bank_language

LOG = "Notification Log"

#: The notice in a language; `lang` is what frappe's translation takes.
Say = Callable[[str], str]


def tell(
	users: Iterable[str], say: Say, doctype: str, name: str | int, *, by: str | None = None, content: str = ""
) -> None:
	"""Put a notice about a document before some people; nothing is mailed, so nothing leaves the bank.

	`say` gives the notice in a language, HTML already escaped where it quotes somebody. Disabled users are left out.
	`by` is the person it comes from, the session's user if none is given. All notices are one statement: as documents
	each would cost more than the change it tells of.
	"""
	told = _enabled(users)
	if not told:
		return
	default, now = bank_language(), now_datetime()
	subjects = {language: _safe(say(language)) for language in {user.language or default for user in told}}
	row: dict[str, object] = {
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"creation": now,
		"modified": now,
		"type": "Alert",
		"from_user": by or frappe.session.user,
		"email_content": _safe(content),
		"document_type": doctype,
		"document_name": str(name),
	}
	query = frappe.qb.into(frappe.qb.DocType(LOG)).columns("name", "for_user", "subject", *row)
	for user in told:
		subject = subjects[user.language or default]
		query = query.insert(frappe.generate_hash(length=10), user.name, subject, *row.values())
	query.run()
	for user in told:
		if user.seen:
			set_notifications_as_unseen(user.name)
		frappe.publish_realtime("notification", after_commit=True, user=user.name)


def _enabled(users: Iterable[str]) -> list[frappe._dict]:
	"""Those of the users who may log in, with their language and whether they have seen what they were told before."""
	user, settings = frappe.qb.DocType("User"), frappe.qb.DocType("Notification Settings")
	query = frappe.qb.from_(user).left_join(settings).on(settings.name == user.name)
	query = query.select(user.name, user.language, settings.seen).orderby(user.name)
	return query.where(user.name.isin(sorted(set(users)) or [""]) & (user.enabled == 1)).run(as_dict=True)


def _safe(text: str) -> str:
	"""What the document's own events would store: no complete numbers of customers, no script."""
	quiet = free_text.quieten_text(text)
	return sanitize_html(quiet) if "<" in quiet else quiet


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
