import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankBehaviourEvent(BankCRMTestCase):
	def test_CUS_24_same_step_is_stored_once(self):
		customer = factories.make_customer().name
		key = {"source_system": "app", "external_id": factories.unique()}
		factories.make_event(customer, event_type="Page View", page="credit-card", **key)
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make_event(customer, **key)
		for _ in range(2):
			self.assertTrue(factories.make_event(customer, external_id="").name)
