"""Notices inside the Desk (the bell): who is told, in each one's own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import frappe
from frappe.desk.doctype.notification_log.notification_log import set_notifications_as_unseen
from frappe.query_builder.terms import ParameterizedValueWrapper
from frappe.utils import get_fullname, now_datetime
from frappe.utils.html_utils import sanitize_html

from bank_crm.compliance import free_text
from bank_crm.speaking import bank_language
from bank_crm.value_rows import ValueRows

LOG = "Notification Log"

#: The notice in a language; `lang` is what frappe's translation takes.
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Notice:
	"""A notice about a document before some people.

	`say` gives it in a language, HTML already escaped where it quotes somebody.
	"""

	users: Iterable[str]
	say: Say
	doctype: str
	name: str | int
	content: str = ""


def tell(
	users: Iterable[str], say: Say, doctype: str, name: str | int, *, by: str | None = None, content: str = ""
) -> None:
	"""Put one notice before some people; see `tell_all`."""
	tell_all([Notice(users, say, doctype, name, content)], by=by)


def tell_all(notices: Iterable[Notice], *, by: str | None = None) -> None:
	"""Put notices before people; nothing is mailed, so nothing leaves the bank. Disabled users are left out.

	`by` is the person they come from, the session's user if none is given. All notices are one statement: as documents
	each would cost more than the change it tells of.
	"""
	listed = [(notice, sorted(set(notice.users))) for notice in notices]
	told = _enabled({user for _notice, users in listed for user in users})
	rows = [row for notice, users in listed for row in _rows(notice, users, told)]
	if not rows:
		return
	now = now_datetime()
	same: dict[str, object] = {
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"creation": now,
		"modified": now,
		"type": "Alert",
		"from_user": by or frappe.session.user,
	}
	given = ValueRows(_OWN, rows)
	query = frappe.qb.into(frappe.qb.DocType(LOG)).columns(*_OWN, *same).from_(given)
	query = query.select(*(given[column] for column in _OWN))
	query.select(*(ParameterizedValueWrapper(value) for value in same.values())).run()
	for name in {row[1] for row in rows}:
		if told[name].seen:
			set_notifications_as_unseen(name)
		frappe.publish_realtime("notification", after_commit=True, user=name)


_OWN = ("name", "for_user", "subject", "email_content", "document_type", "document_name")


def _rows(notice: Notice, users: list[str], told: dict[str, frappe._dict]) -> list[tuple[str, ...]]:
	"""The columns of `_OWN` for everybody who is told of it."""
	default = bank_language()
	languages = {user: told[user].language or default for user in users if user in told}
	subjects = {language: _safe(notice.say(language)) for language in set(languages.values())}
	content = _safe(notice.content)
	return [
		(
			frappe.generate_hash(length=10),
			user,
			subjects[language],
			content,
			notice.doctype,
			str(notice.name),
		)
		for user, language in languages.items()
	]


def _enabled(users: Iterable[str]) -> dict[str, frappe._dict]:
	"""Those of the users who may log in, with their language and whether they have seen what they were told before."""
	asked = sorted(users)
	if not asked:
		return {}
	user, settings = frappe.qb.DocType("User"), frappe.qb.DocType("Notification Settings")
	query = frappe.qb.from_(user).left_join(settings).on(settings.name == user.name)
	query = query.select(user.name, user.language, settings.seen)
	rows = query.where(user.name.isin(asked) & (user.enabled == 1)).run(as_dict=True)
	return {row.name: row for row in rows}


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
