import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerCollaborator(BankCRMTestCase):
	def test_SEC_07_collaboration_runs_forward(self):
		user = factories.make_user()
		row = {"user": user, "scope": "Read", "from_date": "2026-02-01", "to_date": "2026-01-31"}
		with self.assertRaises(frappe.ValidationError):
			factories.make_customer(collaborators=[row])
		customer = factories.make_customer(collaborators=[{**row, "to_date": "2026-02-01"}])
		self.assertEqual(customer.collaborators[0].scope, "Read")
