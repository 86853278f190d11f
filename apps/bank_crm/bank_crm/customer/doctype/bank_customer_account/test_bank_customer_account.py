import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerAccount(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = factories.make_customer().name

	def test_SEC_15_numbers_are_sealed(self):
		card = factories.card_number()
		account = factories.make_account(self.customer, account_no="6228 4800 1234 5678", card_no=card)
		stored = frappe.db.get_value("Bank Customer Account", account.name, ["account_no", "card_no"])
		self.assertEqual(stored, ("**** 5678", f"**** {card[-4:]}"))

	def test_CUS_14_card_number_has_its_check_digit(self):
		card = factories.card_number()
		wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
		for number in (wrong, "1234"):
			with self.assertRaises(frappe.ValidationError):
				factories.make_account(self.customer, card_no=number)

	def test_CUS_05_liability_follows_the_category(self):
		self.assertEqual(factories.make_account(self.customer, category="Loan").is_liability, 1)
		self.assertEqual(factories.make_account(self.customer, category="Fund").is_liability, 0)

	def test_CUS_05_matures_after_it_opens(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make_account(self.customer, opened_on="2026-02-01", maturity_date="2026-01-01")

	def test_INT_05_external_key_is_unique_and_may_be_empty(self):
		key = {"source_system": "core", "external_id": factories.unique()}
		factories.make_account(self.customer, **key)
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make_account(self.customer, **key)
		for _ in range(2):
			self.assertIsNone(
				factories.make_account(self.customer, source_system="", external_id="").external_id
			)
