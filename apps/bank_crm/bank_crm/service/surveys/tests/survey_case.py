"""What tests of surveys share: a published survey, an invitation, and visits of its page as a customer makes them."""

from __future__ import annotations

import json
import re
from typing import Any
from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bank_crm.compliance.contact.tests.contact_case import no_quiet_hours
from bank_crm.permissions import roles
from bank_crm.service.surveys import publish, rounds, tokens
from bank_crm.service.surveys.renderer import SurveyPage
from bank_crm.tests import BankCRMTestCase, factories

SURVEY, PLAN, ROUND, INVITATION, RESPONSE = (
	"Bank Survey",
	"Bank Survey Plan",
	"Bank Survey Round",
	"Bank Survey Invitation",
	"Bank Survey Response",
)
#: Three pages: a score; why, of those who gave a low one; a text.
QUESTIONS = (
	{"question_type": "NPS", "question": "推荐意愿", "required": 1},
	{
		"question_type": "Single Choice",
		"question": "原因",
		"options": "等候\n态度\n费用",
		"allow_other": 1,
		"required": 1,
		"shown_if": "q1",
		"shown_operator": "At Most",
		"shown_value": "6",
	},
	{"question_type": "Section", "question": "意见"},
	{"question_type": "Text", "question": "建议", "most_length": 1000},
)


class SurveyTestCase(BankCRMTestCase):
	"""Surveys are made by a marketing officer, answered by nobody the system knows."""

	def setUp(self) -> None:
		super().setUp()
		no_quiet_hours(self)
		self.officer = factories.make_user(roles.MARKETING_OFFICER)
		self.address = f"test-{factories.unique()}"
		kept = {name: getattr(frappe.local, name, None) for name in ("request", "request_ip", "lang")}
		self.addCleanup(lambda: [setattr(frappe.local, name, value) for name, value in kept.items()])

	def make_survey(self, *questions: dict[str, Any], publish_it: bool = True, **values: Any) -> Document:
		doc = frappe.get_doc(
			{
				"doctype": SURVEY,
				"survey_title": factories.unique("问卷"),
				"topic": "Satisfaction",
				"owner_user": self.officer,
				"questions": [dict(one) for one in questions or QUESTIONS],
				**values,
			}
		).insert()
		if publish_it:
			publish.publish(doc)
			doc.reload()
		return doc

	def make_plan(self, survey: Document, customers: list[str] | None = None, **values: Any) -> Document:
		if customers is not None:
			values |= {"audience_doctype": "Bank Segment", "audience_name": self.make_group(customers)}
		return frappe.get_doc(
			{
				"doctype": PLAN,
				"plan_name": factories.unique("计划"),
				"survey": survey.name,
				"owner_user": self.officer,
				"enabled": 1,
				"frequency": "Once",
				"starts_on": today(),
				"open_days": 14,
				"pause_days": 0,
				**values,
			}
		).insert()

	def make_group(self, customers: list[str]) -> str:
		group = frappe.get_doc(
			{
				"doctype": "Bank Segment",
				"segment_name": factories.unique("客群"),
				"basis": "Manual List",
				"owner_user": self.officer,
			}
		).insert()
		for customer in customers:
			factories.make(
				"Bank Segment Member", segment=group.name, customer=customer, joined_at=now_datetime()
			)
		return group.name

	def open_round(self, plan: Document) -> str:
		name = rounds.open_round(plan.name)
		assert name
		rounds.prepare(name)
		return name

	def invited(self, survey: Document, customer: str, **plan: Any) -> tuple[str, str]:
		"""Invite one customer; returns the invitation and the token of its link, which has been sent."""
		round_ = self.open_round(self.make_plan(survey, [customer], **plan))
		name = frappe.db.get_value(INVITATION, {"round": round_, "customer": customer}, "name")
		frappe.db.set_value(INVITATION, name, {"state": "Sent", "sent_on": now_datetime(), "channel": "SMS"})
		return str(name), self.token_of(name)

	def token_of(self, invitation: str | int) -> str:
		nonce = frappe.db.get_value(INVITATION, invitation, "nonce")
		return tokens.make(tokens.Opens.INVITATION, invitation, nonce)

	def visit(
		self,
		token: str,
		form: dict[str, Any] | None = None,
		*,
		query: str = "",
		user: str = "Guest",
		cookie: str = "",
		**headers: str,
	) -> Response:
		"""Ask for the page as a browser does; a form is posted."""
		builder = EnvironBuilder(
			path=f"/s/{token}",
			method="GET" if form is None else "POST",
			data=form,
			query_string=query,
			headers={"Cookie": cookie} if cookie else {},
		)
		environment = builder.get_environ()
		for name, value in headers.items():
			environment[f"HTTP_{name.upper()}"] = value
		frappe.local.request = Request(environment)
		frappe.local.request_ip = self.address
		with self.set_user(user), patch("frappe.sessions.get_csrf_token", return_value="csrf"):
			page = SurveyPage(f"s/{token}")
			assert page.can_render()
			return page.render()

	def answer(self, token: str, *pages: dict[str, Any], **how: Any) -> Response:
		"""Send page after page, going where each answer leads; returns the last answer."""
		answer = self.visit(token, **how)
		for values in pages:
			number = re.search(r'name="page" value="(\d+)"', text_of(answer))
			assert number, text_of(answer)
			answer = self.visit(token, {"page": number[1], "action": "next", **values}, **how)
			if answer.status_code == 303:
				answer = self.visit(token, query=answer.headers["Location"].partition("?")[2], **how)
		return answer

	def response_of(self, survey: Document, **filters: Any) -> Document:
		(name,) = frappe.get_all(RESPONSE, filters={"survey": survey.name, **filters}, pluck="name")
		return frappe.get_doc(RESPONSE, name)

	def answers_of(self, survey: Document, **filters: Any) -> list[tuple]:
		rows = self.response_of(survey, **filters).answers
		return [
			(row.question_key, row.choice or (row.number if row.has_number else row.text)) for row in rows
		]

	def complete(self, survey: Document, answers: dict[str, Any], **values: Any) -> str:
		"""Write a finished response with given rows, as older ones lie in the store."""
		rows = [
			{
				"question_key": key,
				**({"number": value, "has_number": 1} if isinstance(value, int) else {"choice": value}),
			}
			for key, value in answers.items()
		]
		usual = {
			"source": "Invitation",
			"state": "Complete",
			"followed_up": 1,
			"answered_on": add_days(today(), -1),
		}
		about = {"survey": survey.name, "version": survey.current_version, "answers": rows}
		return factories.make(RESPONSE, **{**usual, **about, **values}).name


def text_of(answer: Response) -> str:
	"""Return an answer's page."""
	return answer.get_data(as_text=True)


def as_json(value: Any) -> str:
	"""Return a value as the Desk sends it."""
	return json.dumps(value)
