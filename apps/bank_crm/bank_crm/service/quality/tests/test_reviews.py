"""Quality reviews: drawn, scored, followed by measures, seen by whom they concern (SVC-12)."""

from __future__ import annotations

import frappe
from frappe.utils import add_days, getdate

from bank_crm.api import quality
from bank_crm.permissions import roles
from bank_crm.service.intake.tests.service_case import ORDER, ServiceCase
from bank_crm.service.quality import sampling
from bank_crm.tests import factories

CARD, REVIEW, IMPROVEMENT = "Bank QA Scorecard", "Bank QA Review", "Bank Improvement"
ASKED, JUDGED = "Bank QA Criterion", "Bank QA Answer"
#: A Monday of a week no demo order was closed in.
MONDAY = getdate("2031-03-03")


class TestReviews(ServiceCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value(CARD, {"active": 1}, "active", 0)
		self.card = factories.make(
			CARD,
			title=factories.unique("通话质量 "),
			active=1,
			pass_percent=80,
			sample_percent=50,
			sample_least=1,
			criteria=[
				{"criterion": "问候与身份核实", "weight": 1, "critical": 1},
				{"criterion": "答复正确", "weight": 3},
			],
		).name

	def closed(self, count: int, **values: object) -> list[str]:
		names = [self.make_order().name for _number in range(count)]
		for name in names:
			frappe.db.set_value(
				ORDER,
				name,
				{"state": "Closed", "closed_on": f"{add_days(MONDAY, 2)} 10:00:00", **values},
			)
		return names

	def drawn(self) -> dict[str, str]:
		rows = frappe.get_all(REVIEW, {"scorecard": self.card}, ["work_order", "drawn_by"])
		return {row.work_order: row.drawn_by for row in rows}

	def test_SVC_12_a_share_of_last_week_is_drawn_and_the_same_again(self) -> None:
		names = self.closed(6)
		self.closed(2, closed_on=f"{add_days(MONDAY, 8)} 10:00:00")
		(low,) = self.closed(1, rating=1)
		today = add_days(MONDAY, 9)
		made = sampling.draw_last_week(today)
		drawn = self.drawn()
		self.assertEqual(drawn.pop(low, None), "Low Rating")
		self.assertLessEqual(set(drawn), set(names))
		self.assertIn(len(drawn), (3, 4))  # half of the seven, of which the low one may be one
		self.assertEqual(made, len(drawn) + 1)
		self.assertEqual(sampling.draw_last_week(today), 0)
		self.assertEqual(self.drawn().keys() - {low}, drawn.keys())

	def test_SVC_12_somebody_above_the_handler_reviews_and_is_told(self) -> None:
		self.closed(1)
		sampling.draw_last_week(add_days(MONDAY, 9))
		review = frappe.get_doc(REVIEW, {"scorecard": self.card})
		self.assertEqual((review.handler, review.reviewer), (self.agent, self.manager))
		self.assertEqual([row.criterion for row in review.answers], ["问候与身份核实", "答复正确"])
		for doctype, parent in ((ASKED, self.card), (JUDGED, str(review.name))):
			self.assertEqual(frappe.db.count(doctype, {"parent": parent}), 2)
		sampling.tell_reviewers()
		told = frappe.get_all("Notification Log", {"for_user": self.manager}, pluck="document_type")
		self.assertIn(REVIEW, told)

	def review(self) -> frappe.model.document.Document:
		return frappe.get_doc(REVIEW, quality.open_review(self.make_order().name, self.card))

	def test_SVC_12_the_score_follows_the_verdicts(self) -> None:
		review = self.review()
		review.answers[0].verdict, review.answers[1].verdict = "Met", "Partly Met"
		review.save()
		self.assertEqual((review.score, review.passed), (62.5, 0))
		review.answers[1].verdict = "Met"
		review.state = "Done"
		review.save()
		self.assertEqual((review.score, review.passed, review.improvement), (100, 1, None))
		self.assertTrue(review.done_on)

	def test_SVC_12_a_review_that_fails_opens_a_measure(self) -> None:
		review = self.review()
		review.answers[0].verdict, review.answers[1].verdict = "Not Met", "Met"
		review.state = "Done"
		with self.assertRaisesRegex(frappe.ValidationError, frappe._("Summary")):
			review.save()
		review.reload()
		review.answers[0].verdict, review.answers[1].verdict = "Not Met", "Met"
		review.update({"state": "Done", "summary": "没有核实身份"})
		review.save()
		self.assertEqual((review.score, review.passed), (75, 0))
		measure = frappe.get_doc(IMPROVEMENT, review.improvement)
		self.assertEqual((measure.origin, measure.responsible), ("Quality Review", self.manager))
		review.save()
		self.assertEqual(frappe.db.count(IMPROVEMENT, {"reference_name": str(review.name)}), 1)

	def test_SVC_12_a_review_is_filled_in_before_it_ends_and_its_criteria_stay(self) -> None:
		review = self.review()
		review.answers[0].verdict = "Met"
		review.state = "Done"
		with self.assertRaisesRegex(frappe.ValidationError, frappe._("Criteria")):
			review.save()
		review.reload()
		review.answers[1].weight = 0
		review.answers[0].criterion = "easier"
		review.save()
		self.assertEqual((review.answers[1].weight, review.answers[0].criterion), (3, "问候与身份核实"))
		review.remove(review.answers[0])
		with self.assertRaises(frappe.ValidationError):
			review.save()

	def test_SVC_12_one_review_of_an_order_with_a_scorecard(self) -> None:
		order = self.make_order().name
		self.assertEqual(quality.open_review(order, self.card), quality.open_review(order, self.card))

	def test_SEC_07_a_review_is_for_its_reviewer_and_those_above_and_for_the_handler_when_done(self) -> None:
		review = self.review()
		review.reviewer = self.manager
		review.save()
		stranger = factories.make_user(roles.SERVICE_AGENT)
		other_manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(other_manager, factories.make_branch())
		compliance = factories.make_user(roles.COMPLIANCE_OFFICER)

		def seen(user: str, ptype: str = "read") -> bool:
			frappe.set_user(user)
			listed = review.name in frappe.get_list(REVIEW, pluck="name", limit=0)
			allowed = bool(frappe.has_permission(REVIEW, ptype, review.name))
			if ptype == "read":
				self.assertEqual(listed, allowed, user)
			frappe.set_user("Administrator")
			return allowed

		self.assertTrue(seen(self.manager))
		self.assertTrue(seen(self.manager, "write"))
		self.assertTrue(seen(compliance, "write"))
		self.assertFalse(seen(self.agent))
		self.assertFalse(seen(stranger))
		self.assertFalse(seen(other_manager))
		frappe.db.set_value(REVIEW, review.name, "state", "Done")
		self.assertTrue(seen(self.agent))
		self.assertFalse(seen(self.agent, "write"))

	def test_SVC_12_a_scorecard_that_weighs_nothing_is_refused(self) -> None:
		for change in (
			{"criteria": [{"criterion": "a", "weight": 0}]},
			{"criteria": [{"criterion": "a", "weight": 1}, {"criterion": "a", "weight": 1}]},
			{"criteria": [{"criterion": "a", "weight": 2}, {"criterion": "b", "weight": -1}]},
			{"pass_percent": 120},
			{"sample_percent": -1},
		):
			values = {"pass_percent": 80, "sample_percent": 5, "criteria": [{"criterion": "a", "weight": 1}]}
			with self.assertRaises(frappe.ValidationError):
				factories.make(CARD, title=factories.unique(), **{**values, **change})
