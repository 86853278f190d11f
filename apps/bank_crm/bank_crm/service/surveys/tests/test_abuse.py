"""What strangers try on a survey's page, one after the other (SUR-01, SEC-18)."""

import base64
import hashlib
import re
from unittest.mock import patch

import frappe

from bank_crm.service.surveys import renderer, tokens
from bank_crm.service.surveys.tests.survey_case import (
	INVITATION,
	QUESTIONS,
	RESPONSE,
	SURVEY,
	SurveyTestCase,
	text_of,
)
from bank_crm.tests import factories

SCRIPT = "<script>alert(1)</script>"


class TestSurveyAbuse(SurveyTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer().name
		self.survey = self.make_survey()
		self.invitation, self.token = self.invited(self.survey, self.customer)

	def nothing_stored(self) -> None:
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": self.survey.name}))

	def test_forged_tokens_open_nothing(self) -> None:
		other = factories.make_customer().name
		_theirs, their_token = self.invited(self.survey, other)
		signature = self.token.rpartition(".")[2]
		forged = [
			"x",
			"..",
			f"i{self.invitation}.",
			f"i{self.invitation}.{'A' * 22}",
			f"{their_token.partition('.')[0]}.{signature}",
			f"p{self.invitation}.{signature}",
			f"v{self.survey.name}.{signature}",
			f"i{self.invitation}.{signature}x",
			f"i{self.invitation}' or 1=1.{signature}",
			f"i99999999.{signature}",
			self.token.swapcase(),
		]
		for token in forged:
			with self.subTest(token):
				self.assertEqual(self.visit(token).status_code, 404)
				self.assertEqual(self.visit(token, {"page": "0", "q-q1": "1"}).status_code, 404)
		self.nothing_stored()

	def test_a_link_made_anew_voids_the_older_one(self) -> None:
		frappe.db.set_value(INVITATION, self.invitation, "nonce", "another")
		self.assertEqual(self.visit(self.token).status_code, 404)
		self.assertEqual(self.visit(self.token_of(self.invitation)).status_code, 200)

	def test_a_link_that_was_not_sent_yet_is_not_open(self) -> None:
		for state in ("Waiting", "Not Allowed", "Expired", "Failed"):
			frappe.db.set_value(INVITATION, self.invitation, "state", state)
			self.assertNotIn("<form", text_of(self.visit(self.token)))
			self.visit(self.token, {"page": "0", "action": "next", "q-q1": "9"})
		self.nothing_stored()

	def test_answers_to_questions_that_are_not_shown_are_not_taken(self) -> None:
		tampered = {"q-q1": "9", "q-q2": "0", "q-q3": "injected", "q-q99": "1", "state": "Complete"}
		self.visit(self.token, {"page": "0", "action": "next", **tampered})
		self.assertEqual(self.answers_of(self.survey), [("q1", 9.0)])
		answer = self.visit(self.token, {"page": "1", "action": "next", "q-q2": "0"})
		self.assertEqual(answer.status_code, 303)
		self.assertEqual(self.answers_of(self.survey), [("q1", 9.0)])

	def test_the_last_page_cannot_be_sent_before_the_required_ones(self) -> None:
		answer = self.visit(self.token, {"page": "2", "action": "next", "q-q3": "好"})
		self.assertEqual(answer.status_code, 303)
		response = self.response_of(self.survey)
		self.assertEqual(response.state, "Draft")
		self.assertEqual(frappe.db.get_value(INVITATION, self.invitation, "state"), "Sent")

	def test_values_nobody_offered_are_refused(self) -> None:
		for value in ("11", "-1", "3.5", "1e1", "٣", "'; drop table", ["1", "2", "999999999999999999999"]):
			answer = self.visit(self.token, {"page": "0", "action": "next", "q-q1": value})
			if value != ["1", "2", "999999999999999999999"]:
				self.assertEqual(answer.status_code, 422, value)
		for page in ("-1", "99", "x", "9" * 40):
			answer = self.visit(self.token, {"page": page, "action": "next"})
			self.assertIn(answer.status_code, (303, 422), page)
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": self.survey.name, "state": "Complete"}))

	def test_a_text_of_10_000_characters_is_refused_and_a_form_of_a_megabyte_too(self) -> None:
		survey = self.make_survey({"question_type": "Text", "question": "建议"})
		_invitation, token = self.invited(survey, factories.make_customer().name)
		answer = self.visit(token, {"page": "0", "action": "next", "q-q1": "字" * 10_000})
		self.assertEqual(answer.status_code, 422)
		answer = self.visit(token, {"page": "0", "action": "next", "q-q1": "字" * 400_000})
		self.assertEqual(answer.status_code, 413)
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": survey.name}))

	def test_script_is_text_wherever_it_is_shown(self) -> None:
		survey = self.make_survey(
			{"question_type": "Single Choice", "question": "@@", "options": "@@\n乙", "help_text": "@@"},
			{"question_type": "Text", "question": "建议", "least_length": 200},
			intro="@@",
			survey_title="@@",
		)
		definition = frappe.db.get_value("Bank Survey Version", survey.current_version, "definition")
		self.assertEqual(definition.count("@@"), 5)
		definition = definition.replace(
			"@@", SCRIPT
		)  # Frappe cleans what is typed; here it got in all the same
		frappe.db.set_value("Bank Survey Version", survey.current_version, "definition", definition)
		_invitation, token = self.invited(survey, factories.make_customer().name)
		self.assertNotIn(SCRIPT, text_of(self.visit(token)))
		typed = "</textarea>" + SCRIPT
		answer = self.visit(token, {"page": "0", "action": "next", "q-q1": "0", "q-q2": typed})
		self.assertEqual(answer.status_code, 422)
		self.assertNotIn(SCRIPT, text_of(answer))
		self.assertIn("&lt;/textarea&gt;&lt;script&gt;", text_of(answer))

	def test_numbers_of_people_in_a_text_are_masked_before_they_are_stored(self) -> None:
		mobile = factories.mobile_number()
		self.visit(self.token, {"page": "0", "action": "next", "q-q1": "9"})
		self.visit(self.token, {"page": "2", "action": "next", "q-q3": f"请打{mobile}找我"})
		(text,) = [value for key, value in self.answers_of(self.survey) if key == "q3"]
		self.assertNotIn(mobile, text)
		self.assertIn("****", text)

	def test_sent_twice_it_is_counted_once(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		_invitation, token = self.invited(survey, factories.make_customer().name)
		for score in ("9", "0"):
			self.visit(token, {"page": "0", "action": "next", "q-q1": score})
		self.assertEqual(self.answers_of(survey), [("q1", 9.0)])

	def test_who_asks_too_often_waits(self) -> None:
		with patch.object(renderer, "FORMS", 2):
			codes = [self.visit(self.token, {"page": "0", "action": "next"}).status_code for _ in range(4)]
		self.assertEqual(codes, [422, 422, 429, 429])

	def test_the_page_runs_no_script_stays_in_no_cache_and_in_no_frame(self) -> None:
		answer = self.visit(self.token)
		headers, style = answer.headers, re.search(r"<style>(.*)</style>", text_of(answer), re.DOTALL)
		digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
		self.assertIn(f"style-src 'sha256-{digest}'", headers["Content-Security-Policy"])
		policy = headers["Content-Security-Policy"]
		self.assertIn("default-src 'none'", policy)
		self.assertIn("frame-ancestors 'none'", policy)
		self.assertNotIn("script-src", policy)
		self.assertNotIn("unsafe", policy)
		self.assertEqual(headers["Cache-Control"], "no-store")
		self.assertIn("noindex", headers["X-Robots-Tag"])
		self.assertNotIn("Set-Cookie", headers)

	def test_a_failure_in_the_middle_leaves_nothing_half_saved(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		invitation, token = self.invited(survey, factories.make_customer().name)
		with (
			patch("bank_crm.service.surveys.sheets._mark_answered", side_effect=RuntimeError("stop")),
			self.assertRaises(RuntimeError),
		):
			self.visit(token, {"page": "0", "action": "next", "q-q1": "9"})
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": survey.name}))
		self.visit(token, {"page": "0", "action": "next", "q-q1": "9"})
		self.assertEqual(frappe.db.get_value(INVITATION, invitation, "state"), "Answered")

	def test_a_paused_or_ended_survey_takes_nothing(self) -> None:
		for state in ("Paused", "Closed", "Draft"):
			frappe.db.set_value(SURVEY, self.survey.name, "state", state)
			self.assertNotIn("<form", text_of(self.visit(self.token)))
			self.visit(self.token, {"page": "0", "action": "next", "q-q1": "9"})
		self.nothing_stored()

	def test_staff_addresses_are_of_no_use_to_anybody_else(self) -> None:
		token = tokens.make(tokens.Opens.STAFF, "abc", "def")
		self.assertEqual(self.visit(token).status_code, 404)


class TestAnonymity(SurveyTestCase):
	def test_SUR_01_an_anonymous_answer_keeps_no_customer_time_or_key(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		customer = factories.make_customer().name
		invitation, token = self.invited(survey, customer)
		before = frappe.db.get_value(INVITATION, invitation, "modified")
		logged = frappe.db.count("Bank Operation Log", {"ref_doctype": RESPONSE})
		self.answer(token, {"q-q1": "2"})
		response = self.response_of(survey)
		for field in ("customer", "invitation", "draft_key", "submitted_at", "handler", "reference_name"):
			self.assertFalse(response.get(field), field)
		self.assertEqual(response.owner, "Guest")
		for row in [response, *response.answers]:
			self.assertEqual(str(row.creation), f"{response.answered_on} 00:00:00")
			self.assertEqual(str(row.modified), f"{response.answered_on} 00:00:00")
		self.assertEqual(
			frappe.db.get_value(INVITATION, invitation, ["state", "modified"]), ("Answered", before)
		)
		self.assertEqual(frappe.db.count("Bank Operation Log", {"ref_doctype": RESPONSE}), logged)
		self.assertNotIn("<form", text_of(self.visit(token)))

	def test_SUR_01_a_shared_link_takes_one_answer_of_each_browser(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		plan = self.make_plan(survey, shared_link=1)
		self.open_round(plan)
		token = tokens.make(tokens.Opens.SHARED, plan.name, plan.address)
		cookie = self.visit(token).headers["Set-Cookie"].partition(";")[0]
		self.assertIn("HttpOnly", self.visit(token).headers["Set-Cookie"])
		for score in ("9", "1"):
			self.visit(token, {"page": "0", "action": "next", "q-q1": score}, cookie=cookie)
		self.assertEqual(self.answers_of(survey), [("q1", 9.0)])
		self.assertNotIn("<form", text_of(self.visit(token, cookie=cookie)))
		self.visit(
			token, {"page": "0", "action": "next", "q-q1": "1"}, cookie=f"{renderer.VISITOR}={'b' * 32}"
		)
		self.assertEqual(frappe.db.count(RESPONSE, {"survey": survey.name, "state": "Complete"}), 2)
