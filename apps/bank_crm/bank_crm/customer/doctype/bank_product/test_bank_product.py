import frappe
from frappe import _
from frappe.utils import add_days, today

from bank_crm.api.customer_file import offered_products
from bank_crm.tests import BankCRMTestCase, factories


def make_product(**values: object) -> frappe.model.document.Document:
	"""Make a fund of medium risk."""
	code = factories.unique("P")
	fund = {"product_code": code, "product_name": code, "category": "Fund", "risk_level": "R3"}
	return factories.make("Bank Product", **{**fund, **values})


class TestBankProduct(BankCRMTestCase):
	def refused(self, label: str, **values: object) -> None:
		with self.assertRaises(frappe.ValidationError) as raised:
			make_product(**values)
		self.assertIn(_(label), str(raised.exception))

	def test_CUS_25_code_names_the_product(self):
		code = factories.unique("P")
		self.assertEqual(make_product(product_code=f" {code} ").name, code)
		with self.assertRaises(frappe.DuplicateEntryError):
			make_product(product_code=code)

	def test_CUS_25_sale_runs_forward(self):
		self.refused("On Sale Until", sale_from="2026-02-01", sale_to="2026-01-31")

	def test_CUS_25_what_one_invests_in_has_a_risk_level(self):
		for category in ("Wealth", "Fund", "Precious Metal", "Insurance"):
			self.refused("Risk Level", category=category, risk_level="")
		for category in ("Savings", "Time Deposit", "Loan", "Credit Card", "Debit Card"):
			self.assertTrue(make_product(category=category, risk_level="").name)

	def test_CUS_25_numbers_a_product_can_have(self):
		self.refused("Rate or Yield", rate=101)
		self.refused("Rate or Yield", rate=-21)
		self.refused("Term (Months)", term_months=601)
		self.refused("Minimum Amount", min_amount=10**12)
		self.refused("Minimum Amount", min_amount=-1)
		product = make_product(rate=2.875, term_months=12, min_amount=50_000)
		self.assertEqual(frappe.db.get_value("Bank Product", product.name, "rate"), 2.875)

	def test_CUS_25_a_tier_is_named_once(self):
		self.refused("Eligible Tiers", eligible_tiers=[{"tier": "Wealth"}, {"tier": "Wealth"}])

	def test_CUS_25_only_what_is_on_sale_today_is_offered(self):
		offered = make_product(sale_from=today(), sale_to=today())
		ended = make_product(sale_to=add_days(today(), -1))
		to_come = make_product(sale_from=add_days(today(), 1))
		stopped = make_product(on_sale=0)
		for product, found in ((offered, True), (ended, False), (to_come, False), (stopped, False)):
			rows = offered_products("Bank Product", product.name, "name", 0, 10, {"category": "Fund"})
			self.assertEqual([row[0] for row in rows], [product.name] if found else [])
		self.assertEqual(
			offered_products("Bank Product", offered.name, "name", 0, 10, {"category": "Loan"}), []
		)

	def test_CUS_25_a_product_somebody_holds_is_not_deleted(self):
		product = make_product()
		factories.make_account(factories.make_customer().name, category="Fund", product=product.name)
		with self.assertRaises(frappe.LinkExistsError):
			product.delete()
