"""The caller's page from the caller's number (CUS-19, scenario 16)."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.api import customer_contact, customer_page, screen_pop
from bank_crm.permissions import agents, roles, scope
from bank_crm.tests import BankCRMTestCase, factories


class TestScreenPop(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.agent = factories.make_user(roles.SERVICE_AGENT)
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.mobile = factories.mobile_number()
		cls.customer = factories.make_customer(mobile=cls.mobile, manager=cls.manager).name

	def pop(self, user: str, phone: str, **arguments: object) -> list[dict]:
		with self.set_user(user):
			return screen_pop.pop(phone, **arguments)

	def test_scenario_16_a_call_from_a_known_number_pops_the_customers_page(self) -> None:
		with self.set_user(self.agent), self.assertRaises(frappe.PermissionError):
			customer_page.page(self.customer)
		(caller,) = self.pop(self.agent, f"+86 {self.mobile[:3]}-{self.mobile[3:7]} {self.mobile[7:]}")
		self.assertEqual(caller["name"], self.customer)
		self.assertEqual(caller["mobile"], f"{self.mobile[:3]}****{self.mobile[-4:]}")
		with self.set_user(self.agent):
			answer = customer_page.page(self.customer)
		(entry,) = (one for one in answer["timeline"]["entries"] if one["kind"] != "change")
		self.assertEqual((entry["kind"], entry["note"], entry["user"]), ("call", "Inbound", self.agent))

	def test_CUS_19_the_same_call_reported_twice_is_one_contact_and_can_be_completed(self) -> None:
		(first,) = self.pop(self.agent, self.mobile)
		(second,) = self.pop(self.agent, self.mobile)
		self.assertEqual(first["interaction"], second["interaction"])
		with self.set_user(self.agent):
			customer_contact.log_interaction(
				self.customer, "Call", "Done", direction="Inbound", interaction=first["interaction"]
			)
		self.assertEqual(
			frappe.get_all("Bank Interaction", {"customer": self.customer}, pluck="outcome"), ["Done"]
		)

	def test_SEC_08_the_agents_view_ends_after_a_day_and_never_allows_changes(self) -> None:
		(caller,) = self.pop(self.agent, self.mobile)
		self.assertTrue(scope.allows("Bank Customer", self.customer, self.agent))
		self.assertFalse(scope.allows("Bank Customer", self.customer, self.agent, write=True))
		before = add_to_date(now_datetime(), hours=-agents.CALLER_HOURS, minutes=-1)
		frappe.db.set_value("Bank Interaction", caller["interaction"], "occurred_at", before)
		self.assertFalse(scope.allows("Bank Customer", self.customer, self.agent))

	def test_SEC_08_an_agent_cannot_open_a_page_by_filing_a_call_himself(self) -> None:
		call = {
			"doctype": "Bank Interaction",
			"customer": self.customer,
			"channel": "Call",
			"direction": "Inbound",
		}
		with self.set_user(self.agent):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(call).insert()
			with self.assertRaises(frappe.PermissionError):
				customer_contact.log_interaction(self.customer, "Call", direction="Inbound")
		self.assertFalse(scope.allows("Bank Customer", self.customer, self.agent))

	def test_SEC_07_others_get_their_own_customers_only(self) -> None:
		self.assertEqual(self.pop(self.stranger, self.mobile), [])
		self.assertEqual([one["name"] for one in self.pop(self.manager, self.mobile)], [self.customer])
		self.assertEqual(frappe.db.count("Bank Interaction", {"customer": self.customer}), 1)

	def test_CUS_19_what_is_no_number_or_nobodys_gives_nothing(self) -> None:
		for text in ("", "12", "'; drop table", "1" * 200, factories.mobile_number()):
			self.assertEqual(self.pop(self.agent, text), [])

	def test_CUS_19_two_customers_of_one_number_are_both_offered(self) -> None:
		twin = factories.make_customer(mobile=self.mobile, manager=self.manager).name
		self.assertEqual({one["name"] for one in self.pop(self.agent, self.mobile)}, {self.customer, twin})

	def test_CUS_19_the_open_desk_is_told(self) -> None:
		with patch("frappe.publish_realtime") as publish:
			self.pop(self.agent, self.mobile)
			told = [call for call in publish.call_args_list if call.args[:1] == (screen_pop.EVENT,)]
			self.assertEqual(told, [])
			self.pop(self.agent, self.mobile, push=True)
		told = [call for call in publish.call_args_list if call.args[:1] == (screen_pop.EVENT,)]
		self.assertEqual(len(told), 1)
		self.assertEqual(told[0].kwargs["user"], self.agent)
		self.assertEqual(told[0].args[1]["callers"][0]["name"], self.customer)
		self.assertNotIn(self.mobile, str(told[0]))

	def test_CUS_19_nobody_finds_out_by_trying_who_has_an_account(self) -> None:
		agent = factories.make_user(roles.SERVICE_AGENT)
		with patch.object(screen_pop.settings, "number", return_value=3):
			for _turn in range(3):
				self.pop(agent, factories.mobile_number())
			with self.assertRaises(frappe.TooManyRequestsError):
				self.pop(agent, self.mobile)
			self.assertEqual(len(self.pop(self.agent, self.mobile)), 1)
		self.assertFalse(scope.allows("Bank Customer", self.customer, agent))
