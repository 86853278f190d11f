"""Who may use a screen, read from the rights as they are at this bank (UX-06)."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe import _

from bank_crm.permissions import roles

KINDS = ("read", "create", "write")
SHOWN = (*roles.ALL, "System Manager")


class Right(TypedDict):
	"""What a role may do on a screen; `name` is the role in the user's words."""

	name: str
	read: bool
	create: bool
	write: bool


def of_screen(screen: str) -> list[Right]:
	"""Return the roles that may open a screen, in the order of the bank's roles; none where nothing limits it."""
	if frappe.db.exists("DocType", screen):
		return _of_doctype(screen)
	for kind in ("Page", "Report"):
		if frappe.db.exists(kind, screen):
			held = {row.role for row in frappe.get_cached_doc(kind, screen).roles}
			return [_right(role, {"read"}) for role in SHOWN if role in held]
	return []


def _of_doctype(doctype: str) -> list[Right]:
	meta = frappe.get_meta(doctype)
	held: dict[str, set[str]] = {}
	for row in meta.permissions:
		if not row.permlevel:
			held.setdefault(row.role, set()).update(kind for kind in KINDS if row.get(kind))
	return [_right(role, held[role]) for role in SHOWN if "read" in held.get(role, ())]


def _right(role: str, kinds: set[str]) -> Right:
	return {"name": _(role), "read": "read" in kinds, "create": "create" in kinds, "write": "write" in kinds}
