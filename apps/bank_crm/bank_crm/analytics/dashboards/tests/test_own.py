"""Who opens which dashboard, and the ones people make (ANA-05, ANA-14)."""

import frappe

from bank_crm.analytics.dashboards import catalogue, own, rows
from bank_crm.api import dashboards as api
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.security.session import ask, logged_in

CHART, CARD = "Bank Customers by Tier", "Bank Customers"


class TestDashboards(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.people = {role: factories.make_user(role) for role in roles.ALL}
		cls.colleague = factories.make_user(roles.TELLER)

	def names(self, user: str) -> list[str]:
		with self.set_user(user):
			return [each["name"] for each in api.offered()["dashboards"]]

	def make(self, user: str, **values: object) -> str:
		with self.set_user(user):
			return api.create(factories.unique("D"), charts=[CHART], cards=[CARD], **values)

	def test_ANA_14_each_post_opens_its_dashboards_the_own_one_first(self):
		for role, user in self.people.items():
			names = [name for name in self.names(user) if name in {each.name for each in catalogue.STANDARD}]
			self.assertEqual(names, catalogue.readable({role}), role)
			self.assertEqual(names[0], catalogue.first({role}), role)
			for each in catalogue.STANDARD:
				with logged_in(user):
					may = frappe.has_permission("Dashboard", "read", doc=each.name)
					answer = ask(
						"frappe.desk.doctype.dashboard.dashboard.get_permitted_cards",
						dashboard_name=each.name,
					)
				self.assertEqual(may, role in each.readers, (role, each.name))
				self.assertEqual(answer.ok, role in each.readers, (role, each.name, answer.error))

	def test_ANA_05_one_is_offered_the_charts_and_figures_one_may_see(self):
		for role in (roles.TELLER, roles.MARKETING_OFFICER):
			with self.set_user(self.people[role]):
				offered = api.choices()
				for doctype, part in (("Dashboard Chart", "charts"), ("Number Card", "cards")):
					names = [each["value"] for each in offered[part]]
					for name in frappe.get_all(doctype, pluck="name", limit=500):
						may = bool(frappe.has_permission(doctype, "read", doc=name))
						self.assertEqual(name in names, may, (role, name))
				if role == roles.TELLER:
					self.assertIn("Bank Transactions by Hour", {each["value"] for each in offered["charts"]})

	def test_every_shipped_dashboard_shows_its_reader_something(self):
		for each in catalogue.STANDARD:
			for role in each.readers:
				with self.set_user(self.people[role]):
					charts = frappe.desk.doctype.dashboard.dashboard.get_permitted_charts(each.name)
				self.assertTrue(charts, f"{role} sees no chart on {each.name}")

	def test_ANA_05_a_private_dashboard_is_ones_own(self):
		teller = self.people[roles.TELLER]
		name = self.make(teller)
		self.assertIn(name, self.names(teller))
		self.assertNotIn(name, self.names(self.colleague))
		with logged_in(self.colleague):
			self.assertFalse(frappe.has_permission("Dashboard", "read", doc=name))
			answer = ask("frappe.desk.doctype.dashboard.dashboard.get_permitted_charts", dashboard_name=name)
		self.assertIn("PermissionError", answer.error)

	def test_ANA_05_who_leads_makes_one_for_a_role(self):
		name = self.make(self.people[roles.BRANCH_MANAGER], audience=rows.BY_ROLE, role=roles.TELLER)
		self.assertIn(name, self.names(self.colleague))
		self.assertNotIn(name, self.names(self.people[roles.RELATIONSHIP_MANAGER]))
		with self.assertRaises(frappe.PermissionError):
			self.make(self.people[roles.TELLER], audience=rows.BY_ROLE, role=roles.TELLER)

	def test_only_the_maker_changes_pins_and_deletes(self):
		leader = self.people[roles.BRANCH_MANAGER]
		name = self.make(leader, audience=rows.BY_ROLE, role=roles.TELLER)
		with self.set_user(self.colleague):
			for attempt in (
				lambda: api.change(name, charts=[CHART]),
				lambda: api.pin(name, CHART),
				lambda: api.delete(name),
			):
				self.assertRaises(frappe.PermissionError, attempt)
		with self.set_user(leader):
			self.assertEqual(api.mine(), [name])
			api.pin(name, "Bank Assets by Month")
			api.pin(name, "Bank Assets by Month")
			doc = frappe.get_doc("Dashboard", name)
			self.assertEqual([row.chart for row in doc.charts], [CHART, "Bank Assets by Month"])
			api.change(name, charts=[])
			self.assertFalse(frappe.get_doc("Dashboard", name).charts)
			api.delete(name)
		self.assertFalse(frappe.db.exists("Dashboard", name))

	def test_a_shipped_dashboard_is_nobodys_to_change(self):
		with self.set_user(self.people[roles.ADMINISTRATOR]):
			self.assertRaises(frappe.PermissionError, api.pin, "Sales Overview", CHART)
			self.assertRaises(frappe.PermissionError, api.delete, "Sales Overview")

	def test_bad_input_says_what_is_wrong_and_saves_nothing(self):
		before = frappe.db.count("Dashboard")
		leader = self.people[roles.BRANCH_MANAGER]
		with self.set_user(leader):
			taken = api.create(factories.unique("D"))
			for wrong in (
				own.Wanted("  "),
				own.Wanted("x" * 101),
				own.Wanted(taken),
				own.Wanted(factories.unique(), "Everybody"),
				own.Wanted(factories.unique(), rows.BY_ROLE, "Guest"),
				own.Wanted(factories.unique(), charts=("No Such Chart",)),
				own.Wanted(factories.unique(), charts=("Bank Rows by Day",)),
			):
				self.assertRaises((frappe.ValidationError, frappe.DuplicateEntryError), own.create, wrong)
		self.assertEqual(frappe.db.count("Dashboard"), before + 1)

	def test_strangers_to_the_bank_make_none(self):
		with self.set_user(factories.make_user("Desk User")):
			self.assertRaises(frappe.PermissionError, api.offered)
			self.assertRaises(frappe.PermissionError, api.create, "x")
