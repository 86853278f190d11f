"""The customer page's data and the portfolio figures, each within the user's rows (CUS-05 to CUS-07, CUS-23)."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, getdate, now_datetime

from bank_crm.api import customer_page
from bank_crm.customer import cards, portfolio
from bank_crm.customer.dashboard_chart_source.bank_customers_by_tier.bank_customers_by_tier import get
from bank_crm.customer.overview import assets
from bank_crm.customer.overview.assets import LAST_TRANSACTIONS
from bank_crm.customer.overview.registry import Panel
from bank_crm.customer.relationships import actions
from bank_crm.extends import boot, start
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestCustomerPage(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.marketing = factories.make_user(roles.MARKETING_OFFICER)
		cls.customer = factories.make_customer(manager=cls.manager, tier="Wealth").name
		cls.partner = factories.make_customer(manager=cls.manager).name
		cls.poor = factories.make_account(cls.customer, balance=10).name
		cls.rich = factories.make_account(
			cls.customer, balance=5000, holders=[{"customer": cls.partner, "holder_role": "Disponent"}]
		)
		cls.debt = factories.make_account(cls.customer, category="Loan", balance=90000).name
		for hours in range(LAST_TRANSACTIONS + 2):
			factories.make_transaction(
				cls.rich, posted_at=add_to_date(now_datetime(), hours=-hours), amount=hours + 1
			)

	def page(self, customer: str) -> dict:
		with self.set_user(self.manager):
			return customer_page.page(customer)["panels"]

	def test_assets_come_before_debts_and_the_largest_first(self) -> None:
		accounts = self.page(self.customer)["accounts"]
		self.assertEqual([row["name"] for row in accounts], [self.rich.name, self.poor, self.debt])
		self.assertEqual([row["is_liability"] for row in accounts], [0, 0, 1])

	def test_a_disponent_finds_the_account_under_that_role(self) -> None:
		accounts = self.page(self.partner)["accounts"]
		self.assertEqual(
			[(row["name"], row["holder_role"]) for row in accounts], [(self.rich.name, "Disponent")]
		)

	def test_the_last_transactions_are_the_latest(self) -> None:
		posted = [row["posted_at"] for row in self.page(self.customer)["transactions"]]
		self.assertEqual(len(posted), LAST_TRANSACTIONS)
		self.assertEqual(posted, sorted(posted, reverse=True))

	def test_anyone_elses_customer_is_refused(self) -> None:
		for user in (self.stranger, self.marketing):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				customer_page.page(self.customer)
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				customer_page.timeline(self.customer)

	def test_CUS_07_products_held_and_not_held_with_looks(self) -> None:
		factories.make_event(self.customer, event_type="Page View", product_category="Fund")
		rows = {row["category"]: row for row in self.page(self.customer)["holdings"]}
		self.assertEqual((rows["Savings"]["accounts"], rows["Savings"]["balance"]), (2, 5010))
		self.assertEqual((rows["Loan"]["is_liability"], rows["Loan"]["balance"]), (1, 90000))
		self.assertEqual((rows["Fund"]["accounts"], rows["Fund"]["views"]), (0, 1))
		self.assertEqual(len(rows), 9)

	def test_CUS_07_maturities_of_the_next_90_days_the_nearest_first(self) -> None:
		today = getdate()
		for days in (90, 5, 91, -1):
			factories.make_account(
				self.customer, category="Time Deposit", balance=1, maturity_date=add_to_date(today, days=days)
			)
		self.assertEqual([row["days"] for row in self.page(self.customer)["maturities"]], [5, 90])

	def test_CUS_03_the_household_is_told_to_who_sees_one_of_it_with_strangers_masked(self) -> None:
		wife = factories.make_customer(customer_name="欧阳芳", manager=self.stranger).name
		frappe.db.set_value("Bank Customer", wife, "total_aum", 7000)
		actions.found_household(self.customer, {wife: "Spouse"}, getdate("2020-01-01"))
		told = self.page(self.customer)["household"]
		names = {row["role"]: (row["name"], row["total_aum"]) for row in told["members"]}
		self.assertEqual((told["hidden"], names["Spouse"]), (1, (None, None)))
		self.assertEqual(names["Head"][0], self.customer)
		self.assertNotIn("欧阳芳", frappe.as_json(told["members"]))
		self.assertIsNone(told["product_count"])
		with self.set_user("Administrator"):
			self.assertEqual(customer_page.page(self.customer)["panels"]["household"]["hidden"], 0)

	def test_CUS_24_the_last_steps_in_online_channels(self) -> None:
		for hours in range(10):
			factories.make_event(
				self.partner, page=f"p{hours}", occurred_at=add_to_date(now_datetime(), hours=-hours)
			)
		steps = self.page(self.partner)["behaviour"]
		self.assertEqual([step["page"] for step in steps], [f"p{hours}" for hours in range(8)])

	def test_CUS_23_a_booking_is_on_the_page_at_once(self) -> None:
		factories.make_transaction(self.rich, amount=4711, posted_at=add_to_date(now_datetime(), minutes=1))
		self.assertEqual(self.page(self.customer)["transactions"][0]["amount"], 4711)

	def test_SEC_08_a_panel_of_what_a_role_may_not_read_is_not_there(self) -> None:
		teller = factories.make_user(roles.TELLER)
		served = factories.make_customer(tellers=[{"user": teller}]).name
		with self.set_user(teller):
			answer = customer_page.page(served)
		self.assertNotIn("portrait", answer["panels"])
		self.assertNotIn("behaviour", answer["panels"])
		self.assertNotIn("behaviour", answer["timeline"]["kinds"])
		self.assertEqual(answer["may"], {"log_interaction": True, "note_need": True, "change": False})

	def test_CUS_07_a_module_adds_its_panel_by_a_hook(self) -> None:
		listing = {"title": "Orders", "rows": [{"title": "one"}]}
		extra = {"orders": Panel(lambda context: listing, ("Bank Customer",))}
		hidden = {"secret": Panel(lambda context: 1, ("Bank Sealed Value",))}
		with patch.object(assets, "PANELS", {**assets.PANELS, **extra, **hidden}):
			panels = self.page(self.customer)
		self.assertEqual(panels["orders"], listing)
		self.assertNotIn("secret", panels)

	def test_the_page_asks_the_database_for_little(self) -> None:
		self.page(self.customer)  # caches of metadata are filled
		with self.set_user(self.manager), self.assertQueryCount(60):
			customer_page.page(self.customer)

	def test_no_customer_of_ones_own_means_no_figures(self) -> None:
		with self.set_user(self.stranger):
			self.assertEqual(portfolio.total_assets(), 0)
			self.assertEqual(cards.active_share(), "0.0%")
			self.assertEqual(portfolio.monthly_assets(), [])
			self.assertEqual(get(), {})

	def test_figures_count_the_users_customers_only(self) -> None:
		with self.set_user(self.manager):
			self.assertEqual(sum(portfolio.activity_levels().values()), 2)
			self.assertEqual(dict(portfolio.tiers())["Wealth"], 1)
			self.assertEqual(sum(get()["datasets"][0]["values"]), 2)

	def test_month_ends_add_up(self) -> None:
		month = getdate(frappe.utils.get_last_day(frappe.utils.add_months(frappe.utils.nowdate(), -1)))
		for customer, amount in ((self.customer, 300), (self.partner, 200)):
			factories.make(
				"Bank Asset Snapshot", customer=customer, month_end=month, savings=amount, total_aum=amount
			)
		with self.set_user(self.manager):
			totals = {row.month_end: row.aum for row in portfolio.monthly_assets()}
		self.assertEqual(totals[month], 500)


class TestDeskAtLogin(BankCRMTestCase):
	def test_only_our_own_sidebar_stays_and_has_no_empty_heading(self) -> None:
		heading, link = {"type": "Section Break"}, {"type": "Link", "child": 1}
		sidebars = {
			"bank crm": {"app": "bank_crm", "label": "Bank CRM", "items": [heading, link, heading]},
			"customer": {"app": "bank_crm", "label": "Customer", "items": [link]},
			"users": {"app": "frappe", "label": "Users", "items": [heading]},
			"service desk": {"app": None, "label": "Service Desk", "items": [link]},
			"our bank's own": {"app": None, "label": "Our Bank's Own", "items": [link]},
		}
		kept = boot.tidy(sidebars)
		self.assertEqual(set(kept), {"bank crm", "users", "our bank's own"})
		self.assertEqual(kept["bank crm"]["items"], [heading, link])
		self.assertEqual(kept["users"]["items"], [heading])

	def home(self, user: str) -> str | None:
		bootinfo = frappe._dict()
		with self.set_user(user):
			boot.extend_bootinfo(bootinfo)
			self.assertEqual(boot.may_open(), bool(bootinfo.bank_crm["home"]))
		return bootinfo.bank_crm["home"]

	def test_staff_start_where_their_day_is_others_on_the_workspace_and_strangers_nowhere(self) -> None:
		settings = frappe.get_doc(start.SETTINGS)
		settings.set("start_pages", [])
		settings.save()
		start.create()
		rows = frappe.get_all("Bank Start Page", fields=["role", "page"], order_by="idx asc")
		self.assertEqual([(row.role, row.page) for row in rows], list(start.DEFAULTS))
		for held, home in (
			((roles.RELATIONSHIP_MANAGER,), "bank-my-day"),
			((roles.SERVICE_AGENT,), "service-desk"),
			((roles.SERVICE_AGENT, roles.RELATIONSHIP_MANAGER), "bank-my-day"),
			((roles.TELLER,), "teller-desk"),
			((roles.MARKETING_OFFICER,), "marketing-desk"),
			((), None),
		):
			with self.subTest(held=held):
				self.assertEqual(self.home(factories.make_user(*held)), home)

	def test_OPS_07_the_settings_say_where_a_role_starts(self) -> None:
		teller, head = factories.make_user(roles.TELLER), factories.make_user(roles.BRANCH_MANAGER)
		settings = frappe.get_doc(start.SETTINGS)
		settings.set("start_pages", [{"role": roles.BRANCH_MANAGER, "page": "My Day"}])
		settings.append("start_pages", {"role": roles.TELLER, "page": "Incoming Call"})
		settings.save()
		self.assertEqual((self.home(teller), self.home(head)), ("bank-screen-pop", "bank-my-day"))
		for row in (
			{"role": roles.TELLER, "page": "My Day"},
			{"role": roles.TELLER, "page": "Bank CRM"},
			{"role": "System Manager", "page": "My Day"},
			{"role": roles.AUDITOR, "page": "Nowhere"},
		):
			settings = frappe.get_doc(start.SETTINGS)
			settings.append("start_pages", row)
			with self.subTest(**row), self.assertRaises(frappe.ValidationError):
				settings.save()
		frappe.get_doc(start.SETTINGS).update({"start_pages": []}).save()
		self.assertEqual(self.home(head), "branch-manager-desk")
