"""Who can be asked with @: colleagues by name, and posts with those who hold them (SVC-05)."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe.query_builder import Field
from frappe.query_builder.functions import Count
from pypika.terms import Criterion

from bank_crm.domain.service_enums import TaskMention

STAFF = "Bank Staff"
MOST = 8


class Mention(TypedDict):
	"""Somebody to ask: `value` is the user or the post; `note` the person's post, or how many hold it."""

	kind: str
	value: str
	label: str
	note: str


def find(text: str) -> list[Mention]:
	"""Return posts first, then people of the bank; all of them for an empty text, as far as they fit a list."""
	text = text.strip().lstrip("@").strip()
	return [*_posts(text), *_people(text)]


def names(users: list[str]) -> dict[str, str]:
	"""Return the names of those who have, or had, a post in the bank or handle orders."""
	staff, user = frappe.qb.DocType(STAFF), frappe.qb.DocType("User")
	profile = frappe.qb.DocType("Bank Service Profile")
	query = (
		frappe.qb.from_(user)
		.left_join(staff)
		.on(staff.user == user.name)
		.left_join(profile)
		.on(profile.user == user.name)
		.select(user.name, user.full_name)
		.where(user.name.isin(users or [""]) & (staff.name.isnotnull() | profile.name.isnotnull()))
	)
	return dict(query.run())


def _posts(text: str) -> list[Mention]:
	staff = frappe.qb.DocType(STAFF)
	query = (
		frappe.qb.from_(staff)
		.select(staff.post, Count("*"))
		.where((staff.active == 1) & staff.post.isnotnull() & (staff.post != ""))
		.groupby(staff.post)
		.orderby(staff.post)
		.limit(MOST)
	)
	if text:
		query = query.where(_contains(staff.post, text))
	return [
		{"kind": TaskMention.POST.value, "value": post, "label": f"@{post}", "note": str(many)}
		for post, many in query.run()
	]


def _people(text: str) -> list[Mention]:
	staff, user = frappe.qb.DocType(STAFF), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(staff)
		.inner_join(user)
		.on(user.name == staff.user)
		.select(staff.user, staff.staff_name, staff.post)
		.where((staff.active == 1) & (user.enabled == 1) & (staff.user != frappe.session.user))
		.orderby(staff.staff_name)
		.limit(MOST)
	)
	if text:
		query = query.where(
			_contains(staff.staff_name, text)
			| _contains(staff.employee_no, text)
			| _contains(staff.post, text)
		)
	return [
		{"kind": TaskMention.PERSON.value, "value": name, "label": f"@{called}", "note": post or ""}
		for name, called, post in query.run()
	]


def _contains(column: Field, text: str) -> Criterion:
	escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return column.like(f"%{escaped}%")
