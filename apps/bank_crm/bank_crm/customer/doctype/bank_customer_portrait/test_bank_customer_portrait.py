import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.api import customer_page
from bank_crm.customer.overview import portraits
from bank_crm.domain.portrait import PortraitRule
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

DOCTYPE = "Bank Customer Portrait"


class TestBankCustomerPortrait(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)

	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer(
			manager=self.manager, risk_preference="C3 Balanced", mobile=factories.mobile_number()
		).name
		self.account = factories.make_account(self.customer, balance=150_000)

	def portrait(self) -> frappe._dict:
		portraits.refresh_some([self.customer])
		return frappe.get_doc(DOCTYPE, self.customer)

	def book(self, amount: float, days_ago: int = 1, **values: object) -> None:
		moment = add_to_date(now_datetime(), days=-days_ago)
		factories.make_transaction(self.account, amount=amount, posted_at=moment, **values)

	def test_CUS_21_a_customer_without_a_history_has_a_quiet_portrait(self) -> None:
		found = self.portrait()
		self.assertEqual((found.consumption_level, found.flow_trend, found.interest), ("None", None, None))
		self.assertEqual((found.potential, found.potential_reasons), ("Medium", "Idle Savings"))
		self.assertEqual((found.declared_risk, found.held_risk), ("C3 Balanced", None))

	def test_CUS_21_consumption_comes_from_payments_of_the_window(self) -> None:
		spend = {"txn_type": "Card Spend", "direction": "Debit"}
		self.book(30_000, channel="Mobile", **spend)
		self.book(6_000, channel="POS", txn_type="Transfer Out", direction="Debit")
		self.book(6_000, channel="POS", **spend)
		self.book(999_999, days_ago=PortraitRule().window_days + 1, channel="POS", **spend)
		found = self.portrait()
		self.assertEqual((found.spend_month_avg, found.spend_count, found.spend_channel), (7_000, 3, "POS"))
		self.assertEqual(found.consumption_level, "Medium")

	def test_CUS_21_funds_flow_where_most_money_goes(self) -> None:
		self.book(10_000)
		self.book(2_000, txn_type="Transfer In")
		self.book(50_000, txn_type="Purchase", direction="Debit")  # stays in the bank
		self.book(1_000, txn_type="Withdrawal", direction="Debit")
		found = self.portrait()
		self.assertEqual((found.flow_in, found.flow_out, found.flow_trend), (12_000, 1_000, "Inflow"))
		self.assertEqual((found.main_inflow, found.main_outflow), ("Deposit", "Withdrawal"))

	def test_CUS_21_interest_need_and_potential(self) -> None:
		for category in ("Fund", "Precious Metal", "Precious Metal"):
			factories.make_event(self.customer, event_type="Page View", product_category=category)
		factories.make("Bank Customer Need", customer=self.customer, need="换汇")
		factories.make("Bank Interaction", customer=self.customer, channel="Call")
		found = self.portrait()
		self.assertEqual((found.interest, found.interest_count), ("Precious Metal", 2))
		self.assertEqual((found.need, found.contact_count, found.potential), ("换汇", 1, "High"))
		self.assertEqual(found.potential_reasons, "Idle Savings,Looked At,Open Need")
		factories.make_account(self.customer, category="Precious Metal", balance=200_000)
		self.assertEqual(self.portrait().potential_reasons, "Open Need")

	def test_CUS_21_the_highest_risk_held_and_a_second_computation(self) -> None:
		for level in ("R2", "R4"):
			product = factories.make(
				"Bank Product",
				product_code=factories.unique(),
				product_name=level,
				category="Fund",
				risk_level=level,
			)
			factories.make_account(self.customer, category="Fund", product=product.name, balance=1)
		first = self.portrait()
		self.assertEqual(first.held_risk, "R4")
		self.assertGreaterEqual(self.portrait().computed_at, first.computed_at)
		self.assertEqual(frappe.db.count(DOCTYPE, {"customer": self.customer}), 1)

	def test_CUS_21_the_page_shows_it_with_its_date_and_reasons_in_words(self) -> None:
		with self.set_user(self.manager):
			self.assertIsNone(customer_page.page(self.customer)["panels"]["portrait"])
		portraits.refresh_some([self.customer])
		with self.set_user(self.manager):
			shown = customer_page.page(self.customer)["panels"]["portrait"]
		self.assertTrue(shown["computed_at"])
		self.assertEqual(len(shown["potential_reasons"]), 1)
		self.assertNotIn("owner", shown)
