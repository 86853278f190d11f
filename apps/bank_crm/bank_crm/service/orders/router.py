"""Who gets an order: whoever the bank's Assignment Rule names, else whoever fits best, else a queue (SVC-03).

Frappe's Assignment Rules know users and turns, not skills, branches or capacity; where a bank has made one it decides
(`extends/order_assignment.py` takes its choice over), and this router takes the orders no rule names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate
from pypika import Case
from pypika.terms import ExistsCriterion, PyformatParameter

from bank_crm.domain import routing
from bank_crm.domain.routing import Agent, Choice, Misfit, Wanted
from bank_crm.domain.service_enums import Presence
from bank_crm.jobs import enqueue_once
from bank_crm.permissions import branches
from bank_crm.service.orders import loads
from bank_crm.speaking import bank_language

PROFILE, STAFF, BRANCH, QUEUE = "Bank Service Profile", "Bank Staff", "Bank Branch", "Bank Service Queue"
SKILL, PROFILE_SKILL = "Bank Service Skill", "Bank Service Profile Skill"
DISPATCH = "bank_crm.service.orders.dispatch.run"
LANGUAGE, ABSENCE = "Bank Service Profile Language", "Bank Service Absence"


@dataclass(frozen=True, slots=True)
class Verdict:
	"""Whom or which queue the order goes to, and why, in the session's language. The place is taken already."""

	user: str | None
	queue: str | None
	reason: str


def route(order: Document, unless: frozenset[str] = frozenset()) -> Verdict:
	"""Find somebody for an order and take a place in his or her capacity; a queue if nobody fits."""
	wanted = Wanted(
		skill=order.skill or "",
		language=foreign(order.language),
		favourite=favourite(order),
		unless=unless,
	)
	choice = routing.choose(agents(order.branch, wanted), wanted)
	chosen = loads.take([agent.user for agent in choice.fitting])
	if chosen:
		(agent,) = (one for one in choice.fitting if one.user == chosen)
		return Verdict(chosen, None, why(agent, choice, wanted))
	if choice.fitting:  # others were quicker; what waits is looked at again soon
		enqueue_once(DISPATCH, "dispatch_orders", minutes=10)
	queue = queue_of(order)
	return Verdict(None, queue, why_nobody(choice, wanted))


def agents(branch: str | None, wanted: Wanted) -> list[Agent]:
	"""Return everybody who accepts orders, as seen from an order's branch; few reads, however many they are."""
	query = _agents_query()
	rows = frappe.db.sql(str(query), {"today": nowdate()}, as_dict=True)
	names = [row.user for row in rows]
	levels = _levels(wanted.skill, names)
	posts = _posts(wanted.skill)
	speaking = _speaking(wanted.language, names)
	distances = _distances(branch)
	found = []
	for row in rows:
		level = levels.get(row.user) or (routing.USUAL_LEVEL if row.post and row.post in posts else 0)
		found.append(
			Agent(
				user=row.user,
				skills={wanted.skill: level} if level else {},
				languages=frozenset({wanted.language}) if row.user in speaking else frozenset(),
				distance=0 if not (branch and row.branch) else distances.get(row.branch),
				open_orders=row.open_orders or 0,
				capacity=row.capacity or 0,
				present=row.presence == Presence.AVAILABLE.value,
				absent=bool(row.absent),
				last_assigned=row.last_assigned_on,
			)
		)
	return found


def favourite(order: Document) -> str:
	"""Return the manager of the order's customer, who comes first if he or she fits."""
	known = order.flags.bank_favourite
	if known is None and order.customer:
		known = frappe.db.get_value("Bank Customer", order.customer, "manager")
	return known or ""


def foreign(language: str | None) -> str:
	"""Return the language of an order if it is not the bank's own, which everybody speaks; else ""."""
	own = bank_language()
	return language if language and language.split("-")[0] != own.split("-")[0] else ""


def absent_today(user: str) -> bool:
	"""Tell whether somebody is on leave today."""
	today = nowdate()
	away = {"parent": user, "parenttype": PROFILE, "from_date": ("<=", today), "to_date": (">=", today)}
	return bool(frappe.db.exists(ABSENCE, away))


def queue_of(order: Document) -> str | None:
	"""Return where an order waits: its subtype's queue, one for its skill (nearest branch first), the one for the rest."""
	if order.queue:
		return order.queue
	subtype = order.subtype and frappe.get_cached_value("Bank Work Order Subtype", order.subtype, "queue")
	if subtype and frappe.get_cached_value(QUEUE, subtype, "active"):
		return subtype
	queues = frappe.get_all(
		QUEUE, filters={"active": 1}, fields=["name", "branch", "skill", "is_fallback"], order_by="name asc"
	)
	distances = _distances(order.branch)
	fitting = [queue for queue in queues if order.skill and queue.skill == order.skill]
	near = [queue for queue in fitting if not queue.branch or queue.branch in distances]
	if near:
		return min(near, key=lambda queue: distances.get(queue.branch, len(distances))).name
	return next((queue.name for queue in queues if queue.is_fallback), None)


