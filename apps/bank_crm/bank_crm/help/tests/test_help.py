"""The help inside the system: the article of a screen, safe HTML, who may, a search (UX-06)."""

from __future__ import annotations

import frappe

from bank_crm.api import help as api
from bank_crm.extends import boot
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestHelp(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		language = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", language)
		frappe.local.lang = "zh"

	def test_ux_06_each_screen_opens_its_article(self) -> None:
		with self.set_user(factories.make_user(roles.TELLER)):
			for route, name in (
				("List/Bank Customer/List", "customers"),
				("Form/Bank Work Order/WO-1", "work-orders"),
				("query-report/Bank Campaign ROI", "campaign-reports"),
				("bank-my-day", "my-day"),
				("Workspaces/Bank CRM", "start"),
			):
				self.assertEqual(api.article(route=route)["name"], name, route)
			self.assertIsNone(api.article(route="List/ToDo/List"))

	def test_ux_06_it_speaks_the_users_language(self) -> None:
		self.assertEqual(api.article(name="customers")["title"], "客户")
		frappe.local.lang = "en"
		self.assertEqual(api.article(name="customers")["title"], "Customers")

	def test_ux_06_who_may_is_what_the_bank_has_set(self) -> None:
		rights = {right["name"]: right for right in api.article(route="List/Bank Operation Log")["rights"]}
		self.assertIn(frappe._(roles.AUDITOR), rights)
		self.assertNotIn(frappe._(roles.TELLER), rights)
		self.assertFalse(any(right["write"] for right in rights.values()))

	def test_ux_06_articles_are_found_by_their_words(self) -> None:
		self.assertEqual(api.search("导出申请")[0]["name"], "exports")
		self.assertEqual(api.search("没有这样的词"), [])
		self.assertEqual(api.search("   "), [])

	def test_ux_06_the_html_is_safe(self) -> None:
		for group in api.contents():
			for listed in group["articles"]:
				self.assertNotRegex(
					api.article(name=listed["name"])["html"], r"(?i)<script|\son\w+=|javascript:"
				)

	def test_ux_06_strangers_get_no_help(self) -> None:
		for method in (api.contents, lambda: api.search("客户"), lambda: api.article(name="start")):
			with self.set_user(factories.make_user()), self.assertRaises(frappe.PermissionError):
				method()

	def test_ux_06_the_menu_leads_to_it_and_what_is_stored_stays(self) -> None:
		stored = frappe.get_doc("Navbar Settings")
		before = len(stored.help_dropdown)
		menus = boot.with_help(stored)
		self.assertEqual(menus.help_dropdown[0].action, "bank_crm.help.open()")
		self.assertEqual(len(stored.help_dropdown), before)
