from unittest.mock import call, patch

from bank_crm.setup import indexes
from bank_crm.tests import BankCRMTestCase


class TestIndexes(BankCRMTestCase):
	def test_a_site_from_before_an_index_gets_it_with_the_next_migration(self) -> None:
		"""The statement itself would commit what the test has written, so it is only looked at."""
		with patch("frappe.db.add_index") as add_index:
			indexes.create()
		self.assertIn(call("Bank Household Member", ["customer", "from_date"]), add_index.call_args_list)
		self.assertIn(call("Bank Customer Account", ["customer", "category"]), add_index.call_args_list)
