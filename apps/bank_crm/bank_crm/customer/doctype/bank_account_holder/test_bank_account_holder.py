import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankAccountHolder(BankCRMTestCase):
	def test_CUS_05_an_account_lists_owner_and_disponent(self):
		owner, other = factories.make_customer().name, factories.make_customer().name
		account = factories.make_account(
			owner, holders=[{"customer": owner}, {"customer": other, "holder_role": "Disponent"}]
		)
		stored = frappe.get_doc("Bank Customer Account", account.name)
		self.assertEqual(
			[(row.customer, row.holder_role) for row in stored.holders],
			[(owner, "Owner"), (other, "Disponent")],
		)
