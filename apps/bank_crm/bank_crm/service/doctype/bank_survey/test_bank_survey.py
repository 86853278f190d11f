"""The builder: keys that stay, states by publishing alone, refusals that say where (SUR-01)."""

import frappe

from bank_crm.api import surveys as api
from bank_crm.permissions import roles
from bank_crm.service.surveys import publish, ratings
from bank_crm.service.surveys.tests.survey_case import QUESTIONS, SURVEY, SurveyTestCase
from bank_crm.setup import surveys as shipped
from bank_crm.tests import factories

VERSION = "Bank Survey Version"


class TestBankSurvey(SurveyTestCase):
	def test_SUR_01_a_key_is_never_used_for_another_question(self) -> None:
		survey = self.make_survey(publish_it=False)
		self.assertEqual([row.question_key for row in survey.questions], ["q1", "q2", None, "q3"])
		survey.questions = [row for row in survey.questions if row.question_key != "q3"]
		survey.append("questions", {"question_type": "Text", "question": "新题"})
		survey.save()
		self.assertEqual(survey.questions[-1].question_key, "q4")

	def test_SUR_01_state_and_version_change_by_publishing_alone(self) -> None:
		survey = self.make_survey(publish_it=False)
		survey.update(
			{"state": "Published", "current_version": ratings.survey_and_version()[1], "preset_key": "y"}
		)
		survey.save()
		self.assertEqual((survey.state, survey.current_version, survey.preset_key), ("Draft", None, None))

	def test_SUR_01_publishing_the_same_again_makes_no_version(self) -> None:
		survey = self.make_survey()
		with self.set_user(self.officer):
			self.assertEqual(api.publish_draft(survey.name), survey.current_version)
		self.assertEqual(frappe.db.count(VERSION, {"survey": survey.name}), 1)

	def test_SUR_01_what_cannot_be_asked_is_kept_as_a_draft_and_not_published(self) -> None:
		survey = self.make_survey({"question_type": "Single Choice", "question": "?"}, publish_it=False)
		with self.assertRaises(frappe.ValidationError):
			publish.publish(survey)
		self.assertEqual(frappe.db.get_value(SURVEY, survey.name, "state"), "Draft")
		self.assertFalse(frappe.db.exists(VERSION, {"survey": survey.name}))

	def test_SUR_01_a_version_never_changes(self) -> None:
		version = frappe.get_doc(VERSION, self.make_survey().current_version)
		version.definition = "{}"
		with self.assertRaises(frappe.ValidationError):
			version.save()

	def test_SUR_01_only_who_is_responsible_changes_a_survey(self) -> None:
		survey = self.make_survey()
		other = factories.make_user(roles.MARKETING_OFFICER)
		with self.set_user(other):
			for call in (
				lambda: api.publish_draft(survey.name),
				lambda: api.set_state(survey.name, "Closed"),
				lambda: frappe.get_doc(SURVEY, survey.name).save(),
			):
				with self.assertRaises(frappe.PermissionError):
					call()
		with self.set_user(self.officer):
			api.set_state(survey.name, "Paused")
			api.set_state(survey.name, "Published")
			with self.assertRaises(frappe.ValidationError):
				api.set_state(survey.name, "Draft")

	def test_SUR_06_a_rule_about_nothing_or_nobody_is_refused(self) -> None:
		rule = {"operator": "At Most", "value": "6", "action": "Customer Task", "subject": "x"}
		with self.assertRaises(frappe.ValidationError):
			self.make_survey(*QUESTIONS, rules=[{**rule, "question_key": "q9"}])
		with self.assertRaises(frappe.ValidationError):
			self.make_survey(*QUESTIONS, anonymous=1, rules=[{**rule, "question_key": "q1"}])

	def test_SUR_03_the_shipped_rating_can_be_given_at_once_and_is_made_once(self) -> None:
		survey, version = ratings.survey_and_version()
		self.assertEqual(frappe.db.get_value(SURVEY, survey, "state"), "Published")
		shipped.create()
		self.assertEqual(frappe.db.count(SURVEY, {"preset_key": ratings.PRESET}), 1)
		self.assertEqual(ratings.survey_and_version(), (survey, version))

	def test_MKT_11_the_shipped_drafts_can_be_published_as_they_are(self) -> None:
		for preset in (shipped.SATISFACTION, shipped.CAMPAIGN):
			publish.publish(frappe.get_doc(SURVEY, {"preset_key": preset}))
