import json
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime, today

from bank_crm.api import customer_page, journeys
from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.marketing.journeys import advancing, entering, leaving, rows
from bank_crm.marketing.journeys.tests.journey_case import TEXT, JourneyCase, ask, split, step, wait
from bank_crm.marketing.sending import single
from bank_crm.permissions import roles
from bank_crm.sales.leads import conversion
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

	def test_mkt_15_an_e_mail_of_a_journey_offers_to_unsubscribe(self):
		self.make_gateway("Email")
		body = "{{ customer_name }} {{ link }} {{ unsubscribe }}"
		journey = self.journey(
			step("m1", "Message", template=self.template(body, channel="Email", subject="首购权益"))
		)
		(customer,) = self.customers(1, allowed=False, email="somebody@example.com")
		consent(customer, "Email", "Marketing")
		self.go(journey)
		single.run()
		self.assertEqual([row.state for row in self.messages(journey)], ["Sent"])
		text = self.simulator.texts[-1]
		self.assertIn("/stop", text)
		self.assertNotIn("{", text)

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

	def test_sal_01_what_a_customer_has_done_becomes_one_lead_of_the_customers_manager(self):
		journey = self.journey(step("l1", "Lead", product_category="Fund", amount=20000))
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		seen, followed = self.customers(2, manager=manager)
		earlier = frappe.get_doc({"doctype": "Bank Lead", "lead_name": "x", "source": "Branch"})
		earlier.update({"customer": followed, "product_category": "Fund"})
		earlier.flags.bank_system = True
		earlier.insert()
		self.go(journey)
		lead = frappe.get_last_doc("Bank Lead", {"customer": seen})
		self.assertEqual(
			(lead.source, lead.salesperson, lead.expected_amount), ("Behaviour", manager, 20_000)
		)
		self.assertEqual(frappe.db.count("Bank Lead", {"customer": followed}), 1, "followed up already")
		done = conversion.convert(lead.name)
		self.assertEqual((done.customer, done.made), (seen, False), "no second customer")

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

	def test_mkt_14_a_customers_way_is_on_the_page_and_in_the_form_figures_without_names(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		journey = self.journey(step("t1", "Task", "w1", subject="致电"), wait("w1", ""))
		(customer,) = self.customers(1, manager=manager)
		self.go(journey)
		stranger = factories.make_customer().name
		with self.set_user(manager):
			page = customer_page.page(customer)
			self.assertRaises(frappe.PermissionError, customer_page.page, stranger)
			self.assertEqual(
				[row.customer for row in frappe.get_list("Bank Journey Run", fields=["customer"])], [customer]
			)
		(row,) = page["panels"]["journeys"]["rows"]
		self.assertEqual(row["title"], journey.journey_name)
		self.assertIn("Task t1", [entry["title"] for entry in page["timeline"]["entries"]])
		with self.set_user(self.officer):
			found = journeys.figures(journey.name)
			self.assertEqual(frappe.get_list("Bank Journey Run"), [], "marketing counts, and sees nobody")
		self.assertEqual(found["steps"]["w1"]["here"], 1)
		self.assertEqual(found["entered"], 1)
		self.assertNotIn(customer, frappe.as_json(found))
		with self.set_user(factories.make_user(roles.TELLER)):
			self.assertRaises(frappe.PermissionError, journeys.figures, journey.name)

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
