import json
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, get_datetime, now_datetime, today

from bank_crm.marketing.journeys import advancing, entering, leaving, rows
from bank_crm.marketing.journeys.tests.journey_case import TEXT, JourneyCase, ask, split, step, wait
from bank_crm.marketing.sending import single
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestJourney(JourneyCase):
	def hold(self, customer, category="Wealth", **values):
		return factories.make(
			"Bank Customer Account",
			**{
				"customer": customer,
				"category": category,
				"status": "Active",
				"opened_on": today(),
				"balance": 50_000,
				**values,
			},
		)

	def test_mkt_14_new_customers_first_purchase_benefit_is_reached_without_anybody_doing_it(self):
		"""新客首购权益触达: welcome, three days, reminder and a task for the manager – or the goal."""
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		journey = self.journey(
			step("m1", "Message", "w1", template=self.template(TEXT)),
			wait("w1", "c1"),
			ask("c1", "", "t1", test="Answer to a Message", of_step="m1", answer="Clicked"),
			step("t1", "Task", "", subject="致电新客介绍首购权益", days=2, priority="High"),
			goal_kind="Product Bought",
			goal_category="Wealth",
		)
		buyer, clicker, quiet = self.customers(3, manager=manager)
		self.assertEqual(self.go(journey), 3)
		self.assertEqual(self.go(journey), 0)
		messages = self.messages(journey)
		self.assertEqual([row.customer for row in messages], [buyer, clicker, quiet])
		self.assertEqual({row.state for row in messages}, {"Queued"})
		single.run()
		self.assertEqual(len(self.simulator.taken), 3)
		self.hold(buyer)
		frappe.db.set_value("Bank Message", messages[1].name, "clicked_at", now_datetime())
		self.later(journey, days=3)
		self.go(journey)
		self.assertEqual(
			[row.state for row in self.runs(journey)], ["Goal Reached", "Completed", "Completed"]
		)
		task = frappe.get_all("Bank Care Task", {"customer": ("in", [buyer, clicker, quiet])}, ["*"])
		self.assertEqual(
			[(row.customer, row.assigned_to, row.priority) for row in task], [(quiet, manager, "High")]
		)
		self.assertEqual(self.log(journey, customer=clicker)[-1], ("c1", "Branch Taken", "yes"))
		entry = frappe.get_last_doc("Bank Journey Step Log", {"journey": journey.name, "kind": "Task"})
		self.assertEqual(
			entry.reference_name, str(frappe.db.get_value("Bank Care Task", {"customer": quiet}))
		)

	def test_mkt_14_whoever_may_not_be_contacted_gets_nothing(self):
		journey = self.journey(step("m1", "Message", template=self.template(TEXT)))
		(silent,) = self.customers(1, allowed=False)
		self.go(journey)
		single.run()
		self.assertEqual([row.state for row in self.messages(journey)], ["Excluded"])
		self.assertEqual(self.runs(journey)[0].customer, silent)
		self.assertFalse(self.simulator.taken)

	def test_mkt_14_a_missing_value_is_told_and_nothing_is_sent(self):
		journey = self.journey(step("m1", "Message", template=self.template("{{ manager }} {{ link }}")))
		self.customers(1)
		self.go(journey)
		self.assertEqual(self.log(journey), [("m1", "Not Possible", None)])
		self.assertFalse(self.messages(journey))

	def test_mkt_14_paused_journeys_take_nobody_on_and_lose_nobody(self):
		journey = self.journey(wait("w1", "t1", days=1), step("t1", "Task", subject="致电"))
		self.customers(1)
		self.go(journey)
		self.later(journey, days=2)
		self.set_state(journey, "Paused")
		self.customers(1)
		self.assertEqual(self.go(journey), 0)
		self.assertEqual([row.state for row in self.runs(journey)], ["Active"])
		self.set_state(journey, "Running")
		self.go(journey)
		self.assertEqual([row.state for row in self.runs(journey)], ["Completed", "Active"])
		self.set_state(journey, "Ended")
		self.assertEqual(self.runs(journey)[1].left_because, "Journey Ended")

	def test_mkt_14_versions_customers_keep_theirs_or_move(self):
		for under_way, subject in (("Keep Their Version", "旧"), ("Move to the New Version", "新")):
			journey = self.journey(wait("w1", "t1"), step("t1", "Task", subject="旧"), under_way=under_way)
			(customer,) = self.customers(1)
			self.go(journey)
			self.assertRaises(frappe.ValidationError, self.set_steps, journey, "新")
			frappe.set_user("Administrator")
			self.set_state(journey, "Paused")
			self.set_steps(journey, "新")
			self.set_state(journey, "Running")
			self.later(journey, days=4)
			self.go(journey)
			found = frappe.db.get_value("Bank Care Task", {"customer": customer}, "subject")
			self.assertEqual(found, subject)
			self.assertEqual(frappe.db.count("Bank Journey Version", {"journey": journey.name}), 2)
			self.assertIn(
				"t1", frappe.get_last_doc("Bank Journey Version", {"journey": journey.name}).changes
			)
			self.set_state(journey, "Ended")

	def set_steps(self, journey, subject):
		frappe.set_user(self.officer)
		journey.reload()
		steps = [wait("w1", "t1"), step("t1", "Task", subject=subject)]
		journey.steps = json.dumps({"start": "w1", "steps": steps})
		journey.save()
		frappe.set_user("Administrator")

	def test_mkt_14_a_journey_with_a_fault_is_not_started_and_the_step_is_named(self):
		template = self.template(TEXT)
		frappe.db.set_value("Bank Message Template", template, "enabled", 0)
		journey = self.journey(
			step("m1", "Message", "t1", template=template),
			step("t1", "Task", "m1", subject=""),
			step("x1", "Tag", tag="No Such Tag"),
			running=False,
		)
		with self.assertRaises(frappe.ValidationError) as refused:
			self.set_state(journey, "Running")
		frappe.set_user("Administrator")
		text = str(refused.exception)
		for title, said in (
			("Message m1", "switched off"),
			("Task t1", "what is to be done"),
			("Tag x1", "No Such Tag"),
			("Tag x1", "no way leads"),
			("Task t1", "round and round"),
		):
			self.assertTrue(
				any(title in line and said in line for line in text.split("<br>")), (title, said, text)
			)

	def test_mkt_21_only_marketing_makes_and_starts_journeys(self):
		self.assertRaises(frappe.PermissionError, self.as_role, roles.RELATIONSHIP_MANAGER)
		self.assertRaises(frappe.PermissionError, self.as_role, roles.BRANCH_MANAGER)
		journey = self.journey(wait("w1", ""), running=False)
		self.officer = factories.make_user(roles.BRANCH_MANAGER)
		self.assertRaises(frappe.PermissionError, self.set_state, journey, "Running")
		frappe.set_user("Administrator")

	def as_role(self, role):
		frappe.set_user(factories.make_user(role))
		try:
			frappe.get_doc(
				{"doctype": "Bank Journey", "journey_name": "X", "trigger": "New Customer"}
			).insert()
		finally:
			frappe.set_user("Administrator")

	def test_mkt_14_what_fails_for_one_customer_is_done_for_the_others_and_tried_again(self):
		journey = self.journey(step("t1", "Task", subject="致电"))
		bad, good = self.customers(2)
		real = advancing.actions.available()["Task"].perform

		def perform(work):
			if bad in work.customers:
				raise RuntimeError("broken")
			return real(work)

		broken = advancing.actions.JourneyAction(str, list, list, perform)
		with patch.object(advancing.actions, "available", return_value={"Task": broken}):
			for _time in range(5):
				self.go(journey)
				self.later(journey, days=1)
		self.assertEqual([row.state for row in self.runs(journey)], ["Failed", "Completed"])
		self.assertEqual(self.log(journey, customer=bad), [("t1", "Failed", None)])
		self.assertEqual(frappe.db.count("Bank Care Task", {"customer": good}), 1)

	def test_mkt_14_splits_tags_opportunities_and_conditions_over_segments_work_together(self):
		tag = factories.make("Bank Customer Tag", tag_name=factories.unique("Tag "), category="Need").name
		rich = {"op": "and", "conditions": [{"field": "total_aum", "operator": ">=", "value": 500000}]}
		journey = self.journey(
			ask("c1", "s1", "", test="Conditions", conditions={"version": 1, "root": rich}),
			split("s1", A=(99, "g1"), B=(1, "g1")),
			step("g1", "Tag", "o1", tag=tag, days=30),
			step("o1", "Opportunity", product_category="Wealth", amount=50000),
		)
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		poor, wealthy = self.customers(2, manager=manager)
		frappe.db.set_value("Bank Customer", wealthy, "total_aum", 800_000)
		self.go(journey)
		self.assertEqual(self.log(journey, customer=poor), [("c1", "Branch Taken", "no")])
		self.assertEqual(
			[entry[0] for entry in self.log(journey, customer=wealthy)], ["c1", "s1", "g1", "o1"]
		)
		self.assertTrue(frappe.db.exists("Bank Tag Assignment", {"tag": tag, "customer": wealthy}))
		opportunity = frappe.get_last_doc("Bank Opportunity", {"customer": wealthy})
		self.assertEqual((opportunity.salesperson, opportunity.amount), (manager, 50_000))

	def test_mkt_14_exit_conditions_and_goals_end_waits(self):
		lost = {"op": "and", "conditions": [{"field": "total_liability", "operator": ">", "value": 0}]}
		journey = self.journey(
			wait("w1", "", days=30),
			exit_conditions=json.dumps({"version": 1, "root": lost}),
			goal_kind="Product Bought",
			goal_category="Fund",
		)
		indebted, buyer, gone, waits = self.customers(4)
		self.go(journey)
		frappe.db.set_value("Bank Customer", indebted, "total_liability", 100)
		frappe.db.set_value("Bank Customer", gone, "status", "Archived")
		self.hold(buyer, "Fund")
		self.assertEqual(leaving.sweep(journey.name), 3)
		found = {row.customer: (row.state, row.left_because or None) for row in self.runs(journey)}
		self.assertEqual(found[indebted], ("Left", "Exit Condition"))
		self.assertEqual(found[buyer], ("Goal Reached", None))
		self.assertEqual(found[gone], ("Left", "Customer Not Active"))
		self.assertEqual(found[waits], ("Active", None))

	def test_mkt_14_rows_in_other_hands_are_passed_over(self):
		"""Claimed rows are locked: claiming again from another connection finds the others only (see test_crash)."""
		journey = self.journey(wait("w1", ""))
		self.customers(3)
		entering.enter(journey.name)
		self.assertEqual(len(rows.claim(journey.name, 2)), 2)
		self.assertEqual(
			[run.customer for run in rows.claim(journey.name, 9, after=0)],
			[row.customer for row in self.runs(journey)],
		)


