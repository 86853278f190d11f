"""What answers set going: tasks, needs, measures and work orders, once for each response (SUR-05, SUR-06).

Done in the background after a survey is handed in, and again every hour for what a stopped job has left.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, cint, today

from bank_crm.domain.customer_enums import NeedSource
from bank_crm.domain.intake_enums import ImprovementOrigin
from bank_crm.domain.service_enums import OrderChannel, OrderType
from bank_crm.domain.survey_answers import OWN, Given, holds
from bank_crm.domain.survey_definition import Condition, Definition
from bank_crm.domain.survey_enums import Comparison, ResponseState, RuleAction
from bank_crm.service.improvements import actions as improvements
from bank_crm.service.intake import opening
from bank_crm.service.surveys import store

SURVEY, RESPONSE = "Bank Survey", store.RESPONSE
#: Where orders made from answers say they come from: never translated, it is half of their number.
SOURCE = "Survey"
#: What an action has made: DocType and name.
Made = tuple[str, str | int]
PER_RUN = 2_000
#: Actions that need to know who answered.
ABOUT_CUSTOMER = frozenset({RuleAction.CUSTOMER_TASK.value, RuleAction.CUSTOMER_NEED.value})
LONGEST_TEXT = 1_000


def run_pending(*, commit: bool = True) -> int:
	"""Follow the rules of every response handed in that was not followed up; returns how many responses that were.

	`commit` is for jobs: each response stands for itself.
	"""
	pending = frappe.get_all(
		RESPONSE,
		filters={"state": ResponseState.COMPLETE.value, "followed_up": 0},
		pluck="name",
		order_by="creation asc",
		limit=PER_RUN,
	)
	for name in pending:
		_follow(name)
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each response stands for itself
	return len(pending)


def follow(response: Document, survey: Document) -> list[str]:
	"""Do what the rules say about one response; returns what was made, as "DocType name"."""
	answers = store.answers(response)
	asked = store.definition(response.version)
	made = []
	for rule in survey.rules:
		condition = Condition(rule.question_key, Comparison(rule.operator), rule.value or "")
		if holds(condition, answers):
			doctype, name = _ACTIONS[RuleAction(rule.action)](rule, response, survey, words(asked, answers))
			made.append(f"{doctype} {name}")
	return made


def words(asked: Definition, answers: dict[str, Given]) -> str:
	"""Return what was answered as text, for whoever follows it up."""
	found = []
	for question in asked.questions():
		given = answers.get(question.key)
		if not given:
			continue
		if given.rows:
			told = "; ".join(f"{row}: {choice}" for row, choice in given.rows.items())
		elif given.choices:
			told = ", ".join(given.text if choice == OWN else choice for choice in given.choices)
		elif given.number is not None:
			told = f"{given.number:g}"
		else:
			told = given.day.isoformat() if given.day else given.text
		found.append(f"{question.words.zh}\n→ {told}")
	return "\n".join(found)[:LONGEST_TEXT]


def _follow(name: str) -> None:
	frappe.db.savepoint("survey_rule")
	try:
		response = frappe.get_doc(RESPONSE, name, for_update=True)
		if response.followed_up:
			return
		follow(response, frappe.get_cached_doc(SURVEY, response.survey))
	except frappe.ValidationError:
		frappe.db.rollback(save_point="survey_rule")
		frappe.log_error(title="Survey follow-up not made", reference_doctype=RESPONSE, reference_name=name)
		frappe.clear_messages()
	# one that fails is told in the error log and not tried for ever
	frappe.db.set_value(RESPONSE, name, "followed_up", 1, update_modified=False)


def _task(rule: Document, response: Document, survey: Document, told: str) -> Made:
	return _insert(
		{
			"doctype": "Bank Care Task",
			"customer": response.customer,
			"subject": rule.subject,
			"occasion": "Other",
			"occasion_on": response.answered_on,
			"due_on": add_days(today(), cint(rule.due_days)),
			"priority": rule.priority,
			"status": "Open",
			"assigned_to": rule.user or _manager(response.customer) or survey.owner_user,
			"note": told,
			"reference_doctype": RESPONSE,
			"reference_name": response.name,
		}
	)


def _need(rule: Document, response: Document, survey: Document, told: str) -> Made:
	return _insert(
		{
			"doctype": "Bank Customer Need",
			"customer": response.customer,
			"need": f"{rule.subject} ({survey.survey_title})"[:140],
			"need_on": response.answered_on,
			"source": NeedSource.FEEDBACK.value,
			"status": "Open",
			"user": rule.user or _manager(response.customer) or survey.owner_user,
		}
	)


def _improvement(rule: Document, response: Document, survey: Document, told: str) -> Made:
	"""One measure for a rule and a survey as long as it is being worked on."""
	finding = improvements.Finding(
		origin=ImprovementOrigin.SURVEY,
		subject=rule.subject,
		description=told,
		responsible=rule.user or survey.owner_user,
		source=(SURVEY, survey.name),
		due_days=cint(rule.due_days),
		repeats=True,
	)
	return improvements.IMPROVEMENT, improvements.open_or_join(finding)


def _order(rule: Document, response: Document, survey: Document, told: str) -> Made:
	incoming = opening.Incoming(
		source=SOURCE,
		external_id=f"{response.name}:{rule.name}",
		channel=OrderChannel.PORTAL,
		order_type=OrderType.SUGGESTION,
		subject=rule.subject,
		description=told,
		priority=rule.priority,
		customer=response.customer,
	)
	opened = opening.open_order(incoming, ignore_permissions=True)  # as in _insert
	return opening.ORDER, opened.name


def _insert(values: dict) -> Made:
	doc = frappe.get_doc(values)
	doc.flags.bank_system = True
	doc.insert(ignore_permissions=True)  # the survey's rule decides, whoever answered has no role
	return doc.doctype, doc.name


def _manager(customer: str | None) -> str | None:
	return frappe.db.get_value("Bank Customer", customer, "manager") if customer else None


_ACTIONS: dict[RuleAction, Callable[[Document, Document, Document, str], Made]] = {
	RuleAction.CUSTOMER_TASK: _task,
	RuleAction.CUSTOMER_NEED: _need,
	RuleAction.IMPROVEMENT: _improvement,
	RuleAction.WORK_ORDER: _order,
}
