"""Rows whose period is over: deleted, emptied or archived by night, some at a time; a legal hold wins (RSK-08).

A round is a Bank Retention Run. A rehearsal counts and does nothing; so does the nightly round until the bank switches
it on in the settings. A round that is killed has done whole portions, and its report says how many rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from frappe.query_builder.functions import Count
from frappe.utils import cint, getdate, now_datetime
from pypika.terms import Criterion, ExistsCriterion, Not

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.compliance import operation_log
from bank_crm.compliance.privacy import archive, erasing, removing
from bank_crm.compliance.privacy.rules import CUSTOMER, HOLD, RULE, Rule, hold_in_force, rules
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.personal_data import ended_before
from bank_crm.domain.privacy_enums import JobState, RetentionAction
from bank_crm.jobs import enqueue_once

RUN = "Bank Retention Run"
ITEM = "Bank Retention Run Item"
LOCK = "retention"
ROWS_AT_ONCE = 1_000
CUSTOMERS_AT_ONCE = 50
ACTIONS: dict[RetentionAction, Callable[..., int]] = {
	RetentionAction.DELETE: removing.delete_rows,
	RetentionAction.ANONYMISE: removing.anonymise_rows,
}


def start(*, dry_run: bool) -> str:
	"""Begin a round in the background and return its name."""
	run = frappe.get_doc({"doctype": RUN, "dry_run": int(dry_run), "state": JobState.WAITING.value})
	run.insert(ignore_permissions=True)  # asked for by compliance, or the night's own
	enqueue_once(
		"bank_crm.compliance.privacy.retention.carry_out", f"retention:{run.name}", minutes=180, name=run.name
	)
	return str(run.name)


def nightly() -> None:
	"""The night's round: for real where the bank has said so, else a rehearsal."""
	by_night = cint(frappe.db.get_single_value("Bank CRM Settings", "retention_by_night"))
	start(dry_run=not by_night)


def carry_out(name: str, *, commit: bool = True) -> None:
	"""Do one round; one at a time. `commit` ends each portion, for jobs only."""
	try:
		with source_lock(LOCK):
			_carry_out(name, commit)
	except SourceBusy:
		frappe.db.set_value(
			RUN, name, {"state": JobState.FAILED.value, "failure": _("Another round is under way.")}
		)


def due(rule: Rule, table: Table, on: date | None = None) -> Criterion | None:
	"""Return which rows of a rule's DocType have ended, held ones included; None where the rule does nothing."""
	before = ended_before(on or getdate(), rule.after_months, rule.keep_months)
	if not rule.enabled or before is None:
		return None
	over = rule.age(table) < before
	if (stays := rule.must_stay(table, on)) is not None:
		over = over & Not(stays)
	if rule.doctype == CUSTOMER:
		return over & table.erased_on.isnull() & table.merged_into.isnull() & _needs_no_identity(table)
	return over & removing.not_yet(rule.data, table) if rule.action is RetentionAction.ANONYMISE else over


def _carry_out(name: str, commit: bool) -> None:
	run = frappe.get_doc(RUN, name)
	if run.state == JobState.DONE.value:
		return
	run.db_set(
		{"state": JobState.RUNNING.value, "started_at": now_datetime(), "started_by": frappe.session.user}
	)
	_keep(commit)
	try:
		for rule in rules():
			_carry_out_rule(run, rule, commit)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"{name}: the retention round stopped")
		run.db_set(
			{
				"state": JobState.FAILED.value,
				"ended_at": now_datetime(),
				"failure": _(
					"It could not be carried out; the administrator finds the cause in the error log."
				),
			}
		)
		_keep(commit)
		return
	run.db_set({"state": JobState.DONE.value, "ended_at": now_datetime()})
	_keep(commit)


def _carry_out_rule(run: Document, rule: Rule, commit: bool) -> None:
	table = frappe.qb.DocType(rule.doctype)
	over = due(rule, table)
	if over is None:
		return
	held = _is_held(rule, table)
	line = _line(run, rule, found=_count(rule.doctype, over), held=_count(rule.doctype, over & held))
	if not run.dry_run:
		free = frappe.qb.from_(table).select(table.name).where(over & Not(held))
		free = free.limit(CUSTOMERS_AT_ONCE if rule.doctype == CUSTOMER else ROWS_AT_ONCE)
		done = 0
		while names := free.run(pluck=True):
			changed = _act(run, rule, names)
			done += changed
			frappe.db.set_value(ITEM, line, "done", done, update_modified=False)
			_keep(commit)
			if not changed:
				break
		stamp = {"last_run_on": now_datetime(), "last_rows": done}
		frappe.db.set_value(RULE, rule.doctype, stamp, update_modified=False)
		if done:
			operation_log.record(
				Operation.DELETE.value,
				RULE,
				rule.doctype,
				detail=f"{run.name}: {rule.action.value}, {done} rows",
			)
	frappe.db.set_value(ITEM, line, "finished", 1, update_modified=False)
	_keep(commit)


def _act(run: Document, rule: Rule, names: list[str | int]) -> int:
	"""Deal with some rows; returns how many are done."""
	if rule.doctype == CUSTOMER:
		# a customer who is emptied takes along whatever else no law keeps
		stays = erasing.carry_out([str(name) for name in names], lambda step, rows: None)
		kept = {step.doctype for step in stays}
		return 0 if CUSTOMER in kept else len(names)
	if rule.action is RetentionAction.ARCHIVE:
		archive.write(run.name, rule.doctype, names)
		return removing.delete_rows(rule.data, names)
	return ACTIONS[rule.action](rule.data, names)


def _is_held(rule: Rule, table: Table) -> Criterion:
	"""Whether a row names a customer whom a legal hold protects."""
	hold = frappe.qb.DocType(HOLD).as_("hold")
	return Criterion.any(
		[
			ExistsCriterion(
				frappe.qb.from_(hold).select(1).where((hold.customer == table[column]) & hold_in_force(hold))
			)
			for column in rule.data.customers
		]
	)


def _needs_no_identity(customer: Table) -> Criterion:
	"""Whether a customer has no account or the like left, whose law demands the identity."""
	conditions = []
	for rule in rules():
		if rule.data.identity:
			other = frappe.qb.DocType(rule.doctype).as_(f"of_{frappe.scrub(rule.doctype)}")
			query = frappe.qb.from_(other).select(1).where(other[rule.data.customers[0]] == customer.name)
			conditions.append(Not(ExistsCriterion(query)))
	return Criterion.all(conditions)


def _line(run: Document, rule: Rule, *, found: int, held: int) -> str:
	row = frappe.get_doc(
		{
			"doctype": ITEM,
			"parent": run.name,
			"parenttype": RUN,
			"parentfield": "items",
			"idx": frappe.db.count(ITEM, {"parent": run.name}) + 1,
			"document_type": rule.doctype,
			"action": rule.action.value,
			"before_date": ended_before(getdate(), rule.after_months, rule.keep_months),
			"due": found,
			"held": held,
		}
	)
	row.db_insert()
	return str(row.name)


def _count(doctype: str, rows: Criterion) -> int:
	table = frappe.qb.DocType(doctype)
	((found,),) = frappe.qb.from_(table).select(Count("*")).where(rows).run()
	return int(found)


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
