import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankProduct(BankCRMTestCase):
	def test_CUS_25_code_names_the_product(self):
		code = factories.unique("P")
		product = factories.make("Bank Product", product_code=code, product_name="Fund A", category="Fund")
		self.assertEqual(product.name, code)

	def test_CUS_25_sale_runs_forward(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make(
				"Bank Product",
				product_code=factories.unique("P"),
				product_name="Fund A",
				category="Fund",
				sale_from="2026-02-01",
				sale_to="2026-01-31",
			)
