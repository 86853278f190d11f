import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankSealedValue(BankCRMTestCase):
	def test_SEC_15_one_entry_a_field(self):
		customer = factories.make_customer(email="someone@example.com")
		customer.mobile = factories.mobile_number()
		customer.save()
		filters = {"ref_doctype": "Bank Customer", "ref_name": customer.name}
		fields = frappe.get_all("Bank Sealed Value", filters=filters, pluck="ref_field", order_by="ref_field")
		self.assertEqual(fields, ["email", "mobile"])

	def test_SEC_15_no_role_and_no_tracking(self):
		meta = frappe.get_meta("Bank Sealed Value")
		self.assertEqual((meta.permissions, meta.track_changes, meta.track_views), ([], 0, 0))
