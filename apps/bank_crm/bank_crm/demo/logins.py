"""Who may log in to the demo bank: one person per role, and the password they share."""

from __future__ import annotations

import secrets

import frappe
from frappe.installer import update_site_config

from bank_crm.demo.marks import PASSWORD_KEY, STAFF_DOMAIN
from bank_crm.permissions import roles


def demo_password() -> str:
	"""The site's demo password, made at random when first asked for.

	It belongs to the site as its database password does; it opens demo users only.
	"""
	known = frappe.conf.get(PASSWORD_KEY)
	if known:
		return str(known)
	password = secrets.token_urlsafe(9)
	update_site_config(PASSWORD_KEY, password)
	frappe.conf[PASSWORD_KEY] = password
	return password


def list_logins() -> list[dict[str, str]]:
	"""Role, user and password of the first demo employee of each role; empty without a demo bank.

	For the shell only (hook `bench_logins`), therefore not whitelisted.
	"""
	found = []
	for role in roles.ALL:
		user = _first_user(role)
		if user:
			found.append(
				{
					"role": role,
					"user": frappe.db.get_value("User", user, "username") or user,
					"password": str(frappe.conf.get(PASSWORD_KEY) or ""),
				}
			)
	return found


def _first_user(role: str) -> str | None:
	"""The lowest employee number with the role; the head of the whole bank only if nobody else has it."""
	user, has_role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	staff = frappe.qb.DocType("Bank Staff")
	names = (
		frappe.qb.from_(has_role)
		.inner_join(user)
		.on(user.name == has_role.parent)
		.inner_join(staff)
		.on(staff.user == user.name)
		.select(user.name)
		.where((has_role.parenttype == "User") & (has_role.role == role) & (user.enabled == 1))
		.where(user.name.like(f"%@{STAFF_DOMAIN}"))
		.orderby(staff.supervisor.isnull(), user.name)
		.limit(1)
	).run(pluck=True)
	return names[0] if names else None
