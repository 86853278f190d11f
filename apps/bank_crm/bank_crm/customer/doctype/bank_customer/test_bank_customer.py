import frappe
from frappe import _

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomer(BankCRMTestCase):
	def refused(self, label: str, **values: object) -> None:
		"""Inserting fails with an error that names the field and does not repeat what was typed."""
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(**values)
		self.assertIn(_(label), str(raised.exception))
		for value in values.values():
			if isinstance(value, str) and len(value) > 5:
				self.assertNotIn(value, str(raised.exception))

	def test_CUS_01_one_file_holds_the_person_and_everything_else_points_at_it(self):
		values = {
			"occupation": "Teacher",
			"annual_income": 180000,
			"address": "1 Lakeside Road",
			"core_asset_type": "Savings",
			"core_asset_amount": 5000,
		}
		customer = factories.make_customer(**values)
		stored = frappe.get_doc("Bank Customer", customer.name)
		self.assertEqual({field: stored.get(field) for field in values}, values)
		for doctype in (
			"Bank Customer Account",
			"Bank Standing Order",
			"Bank Customer Transaction",
			"Bank Behaviour Event",
			"Bank Asset Snapshot",
		):
			link = frappe.get_meta(doctype).get_field("customer")
			self.assertEqual((link.fieldtype, link.options), ("Link", "Bank Customer"), doctype)

	def test_CUS_02_the_four_mandatory_fields_are_named(self):
		for field in ("customer_name", "mobile", "core_asset_type", "core_asset_amount"):
			with self.assertRaises(frappe.ValidationError) as raised:
				factories.make_customer(**{field: None})
			label = frappe.get_meta("Bank Customer").get_label(field)
			self.assertTrue(field in str(raised.exception) or _(label) in str(raised.exception), field)

	def test_CUS_02_a_file_synchronised_without_amount_can_be_edited(self):
		self.refused("Core Asset Amount", core_asset_amount=0)
		customer = factories.make_customer()
		frappe.db.set_value("Bank Customer", customer.name, "core_asset_amount", 0)
		customer.reload()
		customer.occupation = "Teacher"
		self.assertEqual(customer.save().core_asset_amount, 0)

	def test_CUS_14_phone_numbers(self):
		for number in ("12812341234", "1381234123", "138123412345", "call me", "010-12345678"):
			self.refused("Mobile", mobile=number)
		self.assertEqual(factories.make_customer(mobile="+1 367 171 6840").mobile, "+136****6840")

	def test_CUS_14_email_addresses(self):
		for address in ("nobody", "a@b", "a b@example.com", "a@@example.com"):
			self.refused("E-mail", email=address)

	def test_CUS_14_id_numbers_by_type(self):
		wrong = factories.citizen_number()[:-1] + "A"
		self.refused("ID Number", id_type="ID Card", id_number=wrong)
		self.refused("ID Number", id_type="ID Card", id_number="320102199002301234")
		self.refused("ID Number", id_type="Unified Social Credit Code", id_number="91350100M000100Y44")
		self.refused("ID Type", id_number="123456789")
		company = factories.make_customer(
			customer_type="Company", id_type="Unified Social Credit Code", id_number="91350100M000100Y43"
		)
		self.assertEqual(company.id_number, "913***********0Y43")
		other = factories.make_customer(id_type="Other", id_number="900-12-3456")
		self.assertEqual(other.id_number, "900**3456")

	def test_CUS_14_birth_date_and_sex_agree_with_the_id_number(self):
		number = factories.citizen_number(born="19900307", male=False)
		self.refused("Birth Date", id_type="ID Card", id_number=number, birth_date="1990-03-08")
		customer = factories.make_customer(id_type="ID Card", id_number=number)
		self.assertEqual((str(customer.birth_date), customer.gender), ("1990-03-07", "Female"))
		customer = frappe.get_doc("Bank Customer", customer.name)
		customer.birth_date = "1991-03-07"
		with self.assertRaises(frappe.ValidationError):
			customer.save()

	def test_CUS_13_an_id_number_belongs_to_one_customer(self):
		number = factories.citizen_number()
		first = factories.make_customer(id_type="ID Card", id_number=number)
		self.refused("ID Number", id_type="ID Card", id_number=number.lower())
		first.reload()
		first.id_number = number
		self.assertTrue(first.save().name)

	def test_CUS_11_a_customer_with_accounts_is_not_deleted(self):
		customer = factories.make_customer()
		account = factories.make_account(customer.name)
		with self.assertRaises(frappe.LinkExistsError):
			customer.delete()
		account.delete()
		customer.delete()
		self.assertFalse(frappe.db.exists("Bank Customer", customer.name))

	def test_SEC_07_a_manager_files_own_customers(self):
		user = factories.make_user("Bank Relationship Manager")
		with self.set_user(user):
			mine = frappe.get_doc(factories.customer_values()).insert()
		self.assertEqual(mine.manager, user)
		self.assertFalse(factories.make_customer().manager)
