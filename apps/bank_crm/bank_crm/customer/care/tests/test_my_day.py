"""The page 【我的一天】: whose tasks it shows, ending one, the customer's history, who may not."""

import frappe
from frappe.utils import add_days, today

from bank_crm.api import care_calendar, my_day
from bank_crm.customer.care.tests.care_case import TASK, CareTestCase
from bank_crm.tests import factories


class TestMyDay(CareTestCase):
	def task(self, customer, **values):
		return factories.make(
			TASK,
			**{
				"customer": customer.name,
				"subject": "Call",
				"due_on": today(),
				"assigned_to": self.manager,
				**values,
			},
		)

	def names(self, part) -> list[int]:
		return [task["name"] for task in part["tasks"]]

	def test_CAR_07_overdue_today_and_the_coming_week(self):
		customer = self.make_customer()
		late = self.task(customer, due_on=add_days(today(), -3))
		now = self.task(customer)
		soon, far = (self.task(customer, due_on=add_days(today(), days)) for days in (7, 8))
		self.task(self.make_customer(manager=factories.make_user()), assigned_to="Administrator")
		frappe.set_user(self.manager)
		day = my_day.my_day()
		self.assertEqual(self.names(day["overdue"]), [late.name])
		self.assertEqual(day["overdue"]["tasks"][0]["days_late"], 3)
		self.assertEqual((self.names(day["today"]), self.names(day["week"])), ([now.name], [soon.name]))
		self.assertNotIn(far.name, self.names(day["week"]))
		self.assertEqual(day["today"]["tasks"][0]["mobile"], customer.mobile)
		self.assertIn("*", customer.mobile)

	def test_CAR_10_done_with_response_is_in_the_history_and_can_be_undone(self):
		customer = self.make_customer()
		task = self.task(customer)
		frappe.set_user(self.manager)
		my_day.finish(task.name, "Done")
		my_day.finish(task.name, "Done", response="Not Reached", channel="WeChat")
		stored = frappe.get_doc(TASK, task.name)
		self.assertEqual(
			(stored.status, stored.response, stored.done_by), ("Done", "Not Reached", self.manager)
		)

		def history():
			return frappe.get_all(
				"Bank Interaction", filters={"customer": customer.name}, fields=["channel", "outcome", "user"]
			)

		self.assertEqual(history(), [{"channel": "WeChat", "outcome": "Not Reached", "user": self.manager}])
		self.assertEqual(self.names(my_day.my_day()["done"]), [task.name])
		my_day.finish(task.name, "Open")
		self.assertEqual(history(), [])
		self.assertIsNone(frappe.db.get_value(TASK, task.name, "done_at"))

	def test_SEC_07_nobody_elses_tasks(self):
		task = self.task(self.make_customer())
		frappe.set_user(factories.make_user("Bank Relationship Manager"))
		for call in (
			lambda: my_day.finish(task.name, "Done"),
			lambda: my_day.gift_step(task.name, "ship"),
			lambda: care_calendar.move(f'{{"name": {task.name}, "due_on": "2030-01-01"}}', "{}"),
		):
			with self.assertRaises(frappe.PermissionError):
				call()
		day = my_day.my_day(team=True)
		self.assertEqual((day["team"], day["may_lead"], self.names(day["today"])), (False, False, []))
		frappe.set_user(factories.make_user("Bank Teller"))
		with self.assertRaises(frappe.PermissionError):
			my_day.my_day()

	def test_SEC_08_branch_manager_sees_the_team_but_no_other_branch(self):
		branch, other = factories.make_branch(), factories.make_branch()
		leader = factories.make_user("Bank Branch Manager")
		factories.make_staff(leader, branch)
		inside = self.task(self.make_customer(branch=branch))
		outside = self.task(self.make_customer(branch=other))
		frappe.set_user(leader)
		self.assertEqual(self.names(my_day.my_day()["today"]), [])
		self.assertEqual(self.names(my_day.my_day(team="0")["today"]), [], "as the browser sends it")
		found = self.names(my_day.my_day(team="1")["today"])
		self.assertIn(inside.name, found)
		self.assertNotIn(outside.name, found)

	def test_CAR_07_bad_words_are_refused(self):
		task = self.task(self.make_customer())
		for values in ({"status": "Cancelled"}, {"status": "Done", "response": "<b>"}, {"status": "x"}):
			with self.subTest(values=values), self.assertRaises(frappe.ValidationError):
				my_day.finish(task.name, **values)

	def test_CAR_07_dragging_in_the_calendar_changes_the_day(self):
		task = self.task(self.make_customer())
		frappe.set_user(self.manager)
		care_calendar.move(
			frappe.as_json(
				{"name": str(task.name), "due_on": "2030-03-04 00:00:00", "ends_on": "2030-03-05"}
			),
			"{}",
		)
		self.assertEqual(str(frappe.db.get_value(TASK, task.name, "due_on")), "2030-03-04")