def why(agent: Agent, choice: Choice, wanted: Wanted) -> str:
	"""Say why somebody was chosen."""
	parts = []
	if agent.user == wanted.favourite:
		parts.append(_("the customer's own manager"))
	if wanted.skill:
		parts.append(_("skill {0}, level {1}").format(wanted.skill, routing.level_of(agent, wanted.skill)))
	if wanted.language:
		parts.append(_("speaks {0}").format(wanted.language))
	parts.append(_("{0} of {1} orders open").format(agent.open_orders, agent.capacity))
	parts.append(_("{0} colleagues fit").format(len(choice.fitting)))
	return "; ".join(parts)


def why_nobody(choice: Choice, wanted: Wanted) -> str:
	"""Say what kept everybody from getting an order."""
	if not choice.misfits and not choice.fitting:
		return _("Nobody accepts orders.")
	said = {
		Misfit.ABSENT: _("{0} on leave"),
		Misfit.AWAY: _("{0} not available"),
		Misfit.SKILL: _("{0} without the skill"),
		Misfit.LANGUAGE: _("{0} without the language"),
		Misfit.BRANCH: _("{0} in other branches"),
		Misfit.FULL: _("{0} with as many orders as they can carry"),
	}
	counts = {**choice.misfits}
	if choice.fitting:  # fitted when asked, full a moment later
		counts[Misfit.FULL] = counts.get(Misfit.FULL, 0) + len(choice.fitting)
	parts = [said[misfit].format(count) for misfit, count in counts.items()]
	return _("Nobody fits: {0}.").format("; ".join(parts))


@lru_cache(maxsize=1)
def _agents_query() -> str:
	"""The text of the query every new order asks, which takes as long to build as to answer; `today` is its value."""
	profile, user, staff, absence = (frappe.qb.DocType(name) for name in (PROFILE, "User", STAFF, ABSENCE))
	today = PyformatParameter("today")
	away = (
		frappe.qb.from_(absence)
		.select(absence.name)
		.where((absence.parent == profile.user) & (absence.parenttype == PROFILE))
		.where((absence.from_date <= today) & (absence.to_date >= today))
	)
	is_away = Case().when(ExistsCriterion(away), 1).else_(0)
	query = (
		frappe.qb.from_(profile)
		.inner_join(user)
		.on(user.name == profile.user)
		.left_join(staff)
		.on(staff.user == profile.user)
		.select(profile.user, profile.open_orders, profile.capacity, profile.presence)
		.select(profile.last_assigned_on, staff.branch, staff.post, is_away.as_("absent"))
		.where((profile.accepts_orders == 1) & (user.enabled == 1))
		.where(staff.active.isnull() | (staff.active == 1))
	)
	return query.get_sql()


def _levels(skill: str, users: list[str]) -> dict[str, int]:
	if not skill or not users:
		return {}
	row = frappe.qb.DocType(PROFILE_SKILL)
	query = frappe.qb.from_(row).select(row.parent, row.level).where(row.parenttype == PROFILE)
	return dict(query.where((row.skill == skill) & row.parent.isin(users)).run())


def _posts(skill: str) -> set[str]:
	"""The post that brings the skill along."""
	post = skill and frappe.get_cached_value(SKILL, skill, "post")
	return {post} if post else set()


def _speaking(language: str, users: list[str]) -> set[str]:
	if not language or not users:
		return set()
	row = frappe.qb.DocType(LANGUAGE)
	query = frappe.qb.from_(row).select(row.parent).where(row.parenttype == PROFILE)
	return set(query.where((row.language == language) & row.parent.isin(users)).run(pluck=True))


def _distances(branch: str | None) -> dict[str, int]:
	"""The branch itself and those it belongs to, with the steps up to each."""
	if not branch:
		return {}
	query = _above_query()
	above = frappe.db.sql(str(query), {"branch": branch})
	return {name: steps for steps, (name,) in enumerate(above)}


@lru_cache(maxsize=1)
def _above_query() -> str:
	"""The text of a query of every new order: a `branch` and those it belongs to, upwards."""
	here, above = frappe.qb.DocType(BRANCH).as_("here"), frappe.qb.DocType(BRANCH).as_("above")
	query = (
		frappe.qb.from_(here)
		.inner_join(above)
		.on(branches.within(here, above))
		.select(above.name)
		.where(here.name == PyformatParameter("branch"))
		.orderby(above.lft, order=frappe.qb.desc)
	)
	return query.get_sql()
