import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankAssetSnapshot(BankCRMTestCase):
	def test_CUS_07_one_snapshot_a_month_end(self):
		customer = factories.make_customer().name
		factories.make("Bank Asset Snapshot", customer=customer, month_end="2026-02-28")
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make("Bank Asset Snapshot", customer=customer, month_end="2026-02-28")
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Asset Snapshot", customer=customer, month_end="2026-03-30")
