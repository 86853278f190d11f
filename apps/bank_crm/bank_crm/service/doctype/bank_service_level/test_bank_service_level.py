"""Service levels: promises that make sense, written by the administrator only (SVC-14)."""

from __future__ import annotations

import frappe

from bank_crm.permissions import roles
from bank_crm.service.levels import plan
from bank_crm.service.levels.tests import desk
from bank_crm.setup import service_levels
from bank_crm.tests import BankCRMTestCase, factories

LEVEL, CALENDAR = "Bank Service Level", "Bank Business Calendar"

CHILDREN = ("Bank Service Level Target", "Bank Service Level Pause")


class TestBankServiceLevel(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(plan.forget)

	def test_SVC_14_promises_that_make_no_sense_are_refused(self):
		row = {"priority": "High", "response": 3600, "resolution": 7200}
		for values in (
			{"targets": [row, dict(row)]},
			{"targets": [{**row, "response": 7201}]},
			{"targets": [{"priority": "High"}]},
			{"targets": []},
			{"warn_at": 101},
			{"warn_at": -1},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(values)):
				desk.make_level(order_type="Suggestion", **values)

	def test_SVC_14_two_levels_for_the_same_orders_are_refused(self):
		desk.clear_plan()
		first = desk.make_level(order_type="Suggestion", channel="Phone")
		desk.make_level(order_type="Suggestion", channel="Email")
		with self.assertRaises(frappe.ValidationError):
			desk.make_level(order_type="Suggestion", channel="Phone")
		desk.make_level(order_type="Suggestion", channel="Phone", enabled=0)
		frappe.delete_doc(LEVEL, first)
		desk.make_level(order_type="Suggestion", channel="Phone")

	def test_SVC_14_a_bank_starts_with_promises_and_what_it_deletes_stays_away(self):
		frappe.db.set_value(CALENDAR, {"is_default": 1}, "is_default", 0)
		for doctype in (LEVEL, "Bank Escalation Rule", CALENDAR):
			for name in frappe.get_all(doctype, pluck="name"):
				frappe.delete_doc(doctype, name)
		service_levels.create()
		self.assertGreaterEqual(frappe.db.count(LEVEL), 2)
		before = frappe.db.count(LEVEL)
		frappe.delete_doc(LEVEL, frappe.get_all(LEVEL, pluck="name", limit=1)[0])
		service_levels.create()
		self.assertEqual(frappe.db.count(LEVEL), before - 1)
		self.assertEqual(len(plan.current().levels), before - 1)

	def test_SVC_14_a_level_names_the_states_its_clocks_stand_still_in(self):
		name = desk.make_level(order_type="Suggestion", channel="App", pauses=[{"state": "Collaborating"}])
		told = {child: frappe.db.count(child, {"parent": name}) for child in CHILDREN}
		self.assertEqual(told, {"Bank Service Level Target": 2, "Bank Service Level Pause": 1})
		self.assertEqual(plan.current().level(name).pauses, {"Collaborating"})
		bare = desk.make_level(order_type="Suggestion", channel="Social")
		self.assertEqual(plan.current().level(bare).pauses, {"Waiting for Customer"})

	def test_SVC_14_promises_are_the_administrators(self):
		for role in roles.ALL:
			with self.set_user(factories.make_user(role)):
				self.assertEqual(frappe.has_permission(LEVEL, "write"), role == roles.ADMINISTRATOR, role)
