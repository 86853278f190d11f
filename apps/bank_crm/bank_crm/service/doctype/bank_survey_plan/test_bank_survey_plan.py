"""Plans that could ask nobody or never end are refused (SUR-01, SUR-02)."""

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.permissions import roles
from bank_crm.service.surveys import audience
from bank_crm.service.surveys.tests.survey_case import INVITATION, PLAN, QUESTIONS, SurveyTestCase
from bank_crm.tests import factories

#: Parts of a survey or a plan that have no life of their own.
PARTS = ("Bank Survey Question", "Bank Survey Task Rule", "Bank Survey Quota", "Bank Survey Answer")


class TestBankSurveyPlan(SurveyTestCase):
	def test_SUR_01_what_could_not_be_sent_is_refused(self) -> None:
		survey, draft = self.make_survey(QUESTIONS[0]), self.make_survey(QUESTIONS[0], publish_it=False)
		group = self.make_group([])
		good = {"audience_doctype": "Bank Segment", "audience_name": group}
		for wrong in (
			{},
			{"audience_doctype": "User", "audience_name": "Administrator"},
			{"audience_doctype": "Bank Segment"},
			{**good, "open_days": 0},
			{**good, "ends_on": add_days(today(), -1)},
			{**good, "starts_on": add_days(today(), -9)},
			{**good, "quotas": [{"attribute": "Tier", "value": "No Such Tier", "most": 1}]},
			{**good, "quotas": [{"attribute": "Gender", "value": "Male", "most": 1}] * 2},
			{"shared_link": 1},
		):
			with self.subTest(wrong), self.assertRaises(frappe.ValidationError):
				self.make_plan(survey, **wrong)
		with self.assertRaises(frappe.ValidationError):
			self.make_plan(draft, **good)
		self.assertTrue(self.make_plan(draft, **good, enabled=0).name)

	def test_SUR_02_the_next_day_follows_the_plan(self) -> None:
		survey, group = self.make_survey(QUESTIONS[0]), self.make_group([])
		first = add_days(today(), 3)
		plan = self.make_plan(
			survey, audience_doctype="Bank Segment", audience_name=group, frequency="Weekly", starts_on=first
		)
		self.assertEqual(str(plan.next_on), first)
		plan.enabled = 0
		plan.save()
		self.assertIsNone(plan.next_on)

	def test_SEC_08_nobody_plans_with_what_is_another_ones(self) -> None:
		survey, group = self.make_survey(QUESTIONS[0]), self.make_group([])
		plan = self.make_plan(survey, audience_doctype="Bank Segment", audience_name=group)
		other = factories.make_user(roles.MARKETING_OFFICER)
		with self.set_user(other), self.assertRaises(frappe.PermissionError):
			doc = frappe.get_doc(PLAN, plan.name)
			doc.plan_name = "x"
			doc.save()

	def test_SUR_01_every_audience_the_app_brings_can_be_asked(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		customer = factories.make_customer().name
		tag = factories.make(
			"Bank Customer Tag",
			tag_name=factories.unique("标签"),
			category="Product",
			owner_user=self.officer,
		).name
		factories.make("Bank Tag Assignment", tag=tag, customer=customer)
		order = factories.make(
			"Bank Work Order", subject="x", order_type="Enquiry", channel="Phone", customer=customer
		).name
		frappe.db.set_value("Bank Work Order", order, "answered_on", now_datetime())
		for values in (
			{"audience_doctype": "Bank Segment", "audience_name": self.make_group([customer])},
			{"audience_doctype": "Bank Customer Tag", "audience_name": tag},
			{"audience_doctype": "Bank Work Order", "order_type": "Enquiry"},
		):
			round_ = self.open_round(self.make_plan(survey, **values))
			rows = frappe.get_all(
				INVITATION, filters={"round": round_}, fields=["customer", "reference_name"]
			)
			found = [(row.customer, row.reference_name) for row in rows if row.customer == customer]
			expected = order if values["audience_doctype"] == "Bank Work Order" else None
			self.assertEqual(found, [(customer, expected)])
		self.assertEqual(
			set(audience.kinds()), {"Bank Segment", "Bank Customer Tag", "Bank Work Order", "Bank Campaign"}
		)

	def test_parts_have_no_permissions_of_their_own(self) -> None:
		for part in PARTS:
			self.assertTrue(frappe.get_meta(part).istable)
			self.assertEqual(frappe.get_meta(part).permissions, [])
