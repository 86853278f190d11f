"""First steps: each role its own, each person alone (UX-01)."""

import frappe
from frappe.desk import desktop

from bank_crm.extends import onboarding
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

TELLERS = "Bank First Steps Teller"


class TestFirstSteps(BankCRMTestCase):
	def walk(self, name: str = TELLERS) -> list[str]:
		return [step.name for step in frappe.get_doc("Module Onboarding", name).get_steps()]

	def test_ux_01_one_persons_steps_are_nobody_elses(self) -> None:
		first, second = factories.make_user(roles.TELLER), factories.make_user(roles.TELLER)
		with self.set_user(first):
			for step in self.walk():
				onboarding.update_step(step, "is_complete", 1)
			self.assertTrue(frappe.get_doc("Module Onboarding", TELLERS).check_completion())
		with self.set_user(second):
			found = frappe.get_doc("Module Onboarding", TELLERS)
			self.assertFalse(found.check_completion())
			self.assertFalse(any(step.is_complete for step in found.get_steps()))
		self.assertFalse(frappe.db.get_value("Module Onboarding", TELLERS, "is_complete"))

	def test_ux_01_a_role_sees_its_own_steps_only(self) -> None:
		with self.set_user(factories.make_user(roles.TELLER)):
			page = frappe.get_doc("Workspace", "Teller Desk")
			asked = {"name": page.name, "title": page.title, "public": 1}
			shown = desktop.get_desktop_page(frappe.as_json(asked))
			labels = [one["items"][0]["name"] for one in shown["onboardings"]["items"]]
		self.assertEqual(labels, ["Bank Start Customers"])

	def test_ux_01_unknown_steps_are_refused(self) -> None:
		with self.set_user(factories.make_user(roles.TELLER)):
			for name, field in (("Bank Start Nothing", "is_complete"), ("Bank Start Help", "title")):
				with self.assertRaises(frappe.ValidationError):
					onboarding.update_step(name, field, 1)
