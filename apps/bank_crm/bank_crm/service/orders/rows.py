"""Who sees which work order, and what hangs on it (SVC-10, requirements 1.6).

Read: the handler, who made it, members of its queue, colleagues while they are asked for help, the manager of its
branch and of those above, whoever sees the customer, and who reads everything. Write: the handler; members of the
queue while nobody handles it; who made it while it is new; the branch's manager; the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm import compat
from bank_crm.domain.orders import DONE
from bank_crm.domain.service_enums import OrderState, TaskMention, TaskState
from bank_crm.permissions import hooks, names, plans, roles, scope

ORDER, TASK, QUEUE_MEMBER, STAFF = (
	"Bank Work Order",
	"Bank Collaboration Task",
	"Bank Service Queue Member",
	"Bank Staff",
)
PENDING = (TaskState.OPEN.value, TaskState.IN_PROGRESS.value)
#: From this many customers on they are asked for by a query; fewer are named, so that indexes are merged.
MOST_NAMES = 2_000
#: An agent's customers: those of orders that are open, and no more.
DONE_STATES = tuple(state.value for state in sorted(DONE))


def criterion(
	doctype: str, user: str, table: Table, *, write: bool, grants: bool, added_up: bool = False
) -> Criterion | None:
	"""Return the condition `user`'s rows of an order or of what follows it fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	if doctype == ORDER:
		return _orders(user, table, write=write, grants=grants, added_up=added_up)
	order = frappe.qb.DocType(ORDER)
	theirs = frappe.qb.from_(order).select(order.name).where(_orders(user, order, write=write, grants=grants))
	follows = table[scope.ORDER_BOUND[doctype]].isin(theirs)
	return follows | _own_tasks(user, table) if doctype == TASK else follows


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether an order, or what hangs on one, is among the user's rows.

	A new order is for nobody in particular or for a customer the user sees; what hangs on an order needs the order.
	"""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if not doc.is_new() and doc.name:
		return scope.allows(doc.doctype, doc.name, user, write=write) and _keeps_customer(doc, user, write)
	if doc.doctype == ORDER:
		return not doc.get("customer") or scope.allows(scope.CUSTOMER, doc.customer, user)
	order = doc.get(scope.ORDER_BOUND[doc.doctype])
	return not order or scope.allows(ORDER, order, user, write=True)


def visible(table: Table) -> Criterion | None:
	"""Return the condition for reports over orders of the session's user; None means every row.

	Rare grounds are names here, which leave a condition the reports' own index can answer.
	"""
	return criterion(ORDER, frappe.session.user, table, write=False, grants=True, added_up=True)


def customers_of(doctype: str, name: str | int) -> list[str]:
	"""Return the customer of an order, or of the order something hangs on; none where there is none."""
	order = name if doctype == ORDER else frappe.db.get_value(doctype, name, scope.ORDER_BOUND[doctype])
	customer = frappe.db.get_value(ORDER, order, "customer") if order else None
	return [customer] if customer else []


def agents_customers(user: str) -> QueryBuilder:
	"""Select the customers whose open orders `user` handles (hook bank_agent_customers)."""
	order = frappe.qb.DocType(ORDER)
	return (
		frappe.qb.from_(order)
		.select(order.customer)
		.where((order.handler == user) & order.state.notin(DONE_STATES) & order.customer.isnotnull())
	)


def queues_of(user: str) -> list[str]:
	"""Return the queues `user` may pull from."""
	member = frappe.qb.DocType(QUEUE_MEMBER)
	query = frappe.qb.from_(member).select(member.parent).distinct().where(member.user == user)
	return query.where(member.parenttype == "Bank Service Queue").run(pluck=True)


def asked(user: str, task: Table) -> Criterion:
	"""Return the condition of the tasks `user` is asked to do: by name, or by the post he or she holds."""
	staff = frappe.qb.DocType(STAFF)
	post = (
		frappe.qb.from_(staff)
		.select(staff.post)
		.where((staff.user == user) & (staff.active == 1) & staff.post.isnotnull())
	).run(pluck=True)
	named = (task.mention == TaskMention.PERSON.value) & (task.user == user)
	if not post or not post[0]:
		return named | (task.taken_by == user)
	home = scope.branches_above(user)
	here = task.branch.isnull() | (task.branch == "")
	if home:
		here = here | task.branch.isin(home)
	by_post = (task.mention == TaskMention.POST.value) & task.post.isin(post) & here
	return named | (task.taken_by == user) | by_post


def _orders(user: str, table: Table, *, write: bool, grants: bool, added_up: bool = False) -> Criterion:
	held = set(frappe.get_roles(user))
	rare = _rare(user, table, write=write)
	grounds = [table.handler == user, *(_named(user, table, rare) if added_up else rare)]
	if roles.BRANCH_MANAGER in held and (branches := scope.branches_below(user)):
		grounds.append(table.branch.isin(branches))
	if not write:
		if helping := _helping(user):
			grounds.append(table.name.isin(helping))
		if theirs := _of_customers(user, table, held, grants=grants):
			grounds.append(theirs)
	return Criterion.any(grounds)


def _rare(user: str, table: Table, *, write: bool) -> list[Criterion]:
	"""What the user made, and what waits in queues of his or hers."""
	made = table.owner == user
	grounds = [made & (table.state == OrderState.NEW.value) if write else made]
	if queues := queues_of(user):
		waiting = table.queue.isin(queues)
		grounds.append(waiting & (table.handler.isnull() | (table.handler == "")) if write else waiting)
	return grounds


def _named(user: str, table: Table, grounds: list[Criterion]) -> list[Criterion]:
	"""The orders of each ground by their names, but for those the user handles; many stay a ground."""
	named: list[Criterion] = []
	others = table.handler.isnull() | (table.handler != user)
	for ground in grounds:
		found = names.some(frappe.qb.from_(table).select(table.name).where(ground & others))
		if found:
			named.append(table.name.isin(found) if len(found) <= names.MOST else ground)
	return named


def _of_customers(user: str, table: Table, held: set[str], *, grants: bool) -> Criterion | None:
	"""The orders of the customers the user sees; few of them by name."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, grants=grants)
	if condition is None:
		return None
	theirs = frappe.qb.from_(customer).select(customer.name).where(condition)
	if roles.BRANCH_MANAGER not in held:
		few = theirs.limit(MOST_NAMES + 1).run(pluck=True)
		if not few:
			return None
		if len(few) <= MOST_NAMES:
			return table.customer.isin(few)
	return plans.of_customers(table.customer, theirs, condition, customer)


def _helping(user: str) -> list[str]:
	"""The orders the user is asked to help with at the moment."""
	task = frappe.qb.DocType(TASK)
	query = frappe.qb.from_(task).select(task.work_order).distinct()
	return query.where(task.state.isin(PENDING) & asked(user, task)).limit(MOST_NAMES).run(pluck=True)


def _own_tasks(user: str, task: Table) -> Criterion:
	return (task.requested_by == user) | asked(user, task)


def _keeps_customer(doc: Document, user: str, write: bool) -> bool:
	"""An order may not be moved to a customer the user does not see."""
	if not write or doc.doctype != ORDER or not doc.get("customer"):
		return True
	stored = frappe.db.get_value(ORDER, doc.name, "customer")
	return doc.customer == stored or scope.allows(scope.CUSTOMER, doc.customer, user)


def of_orders(column: Term, user: str | None = None) -> Criterion | None:
	"""Return that `column` names an order the user sees, for reports and other parts; None means all."""
	user = user or frappe.session.user
	order = frappe.qb.DocType(ORDER)
	condition = scope.criterion(ORDER, user, order)
	if condition is None:
		return None
	return column.isin(frappe.qb.from_(order).select(order.name).where(condition))