class TestCareDocuments(CareTestCase):
	def test_CAR_02_rules_that_could_never_work_are_refused(self):
		for values in (
			{"occasion": "Birthday", "lead_days": 1, "due_days_before": 2},
			{"occasion": "Birthday", "lead_days": 999},
			{"occasion": "Birthday", "reach": "Customer"},
			{"occasion": "Customer Review"},
			{"occasion": "Festival", "festival": "Own Date", "month": 13, "day": 1},
			{"occasion": "Festival", "festival": "Own Date", "month": 4, "day": 31},
			{"occasion": "Festival", "festival": "Own Date", "month": 4, "day": 31, "calendar": "Lunar"},
			{"occasion": "Festival", "festival": "Own Date", "month": 4, "day": 1, "only_year": 12},
		):
			with self.subTest(values=values), self.assertRaises(frappe.ValidationError):
				self.make_rule(**values)

	def test_CAR_02_contradictions_are_refused_at_the_field_and_nothing_is_kept(self):
		off = factories.make("Bank Gift", gift_name=factories.unique("Gift"), unit_cost=1, enabled=0).name
		gift = factories.make("Bank Gift", gift_name=factories.unique("Gift"), unit_cost=1).name
		greeting = factories.make("Bank Greeting", title=factories.unique("G"), body="x", enabled=0).name
		sent = {"reach": "Customer", "greeting": "Birthday Greeting"}
		step = {"offset_days": 3, "subject": "Call", "priority": "High"}
		own = {"occasion": "Festival", "festival": "Own Date", "month": 4, "day": 1}
		rules = frappe.db.count("Bank Care Rule")
		for field, values in (
			("include_companies", {"occasion": "Birthday", "gender": "Male", "include_companies": 1}),
			("steps", {"occasion": "Birthday", "steps": [step]}),
			("gift", {"occasion": "Birthday", "gift": gift, **sent}),
			("gift", {"occasion": "Birthday", "gift": off}),
			("greeting", {"occasion": "Birthday", "reach": "Both", "greeting": greeting}),
			("product_category", {"occasion": "Maturity", "product_category": "Savings"}),
			("only_year", {**own, "only_year": 2001}),
		):
			with self.subTest(field=field), self.assertRaises(frappe.ValidationError) as refused:
				self.make_rule(**values)
			label = frappe._(frappe.get_meta("Bank Care Rule").get_label(field))
			self.assertIn(label, str(refused.exception))
		self.assertEqual(frappe.db.count("Bank Care Rule"), rules)

	def test_CAR_01_shipped_rules_are_there_and_stay_deleted(self):
		from bank_crm.setup import care

		names = set(frappe.get_all("Bank Care Rule", pluck="name"))
		self.assertTrue({"Birthday Care", "Service Cycle of the Tier", "Wealth Product Matures"} <= names)
		frappe.delete_doc("Bank Care Rule", "Birthday Care")
		care.create()
		self.assertFalse(frappe.db.exists("Bank Care Rule", "Birthday Care"))

	def test_RSK_08_consents_are_decided_already(self):
		customer = self.make_customer()
		with self.assertRaises(frappe.ValidationError):
			factories.make(
				"Bank Contact Consent",
				customer=customer.name,
				channel="SMS",
				decided_at=add_days(frappe.utils.now_datetime(), 1),
			)

	def test_CAR_10_life_event_far_ahead_is_refused(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make(
				"Bank Life Event",
				customer=self.make_customer().name,
				event_type="Marriage",
				event_on=add_days(today(), 1000),
			)

	def test_CAR_10_steps_and_tiers_of_a_rule_are_kept(self):
		"""Bank Care Step and Bank Care Tier are rows of the rule."""
		rule = self.make_rule(
			"Life Event", tiers=["Wealth"], steps=[{"offset_days": 3, "subject": "Call", "priority": "High"}]
		)
		self.assertEqual(frappe.get_all("Bank Care Step", {"parent": rule.name}, pluck="offset_days"), [3])
		self.assertEqual(frappe.get_all("Bank Care Tier", {"parent": rule.name}, pluck="tier"), ["Wealth"])
