"""Results: figures against counts made by hand, who is counted for whom, small groups, texts (SUR-01, SUR-03, SUR-04)."""

import frappe
from frappe.utils import add_months, today

from bank_crm.api import surveys as api
from bank_crm.permissions import roles
from bank_crm.service.surveys import ratings, results
from bank_crm.service.surveys.tests.survey_case import QUESTIONS, RESPONSE, SurveyTestCase
from bank_crm.tests import factories

EVERYTHING = results.Chosen()


class TestResults(SurveyTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.survey = self.make_survey()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)

	def question(self, found: dict, key: str) -> dict:
		(one,) = [question for question in found["questions"] if question["key"] == key]
		return one

	def test_SUR_01_shares_and_scores_agree_with_the_answers(self) -> None:
		for score, why in ((10, None), (9, None), (8, None), (3, "等候"), (0, "费用"), (6, "等候")):
			self.complete(self.survey, {"q1": score, **({"q2": why} if why else {})})
		with self.set_user(self.officer):
			found = api.result_overview(self.survey.name)
		self.assertEqual(found["responses"], 6)
		nps = self.question(found, "q1")
		self.assertEqual((nps["n"], nps["score"], nps["mean"]), (6, round((2 - 3) * 100 / 6, 1), 6.0))
		self.assertEqual([one["n"] for one in nps["options"]], [1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1])
		why = self.question(found, "q2")
		self.assertEqual(
			[(one["label"], one["n"]) for one in why["options"]], [("等候", 2), ("态度", 0), ("费用", 1)]
		)
		self.assertEqual(why["n"], 3)

	def test_SUR_01_drafts_are_not_counted(self) -> None:
		self.complete(self.survey, {"q1": 10}, state="Draft")
		with self.set_user(self.officer):
			self.assertEqual(api.result_overview(self.survey.name)["responses"], 0)

	def test_SUR_01_versions_are_read_together_by_key(self) -> None:
		self.complete(self.survey, {"q1": 10})
		self.survey.questions[1].options = "等候\n态度\n距离"
		self.survey.save()
		with self.set_user(self.officer):
			api.publish_draft(self.survey.name)
		self.survey.reload()
		self.complete(self.survey, {"q1": 2, "q2": "距离"})
		self.complete(self.survey, {"q1": 1, "q2": "费用"})
		with self.set_user(self.officer):
			found = api.result_overview(self.survey.name)
		self.assertEqual(self.question(found, "q1")["n"], 3)
		labels = {one["label"]: one["n"] for one in self.question(found, "q2")["options"]}
		self.assertEqual(labels, {"等候": 0, "态度": 0, "距离": 1, "费用": 1})

	def test_SUR_01_NPS_over_time(self) -> None:
		for months, score in ((-2, 10), (-2, 0), (-1, 10), (0, 10), (0, 9), (0, 5)):
			self.complete(self.survey, {"q1": score}, answered_on=add_months(today(), months))
		with self.set_user(self.officer):
			points = api.result_trend(self.survey.name, "q1")
		self.assertEqual(
			[(point["n"], point["value"]) for point in points], [(2, 0.0), (1, 100.0), (3, 33.3)]
		)
		self.assertEqual([point["month"] for point in points], sorted(point["month"] for point in points))

	def test_SUR_04_cross_tabs_by_question_and_by_what_customers_are(self) -> None:
		man = factories.make_customer(gender="Male").name
		woman = factories.make_customer(gender="Female").name
		for customer, score, why in ((man, 2, "等候"), (man, 9, None), (woman, 10, None), (woman, 5, "态度")):
			self.complete(self.survey, {"q1": score, **({"q2": why} if why else {})}, customer=customer)
		with self.set_user(self.officer):
			by_gender = api.result_crossing(self.survey.name, "q1", "gender")
			by_why = api.result_crossing(self.survey.name, "q1", "q2")
		self.assertEqual(
			[(one["label"], one["n"], one["score"], sum(one["cells"])) for one in by_gender["columns"]],
			[("Female", 2, 0.0, 2), ("Male", 2, 0.0, 2)],
		)
		self.assertEqual([(one["label"], one["n"]) for one in by_why["columns"]], [("态度", 1), ("等候", 1)])

	def test_SUR_04_a_manager_counts_his_own_customers_marketing_the_whole_bank(self) -> None:
		own = factories.make_customer(manager=self.manager).name
		other = factories.make_customer().name
		mine = self.complete(self.survey, {"q1": 10}, customer=own)
		theirs = self.complete(self.survey, {"q1": 0}, customer=other)
		with self.set_user(self.manager):
			self.assertEqual(api.result_overview(self.survey.name)["responses"], 1)
			self.assertEqual(
				frappe.get_list(RESPONSE, filters={"survey": self.survey.name}, pluck="name"), [mine]
			)
			self.assertTrue(frappe.has_permission(RESPONSE, "read", doc=mine))
			self.assertFalse(frappe.has_permission(RESPONSE, "read", doc=theirs))
		with self.set_user(self.officer):
			self.assertEqual(api.result_overview(self.survey.name)["responses"], 2)
			self.assertEqual(frappe.get_list(RESPONSE, filters={"survey": self.survey.name}), [])
			self.assertFalse(frappe.has_permission(RESPONSE, "read", doc=mine))

	def test_SUR_04_texts_are_searched_and_named_only_to_those_who_may_see_the_customer(self) -> None:
		own = factories.make_customer(manager=self.manager).name
		for text in ("排队 100% 太久", "态度很好", "排队_久"):
			name = self.complete(self.survey, {"q1": 5}, customer=own)
			doc = frappe.get_doc(RESPONSE, name)
			doc.append("answers", {"question_key": "q3", "text": text}).db_insert()

		def found(search: str) -> list[str]:
			return sorted(one["text"] for one in api.result_texts(self.survey.name, search=search))

		with self.set_user(self.officer):
			self.assertEqual(found("排队"), ["排队 100% 太久", "排队_久"])
			self.assertEqual(found("排队 太久"), ["排队 100% 太久"])
			self.assertEqual(found("100%"), ["排队 100% 太久"])
			self.assertEqual(found("队_久"), ["排队_久"])
			self.assertEqual(found("' or 1=1 --"), [])
			self.assertEqual({one["customer"] for one in api.result_texts(self.survey.name)}, {None})
		with self.set_user(self.manager):
			self.assertEqual({one["customer"] for one in api.result_texts(self.survey.name)}, {own})

	def test_SUR_01_fewer_than_five_anonymous_answers_are_not_shown(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		for count in range(1, 6):
			self.complete(survey, {"q1": count})
			with self.set_user(self.officer):
				found = api.result_overview(survey.name)
				texts = api.result_texts(survey.name)
			self.assertEqual((found["hidden"], bool(found["questions"])), (count < 5, count >= 5))
			self.assertEqual(texts, [])
		with self.set_user(self.officer), self.assertRaises(frappe.ValidationError):
			api.result_crossing(survey.name, "q1", "gender")

	def test_SUR_01_single_anonymous_answers_are_opened_by_nobody_who_knows_the_customers(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		names = [self.complete(survey, {"q1": 1}) for _ in range(5)]
		head = factories.make_user(roles.BRANCH_MANAGER)
		for user in (self.officer, head, self.manager):
			with self.set_user(user):
				self.assertEqual(frappe.get_list(RESPONSE, filters={"survey": survey.name}), [])
				self.assertFalse(frappe.has_permission(RESPONSE, "read", doc=names[0]))
		with self.set_user(head):
			self.assertEqual(api.result_overview(survey.name)["responses"], 5)

	def test_SUR_03_ratings_and_surveys_share_one_store(self) -> None:
		customer = factories.make_customer(manager=self.manager).name
		agent = factories.make_user(roles.SERVICE_AGENT)
		name = ratings.record(
			2,
			about=("Bank Customer", customer),
			comment="等太久",
			customer=customer,
			handler=agent,
			channel="SMS",
		)
		survey, _version = ratings.survey_and_version()
		response = frappe.get_doc(RESPONSE, name)
		self.assertEqual(
			(response.survey, response.source, response.state, response.summary, response.handler),
			(survey, "Service Rating", "Complete", "2 / 5", agent),
		)
		with self.set_user(agent):
			self.assertTrue(frappe.has_permission(RESPONSE, "read", doc=name))
			self.assertEqual(api.result_overview(survey)["responses"], 1)
		with self.assertRaises(ValueError):
			ratings.record(6, about=("Bank Customer", customer))

	def test_SEC_08_who_may_not_read_surveys_gets_no_result(self) -> None:
		teller = factories.make_user(roles.TELLER)
		for user in (teller, "Guest"):
			for method in (api.result_overview, api.result_options, api.result_texts, api.preview_address):
				with self.set_user(user), self.assertRaises(frappe.PermissionError):
					method(self.survey.name)
