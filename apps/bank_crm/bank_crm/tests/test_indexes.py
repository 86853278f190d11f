from unittest.mock import call, patch

import frappe

from bank_crm.permissions.about import ABOUT
from bank_crm.setup import indexes
from bank_crm.tests import BankCRMTestCase


class TestIndexes(BankCRMTestCase):
	def test_a_site_from_before_an_index_gets_it_with_the_next_migration(self) -> None:
		"""The statement itself would commit what the test has written, so it is only looked at."""
		with patch("frappe.db.add_index") as add_index:
			indexes.create()
		self.assertIn(call("Bank Household Member", ["customer", "from_date"]), add_index.call_args_list)
		self.assertIn(call("Bank Customer Account", ["customer", "category"]), add_index.call_args_list)

	def test_SEC_20_which_documents_rows_are_about_is_known_by_an_index(self) -> None:
		"""Every list of such a table asks for it first."""
		for doctype, reference in ABOUT.items():
			indexed = {
				row.Column_name
				for row in frappe.db.sql(f"show index from `tab{doctype}`", as_dict=True)
				if row.Seq_in_index == 1
			}
			self.assertIn(reference.doctype, indexed, doctype)