class TestTriggers(JourneyCase):
	def setUp(self):
		super().setUp()
		self.started = now_datetime() - timedelta(days=2)

	def trigger(self, **values):
		journey = self.journey(wait("w1", "", days=400), **values)
		frappe.db.set_value(
			"Bank Journey", journey.name, {"started_at": self.started, "looked_at": self.started}
		)
		return journey

	def entered(self, journey):
		entering.enter(journey.name, force=True)
		return [row.customer for row in self.runs(journey)]

	def hold(self, customer, category, **values):
		defaults = {"customer": customer, "category": category, "status": "Active", "opened_on": today()}
		return factories.make("Bank Customer Account", **{**defaults, **values})

	def test_mkt_14_a_first_purchase_lets_in_once(self):
		journey = self.trigger(trigger="First Purchase")
		saver, first, old = self.customers(3)
		self.hold(saver, "Savings")
		self.hold(first, "Wealth")
		self.hold(first, "Fund")
		self.hold(old, "Fund", opened_on="2020-01-01")
		self.hold(old, "Wealth")
		self.assertEqual(self.entered(journey), [first])
		self.assertEqual(self.entered(journey), [first])

	def test_mkt_14_maturities_are_found_ahead_and_each_date_once(self):
		journey = self.trigger(
			trigger="Product Maturity",
			trigger_days=7,
			trigger_category="Time Deposit",
			re_entry="With Every Event",
		)
		soon, later, twice = self.customers(3)
		self.hold(soon, "Time Deposit", maturity_date=add_days(today(), 7))
		self.hold(later, "Time Deposit", maturity_date=add_days(today(), 20))
		self.hold(twice, "Time Deposit", maturity_date=add_days(today(), 6))
		self.hold(twice, "Time Deposit", maturity_date=add_days(today(), 7))
		self.assertEqual(self.entered(journey), [soon, twice, twice])
		self.assertEqual(len(self.entered(journey)), 3)
		self.assertEqual(str(self.runs(journey)[0].event_on), add_days(today(), 7))

	def test_mkt_18_birthdays_and_anniversaries_let_in_every_year(self):
		born = add_to_date(today(), years=-30, days=3)
		birthday = self.trigger(
			trigger="Date", trigger_date="Birthday", trigger_days=3, re_entry="With Every Event"
		)
		anniversary = self.trigger(
			trigger="Date", trigger_date="Account Anniversary", re_entry="With Every Event"
		)
		(one,) = self.customers(1, birth_date=born)
		(two,) = self.customers(1, opened_on=add_to_date(today(), years=-5))
		self.assertEqual(self.entered(birthday), [one])
		self.assertEqual(self.entered(anniversary), [two])
		self.assertEqual(self.runs(birthday)[0].event_key, str(get_datetime(add_days(today(), 3)).year))
		with patch.object(entering, "now_datetime", lambda: add_to_date(now_datetime(), years=1)):
			frappe.db.set_value(
				"Bank Journey", birthday.name, "looked_at", add_to_date(now_datetime(), years=1, days=-1)
			)
			self.assertEqual(self.entered(birthday), [one, one])

	def test_mkt_18_behaviour_and_inactivity(self):
		page = self.trigger(
			trigger="Behaviour",
			trigger_event="Page View",
			trigger_page="credit_card",
			re_entry="After Some Days",
			re_entry_days=30,
		)
		quiet = self.trigger(trigger="Inactivity", trigger_days=90)
		looker, other, sleeper, dead = self.customers(4)
		for number in range(2):
			self.event(looker, "/credit_card/apply", number)
		self.event(other, "/credit-card/apply", 3)
		frappe.db.set_value("Bank Customer", sleeper, "last_txn_at", add_to_date(now_datetime(), days=-90))
		frappe.db.set_value("Bank Customer", dead, "last_txn_at", add_to_date(now_datetime(), days=-200))
		self.assertEqual(self.entered(page), [looker])
		self.assertEqual(self.entered(page), [looker], "the second event lies within the thirty days")
		self.assertEqual(self.entered(quiet), [sleeper])

	def event(self, customer, page, number):
		factories.make(
			"Bank Behaviour Event",
			customer=customer,
			event_type="Page View",
			channel="App",
			page=page,
			occurred_at=add_to_date(now_datetime(), minutes=number - 30),
		)

	def test_mkt_14_tiers_segments_and_answers_to_campaigns(self):
		(customer, other) = self.customers(2)
		tier = self.trigger(trigger="Tier Change", trigger_tier="Wealth")
		for name, to in ((customer, "Wealth"), (other, "Mass")):
			factories.make(
				"Bank Tier Change",
				customer=name,
				from_tier="Wealth Potential",
				to_tier=to,
				changed_at=now_datetime(),
				changed_by="Administrator",
				source="Rule",
				reason_code="Reached",
			)
		self.assertEqual(self.entered(tier), [customer])
		segment = self.segment([])
		joined = self.trigger(trigger="Segment Entry", trigger_segment=segment)
		for change in ("Joined", "Left"):
			factories.make(
				"Bank Segment Change",
				segment=segment,
				customer=customer if change == "Joined" else other,
				change=change,
				changed_at=now_datetime(),
			)
		self.assertEqual(self.entered(joined), [customer])
		from bank_crm.marketing import responses

		campaign = self.campaign([self.segment([customer, other])])
		answers = self.trigger(
			trigger="Campaign Response", trigger_campaign=campaign.name, trigger_response="Claimed"
		)
		responses.record(campaign.name, customer, "Claimed", now_datetime())
		responses.record(campaign.name, other, "Clicked", now_datetime())
		self.assertEqual(self.entered(answers), [customer])

	def test_mkt_14_the_rule_of_entering_again_is_asked_about_the_event_not_about_now(self):
		(customer,) = self.customers(1)
		segment = self.segment([])
		journey = self.trigger(
			trigger="Segment Entry", trigger_segment=segment, re_entry="After Some Days", re_entry_days=1
		)

		def join(**shift):
			at = add_to_date(now_datetime(), **shift)
			factories.make(
				"Bank Segment Change", segment=segment, customer=customer, change="Joined", changed_at=at
			)

		join(minutes=-50)
		self.assertEqual(len(self.entered(journey)), 1)
		join(minutes=-40)
		self.assertEqual(len(self.entered(journey)), 1)
		# the first entry ends: what happened while the customer was in it still lets nobody in
		run = self.runs(journey)[0].name
		frappe.db.set_value(
			"Bank Journey Run",
			run,
			{
				"state": "Completed",
				"left_at": now_datetime(),
				"event_at": add_to_date(now_datetime(), days=-3),
			},
		)
		self.assertEqual(len(self.entered(journey)), 1)
		with patch(
			"bank_crm.marketing.journeys.entering.now_datetime",
			lambda: add_to_date(now_datetime(), minutes=9),
		):
			join(minutes=1)
			self.assertEqual(len(self.entered(journey)), 2)
