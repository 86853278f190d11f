"""Who is responsible for a task: the customer's manager, else the branch's (CAR-04, CUS-04)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from frappe.query_builder.functions import Coalesce, IfNull
from frappe.utils import now
from pypika.functions import NullIf
from pypika.terms import ExistsCriterion, Term

from bank_crm.domain.care import CareStatus
from bank_crm.domain.enums import CustomerStatus

TASK = "Bank Care Task"


def responsible(customer: Table, branch: Table) -> Term:
	"""Return the responsible person's user name as an expression; NULL where nobody is."""
	return Coalesce(NullIf(customer.manager, ""), NullIf(branch.manager, ""))


def follow_managers(customer_name: str | None = None) -> None:
	"""Move open tasks to whoever looks after the customer now; archived customers' tasks are cancelled.

	A task somebody handed to a colleague stays there until the customer gets another manager; greetings
	that only the bank's channels send are nobody's.
	"""
	task, customer = frappe.qb.DocType(TASK), frappe.qb.DocType("Bank Customer")
	branch = frappe.qb.DocType("Bank Branch")
	now_responsible = responsible(customer, branch)
	moved = (
		frappe.qb.update(task)
		.inner_join(customer)
		.on(customer.name == task.customer)
		.left_join(branch)
		.on(branch.name == customer.branch)
		.set(task.assigned_to, now_responsible)
		.set(task.followed_manager, now_responsible)
		.where(task.status == CareStatus.OPEN.value)
		.where(task.assigned_to.isnotnull() | task.followed_manager.isnull())
		.where(IfNull(task.followed_manager, "") != IfNull(now_responsible, ""))
	)
	archived = (
		frappe.qb.from_(customer)
		.select(customer.name)
		.where((customer.name == task.customer) & (customer.status == CustomerStatus.ARCHIVED.value))
	)
	gone = (
		frappe.qb.update(task)
		.set(task.status, CareStatus.CANCELLED.value)
		.set(task.modified, now())
		.where((task.status == CareStatus.OPEN.value) & ExistsCriterion(archived))
	)
	for query in (moved, gone):
		(query.where(task.customer == customer_name) if customer_name else query).run()


def on_customer_update(doc: Document, method: str | None = None) -> None:
	"""Let the tasks follow at once when a customer's file names another manager (doc_event)."""
	changed = [doc.has_value_changed(field) for field in ("manager", "branch", "status")]
	if any(changed) and not doc.flags.in_insert:
		follow_managers(str(doc.name))
