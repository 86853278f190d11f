"""Who belongs to a segment now, who joined and who left; one statement each over whole sets (SEG-08, SEG-09).

The leavers are asked for by the segment's own tree turned round, so both questions go to one compiler.
"""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.terms import Criterion

from bank_crm.customer.customer_rows import insert_each
from bank_crm.customer.segments import combine, live, population
from bank_crm.domain import audience
from bank_crm.domain.customer_enums import MembershipChange

SEGMENT = "Bank Segment"
MEMBER = "Bank Segment Member"
CHANGE = "Bank Segment Change"


@dataclass(frozen=True, slots=True)
class Refreshed:
	"""What one refresh has changed."""

	joined: int
	left: int
	members: int


def refresh(name: str, *, reason: str | None = None) -> Refreshed:
	"""Bring the stored members in line with the segment's conditions or combination.

	Only customers the owner may see belong to it. Raises CombinationRefused, or frappe.ValidationError where
	the conditions no longer hold good. A second refresh of the same segment waits for the first; one that has been
	deleted meanwhile has nothing to refresh.
	"""
	segment = frappe.db.get_value(
		SEGMENT, name, ["basis", "conditions", "combination", "owner_user"], as_dict=True, for_update=True
	)
	if segment is None:
		return Refreshed(0, 0, 0)
	tree = combine.tree_of(segment.basis, segment.conditions, segment.combination)
	joined = left = 0
	if tree is not None:
		left = _leave(name, tree, segment.owner_user, reason)
		joined = _join(name, tree, segment.owner_user, reason)
	members = count_members(name)
	values = {"member_count": members, "refreshed_at": now_datetime(), "refresh_note": None}
	frappe.db.set_value(SEGMENT, name, values, update_modified=False)
	return Refreshed(joined, left, members)


def count_members(name: str) -> int:
	"""Return how many customers a segment holds, whoever asks."""
	member = frappe.qb.DocType(MEMBER)
	return frappe.qb.from_(member).select(Count("*")).where(member.segment == name).run(pluck=True)[0]


def log_joined(name: str, stamp: datetime, reason: str | None) -> int:
	"""Write the log of the members who joined at `stamp`; return how many."""
	member = frappe.qb.DocType(MEMBER)
	fresh = (member.segment == name) & (member.joined_at == stamp)
	chosen = frappe.qb.from_(member).select(member.customer).where(fresh)
	insert_each(chosen, CHANGE, _change(name, MembershipChange.JOINED, stamp, reason))
	return frappe.qb.from_(member).select(Count("*")).where(fresh).run(pluck=True)[0]


def leave(name: str, rows: Criterion, reason: str | None) -> int:
	"""Let the members that fulfil `rows` (over the unaliased table) leave; return how many."""
	member = frappe.qb.DocType(MEMBER)
	stamp = now_datetime()
	chosen = frappe.qb.from_(member).select(member.customer).where((member.segment == name) & rows)
	insert_each(chosen, CHANGE, _change(name, MembershipChange.LEFT, stamp, reason))
	return _delete_logged(name, stamp)


def _join(name: str, tree: audience.Json, owner: str, reason: str | None) -> int:
	stamp = now_datetime()
	values = {"segment": name, "joined_at": stamp}
	live.insert_select(tree, MEMBER, values, population.asked_as(owner))
	return log_joined(name, stamp, reason)


def _leave(name: str, tree: audience.Json, owner: str, reason: str | None) -> int:
	stamp = now_datetime()
	belongs = audience.carries("segment", [name])
	values = _change(name, MembershipChange.LEFT, stamp, reason)
	live.insert_select(audience.leaving(tree, belongs), CHANGE, values)
	left = _delete_logged(name, stamp)
	return left + leave(name, population.outside(owner, frappe.qb.DocType(MEMBER).customer), reason)


def _delete_logged(name: str, stamp: datetime) -> int:
	member, change = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CHANGE)
	logged = (
		(change.segment == name)
		& (change.changed_at == stamp)
		& (change.change == MembershipChange.LEFT.value)
	)
	gone = frappe.qb.from_(change).select(change.customer).where(logged)
	frappe.qb.from_(member).delete().where((member.segment == name) & member.customer.isin(gone)).run()
	return frappe.qb.from_(change).select(Count("*")).where(logged).run(pluck=True)[0]


def _change(name: str, change: MembershipChange, stamp: datetime, reason: str | None) -> dict[str, object]:
	return {
		"segment": name,
		"change": change.value,
		"changed_at": stamp,
		"changed_by": frappe.session.user,
		"reason": reason,
	}
