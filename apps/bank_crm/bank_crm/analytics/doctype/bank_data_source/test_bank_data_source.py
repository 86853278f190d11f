import frappe

from bank_crm.analytics.sync.actions import start_full_sync
from bank_crm.analytics.sync.tests.factories import make_source
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestBankDataSource(BankCRMTestCase):
	def test_INT_07_a_mapping_that_cannot_work_is_not_saved(self):
		with self.assertRaisesRegex(frappe.ValidationError, "no field 'colour'"):
			make_source("Product", mapping=[{"target_field": "colour", "source_columns": "c"}])

	def test_INT_07_a_value_map_must_be_words(self):
		mapping = [
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "product_code", "source_columns": "id"},
			{"target_field": "product_name", "source_columns": "id"},
			{"target_field": "category", "source_columns": "kind", "value_map": '{"a": 1}'},
		]
		with self.assertRaisesRegex(frappe.ValidationError, "JSON object of words"):
			make_source("Product", mapping=mapping)

	def test_an_encoding_that_is_none_is_not_saved(self):
		with self.assertRaisesRegex(frappe.ValidationError, "no encoding klingon"):
			make_source("Product", encoding="klingon")

	def test_a_file_pattern_stays_in_its_folder(self):
		with self.assertRaisesRegex(frappe.ValidationError, "may not name folders"):
			make_source("Product", file_pattern="../*.csv")

	def test_SEC_15_connection_url_and_token_are_kept_encrypted(self):
		source = make_source(
			"Product",
			connector="SQL Database",
			connection_url="sqlite:////tmp/secret.db",
			table_name="products",
		)
		stored = frappe.db.get_value("Bank Data Source", source.name, "connection_url")
		self.assertNotIn("secret", stored)
		self.assertEqual(source.get_password("connection_url"), "sqlite:////tmp/secret.db")

	def test_INT_02_only_an_administrator_starts_a_full_sync(self):
		source = make_source("Product")
		for role in roles.ALL:
			frappe.set_user(factories.make_user(role))
			allowed = role == roles.ADMINISTRATOR
			self.assertEqual(
				bool(frappe.has_permission("Bank Data Source", "write", source.name)), allowed, role
			)
			if not allowed:
				with self.assertRaises(frappe.PermissionError):
					start_full_sync(source.name)
			frappe.set_user("Administrator")
