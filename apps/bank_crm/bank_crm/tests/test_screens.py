"""An address of the Desk tells its name to whoever may not open it, and nothing else (UX-09)."""

import frappe

from bank_crm.api import screens
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestScreens(BankCRMTestCase):
	def test_UX_09_an_address_is_named_in_words_and_says_whether_it_opens(self) -> None:
		with self.set_user(factories.make_user(roles.TELLER)):
			frappe.local.lang = "zh"
			self.addCleanup(setattr, frappe.local, "lang", "en")
			for address, label in (
				("bank-message-template", "消息模板"),
				("marketing-desk", "营销工作台"),
				("bank-tiering", "客户分层"),
				("query-report/Bank Lead Conversion", "线索转化率表"),
			):
				self.assertEqual(screens.at(address), {"label": label, "allowed": False}, address)
			for address in ("nonsense", "query-report/Nonsense", "bank-export-column"):
				self.assertEqual(screens.at(address), {"label": None, "allowed": False}, address)

	def test_UX_09_a_page_and_a_report_of_ones_own_open(self) -> None:
		with self.set_user(factories.make_user(roles.BRANCH_MANAGER)):
			for address in ("bank-tiering", "query-report/Bank Lead Conversion"):
				self.assertTrue(screens.at(address)["allowed"], address)

	def test_UX_09_guests_are_told_nothing(self) -> None:
		with self.set_user("Guest"), self.assertRaises(frappe.PermissionError):
			screens.at("bank-customer")
