"""A journey's document as its steps, goal and exits; what is wrong with them in words, each naming its step (MKT-14)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain import journeys
from bank_crm.domain.journey_enums import GoalKind, StepKind, Test
from bank_crm.domain.journeys import Definition, Fault, Problem
from bank_crm.marketing.journeys import actions
from bank_crm.marketing.journeys.actions import message

JOURNEY, VERSION, RUN, LOG = (
	"Bank Journey",
	"Bank Journey Version",
	"Bank Journey Run",
	"Bank Journey Step Log",
)
#: The fields that say who enters, besides what a version does.
ENTRY = (
	"trigger",
	"trigger_days",
	"trigger_date",
	"trigger_event",
	"trigger_page",
	"trigger_category",
	"trigger_product",
	"trigger_tier",
	"trigger_segment",
	"trigger_campaign",
	"trigger_response",
	"re_entry",
	"re_entry_days",
)


def of(journey: Document) -> Definition:
	"""Return the steps of a journey; frappe.ValidationError where there is no journey stored."""
	try:
		return journeys.read(frappe.parse_json(journey.steps or '{"steps": []}'))
	except (journeys.NotAJourney, ValueError):
		checks.refuse(journey, "steps", _("they cannot be read."))


def normalise(journey: Document) -> None:
	"""Keep the steps and conditions in one form, so that what is the same is stored the same."""
	journey.steps = json.dumps(journeys.written(of(journey)), ensure_ascii=False)
	for field in ("goal_conditions", "exit_conditions"):
		tree = frappe.parse_json(journey.get(field) or "null")
		journey.set(field, json.dumps(tree, ensure_ascii=False) if tree else None)


def content_of(journey: Document) -> dict[str, Any]:
	"""Return what a version of the journey does."""
	known, definition = actions.available(), of(journey)
	return journeys.written(definition) | {
		"purpose": journey.purpose,
		"campaign": journey.campaign or None,
		"goal": {
			"kind": journey.goal_kind or "",
			"category": journey.goal_category or None,
			"product": journey.goal_product or None,
			"conditions": frappe.parse_json(journey.goal_conditions or "null"),
		},
		"exit": frappe.parse_json(journey.exit_conditions or "null"),
		"frozen": {
			step.key: known[step.kind].freeze(step.settings)
			for step in definition.steps
			if step.kind in known
		},
	}


def problems(journey: Document) -> list[tuple[str, str]]:
	"""Return (step's key, sentence) of all that keeps a journey from being started; "" is the journey itself."""
	known, definition = actions.available(), of(journey)
	titles = {step.key: step.title for step in definition.steps}
	found = [
		(one.step, sentence(one, titles))
		for one in journeys.check(definition, known.keys(), set(message.sendable()))
	]
	for step in definition.steps:
		if step.kind in known:
			found += [
				(step.key, _named(titles, step.key, told)) for told in known[step.kind].check(step.settings)
			]
		elif step.kind == StepKind.CONDITION.value and step.settings.get("test") == Test.CONDITIONS.value:
			if told := _tree_problem(step.settings.get("conditions")):
				found.append((step.key, _named(titles, step.key, told)))
	if journey.goal_kind == GoalKind.BOUGHT.value and not (journey.goal_category or journey.goal_product):
		found.append(("", _("Goal: choose a product line or a product.")))
	if journey.goal_kind == GoalKind.CONDITIONS.value and not journey.goal_conditions:
		found.append(("", _("Goal: set at least one condition.")))
	for field, label in (("goal_conditions", _("Goal")), ("exit_conditions", _("Exit"))):
		if told := _tree_problem(frappe.parse_json(journey.get(field) or "null")):
			found.append(("", f"{label}: {told}"))
	return found


def refuse(journey: Document) -> None:
	"""Refuse to start what has problems, naming them all."""
	if found := problems(journey):
		lines = [frappe.utils.escape_html(told) for _step, told in found]
		frappe.throw("<br>".join(dict.fromkeys(lines)), title=_("The Journey Cannot Be Started"))


def sentence(problem: Problem, titles: dict[str, str]) -> str:
	"""Say what is wrong, with the step, in the session's language; plain text."""
	text = {
		Fault.NO_STEPS: _("there are no steps yet."),
		Fault.TOO_MANY: _("at most {0} steps."),
		Fault.BAD_KEY: _("its key has letters, digits and underscores only."),
		Fault.TWICE: _("its key is there twice."),
		Fault.NO_TITLE: _("give it a title."),
		Fault.UNKNOWN_KIND: _("there are no steps of the kind {0} here."),
		Fault.NO_START: _("the first step does not exist."),
		Fault.MISSING_BRANCH: _("the branch {0} is missing."),
		Fault.UNKNOWN_BRANCH: _("it has branches that do not belong to it: {0}."),
		Fault.NO_SUCH_STEP: _("it leads to a step that does not exist: {0}."),
		Fault.UNREACHABLE: _("no way leads to it."),
		Fault.ENDLESS: _("customers would go round and round here without waiting."),
		Fault.FEW_PARTS: _("divide into 2 to {0} parts with different names."),
		Fault.SHARES: _("the shares must be whole percent and make 100 together."),
		Fault.NO_TEST: _("say what is asked."),
		Fault.NO_CONDITIONS: _("set at least one condition."),
		Fault.NO_EARLIER_MESSAGE: _("choose a message that is sent before it."),
		Fault.NO_ANSWER: _("say which answer counts."),
		Fault.NO_PRODUCT: _("choose a product line or a product."),
		Fault.DEAD_TEMPLATE: _("the message template {0} is switched off, faulty or gone."),
		Fault.NO_DURATION: _("say how long it waits."),
		Fault.NO_DAY: _("choose the day it waits for."),
		Fault.NO_WEEKDAY: _("choose at least one weekday."),
		Fault.BAD_HOUR: _("write the hour as 09:30."),
		Fault.BAD_OFFSET: _("write the days before or after as a whole number."),
	}[problem.fault]
	detail = {journeys.YES: _("Yes"), journeys.NO: _("No"), journeys.NEXT: _("Then")}.get(
		problem.detail, problem.detail
	)
	if problem.fault is Fault.DEAD_TEMPLATE:
		title = frappe.db.get_value(message.TEMPLATE, detail, "template_name") if detail else None
		detail = title or detail or "–"
	return _named(titles, problem.step, text.format(detail))


def _named(titles: dict[str, str], step: str, told: str) -> str:
	if not step:
		return _("Steps: {0}").format(told)
	return _("Step “{0}”: {1}").format(titles.get(step) or step, told)


def _tree_problem(tree: object) -> str:
	if not tree:
		return ""
	from bank_crm.customer.segments import fields

	try:
		fields.refuse_contradictions(fields.read(tree, frappe.session.user))
	except fields.ConditionsInvalid as refused:
		frappe.clear_last_message()
		return frappe.utils.strip_html(str(refused))
	return ""
