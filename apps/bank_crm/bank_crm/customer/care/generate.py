"""Making the care tasks: set-based, each rule, customer and period exactly once (CAR-01 to CAR-09).

Every statement leaves out what is there already and the unique key (rule, customer, period) refuses what
another run makes meanwhile. So a run may be repeated, killed or started twice: the tasks are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import frappe
from frappe.query_builder import CustomFunction
from frappe.utils import getdate, now, today
from pypika.terms import NullValue, PseudoColumn, Term, Values, ValueWrapper

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.customer.care import assignment, gifts
from bank_crm.customer.care.finding import CUSTOMER, Find, finds
from bank_crm.customer.care.rules import DOCTYPE as RULE
from bank_crm.customer.care.rules import CareRule, enabled
from bank_crm.domain.care import CareReach, CareStatus, Delivery, GiftStatus
from bank_crm.name_list import NameList

TASK = "Bank Care Task"
LOCK = "bank care tasks"
NEXT_ID = PseudoColumn("nextval(`bank_care_task_id_seq`)")
CUSTOMERS_PER_STATEMENT = 100_000
_subtract_days = CustomFunction("SUBDATE", ["day", "days"])
_greatest = CustomFunction("GREATEST", ["a", "b"])


def run(day: date | str | None = None, *, commit: bool = False) -> dict[str, int]:
	"""Make the tasks every enabled rule asks for up to `day`; returns the new ones by rule.

	`commit` is for jobs only: each range of customers stands for itself, and a rule counts as run when its
	last range is done. While another run is under way nothing is made: an empty answer.
	"""
	day = getdate(day or today())
	try:
		with source_lock(LOCK):
			assignment.follow_managers()
			made = {rule.name: _run_rule(rule, day, commit) for rule in enabled()}
			gifts.reserve_waiting()
	except SourceBusy:
		return {}
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job's last piece of work
	return made


def run_for(customers: Iterable[str], occasions: Iterable[str], day: date | str | None = None) -> int:
	"""Make the tasks of some customers now, without waiting for the night; returns how many."""
	day, span = getdate(day or today()), NameList(customers)
	wanted = set(occasions)
	return sum(
		_insert(rule, find, find.customer.name.isin(span))
		for rule in enabled()
		if rule.occasion.value in wanted
		for find in finds(rule, day)
	)


def _run_rule(rule: CareRule, day: date, commit: bool) -> int:
	made = 0
	for find in finds(rule, day):
		for first, last in _ranges():
			made += _insert(rule, find, find.customer.name[first:last])
			if commit:
				frappe.db.commit()  # nosemgrep: frappe-manual-commit - each range of customers stands for itself
	if rule.last_run_on is None or rule.last_run_on < day:
		frappe.db.set_value(RULE, rule.name, "last_run_on", day, update_modified=False)
	return made


def _insert(rule: CareRule, find: Find, span: Term) -> int:
	"""Insert the missing tasks of one range; the number of new rows."""
	branch = frappe.qb.DocType("Bank Branch")
	manager = assignment.responsible(find.customer, branch)
	due: Term = _subtract_days(find.on, rule.due_days_before)
	if find.due_not_before is not None:
		due = _greatest(due, find.due_not_before)
	doctype, reference = find.reference or (None, NullValue())
	found = (
		find.query.left_join(branch)
		.on(branch.name == find.customer.branch)
		.where(span)
		.select(
			find.customer.name.as_("customer"),
			manager.as_("manager"),
			find.on.as_("occasion_on"),
			due.as_("due_on"),
			find.period.as_("period_key"),
			find.subject.as_("subject"),
			reference.as_("reference_name"),
		)
	).as_("found")
	stamp, user = now(), frappe.session.user
	values: dict[str, Term | object] = {
		"name": NEXT_ID,
		"creation": stamp,
		"modified": stamp,
		"owner": user,
		"modified_by": user,
		"customer": found.customer,
		"subject": found.subject,
		"occasion": rule.occasion.value,
		"occasion_on": found.occasion_on,
		"due_on": found.due_on,
		"assigned_to": None if rule.reach == CareReach.CUSTOMER else found.manager,
		"followed_manager": found.manager,
		"priority": find.priority,
		"status": CareStatus.OPEN.value,
		"greeting": rule.greeting or None,
		"delivery_status": Delivery.TO_SEND.value if _sends(rule) else None,
		"gift": rule.gift or None,
		"gift_status": GiftStatus.WAITING.value if rule.gift else None,
		"rule": rule.name,
		"period_key": found.period_key,
		"reference_doctype": doctype,
		"reference_name": found.reference_name,
	}
	task, there = frappe.qb.DocType(TASK), frappe.qb.DocType(TASK).as_("there")
	query = (
		frappe.qb.into(task)
		.columns(*values)
		.from_(found)
		.left_join(there)
		.on(
			(there.rule == rule.name)
			& (there.customer == found.customer)
			& (there.period_key == found.period_key)
		)
		.where(there.name.isnull())
		.select(*(value if isinstance(value, Term) else _constant(value) for value in values.values()))
		.on_duplicate_key_update(task.customer, Values(task.customer))
	)
	query.run()
	return max(0, frappe.db._cursor.rowcount)


def _sends(rule: CareRule) -> bool:
	return bool(rule.greeting) and rule.reach in (CareReach.CUSTOMER, CareReach.BOTH)


def _constant(value: object) -> Term:
	return NullValue() if value is None else ValueWrapper(value)


def _ranges() -> Iterator[tuple[str, str]]:
	"""Walk the customers by name; only the ends of each range are read."""
	customer = frappe.qb.DocType(CUSTOMER)
	after = ""
	while True:
		rest = frappe.qb.from_(customer).select(customer.name).where(customer.name > after)
		first = rest.orderby(customer.name).limit(1).run(pluck=True)
		if not first:
			return
		last = rest.orderby(customer.name).limit(1).offset(CUSTOMERS_PER_STATEMENT - 1).run(pluck=True)
		if not last:
			last = rest.orderby(customer.name, order=frappe.qb.desc).limit(1).run(pluck=True)
		yield first[0], last[0]
		after = last[0]
