import frappe

from bank_crm.tests import BankCRMTestCase


class TestBankTierBenefit(BankCRMTestCase):
	def test_SEG_19_a_tier_carries_its_benefits(self):
		tier = frappe.get_doc("Bank Customer Tier", "Private Banking")
		kept = len(tier.benefits)
		tier.append("benefits", {"kind": "Offer", "benefit": "机场贵宾厅"})
		tier.save()
		self.assertEqual(len(frappe.get_doc("Bank Customer Tier", tier.name).benefits), kept + 1)

	def test_SEG_19_a_benefit_without_a_name_is_refused(self):
		tier = frappe.get_doc("Bank Customer Tier", "Private Banking")
		tier.append("benefits", {"kind": "Offer"})
		with self.assertRaises(frappe.MandatoryError):
			tier.save()
