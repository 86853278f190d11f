"""An order's clocks: set when it comes, paused, answered, reopened, and set anew for many (SVC-14)."""

from __future__ import annotations

import frappe

from bank_crm.service.levels import plan, recompute
from bank_crm.service.levels.tests import desk
from bank_crm.service.levels.tests.desk import at, frozen, stored
from bank_crm.tests import BankCRMTestCase, factories


class TestClocksOfOrders(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(plan.forget)
		desk.clear_plan()
		self.calendar = desk.make_calendar()
		self.level = desk.make_level()

	def order(self, moment: str = "21 10:00", **values):
		with frozen(at(moment)):
			return desk.make_order(**values)

	def test_SVC_14_a_new_order_has_its_level_and_its_due_moments(self):
		order = self.order()
		self.assertEqual(order.service_level, self.level)
		self.assertEqual(
			stored(order, "response_due", "resolution_due", "response_clock", "resolution_clock"),
			(at("21 12:00"), at("22 10:00"), "Running", "Running"),
		)
		self.assertEqual(
			stored(order, "response_warn_on", "resolution_warn_on"), (at("21 11:30"), at("21 16:00"))
		)

	def test_SVC_14_an_order_no_level_is_for_has_no_clocks(self):
		order = self.order(priority="Low")
		self.assertFalse(order.service_level)
		self.assertEqual(stored(order, "response_clock", "resolution_due"), ("", None))

	def test_SEG_19_the_customers_tier_decides(self):
		tier = frappe.get_all("Bank Customer Tier", pluck="name", limit=1)[0]
		faster = desk.make_level(
			tier=tier, targets=[{"priority": "Medium", "response": 1800, "resolution": desk.HOUR}]
		)
		customer = factories.make_customer()
		frappe.db.set_value("Bank Customer", customer.name, "tier", tier)
		self.assertEqual(self.order(customer=customer.name).service_level, faster)
		self.assertEqual(self.order().service_level, self.level)

	def test_SVC_14_waiting_for_the_customer_stops_the_clocks(self):
		order = self.order()
		with frozen(at("21 11:00")):
			desk.step(order, "In Progress")
		with frozen(at("21 12:00")):
			desk.step(order, "Waiting for Customer")
		self.assertEqual(
			stored(order, "response_clock", "resolution_clock", "resolution_due", "paused_since"),
			("Met", "Paused", None, at("21 12:00")),
		)
		with frozen(at("22 11:00")):
			desk.step(order, "In Progress")
		# five hours of the first day and two of the second lay in the pause
		self.assertEqual(
			stored(order, "resolution_clock", "resolution_due", "paused_seconds", "paused_since"),
			("Running", at("22 17:00"), 7 * desk.HOUR, None),
		)

	def test_SVC_14_an_answer_in_time_is_met_and_the_business_time_it_took_is_kept(self):
		order = self.order()
		with frozen(at("22 09:30")):
			desk.step(order, "Answered", solution="Done")
		self.assertEqual(
			stored(order, "response_clock", "resolution_clock", "response_taken", "resolution_taken"),
			("Missed", "Met", 7.5 * desk.HOUR, 7.5 * desk.HOUR),
		)

	def test_SVC_14_a_reopened_order_goes_on_where_it_stood(self):
		order = self.order()
		with frozen(at("21 15:00")):
			desk.step(order, "Answered", solution="Done")
		with frozen(at("23 09:00")):
			desk.step(order, "In Progress")
		self.assertEqual(
			stored(order, "resolution_clock", "resolution_due", "response_clock"),
			("Running", at("23 12:00"), "Missed"),
		)

	def test_SVC_14_a_priority_changed_midway_counts_the_whole_time(self):
		order = self.order()
		with frozen(at("21 12:30")):
			order.priority = "High"
			order.save()
			self.assertEqual(
				stored(order, "resolution_due", "response_due"), (at("21 14:00"), at("21 11:00"))
			)
			self.assertEqual(stored(order, "response_clock", "resolution_clock"), ("Breached", "Running"))

	def test_SVC_14_what_is_sent_along_for_the_clocks_is_not_taken(self):
		order = self.order()
		with frozen(at("21 12:30")):
			order.update({"resolution_due": "2030-01-01", "resolution_clock": "Met", "escalation_step": 9})
			order.update(
				{"response_warn_on": "2030-01-01", "resolution_taken": 1, "escalate_on": "2030-01-01"}
			)
			order.save()
		self.assertEqual(
			stored(order, "resolution_due", "resolution_clock", "escalation_step"),
			(at("22 10:00"), "Running", 0),
		)
		self.assertEqual(
			stored(order, "response_warn_on", "resolution_taken", "escalate_on"), (at("21 11:30"), None, None)
		)

	def test_SVC_14_a_merged_order_has_no_clock_any_more(self):
		order, kept = self.order(), self.order()
		with frozen(at("21 10:30")):
			desk.step(order, "Merged", merged_into=kept.name)
		self.assertEqual(
			stored(order, "response_clock", "resolution_clock", "resolution_due"), ("", "", None)
		)

	def test_SVC_14_hours_changed_midway_move_what_is_due(self):
		order, done = self.order(), self.order()
		with frozen(at("21 11:00")):
			desk.step(done, "Answered", solution="Done")
		calendar = frappe.get_doc("Bank Business Calendar", self.calendar)
		for row in list(calendar.hours):
			calendar.append(
				"hours",
				{
					"weekday": row.weekday,
					"opens": "12:00:00",
					"closes": "20:00:00",
					"valid_from": "2026-09-22",
				},
			)
		calendar.save()
		with frozen(at("21 11:30")):
			self.assertEqual(recompute.run([order.name, done.name]), 2)
		self.assertEqual(stored(order, "resolution_due"), at("22 13:00"))
		self.assertEqual(stored(done, "resolution_clock"), "Met")

	def test_SVC_14_setting_clocks_anew_touches_open_orders_only_and_changes_no_version(self):
		order, done = self.order(), self.order()
		with frozen(at("21 11:00")):
			desk.step(done, "Answered", solution="Done")
		self.assertIn(order.name, recompute.open_orders())
		self.assertNotIn(done.name, recompute.open_orders())
		before = stored(order, "modified")
		with frozen(at("21 13:00")):
			recompute.run([order.name])
		self.assertEqual(stored(order, "response_clock", "modified"), ("Breached", before))

	def test_SVC_14_a_changed_promise_is_taken_by_the_next_order(self):
		level = frappe.get_doc("Bank Service Level", self.level)
		level.targets[1].resolution = 2 * desk.HOUR
		level.save()
		self.assertEqual(stored(self.order(), "resolution_due"), at("21 12:00"))

	def test_SVC_14_official_holidays_and_make_up_workdays_count(self):
		frappe.db.set_value("Bank Business Calendar", self.calendar, "official_days", 1)
		plan.forget()
		# closed from 1 to 7 October 2026
		order = self.order("30 16:00")
		self.assertEqual(str(stored(order, "resolution_due")), "2026-10-08 16:00:00")
