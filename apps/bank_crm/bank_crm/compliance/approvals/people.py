"""Who could decide a step, how much each has to decide already, and who is away (SAL-11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import getdate, nowdate

from bank_crm.compliance.access.superiors import superiors
from bank_crm.domain.approval_enums import ApproverKind, VoteState
from bank_crm.domain.approvals import Candidate, Case, Delegation, Presence, Step
from bank_crm.permissions import branches, roles

VOTE, DELEGATION, ABSENCE = "Bank Approval Vote", "Bank Approval Delegation", "Bank Service Absence"
#: Whoever has a role but no post, e.g. a new colleague of the head office, comes after everybody with one.
FAR = 99


def candidates(step: Step, case: Case, person: str) -> list[Candidate]:
	"""Return everybody a step fits; `person` is the one whose document it is."""
	found = _found(step, case, person)
	here = working(found)
	load = open_votes(here)
	return [Candidate(user, found[user], load.get(user, 0)) for user in here]


def presence(day: str | None = None) -> Presence:
	"""Return who is away on a day (today) and who decides for whom."""
	on = getdate(day or nowdate())
	given = frappe.get_all(
		DELEGATION,
		filters={"from_date": ("<=", on), "to_date": (">=", on)},
		fields=["from_user", "to_user", "from_date", "to_date", "document_kind"],
		order_by="creation desc, name desc",
		limit=0,
	)
	return Presence(on, tuple(map(delegation, given)), _away(on))


def working(users: Iterable[str]) -> list[str]:
	"""Return those of the users who may log in and whose post has not ended."""
	wanted = sorted(set(users))
	user, staff = frappe.qb.DocType("User"), frappe.qb.DocType(branches.STAFF)
	enabled = (
		frappe.qb.from_(user).select(user.name).where(user.name.isin(wanted or [""]) & (user.enabled == 1))
	)
	posts = frappe.qb.from_(staff).select(staff.user, staff.active).where(staff.user.isin(wanted or [""]))
	active: dict[str, bool] = {}
	for name, is_active in posts.run():
		active[name] = active.get(name, False) or bool(is_active)
	return [name for name in enabled.orderby(user.name).run(pluck=True) if active.get(name, True)]


def open_votes(users: Sequence[str]) -> dict[str, int]:
	"""Return how many decisions wait for each."""
	vote = frappe.qb.DocType(VOTE)
	query = frappe.qb.from_(vote).select(vote.approver, Count("*")).groupby(vote.approver)
	return dict(
		query.where(vote.approver.isin(list(users) or [""]) & (vote.state == VoteState.OPEN.value)).run()
	)


def delegation(row: frappe._dict) -> Delegation:
	"""Return a row as the pure layer reads it."""
	return Delegation(
		row.from_user, row.to_user, getdate(row.from_date), getdate(row.to_date), row.document_kind or ""
	)


def _away(on: object) -> dict[str, str]:
	absence, profile = frappe.qb.DocType(ABSENCE), frappe.qb.DocType("Bank Service Profile")
	query = (
		frappe.qb.from_(absence)
		.inner_join(profile)
		.on(profile.name == absence.parent)
		.select(profile.user, absence.substitute)
		.where((absence.from_date <= on) & (absence.to_date >= on))
		.orderby(absence.from_date)
	)
	return {user: substitute or "" for user, substitute in query.run()}


def _found(step: Step, case: Case, person: str) -> dict[str, int]:
	if step.approver is ApproverKind.PERSON:
		return {step.who: 0}
	if step.approver is ApproverKind.SUPERIOR:
		return {user: place for place, user in enumerate(superiors(person))}
	if step.approver is ApproverKind.BRANCH_LEVEL:
		return _heads(step.who, case)
	if step.approver is ApproverKind.ROLE:
		return _with_role(step.who, case)
	return _with_post(step.who, case)


def _with_role(role: str, case: Case) -> dict[str, int]:
	held, staff = frappe.qb.DocType("Has Role"), frappe.qb.DocType(branches.STAFF)
	query = (
		frappe.qb.from_(held)
		.left_join(staff)
		.on((staff.user == held.parent) & (staff.active == 1))
		.select(held.parent, staff.branch)
		.where((held.parenttype == "User") & (held.role == role) & (held.parent != "Administrator"))
	)
	return _near(query.run(), case)


def _with_post(post: str, case: Case) -> dict[str, int]:
	staff = frappe.qb.DocType(branches.STAFF)
	query = frappe.qb.from_(staff).select(staff.user, staff.branch)
	return _near(query.where((staff.post == post) & (staff.active == 1) & staff.user.isnotnull()).run(), case)


def _near(rows: Iterable[tuple[str, str | None]], case: Case) -> dict[str, int]:
	"""Posts in the case's branch or above it; a case without a branch is everybody's."""
	found: dict[str, int] = {}
	for user, branch in rows:
		if branch in case.branches:
			distance = case.branches.index(branch)
		elif branch is None or not case.branches:
			distance = FAR
		else:
			continue
		found[user] = min(distance, found.get(user, FAR))
	return found


def _heads(level: str, case: Case) -> dict[str, int]:
	"""Who leads the case's branch of a level: the manager it names first, then branch managers with a post there."""
	table, staff = frappe.qb.DocType(branches.BRANCH), frappe.qb.DocType(branches.STAFF)
	at = frappe.qb.from_(table).select(table.name, table.manager)
	rows = at.where(table.name.isin(list(case.branches) or [""]) & (table.branch_level == level)).run()
	found = {manager: case.branches.index(name) for name, manager in rows if manager}
	there = [name for name, _manager in rows]
	posts = frappe.qb.from_(staff).select(staff.user, staff.branch)
	posts = posts.where(staff.branch.isin(there or [""]) & (staff.active == 1) & staff.user.isnotnull())
	for user, branch in posts.run():
		if roles.has_any(user, (roles.BRANCH_MANAGER,)):
			found.setdefault(user, case.branches.index(branch) + len(case.branches))
	return found
