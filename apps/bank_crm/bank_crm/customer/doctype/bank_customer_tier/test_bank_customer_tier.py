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

	def test_SEG_19_tier_carries_benefits_offers_and_a_service_cycle(self):
		"""Rows of "Bank Tier Benefit" and "Bank Service Cycle"; what is neither kind nor period is refused."""
		tier = frappe.get_doc("Bank Customer Tier", "Private Banking")
		tier.append("benefits", {"benefit": "Airport lounge", "kind": "Offer"})
		tier.append("service_cycles", {"activity": "Asset Review", "every": "Quarter", "times": 1})
		tier.save()
		stored = frappe.get_doc("Bank Customer Tier", "Private Banking")
		self.assertEqual(stored.benefits[-1].doctype, "Bank Tier Benefit")
		self.assertEqual(
			(stored.service_cycles[-1].doctype, stored.service_cycles[-1].every),
			("Bank Service Cycle", "Quarter"),
		)
		stored.append("service_cycles", {"activity": "Asset Review", "every": "Century", "times": 1})
		with self.assertRaises(frappe.ValidationError):
			stored.save()
