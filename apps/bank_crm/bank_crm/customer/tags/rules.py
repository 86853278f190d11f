"""Tags that follow conditions, and tags whose time is over; whole sets, run every night (SEG-08)."""

import frappe
from frappe.utils import now_datetime, today

from bank_crm.customer.segments import live, population
from bank_crm.customer.tags import actions, store
from bank_crm.domain import audience
from bank_crm.domain.customer_enums import TagChangeKind, TagChangeSource, TagSource

RULE_WHERE = {"field": "source", "operator": "=", "value": TagSource.RULE.value}


def apply_rule(tag: str) -> tuple[int, int]:
	"""Bring a tag's assignments in line with its conditions; return how many came and went.

	What people have put on by hand stays. The rule reaches the customers its owner may see. Without
	conditions, or while the tag is not in force, what the rule once put on is left alone.
	"""
	conditions, owner = frappe.db.get_value(store.TAG, tag, ["conditions", "owner_user"], for_update=True)
	if not conditions or not actions.offered([tag]):
		return 0, 0
	tree = frappe.parse_json(conditions)
	removed = _leave(tag, tree, owner)
	added = _join(tag, tree, owner)
	count = store.count_customers(tag)
	frappe.db.set_value(
		store.TAG,
		tag,
		{"refreshed_at": now_datetime(), "refresh_note": None, "customer_count": count},
		update_modified=False,
	)
	return added, removed


def end_rule(tag: str) -> int:
	"""Take a tag off all whom its rule gave it, as when the rule is deleted; return off how many."""
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	rows = assignment.source == TagSource.RULE.value
	removed = store.take_off(tag, rows, TagChangeSource.RULE, frappe.session.user)
	store.count_customers(tag)
	return removed


def expire() -> int:
	"""Take off what was put on until a day that is over, and tags that are over; return how many."""
	assignment, tag = frappe.qb.DocType(store.ASSIGNMENT), frappe.qb.DocType(store.TAG)
	user, removed = frappe.session.user, 0
	over = frappe.qb.from_(tag).select(tag.name).where(tag.valid_until < today()).run(pluck=True)
	due = (
		frappe.qb.from_(assignment)
		.select(assignment.tag)
		.distinct()
		.where(assignment.valid_until < today())
		.run(pluck=True)
	)
	for name in sorted({*over, *due}):
		rows = None if name in over else assignment.valid_until < today()
		removed += store.take_off(name, rows, TagChangeSource.EXPIRY, user)
		store.count_customers(name)
	return removed


def _join(tag: str, tree: audience.Json, owner: str) -> int:
	stamp = now_datetime()
	values = store.assignment_values(tag, TagSource.RULE, owner, stamp)
	live.insert_select(tree, store.ASSIGNMENT, values, population.asked_as(owner))
	return store.log_put_on(tag, TagSource.RULE, owner, stamp)


def _leave(tag: str, tree: audience.Json, owner: str) -> int:
	stamp = now_datetime()
	ruled = audience.carries("tag", [tag], where=[RULE_WHERE])
	values = store.change_values(tag, TagChangeKind.REMOVED, TagChangeSource.RULE, owner, stamp)
	live.insert_select(audience.leaving(tree, ruled), store.CHANGE, values)
	removed = store.delete_logged(tag, owner, stamp)
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	rows = population.outside(owner, assignment.customer) & (assignment.source == TagSource.RULE.value)
	return removed + store.take_off(tag, rows, TagChangeSource.RULE, owner)
