"""What holds for some customers right now: condition trees, answers to messages, products bought since they entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import frappe
from frappe.query_builder.functions import Concat
from frappe.utils import getdate

from bank_crm.domain.enums import CustomerStatus
from bank_crm.domain.journey_enums import MessageAnswer, RunState, Test
from bank_crm.domain.message_states import ARRIVED, values
from bank_crm.marketing.journeys.actions import Run, Work
from bank_crm.name_list import NameList

CUSTOMER, ACCOUNT, MESSAGE, LOG = (
	"Bank Customer",
	"Bank Customer Account",
	"Bank Message",
	"Bank Journey Step Log",
)
_ANSWERED_AT = {
	MessageAnswer.OPENED.value: ("opened_at", "clicked_at", "replied_at"),
	MessageAnswer.CLICKED.value: ("clicked_at",),
	MessageAnswer.REPLIED.value: ("replied_at",),
}


def holds(work: Work) -> set[int]:
	"""Return the runs for which a condition step is true."""
	settings = work.step.settings
	test = settings["test"]
	if test == Test.CONDITIONS.value:
		found = matching(settings["conditions"], work.runs)
		return {run.name for run in work.runs if run.customer in found}
	if test == Test.RESPONSE.value:
		return answered(str(settings["of_step"]), str(settings["answer"]), work.runs)
	return bought(work.runs, settings.get("category"), settings.get("product"))


def matching(conditions: Mapping[str, Any], runs: Collection[Run]) -> set[str]:
	"""Return the customers of some runs that fulfil a condition tree, asked of MariaDB as the bank itself.

	The runs are named by what they have in common, so that the statement is as short for thousands as for one; who else
	lies between them does not matter.
	"""
	from bank_crm.analytics.engine.live import LiveEngine
	from bank_crm.customer.segments import compile

	if not runs:
		return set()
	names = [run.name for run in runs]
	table = frappe.qb.DocType("Bank Journey Run")
	between = frappe.qb.from_(table).select(table.customer.as_("customer"))
	between = between.where((table.name >= min(names)) & (table.name <= max(names)))
	between = between.where(table.state == RunState.ACTIVE.value)
	between = between.where(table.due_at <= max(run.due_at for run in runs if run.due_at))
	engine = LiveEngine(between)
	found = {row[0] for row in engine.rows(compile.members(conditions, engine))}
	return found & {run.customer for run in runs}


def answered(of_step: str, answer: str, runs: Iterable[Run]) -> set[int]:
	"""Return the runs whose message of an earlier step was answered so; of several visits any counts."""
	log, message = frappe.qb.DocType(LOG), frappe.qb.DocType(MESSAGE)
	query = (
		frappe.qb.from_(log)
		.inner_join(message)
		.on(message.message_key == Concat("journey:", log.step_key))
		.select(log.run)
		.distinct()
		.where(log.run.isin([run.name for run in runs]) & (log.step == of_step))
	)
	if answer == MessageAnswer.ARRIVED.value:
		query = query.where(message.state.isin(values(ARRIVED)))
	else:
		first, *more = (message[column].isnotnull() for column in _ANSWERED_AT[answer])
		for one in more:
			first |= one
		query = query.where(first)
	return {int(name) for name in query.run(pluck=True)}


def bought(runs: Collection[Run], category: str | None, product: str | None) -> set[int]:
	"""Return the runs whose customer opened such an account after entering; what was known before does not count."""
	account = frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.from_(account).select(account.customer, account.opened_on, account.creation)
	query = query.where(NameList({run.customer for run in runs}).holds(account.customer))
	query = query.where(account.creation >= min(run.entered_at for run in runs))
	if product:
		query = query.where(account.product == product)
	elif category:
		query = query.where(account.category == category)
	opened: dict[str, list[tuple[Any, Any]]] = {}
	for customer, day, stored in query.run():
		opened.setdefault(customer, []).append((day, stored))
	return {
		run.name
		for run in runs
		if any(
			stored > run.entered_at and (day is None or getdate(day) >= run.entered_at.date())
			for day, stored in opened.get(run.customer, ())
		)
	}


def inactive(customers: Collection[str]) -> set[str]:
	"""Return those of some customers who are the bank's no more, or were merged into others."""
	table = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(table).select(table.name)
	query = query.where(NameList(customers).holds(table.name) & (table.status == CustomerStatus.ACTIVE.value))
	return set(customers) - set(query.run(pluck=True))
