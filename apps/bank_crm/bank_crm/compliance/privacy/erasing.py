"""Erasing customers: what no law demands goes, and the request says of everything else why it stays (SEC-17, RSK-08).

Row by row the question is the same for one customer and for many. A process killed in the middle leaves portions that
are done and a report that counts them; started again it goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate
from pypika.terms import Criterion

from bank_crm.compliance.privacy import removing
from bank_crm.compliance.privacy.rules import CUSTOMER, Rule, held, rules
from bank_crm.customer.personal_data import EXTRAS
from bank_crm.domain.privacy_enums import Fate
from bank_crm.name_list import NameList
from bank_crm.speaking import bank_language

LOG = "Bank Operation Log"
ROWS_AT_ONCE = 1_000
ON_HOLD = "A legal duty forbids erasing at present"
LOG_STAYS = "Record of who did what; nobody can change it, and its values are masked"
IDENTITY = "Other data of the customer that must be kept need the identity"
EXTRAS_GO = "Details nobody has to keep; the identity stays"


@dataclass(frozen=True, slots=True)
class Step:
	"""What happens to some rows of one DocType. `rule` is None where only their number is told."""

	doctype: str
	fate: Fate
	rows: int
	reason: str = ""
	rule: Rule | None = None


def in_words(reason: str) -> str:
	"""Return a step's reason in the bank's language: the report is the bank's, whoever's job writes it."""
	return _(reason, lang=bank_language()) if reason else ""


def with_merged(customer: str) -> list[str]:
	"""Return the customer and all that were merged into it: they are the same person."""
	merged = frappe.get_all(CUSTOMER, filters={"merged_into": customer}, pluck="name")
	return [customer, *sorted(merged)]


def plan(customers: Sequence[str]) -> list[Step]:
	"""Return what erasing the customers would do now, without doing anything."""
	names = NameList(customers)
	on_hold = bool(held(names))
	steps = []
	identity_stays = False
	for rule in rules():
		if rule.doctype == CUSTOMER:
			steps += _plan_customer(rule, names, identity_stays, on_hold)
			continue
		table = frappe.qb.DocType(rule.doctype)
		if on_hold:
			if found := _count(rule.doctype, rule.belongs_to(table, names)):
				steps.append(Step(rule.doctype, Fate.KEPT, found, ON_HOLD, rule))
			continue
		for fate, reason, rows in rule.fates(table, names):
			if found := _count(rule.doctype, _open(rule, fate, rows)):
				identity_stays |= rule.data.identity and fate is Fate.KEPT
				steps.append(Step(rule.doctype, fate, found, reason, rule))
	log = frappe.qb.DocType(LOG)
	if logged := _count(LOG, names.holds(log.customer)):
		steps.append(Step(LOG, Fate.KEPT, logged, LOG_STAYS))
	return steps


def carry_out(
	customers: Sequence[str], done: Callable[[Step, int], None], *, keep: Callable[[], None] | None = None
) -> list[Step]:
	"""Do it; returns what stays. `done` is told of every portion within its transaction, `keep` ends each of them.

	The customers' rows are locked while their fate is decided, so that no account comes in between.
	"""
	names = NameList(customers)
	frappe.qb.from_(frappe.qb.DocType(CUSTOMER)).select("name").where(
		names.holds(frappe.qb.DocType(CUSTOMER).name)
	).for_update().run()
	steps = plan(customers)
	for step in steps:
		if step.rule is not None and step.doctype != CUSTOMER and step.fate is not Fate.KEPT:
			for rows in _portions(step.rule, names):
				act = removing.delete_rows if step.fate is Fate.DELETED else removing.anonymise_rows
				done(step, act(step.rule.data, rows))
				if keep:
					keep()
	_finish_customers(customers, steps, done)
	if keep:
		keep()
	return [step for step in steps if step.fate is Fate.KEPT]


def _plan_customer(rule: Rule, names: NameList, identity_stays: bool, on_hold: bool) -> list[Step]:
	table = frappe.qb.DocType(CUSTOMER)
	own = rule.belongs_to(table, names)
	found = _count(CUSTOMER, own & table.erased_on.isnull())
	if not found:
		return []
	if on_hold:
		return [Step(CUSTOMER, Fate.KEPT, found, ON_HOLD, rule)]
	if identity_stays:
		steps = [Step(CUSTOMER, Fate.KEPT, found, IDENTITY, rule)]
		if extra := _count(CUSTOMER, own & removing.not_yet(rule.data, table, EXTRAS)):
			steps.append(Step(CUSTOMER, Fate.ANONYMISED, extra, EXTRAS_GO, rule))
		return steps
	return [Step(CUSTOMER, Fate.ANONYMISED, found, "", rule)]


def _finish_customers(
	customers: Sequence[str], steps: Sequence[Step], done: Callable[[Step, int], None]
) -> None:
	"""The customers' own rows: emptied, or only what nobody has to keep where the identity stays."""
	step = next((one for one in steps if one.doctype == CUSTOMER and one.fate is Fate.ANONYMISED), None)
	if step is None or step.rule is None:
		return
	data = step.rule.data
	if any(one.doctype == CUSTOMER and one.fate is Fate.KEPT for one in steps):
		removing.forget_traces(CUSTOMER, NameList(customers), removing.TALK)
		removing.blank(CUSTOMER, customers, removing.emptied(data, EXTRAS))
		done(step, step.rows)
		return
	changed = removing.anonymise_rows(data, customers)
	removing.forget_deleted(customers)
	table = frappe.qb.DocType(CUSTOMER)
	(
		frappe.qb.update(table)
		.set(table.erased_on, getdate())
		.where(NameList(customers).holds(table.name) & table.erased_on.isnull())
	).run()
	for customer in customers:
		frappe.clear_document_cache(CUSTOMER, customer)
	done(step, changed)


def _portions(rule: Rule, names: NameList) -> Iterator[list[str | int]]:
	"""Give the rows that go, some at a time; each portion is gone (or emptied) before the next is asked for."""
	table = frappe.qb.DocType(rule.doctype)
	for fate, _reason, rows in rule.fates(table, names):
		if fate is Fate.KEPT:
			continue
		query = frappe.qb.from_(table).select(table.name).where(_open(rule, fate, rows)).limit(ROWS_AT_ONCE)
		while found := query.run(pluck=True):
			yield found


def _open(rule: Rule, fate: Fate, rows: Criterion) -> Criterion:
	"""The rows that are left to do: what is anonymised already is done."""
	if fate is not Fate.ANONYMISED:
		return rows
	return rows & removing.not_yet(rule.data, frappe.qb.DocType(rule.doctype))


def _count(doctype: str, rows: Criterion) -> int:
	table = frappe.qb.DocType(doctype)
	((found,),) = frappe.qb.from_(table).select(Count("*")).where(rows).run()
	return int(found)
