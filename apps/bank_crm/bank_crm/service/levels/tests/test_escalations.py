"""The sweep: warned, late, escalated step by step, once, to the right people (SVC-17)."""

from __future__ import annotations

from unittest.mock import patch

import frappe

from bank_crm.permissions import roles
from bank_crm.service.levels import plan, sweep
from bank_crm.service.levels.tests import desk
from bank_crm.service.levels.tests.desk import at, frozen, stored
from bank_crm.tests import BankCRMTestCase, factories

ENTRY = "Bank Escalation Entry"


def chain(*steps: tuple[str, str, float, str], **last) -> list[dict]:
	rows = [
		{"clock": clock, "event": event, "after": int(hours * desk.HOUR), "tell": tell}
		for clock, event, hours, tell in steps
	]
	rows[-1].update(last)
	return rows


class TestEscalations(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(plan.forget)
		desk.clear_plan()
		order = frappe.qb.DocType(desk.ORDER)
		frappe.qb.update(order).set(order.escalate_on, None).where(order.escalate_on.isnotnull()).run()
		desk.make_calendar()
		desk.make_level()
		self.branch = factories.make_branch()
		self.handler = factories.make_user(roles.SERVICE_AGENT)
		self.superior = factories.make_user(roles.SERVICE_AGENT)
		self.manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(self.manager, self.branch)
		factories.make_staff(self.handler, self.branch, supervisor=self.superior)

	def order(self, moment: str = "21 10:00", **values):
		with frozen(at(moment)):
			order = desk.make_order(**{"handler": self.handler, "branch": self.branch, **values})
		frappe.db.delete("Notification Log", {"for_user": self.handler})  # of the assignment
		return order

	def sweep(self, moment: str) -> sweep.Swept:
		return sweep.run(at(moment))

	def told(self, user: str) -> list[str]:
		return frappe.get_all(
			"Notification Log", filters={"for_user": user}, pluck="document_name", order_by="creation asc"
		)

	def entries(self, order) -> list[tuple]:
		rows = frappe.get_all(
			ENTRY,
			filters={"work_order": order.name},
			fields=["step", "clock", "event", "told"],
			order_by="name asc",
		)
		return [(row.step, row.clock, row.event, row.told) for row in rows]

	def test_SVC_17_clocks_are_warned_then_late_and_a_second_look_changes_nothing(self):
		order = self.order()
		seen = []
		for moment in ("21 11:30", "21 11:31", "21 12:00", "21 12:01", "22 10:01"):
			self.sweep(moment)
			seen.append(stored(order, "response_clock", "resolution_clock"))
		self.assertEqual(
			seen,
			[
				("Running", "Running"),
				("Warned", "Running"),
				("Warned", "Running"),
				("Breached", "Running"),
				("Breached", "Breached"),
			],
		)
		again = self.sweep("22 10:01")
		self.assertEqual((again.warned, again.breached, again.steps), (0, 0, 0))

	def test_SVC_17_steps_are_taken_in_order_once_and_tell_the_right_people(self):
		desk.make_rule(
			chain(
				("Response", "Warning", 0, "Handler"),
				("Response", "Breach", 0, "Handler's Superior"),
				("Response", "Breach", 1, "Branch Manager"),
			)
		)
		order = self.order()
		self.assertEqual(stored(order, "escalate_on"), at("21 11:30"))
		self.sweep("21 11:30")
		self.assertEqual(self.told(self.handler), [order.name])
		self.assertEqual(self.told(self.superior), [])
		self.sweep("21 12:00")
		self.sweep("21 12:00")
		self.assertEqual(self.told(self.superior), [order.name])
		self.sweep("21 12:59")
		self.assertEqual(self.told(self.manager), [])
		self.sweep("21 13:00")
		self.assertEqual(self.told(self.manager), [order.name])
		self.assertEqual(
			self.entries(order),
			[
				(1, "Response", "Warning", self.handler),
				(2, "Response", "Breach", self.superior),
				(3, "Response", "Breach", self.manager),
			],
		)
		self.assertEqual(stored(order, "escalation_step", "escalate_on"), (3, None))

	def test_SVC_17_a_sweep_that_comes_late_takes_all_that_is_due(self):
		desk.make_rule(
			chain(("Response", "Warning", 0, "Handler"), ("Resolution", "Breach", 0, "Branch Manager"))
		)
		order = self.order()
		self.assertEqual(self.sweep("25 10:00").steps, 2)
		self.assertEqual([entry[0] for entry in self.entries(order)], [1, 2])

	def test_SVC_17_who_answers_or_waits_is_not_escalated(self):
		desk.make_rule(
			chain(("Response", "Breach", 0, "Handler"), ("Resolution", "Breach", 0, "Branch Manager"))
		)
		order = self.order()
		with frozen(at("21 11:00")):
			desk.step(order, "Waiting for Customer")
		self.assertIsNone(stored(order, "escalate_on"))
		self.assertEqual(self.sweep("28 10:00").steps, 0)
		with frozen(at("28 10:00")):
			desk.step(order, "In Progress")
		self.assertEqual(
			stored(order, "escalate_on"), at("28 17:00")
		)  # the response was met: the second step
		with frozen(at("28 11:00")):
			desk.step(order, "Answered", solution="Done")
		self.assertIsNone(stored(order, "escalate_on"))

	def test_SVC_17_a_reopened_order_has_a_new_chain(self):
		desk.make_rule(chain(("Resolution", "Warning", 0, "Handler")))
		order = self.order()
		self.sweep("21 16:00")
		with frozen(at("21 16:30")):
			desk.step(order, "Answered", solution="Done")
		with frozen(at("22 09:00")):
			desk.step(order, "In Progress")
		self.sweep("22 09:05")
		rounds = frappe.get_all(ENTRY, filters={"work_order": order.name}, pluck="round", order_by="name asc")
		self.assertEqual(rounds, [0, 1])

	def test_SVC_17_a_step_raises_the_priority_and_the_clocks_follow(self):
		desk.make_rule(chain(("Response", "Breach", 0, "Handler"), raise_priority=1))
		order = self.order()
		self.sweep("21 12:00")
		self.assertEqual(
			stored(order, "priority", "resolution_due", "escalation_step"), ("High", at("21 14:00"), 1)
		)
		self.assertEqual(
			frappe.db.get_value(ENTRY, {"work_order": order.name}, "done"), "Priority raised to high"
		)

	def test_SVC_17_a_step_moves_the_order_to_a_queue_with_its_reason(self):
		queue = factories.make("Bank Service Queue", queue_name=factories.unique("Queue "), active=1).name
		desk.make_rule(chain(("Response", "Breach", 0, "Handler"), to_queue=queue))
		order = self.order()
		self.sweep("21 12:00")
		self.assertEqual(stored(order, "queue", "handler"), (queue, None))
		self.assertIn(order.name, self.told(self.handler))

	def test_SVC_17_an_order_that_cannot_be_moved_keeps_no_other_from_being_escalated(self):
		queue = factories.make("Bank Service Queue", queue_name=factories.unique("Queue "), active=0).name
		desk.make_rule(chain(("Response", "Breach", 0, "Handler"), to_queue=queue))
		first, second = self.order(), self.order()
		with patch("frappe.log_error") as logged:
			self.assertEqual(self.sweep("21 12:00").steps, 2)
		self.assertEqual(logged.call_count, 2)
		self.assertEqual([len(self.entries(order)) for order in (first, second)], [1, 1])

	def test_SVC_17_nobody_to_tell_is_told_to_the_administrators(self):
		desk.make_rule(chain(("Response", "Breach", 0, "Queue Supervisor")))
		administrator = factories.make_user(roles.ADMINISTRATOR)
		order = self.order(handler=None, branch=None, queue=None)
		frappe.db.set_value(desk.ORDER, order.name, {"queue": None, "handler": None, "branch": None})
		self.sweep("21 12:00")
		self.assertIn(order.name, self.told(administrator))

	def test_SVC_17_many_orders_at_once_are_one_notice(self):
		desk.make_rule(chain(("Response", "Breach", 0, "Handler")))
		for _ in range(5):
			self.order()
		self.assertEqual(self.sweep("21 12:00").steps, 5)
		self.assertEqual(len(self.told(self.handler)), 1)

	def test_SVC_17_a_rule_for_fewer_orders_wins_and_entries_stay_as_written(self):
		desk.make_rule(chain(("Response", "Warning", 0, "Handler")))
		special = desk.make_rule(chain(("Response", "Breach", 0, "Handler")), order_type="Enquiry")
		order = self.order()
		self.assertEqual(stored(order, "escalation_rule", "escalate_on"), (special, at("21 12:00")))
		self.sweep("21 12:00")
		entry = frappe.get_doc(ENTRY, {"work_order": order.name})
		entry.told = "nobody"
		with self.assertRaises(frappe.PermissionError):
			entry.save()

	def test_SVC_17_the_entries_of_orders_one_does_not_see_are_not_seen(self):
		desk.make_rule(chain(("Response", "Breach", 0, "Handler")))
		order = self.order()
		self.sweep("21 12:00")
		with self.set_user(self.handler):
			self.assertEqual(frappe.get_list(ENTRY, pluck="work_order"), [order.name])
		with self.set_user(factories.make_user(roles.SERVICE_AGENT)):
			self.assertEqual(frappe.get_list(ENTRY, pluck="work_order"), [])
			entry = frappe.db.get_value(ENTRY, {"work_order": order.name})
			self.assertFalse(frappe.has_permission(ENTRY, "read", doc=frappe.get_doc(ENTRY, entry)))
