import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerTeller(BankCRMTestCase):
	def test_SEC_06_service_runs_forward(self):
		row = {"user": factories.make_user(), "from_date": "2026-02-01", "to_date": "2026-01-31"}
		with self.assertRaises(frappe.ValidationError):
			factories.make_customer(tellers=[row])
		self.assertTrue(factories.make_customer(tellers=[{**row, "to_date": None}]).name)
