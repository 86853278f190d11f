import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankProductTier(BankCRMTestCase):
	def test_CUS_25_product_names_its_tiers(self):
		product = factories.make(
			"Bank Product",
			product_code=factories.unique("P"),
			product_name="Private Trust",
			category="Wealth",
			risk_level="R3",
			eligible_tiers=[{"tier": "Private Banking"}, {"tier": "Wealth"}],
		)
		stored = frappe.get_doc("Bank Product", product.name)
		self.assertEqual([row.tier for row in stored.eligible_tiers], ["Private Banking", "Wealth"])

	def test_CUS_25_unknown_tier_is_refused(self):
		with self.assertRaises(frappe.LinkValidationError):
			factories.make(
				"Bank Product",
				product_code=factories.unique("P"),
				product_name="X",
				category="Wealth",
				risk_level="R3",
				eligible_tiers=[{"tier": "No such tier"}],
			)
