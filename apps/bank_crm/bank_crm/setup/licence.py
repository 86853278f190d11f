"""How many people work with the system, by role and module, and whether that is more than the bank has licensed (UX-10)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count

from bank_crm.permissions import roles

SETTINGS, FIELD = "Bank CRM Settings", "licensed_users"


def users() -> int:
	"""People with an open account and at least one of the app's roles."""
	holder = _holders()
	return int(holder.select(Count(frappe.qb.DocType("Has Role").parent).distinct()).run()[0][0])


def by_role() -> dict[str, int]:
	"""The same by role; somebody with two is counted in both."""
	held = frappe.qb.DocType("Has Role")
	counted = dict(_holders().select(held.role, Count(held.parent).distinct()).groupby(held.role).run())
	return {role: int(counted.get(role, 0)) for role in roles.ALL}


def by_module() -> dict[str, int]:
	"""People whose roles read at least one DocType of each of the app's modules."""
	held, right, kind = (frappe.qb.DocType(each) for each in ("Has Role", "DocPerm", "DocType"))
	modules = frappe.get_all("Module Def", {"app_name": "bank_crm"}, pluck="name", order_by="name asc")
	query = (
		_holders()
		.join(right)
		.on((right.role == held.role) & (right.read == 1) & (right.permlevel == 0))
		.join(kind)
		.on((kind.name == right.parent) & kind.module.isin(modules))
		.select(kind.module, Count(held.parent).distinct())
		.groupby(kind.module)
	)
	counted = dict(query.run())
	return {module: int(counted[module]) for module in modules if module in counted}


def limit() -> int:
	"""How many people the bank has licensed; 0 means without a limit."""
	return int(frappe.db.get_single_value(SETTINGS, FIELD) or 0)


def warn(doc: Document, method: str | None = None) -> None:
	"""Say to whoever saves an account that there are more people than licensed; nobody is kept out (hook of User)."""
	most = limit()
	if most and doc.enabled and (found := users()) > most:
		frappe.msgprint(
			_("{0} people work with the system, {1} are licensed.").format(found, most),
			title=_("More Users Than Licensed"),
			indicator="orange",
		)


def _holders() -> frappe.query_builder.builder.MySQLQueryBuilder:
	held, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(held)
		.join(user)
		.on((user.name == held.parent) & (user.enabled == 1))
		.where((held.parenttype == "User") & held.role.isin(roles.ALL))
	)
