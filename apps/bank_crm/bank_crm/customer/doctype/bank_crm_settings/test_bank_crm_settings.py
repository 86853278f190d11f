import frappe

from bank_crm.tests import BankCRMTestCase


class TestBankCRMSettings(BankCRMTestCase):
	def test_OPS_07_contradicting_limits_are_refused(self):
		for field, value in (("dormant_after_days", 10), ("activity_high_min", 1)):
			settings = frappe.get_doc("Bank CRM Settings")
			settings.set(field, value)
			with self.assertRaises(frappe.ValidationError):
				settings.save()
