import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankStandingOrder(BankCRMTestCase):
	def test_SEC_15_counterparty_number_is_sealed(self):
		customer = factories.make_customer().name
		account = factories.make_account(customer)
		values = {"customer": customer, "account": account.name, "amount": 20}
		order = factories.make("Bank Standing Order", counterparty_account="8714-4583", **values)
		stored = frappe.db.get_value("Bank Standing Order", order.name, "counterparty_account")
		self.assertEqual(stored, "**** 4583")
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Standing Order", counterparty_account="12_3?", **values)
