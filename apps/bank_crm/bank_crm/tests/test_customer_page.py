"""The customer page's data and the portfolio figures, each within the user's rows (CUS-05 to CUS-07, CUS-23)."""

import frappe
from frappe.utils import add_to_date, getdate, now_datetime

from bank_crm.api.customer_page import LAST_TRANSACTIONS, panorama
from bank_crm.customer import cards, portfolio
from bank_crm.customer.dashboard_chart_source.bank_customers_by_tier.bank_customers_by_tier import get
from bank_crm.extends import boot
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
			return panorama(customer)

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
				panorama(self.customer)

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
		}
		kept = boot.tidy(sidebars)
		self.assertEqual(set(kept), {"bank crm", "users"})
		self.assertEqual(kept["bank crm"]["items"], [heading, link])
		self.assertEqual(kept["users"]["items"], [heading])

	def test_staff_start_on_the_workspace_and_others_do_not(self) -> None:
		for user, home in ((factories.make_user(roles.TELLER), "bank-crm"), (factories.make_user(), None)):
			bootinfo = frappe._dict()
			with self.set_user(user):
				boot.extend_bootinfo(bootinfo)
				self.assertEqual(boot.may_open(), bool(home))
			self.assertEqual(bootinfo.bank_crm["home"], home)
