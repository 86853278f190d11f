"""Who is told by a step of an escalation, found for many orders with one query a kind (SVC-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import frappe

from bank_crm import notices
from bank_crm.domain.service_level_enums import EscalationTarget
from bank_crm.permissions import roles
from bank_crm.service import supervisors

STAFF, QUEUE, MEMBER = "Bank Staff", "Bank Service Queue", "Bank Service Queue Member"


@dataclass(frozen=True)
class Recipients:
	"""The people around some orders; lists are in the order they are to be tried.

	Who was looked for is a key, also where nobody was found.
	"""

	superiors: dict[str, str]
	members: dict[str, list[str]]
	supervisors: dict[str, str]
	managers: dict[str, list[str]]
	roles: dict[str, list[str]]

	def whom(self, order: frappe._dict, target: str, role: str = "") -> tuple[str, ...]:
		"""Return whom a step tells about an order; where its target is nobody, the next higher one is told."""
		for found in self._ladder(order, target, role):
			if found:
				return tuple(dict.fromkeys(found))
		return ()

	def _ladder(self, order: frappe._dict, target: str, role: str) -> list[list[str]]:
		handler = [order.handler] if order.handler else []
		queue = self.members.get(order.queue or "", [])
		supervisor = [found] if (found := self.supervisors.get(order.queue)) else []
		superior = [found] if (found := self.superiors.get(order.handler)) else []
		managers = self.managers.get(order.branch or "", [])
		rungs = {
			EscalationTarget.HANDLER.value: [handler, queue, supervisor, managers],
			EscalationTarget.QUEUE.value: [queue, supervisor, managers],
			EscalationTarget.QUEUE_SUPERVISOR.value: [supervisor, superior, managers],
			EscalationTarget.SUPERIOR.value: [superior, supervisor, managers],
			EscalationTarget.BRANCH_MANAGER.value: [managers],
			EscalationTarget.ROLE.value: [self._holders(role)],
		}
		return [*rungs[target], self._holders(roles.ADMINISTRATOR)]

	def _holders(self, role: str) -> list[str]:
		if role not in self.roles:
			self.roles[role] = notices.holders([role])
		return self.roles[role]


def of_orders(orders: Sequence[frappe._dict], known: Recipients | None = None) -> Recipients:
	"""Return the people around some orders, which have handler, queue and branch.

	`known` is what an earlier batch has found; only who is missing there is looked for, and put down there too.
	"""
	known = known or Recipients({}, {}, {}, {}, {})
	if handlers := {order.handler for order in orders if order.handler} - known.superiors.keys():
		known.superiors.update(dict.fromkeys(handlers, "") | _superiors(handlers))
	if queues := {order.queue for order in orders if order.queue} - known.members.keys():
		known.members.update({queue: [] for queue in queues} | _members(queues))
		known.supervisors.update(_supervisors(queues))
	if branches := {order.branch for order in orders if order.branch} - known.managers.keys():
		known.managers.update({branch: [] for branch in branches} | _managers(branches))
	return known


def _superiors(handlers: Iterable[str]) -> dict[str, str]:
	staff = frappe.qb.DocType(STAFF)
	query = frappe.qb.from_(staff).select(staff.user, staff.supervisor)
	query = query.where(staff.user.isin(sorted(handlers)) & (staff.active == 1) & (staff.supervisor != ""))
	return {user: superior for user, superior in query.run() if superior != user}


def _members(queues: Iterable[str]) -> dict[str, list[str]]:
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.from_(member).select(member.parent, member.user)
	query = query.where(member.parent.isin(sorted(queues)) & (member.parenttype == QUEUE)).orderby(member.idx)
	return _grouped(query.run())


def _supervisors(queues: Iterable[str]) -> list[tuple[str, str]]:
	queue = frappe.qb.DocType(QUEUE)
	query = frappe.qb.from_(queue).select(queue.name, queue.supervisor)
	return query.where(queue.name.isin(sorted(queues)) & (queue.supervisor != "")).run()


def _managers(branches: Iterable[str]) -> dict[str, list[str]]:
	"""The branch managers of each branch, or of the nearest one above that has any."""
	return {branch: levels[0] for branch, levels in supervisors.managers(branches).items()}


def _grouped(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
	found: defaultdict[str, list[str]] = defaultdict(list)
	for key, value in rows:
		found[key].append(value)
	return dict(found)
