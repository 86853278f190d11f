"""Plans and rounds: who is asked, when, how often, by permission of the gate, and how many answers are wanted (SUR-01, SUR-02)."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.compliance.contact.tests.contact_case import block, consent, quiet_hours
from bank_crm.customer.care import channels
from bank_crm.service.surveys import rounds, sending, tokens
from bank_crm.service.surveys.tests.survey_case import (
	INVITATION,
	PLAN,
	QUESTIONS,
	RESPONSE,
	ROUND,
	SurveyTestCase,
	text_of,
)
from bank_crm.tests import factories


class Gateway:
	"""Keeps what would leave the bank."""

	address_field = "mobile"

	def __init__(self) -> None:
		self.sent: list[channels.Message] = []

	def ready(self) -> bool:
		return True

	def send(self, message: channels.Message) -> None:
		self.sent.append(message)


class TestRounds(SurveyTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.gateway = Gateway()
		patched = patch.object(channels, "gateways", lambda: {"SMS": self.gateway})
		patched.start()
		self.addCleanup(patched.stop)
		frappe.db.set_value(PLAN, {"enabled": 1}, "enabled", 0)
		table = frappe.qb.DocType(INVITATION)
		frappe.qb.update(table).set(table.state, "Expired").run()

	def customers(self, count: int, *, allow: bool = True, **values: object) -> list[str]:
		names = [factories.make_customer(**values).name for _ in range(count)]
		for name in names if allow else []:
			consent(name, purpose="Survey")
		return names

	def states(self, round_: str) -> dict[str, int]:
		rows = frappe.get_all(INVITATION, filters={"round": round_}, pluck="state")
		return {state: rows.count(state) for state in set(rows)}

	def test_SUR_01_a_segment_is_invited_once_and_each_customer_gets_his_own_link(self) -> None:
		customers = self.customers(3)
		round_ = self.open_round(
			self.make_plan(self.make_survey(), customers, message="{customer}您好 {link} 谢谢")
		)
		rounds.prepare(round_)
		self.assertEqual(self.states(round_), {"Waiting": 3})
		sending.send_due()
		sending.send_due()
		self.assertEqual(self.states(round_), {"Sent": 3})
		texts = [message.text for message in self.gateway.sent]
		self.assertEqual(len(set(texts)), 3)
		name = frappe.db.get_value("Bank Customer", customers[0], "customer_name")
		(text,) = [one for one in texts if one.startswith(f"{name}您好")]
		token = text.split("/s/")[1].split()[0]
		self.assertIn("<form", text_of(self.visit(token)))
		figures = frappe.db.get_value(ROUND, round_, ["state", "audience_size", "invited", "sent"])
		self.assertEqual(figures, ("Open", 3, 3, 3))

	def test_RSK_08_who_must_not_be_contacted_is_not_and_the_reason_is_kept(self) -> None:
		allowed, blocked = self.customers(2)
		(silent,) = self.customers(1, allow=False)
		block(blocked)
		round_ = self.open_round(self.make_plan(self.make_survey(), [allowed, blocked, silent]))
		sending.send_due()
		self.assertEqual(self.states(round_), {"Sent": 1, "Not Allowed": 2})
		self.assertEqual(len(self.gateway.sent), 1)
		notes = frappe.get_all(
			INVITATION, filters={"round": round_, "state": "Not Allowed"}, pluck="state_note"
		)
		self.assertTrue(all(notes) and len(set(notes)) == 2, notes)

	def test_RSK_08_in_quiet_hours_everything_waits(self) -> None:
		quiet_hours(self, "00:00:00", "23:59:59")
		round_ = self.open_round(self.make_plan(self.make_survey(), self.customers(1)))
		sending.send_due()
		self.assertEqual(self.states(round_), {"Waiting": 1})

	def test_SUR_01_marketing_asks_the_whole_bank_a_branch_manager_only_his_own(self) -> None:
		branch = factories.make_branch()
		head = factories.make_user("Bank Branch Manager")
		factories.make_staff(head, branch)
		(own,) = self.customers(1, branch=branch)
		(other,) = self.customers(1)
		plan = self.make_plan(self.make_survey(), [own, other], owner_user=head)
		round_ = self.open_round(plan)
		self.assertEqual(frappe.get_all(INVITATION, filters={"round": round_}, pluck="customer"), [own])

	def test_SUR_01_nobody_is_asked_again_within_the_days_between_surveys(self) -> None:
		first, second = self.customers(2)
		self.open_round(self.make_plan(self.make_survey(), [first]))
		round_ = self.open_round(self.make_plan(self.make_survey(), [first, second], pause_days=30))
		self.assertEqual(frappe.get_all(INVITATION, filters={"round": round_}, pluck="customer"), [second])
		self.assertEqual(frappe.db.get_value(ROUND, round_, ["audience_size", "left_out"]), (2, 1))

	def test_SUR_01_a_sample_is_so_large_and_the_same_again(self) -> None:
		round_ = self.open_round(self.make_plan(self.make_survey(), self.customers(6), sample_size=2))
		before = set(frappe.get_all(INVITATION, filters={"round": round_}, pluck="customer"))
		rounds.prepare(round_)
		after = set(frappe.get_all(INVITATION, filters={"round": round_}, pluck="customer"))
		self.assertEqual((len(before), after), (2, before))

	def test_SUR_01_who_has_not_answered_is_reminded_as_often_as_planned(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		quick, slow = self.customers(2)
		plan = self.make_plan(
			survey, [quick, slow], reminder_after=5, most_reminders=1, reminder_message="再次邀请 {link}"
		)
		round_ = self.open_round(plan)
		sending.send_due()
		frappe.db.set_value(INVITATION, {"round": round_}, "sent_on", add_days(now_datetime(), -6))
		quick_token = self.token_of(frappe.db.get_value(INVITATION, {"round": round_, "customer": quick}))
		self.answer(quick_token, {"q-q1": "9"})
		for _ in range(2):
			sending.send_due()
		reminders = [message.text for message in self.gateway.sent if message.text.startswith("再次邀请")]
		self.assertEqual(len(reminders), 1)
		self.assertEqual(self.states(round_), {"Answered": 1, "Sent": 1})
		frappe.db.set_value(INVITATION, {"round": round_}, "reminded_on", add_days(now_datetime(), -6))
		sending.send_due()
		self.assertEqual(len(self.gateway.sent), 3)

	def test_SUR_01_a_claim_that_was_lost_is_not_sent_a_second_time(self) -> None:
		round_ = self.open_round(self.make_plan(self.make_survey(), self.customers(1)))
		with patch.object(Gateway, "send", side_effect=SystemExit), self.assertRaises(SystemExit):
			sending.send_due()
		self.assertEqual(self.states(round_), {"Sending": 1})
		sending.send_due()
		self.assertEqual(self.gateway.sent, [])
		token = self.token_of(frappe.db.get_value(INVITATION, {"round": round_}))
		self.assertIn("<form", text_of(self.visit(token)))

	def test_SUR_02_a_periodic_plan_opens_a_round_each_time_and_sets_the_next(self) -> None:
		plan = self.make_plan(self.make_survey(), self.customers(1), frequency="Monthly")
		self.assertEqual(str(plan.next_on), today())
		first = self.open_round(plan)
		self.assertIsNone(rounds.open_round(plan.name))
		plan.reload()
		self.assertGreater(str(plan.next_on), today())
		frappe.db.set_value(PLAN, plan.name, "next_on", today())
		with self.assertRaises(frappe.UniqueValidationError):
			rounds.open_round(plan.name)  # the same day's round is there already
		self.assertEqual(frappe.get_all(ROUND, filters={"plan": plan.name}, pluck="name"), [first])

	def test_SUR_02_the_job_opens_what_is_due_and_closes_what_is_over(self) -> None:
		plan = self.make_plan(self.make_survey(), self.customers(2))
		counts = rounds.run_due()
		self.assertGreaterEqual(counts["opened"], 1)
		(round_,) = frappe.get_all(ROUND, filters={"plan": plan.name}, pluck="name")
		self.assertEqual(self.states(round_), {"Waiting": 2})
		frappe.db.set_value(ROUND, round_, "closes_on", add_days(now_datetime(), -1))
		rounds.run_due()
		self.assertEqual(
			frappe.db.get_value(ROUND, round_, ["state", "close_reason"]), ("Closed", "Time Over")
		)
		self.assertEqual(self.states(round_), {"Expired": 2})

	def test_SUR_02_a_round_goes_on_with_the_version_it_was_opened_with(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		_invitation, token = self.invited(survey, self.customers(1)[0])
		survey.questions[0].question = "改过的问题"
		survey.save()
		from bank_crm.service.surveys import publish

		publish.publish(survey)
		survey.reload()
		self.assertTrue(survey.current_version.endswith("-V2"))
		self.assertIn("推荐意愿", text_of(self.visit(token)))
		_invitation, later = self.invited(survey, self.customers(1)[0])
		self.assertIn("改过的问题", text_of(self.visit(later)))

	def test_SUR_01_a_round_closes_when_all_answers_wanted_are_there(self) -> None:
		survey = self.make_survey(QUESTIONS[0])
		customers = self.customers(3)
		round_ = self.open_round(self.make_plan(survey, customers, quota=2))
		sending.send_due()
		links = [
			self.token_of(name)
			for name in frappe.get_all(INVITATION, filters={"round": round_}, pluck="name")
		]
		for token in links:
			self.answer(token, {"q-q1": "9"}) if "<form" in text_of(self.visit(token)) else None
		self.assertEqual(
			frappe.db.get_value(ROUND, round_, ["state", "close_reason", "answered"]),
			("Closed", "Enough Answers", 2),
		)
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_, "state": "Complete"}), 2)

	def test_SUR_01_a_part_of_the_audience_that_is_full_is_not_asked_any_more(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		women = self.customers(3, gender="Female")
		(man,) = self.customers(1, gender="Male")
		plan = self.make_plan(
			survey, [*women, man], quotas=[{"attribute": "Gender", "value": "Female", "most": 1}]
		)
		round_ = self.open_round(plan)
		named = {
			row.customer: row.name
			for row in frappe.get_all(INVITATION, filters={"round": round_}, fields=["name", "customer"])
		}
		for customer in women[:2]:
			frappe.db.set_value(INVITATION, named[customer], "state", "Sent")
		self.answer(self.token_of(named[women[0]]), {"q-q1": "9"})
		late = self.answer(self.token_of(named[women[1]]), {"q-q1": "1"})
		self.assertNotIn("<form", text_of(late))
		sending.send_due()
		self.assertEqual(frappe.db.get_value(INVITATION, named[women[2]], "state"), "Quota Full")
		self.assertEqual(frappe.db.get_value(INVITATION, named[man], "state"), "Sent")
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_, "state": "Complete"}), 1)

	def test_SUR_01_ending_a_survey_closes_its_rounds(self) -> None:
		from bank_crm.api import surveys

		survey = self.make_survey(QUESTIONS[0])
		_invitation, token = self.invited(survey, self.customers(1)[0])
		with self.set_user(self.officer):
			surveys.set_state(survey.name, "Closed")
		self.assertNotIn("<form", text_of(self.visit(token)))
		self.assertEqual(
			frappe.get_all(ROUND, filters={"survey": survey.name}, pluck="close_reason"), ["Stopped"]
		)

	def test_the_address_of_a_plan_is_signed(self) -> None:
		survey = self.make_survey(QUESTIONS[0], anonymous=1)
		plan = self.make_plan(survey, shared_link=1)
		self.open_round(plan)
		good = tokens.make(tokens.Opens.SHARED, plan.name, plan.address)
		self.assertEqual(self.visit(good).status_code, 200)
		self.assertEqual(self.visit(tokens.make(tokens.Opens.SHARED, plan.name, "x")).status_code, 404)
