import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerTransaction(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.account = factories.make_account(factories.make_customer().name)

	def test_CUS_06_amount_is_above_zero(self):
		for amount in (0, -5):
			with self.assertRaises(frappe.ValidationError):
				factories.make_transaction(self.account, amount=amount)

	def test_SEC_15_counterparty_number_is_sealed(self):
		booking = factories.make_transaction(self.account, counterparty_account="6228480012345678")
		self.assertEqual(
			frappe.db.get_value("Bank Customer Transaction", booking.name, "counterparty_account"),
			"**** 5678",
		)

	def test_CUS_06_bookings_are_not_edited_by_any_role(self):
		permissions = frappe.get_meta("Bank Customer Transaction").permissions
		self.assertTrue(permissions)
		self.assertFalse([entry.role for entry in permissions if entry.write or entry.delete])

	def test_INT_05_same_booking_is_stored_once(self):
		key = {"source_system": "core", "external_id": factories.unique()}
		factories.make_transaction(self.account, **key)
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make_transaction(self.account, **key)
