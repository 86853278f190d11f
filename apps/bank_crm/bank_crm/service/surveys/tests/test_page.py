"""The page customers answer on: pages, branches, faults, going on later, languages; no script needed (SUR-01)."""

import frappe
from frappe.utils import now_datetime

from bank_crm.service.surveys import tokens
from bank_crm.service.surveys.tests.survey_case import (
	INVITATION,
	QUESTIONS,
	RESPONSE,
	SurveyTestCase,
	text_of,
)
from bank_crm.tests import factories


class TestSurveyPage(SurveyTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer().name

	def test_SUR_01_a_customer_answers_page_by_page_and_is_thanked(self) -> None:
		survey = self.make_survey(thanks="谢谢您！")
		invitation, token = self.invited(survey, self.customer)
		answer = self.answer(token, {"q-q1": "3"}, {"q-q2": "1"}, {"q-q3": "多开窗口"})
		self.assertIn("谢谢您！", text_of(answer))
		response = self.response_of(survey)
		self.assertEqual(
			(response.state, response.customer, str(response.invitation), response.channel, response.summary),
			("Complete", self.customer, invitation, "SMS", "3 / 10"),
		)
		self.assertEqual(self.answers_of(survey), [("q1", 3.0), ("q2", "态度"), ("q3", "多开窗口")])
		self.assertEqual(frappe.db.get_value(INVITATION, invitation, "state"), "Answered")

	def test_SUR_01_a_branch_that_does_not_apply_is_passed_over(self) -> None:
		survey = self.make_survey()
		_invitation, token = self.invited(survey, self.customer)
		page = text_of(self.answer(token, {"q-q1": "9"}))
		self.assertIn("建议", page)
		self.assertNotIn("原因", page)
		self.answer(token, {"q-q3": "很好"})
		self.assertEqual(self.answers_of(survey), [("q1", 9.0), ("q3", "很好")])

	def test_SUR_01_a_fault_is_told_at_its_question_and_nothing_typed_is_lost(self) -> None:
		survey = self.make_survey(
			{"question_type": "NPS", "question": "推荐意愿", "required": 1},
			{"question_type": "Text", "question": "建议", "least_length": 5},
		)
		_invitation, token = self.invited(survey, self.customer)
		answer = self.visit(token, {"page": "0", "action": "next", "q-q2": "短"})
		page = text_of(answer)
		self.assertEqual(answer.status_code, 422)
		self.assertIn('role="alert"', page)
		self.assertIn('href="#question-q1"', page)
		self.assertIn('aria-describedby="question-q2-fault"', page)
		self.assertIn("\n短</textarea>", page)
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": survey.name}))

	def test_SUR_01_somebody_who_stops_goes_on_with_the_same_link(self) -> None:
		survey = self.make_survey()
		_invitation, token = self.invited(survey, self.customer)
		self.answer(token, {"q-q1": "3"})
		page = text_of(self.visit(token))
		self.assertIn("原因", page)
		page = text_of(self.visit(token, query="page=0"))
		self.assertRegex(page, r'name="q-q1" value="3" checked')
		self.assertEqual(self.response_of(survey).state, "Draft")

	def test_SUR_01_going_back_keeps_what_was_answered(self) -> None:
		survey = self.make_survey()
		_invitation, token = self.invited(survey, self.customer)
		self.answer(token, {"q-q1": "3"})
		answer = self.visit(token, {"page": "1", "action": "back", "q-q2": "0"})
		self.assertTrue(answer.headers["Location"].endswith("?page=0"))
		self.assertEqual(self.answers_of(survey), [("q1", 3.0), ("q2", "等候")])

	def test_SUR_01_an_answer_that_hides_a_question_takes_its_answer_away(self) -> None:
		survey = self.make_survey()
		_invitation, token = self.invited(survey, self.customer)
		self.answer(token, {"q-q1": "3"}, {"q-q2": "1"})
		self.visit(token, {"page": "0", "action": "next", "q-q1": "10"})
		self.answer(token, {"q-q3": "好"})
		self.assertEqual(self.answers_of(survey), [("q1", 10.0), ("q3", "好")])

	def test_SUR_01_every_type_of_question_can_be_answered_without_a_script(self) -> None:
		survey = self.make_survey(
			{"question_type": "Single Choice", "question": "单选", "options": "甲\n乙", "allow_other": 1},
			{"question_type": "Multiple Choice", "question": "多选", "options": "甲\n乙\n丙"},
			{"question_type": "Scale", "question": "量表", "scale_min": 1, "scale_max": 4},
			{"question_type": "CSAT", "question": "满意"},
			{"question_type": "CES", "question": "费力"},
			{"question_type": "Matrix", "question": "矩阵", "options": "好\n差", "matrix_rows": "柜面\n手机"},
			{"question_type": "Text", "question": "文字"},
			{"question_type": "Date", "question": "日期"},
		)
		_invitation, token = self.invited(survey, self.customer)
		page = text_of(self.visit(token))
		self.assertNotIn("<script", page)
		sent = {
			"q-q1": "own",
			"q-q1-own": "丁",
			"q-q2": ["0", "2"],
			"q-q3": "4",
			"q-q4": "5",
			"q-q5": "7",
			"q-q6-0": "0",
			"q-q6-1": "1",
			"q-q7": "好",
			"q-q8": "2026-05-01",
		}
		for name in sent:
			self.assertIn(f'name="{name}"', page)
		self.answer(token, sent)
		rows = self.response_of(survey).answers
		self.assertEqual(
			[(row.question_key, row.row_key, row.choice, row.text) for row in rows if row.choice],
			[
				("q1", None, "*", "丁"),
				("q2", None, "甲", None),
				("q2", None, "丙", None),
				("q6", "柜面", "好", None),
				("q6", "手机", "差", None),
			],
		)
		self.assertEqual([row.number for row in rows if row.has_number], [4, 5, 7])
		self.assertEqual(str(rows[-1].date_value), "2026-05-01")

	def test_SUR_01_English_is_shown_to_whoever_reads_it(self) -> None:
		survey = self.make_survey(
			{
				"question_type": "Single Choice",
				"question": "渠道",
				"question_en": "Channel",
				"options": "网点\n手机",
				"options_en": "Branch\nApp",
			},
			with_english=1,
			title_en="Our Survey",
		)
		_invitation, token = self.invited(survey, self.customer)
		self.assertIn("渠道", text_of(self.visit(token, accept_language="zh-CN,zh;q=0.9")))
		page = text_of(self.visit(token, accept_language="en-GB,en;q=0.9"))
		for word in ("Our Survey", "Channel", "Branch", "Hand In", 'lang="en"'):
			self.assertIn(word, page)
		self.assertIn("渠道", text_of(self.visit(token, query="language=zh", accept_language="en")))
		self.answer(token, {"q-q1": "1", "language": "en"})
		self.assertEqual(self.answers_of(survey), [("q1", "手机")])
		self.assertEqual(self.response_of(survey).language, "en")

	def test_SUR_01_a_draft_is_looked_at_without_anything_being_stored(self) -> None:
		survey = self.make_survey(publish_it=False)
		token = tokens.make(tokens.Opens.PREVIEW, survey.name)
		self.assertEqual(self.visit(token).status_code, 403)
		frappe.cache.delete_keys("bank_crm_survey_preview")
		answer = self.answer(token, {"q-q1": "9"}, {"q-q3": "好"}, user=self.officer)
		self.assertIn('class="note"', text_of(answer))
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": survey.name}))

	def test_SUR_01_who_has_answered_sees_thanks_whatever_the_link_is_used_for(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		_invitation, token = self.invited(survey, self.customer)
		self.answer(token, {"q-q1": "9"})
		self.assertNotIn("<form", text_of(self.visit(token)))
		answer = self.visit(token, {"page": "0", "action": "next", "q-q1": "0"})
		self.assertNotIn("<form", text_of(answer))
		self.assertEqual(self.answers_of(survey), [("q1", 9.0)])

	def test_SUR_01_after_its_time_a_link_says_so(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		invitation, token = self.invited(survey, self.customer)
		frappe.db.set_value(INVITATION, invitation, "expires_on", now_datetime().replace(year=2020))
		self.assertNotIn("<form", text_of(self.visit(token)))
		self.visit(token, {"page": "0", "action": "next", "q-q1": "0"})
		self.assertFalse(frappe.db.exists(RESPONSE, {"survey": survey.name}))

	def test_SUR_04_staff_enter_what_a_customer_says_on_the_telephone(self) -> None:
		from bank_crm.api import surveys

		manager = factories.make_user("Bank Relationship Manager")
		own = factories.make_customer(manager=manager).name
		survey = self.make_survey(QUESTIONS[0])
		with self.set_user(manager):
			with self.assertRaises(frappe.PermissionError):
				surveys.answer_for(survey.name, self.customer, "Phone")
			token = surveys.answer_for(survey.name, own, "Phone").rpartition("/")[2]
		self.assertEqual(self.visit(token).status_code, 403)
		self.assertEqual(self.visit(token, user=self.officer).status_code, 403)
		self.answer(token, {"q-q1": "8"}, user=manager)
		response = self.response_of(survey)
		self.assertEqual(
			(response.customer, response.source, response.channel, response.owner, response.state),
			(own, "Entered by Staff", "Phone", manager, "Complete"),
		)
