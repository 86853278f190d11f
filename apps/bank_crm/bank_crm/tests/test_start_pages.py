"""Each post has a start page and a menu in which everything opens (UX-01, UX-09)."""

import json
from unittest import skipIf

import frappe

from bank_crm import compat
from bank_crm.extends import boot, start
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.security.session import Answer, ask, logged_in


class TestStartPages(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.people = {role: factories.make_user(role) for role in roles.ALL}
		branch = factories.make_branch()
		for user in cls.people.values():
			factories.make_staff(user, branch)

	def test_UX_01_each_post_starts_where_its_work_is(self):
		self.assertEqual(set(start.DESKS), set(roles.ALL))
		for role, user in self.people.items():
			with self.set_user(user):
				self.assertEqual(start.desk_of(frappe.session.user), start.DESKS[role])
				page = frappe.get_doc("Workspace", start.DESKS[role])
				self.assertIn(role, [row.role for row in page.roles])

	def test_UX_01_of_several_posts_the_wider_counts(self):
		with self.set_user(factories.make_user(roles.TELLER, roles.BRANCH_MANAGER)):
			self.assertEqual(start.desk_of(frappe.session.user), start.DESKS[roles.BRANCH_MANAGER])
		with self.set_user(factories.make_user("Desk User")):
			self.assertEqual(start.desk_of(frappe.session.user), boot.WORKSPACE)

	def test_UX_01_what_a_start_page_names_is_there_and_open_to_its_post(self):
		for role, name in start.DESKS.items():
			page = frappe.get_doc("Workspace", name)
			blocks = json.loads(page.content)
			first_steps = [b["data"]["onboarding_name"] for b in blocks if b["type"] == "onboarding"]
			told = [block["data"] for block in blocks if block["type"] != "onboarding"]
			named = {next(iter(data.values())) for data in told if "col" in data and len(data) > 1}
			has = {
				row.label for row in [*page.shortcuts, *page.number_cards, *page.charts, *page.quick_lists]
			}
			self.assertEqual(named, has, name)
			shown_to = [
				row.role
				for steps in first_steps
				for row in frappe.get_doc("Module Onboarding", steps).allow_roles
			]
			self.assertEqual(shown_to.count(role), 1, (name, shown_to))
			# the framework finds a block by its translated name: two of one name show the first one's steps twice
			said = {frappe._(steps, lang="zh") for steps in first_steps}
			self.assertEqual(len(said), len(first_steps), (name, said))
			with self.set_user(self.people[role]):
				for row in page.number_cards:
					self.assertTrue(
						frappe.has_permission("Number Card", "read", doc=row.number_card_name),
						(role, row.label),
					)
				for row in page.charts:
					self.assertTrue(
						frappe.has_permission("Dashboard Chart", "read", doc=row.chart_name),
						(role, row.label),
					)
				for row in page.quick_lists:
					self.assertTrue(frappe.has_permission(row.document_type, "read"), (role, row.label))
				for row in page.shortcuts:
					self.assertTrue(
						self.opens({"link_type": row.type, "link_to": row.link_to}).ok, (role, row.label)
					)

	@skipIf(compat.major_version() < 16, "Frappe 15 has no sidebar of entries")
	def test_UX_09_every_entry_of_the_menu_opens_for_whoever_has_it(self):
		from frappe.boot import get_sidebar_items
		from frappe.cache_manager import (
			build_domain_restricted_doctype_cache,
			build_domain_restricted_page_cache,
		)

		# what the framework has in its cache by the time it asks for the sidebars
		build_domain_restricted_doctype_cache()
		build_domain_restricted_page_cache()
		for role, user in self.people.items():
			with logged_in(user):
				sidebars = boot.tidy(
					get_sidebar_items([start.DESKS[role], boot.WORKSPACE]),
					start.DESKS[role],
				)
				items = next(
					each["items"] for each in sidebars.values() if each.get("label") == boot.WORKSPACE
				)
				self.assertGreater(len(items), 10, role)
				self.assertEqual(items[0]["link_to"], start.DESKS[role])
				for item in items:
					if item["type"] == "Link" and item.get("link_type") in (
						"DocType",
						"Report",
						"Page",
						"Dashboard",
					):
						answer = self.opens(item)
						self.assertNotIn("PermissionError", answer.error, (role, item["label"]))
						self.assertNotIn("DoesNotExist", answer.error, (role, item["label"]))

	def opens(self, item: dict) -> Answer:
		"""Ask as the Desk does when somebody follows the entry."""
		kind, name = item["link_type"], item["link_to"]
		if kind == "Report":
			return ask("frappe.desk.query_report.get_script", report_name=name)
		if kind == "Page":
			return ask("frappe.desk.desk_page.getpage", name=name)
		if kind == "Dashboard":
			return ask("frappe.desk.doctype.dashboard.dashboard.get_permitted_charts", dashboard_name=name)
		if frappe.get_meta(name).issingle:
			return ask("frappe.desk.form.load.getdoc", doctype=name, name=name)
		return ask("frappe.desk.reportview.get_list", doctype=name, fields='["name"]', limit_page_length=1)
