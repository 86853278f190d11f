import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerTier(BankCRMTestCase):
	def test_SEG_01_level_is_unique(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Customer Tier", tier_name=factories.unique(), level=1, min_aum=9_000_000)

	def test_SEG_01_higher_level_begins_at_more(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Customer Tier", tier_name=factories.unique(), level=9, min_aum=10)
		tier = factories.make("Bank Customer Tier", tier_name=factories.unique(), level=9, min_aum=20_000_000)
		self.assertEqual(tier.level, 9)
