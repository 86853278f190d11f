"""A care task for whoever looks after the customer: the manager, else the branch's, else the journey's owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint
from pypika.functions import Cast, Coalesce
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.customer.care import assignment
from bank_crm.domain.care import CarePriority, CareStatus, TaskOccasion
from bank_crm.marketing.journeys.actions import RUN, JourneyAction, Outcome, Work
from bank_crm.marketing.responses import Reference
from bank_crm.value_rows import ValueRows

TASK = "Bank Care Task"
MOST_DAYS = 365


def _fields() -> list[dict[str, Any]]:
	return [
		{"fieldname": "subject", "fieldtype": "Data", "label": _("What Is to Be Done"), "reqd": 1},
		{
			"fieldname": "days",
			"fieldtype": "Int",
			"label": _("Within Days"),
			"default": 3,
			"description": _("Days until the task is due."),
		},
		{
			"fieldname": "priority",
			"fieldtype": "Select",
			"label": _("Priority"),
			"options": [
				{"value": value, "label": _(value, context="Bank Care Task")}
				for value in CarePriority.values()
			],
			"default": CarePriority.MEDIUM.value,
		},
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	found = []
	subject = str(settings.get("subject") or "").strip()
	if not subject or len(subject) > 140:
		found.append(_("say what is to be done, in at most {0} characters.").format(140))
	if not 0 <= cint(settings.get("days")) <= MOST_DAYS:
		found.append(_("the task is due within {0} days.").format(MOST_DAYS))
	if (settings.get("priority") or CarePriority.MEDIUM.value) not in CarePriority.values():
		found.append(_("choose a priority."))
	return found


def _perform(work: Work) -> dict[int, Outcome]:
	settings = work.step.settings
	task, customer = frappe.qb.DocType(TASK), frappe.qb.DocType("Bank Customer")
	branch = frappe.qb.DocType("Bank Branch")
	given = ValueRows(("customer", "run"), [(run.customer, run.name) for run in work.runs])
	responsible = assignment.responsible(customer, branch)
	title = frappe.get_cached_value("Bank Journey", work.journey, "journey_name")
	values = {
		"creation": work.now,
		"modified": work.now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"subject": str(settings["subject"]).strip(),
		"occasion": TaskOccasion.OTHER.value,
		"occasion_on": work.now.date(),
		"due_on": add_days(work.now.date(), cint(settings.get("days"))),
		"priority": settings.get("priority") or CarePriority.MEDIUM.value,
		"status": CareStatus.OPEN.value,
		"note": f"{title} · {work.step.title}",
		"reference_doctype": RUN,
	}
	(
		frappe.qb.into(task)
		.columns("name", "customer", "assigned_to", "followed_manager", "reference_name", *values)
		.from_(given)
		.inner_join(customer)
		.on(customer.name == given.customer)
		.left_join(branch)
		.on(branch.name == customer.branch)
		.select(PseudoColumn("nextval(`bank_care_task_id_seq`)"), customer.name)
		.select(Coalesce(responsible, work.owner), responsible, given.run)
		.select(*(ValueWrapper(value) for value in values.values()))
	).run()
	names = [str(run.name) for run in work.runs]
	query = frappe.qb.from_(task).select(task.reference_name, Cast(task.name, "CHAR"))
	made = query.where(
		(task.reference_doctype == RUN)
		& task.reference_name.isin(names)
		& task.customer.isin(work.customers)
		& (task.creation == work.now)
	).run()
	return {int(run): Outcome(reference=Reference(TASK, str(name))) for run, name in made}


ACTION = JourneyAction(lambda: _("Task"), _fields, _check, _perform)
