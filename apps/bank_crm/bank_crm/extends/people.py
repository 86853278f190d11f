"""Colleagues by their names: a form names the people its document links to, for their log-ins tell nobody who they are."""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

APP = "bank_crm"
USER = "User"


def name_people(doc: Document, method: str | None = None) -> None:
	"""Doc event `onload` of our documents: `__onload.people` gives the full name of each user linked in them."""
	if frappe.local.module_app.get(frappe.scrub(doc.meta.module or "")) != APP:
		return
	linked = {user for row in (doc, *doc.get_all_children()) for user in _linked(row)}
	if linked:
		doc.set_onload("people", names_of(linked))


def names_of(users: Iterable[str]) -> dict[str, str]:
	"""Return the full names of those of the users who work in the Desk, by user."""
	user, wanted = frappe.qb.DocType(USER), sorted(set(users))
	query = frappe.qb.from_(user).select(user.name, user.full_name).where(user.name.isin(wanted or [""]))
	return dict(query.where(user.user_type == "System User").run())


def _linked(row: Document) -> set[str]:
	fields = row.meta.get("fields", {"fieldtype": "Link", "options": USER})
	return {row.get(field.fieldname) for field in fields if row.get(field.fieldname)}
