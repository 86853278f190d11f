import frappe

from bank_crm.setup import indexes
from bank_crm.tests import BankCRMTestCase

TABLE = "tabBank Household Member"
INDEX = "customer_from_date_index"


class TestIndexes(BankCRMTestCase):
	def test_a_site_from_before_an_index_gets_it_with_the_next_migration(self) -> None:
		self.assertTrue(frappe.db.has_index(TABLE, INDEX))
		self.addCleanup(indexes.create)
		frappe.db.sql_ddl(f"ALTER TABLE `{TABLE}` DROP INDEX `{INDEX}`")
		self.assertFalse(frappe.db.has_index(TABLE, INDEX))
		indexes.create()
		self.assertTrue(frappe.db.has_index(TABLE, INDEX))
