"""Snapshots: whole or not at all, without what is sealed, the old ones removed."""

from unittest import mock

import frappe

from bank_crm.analytics.engine import columnar, engines, publish, snapshot, tables
from bank_crm.customer.segments.tests.test_engines_agree import EngineTestCase
from bank_crm.tests import factories


class TestPublish(EngineTestCase):
	def test_SEC_11_no_sealed_column_name_or_address_is_in_the_files(self):
		customer = factories.make_customer(address="Long Road 1", email="someone@example.com")
		found = publish.publish()
		stored = columnar.ask(found, "SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal")
		columns = {name for (name,) in stored}
		self.assertFalse(columns & {"mobile", "email", "id_number", "customer_name", "address"})
		self.assertFalse(columns & {"account_no", "card_no", "counterparty", "counterparty_account"})
		self.assertEqual(found.parts[tables.CUSTOMER].rows, frappe.db.count(tables.CUSTOMER))
		self.assertIn((customer.name,), columnar.ask(found, 'SELECT name FROM "tabBank Customer"'))

	def test_SEG_09_a_snapshot_names_customers_wherever_the_database_does(self):
		"""Their names are kept once, and elsewhere a number; nobody who asks sees the number."""
		found = publish.publish()
		engine = engines.over(None, "snapshot")
		for doctype in tables.doctypes():
			for column in tables.customer_columns(doctype):
				table = tables.table(doctype, column)
				rows = engine.rows(table.filter(table[column].notnull()).distinct())
				known = set(frappe.get_all(doctype, {column: ("is", "set")}, pluck=column, distinct=True))
				self.assertEqual({name for (name,) in rows}, known, (doctype, column))
		self.assertEqual(found.name, engine.snapshot.name)

	def test_OPS_a_stopped_publisher_leaves_the_old_snapshot_and_is_swept_up(self):
		first = publish.publish()
		with (
			mock.patch.object(publish, "write_manifest", side_effect=KeyboardInterrupt),
			self.assertRaises(KeyboardInterrupt),
		):
			publish.publish()
		self.assertEqual(snapshot.current().name, first.name)
		self.assertEqual(len(list(snapshot.root().glob(".draft-*"))), 1)
		second = publish.publish()
		self.assertEqual(snapshot.current().name, second.name)
		self.assertEqual(list(snapshot.root().glob(".draft-*")), [])

	def test_OPS_old_snapshots_go_and_one_of_another_form_is_not_read(self):
		names = [publish.publish().name for _ in range(publish.KEPT + 2)]
		kept = sorted(path.name for path in snapshot.root().iterdir() if path.is_dir())
		self.assertEqual(kept, names[-publish.KEPT :])
		with mock.patch.object(snapshot, "FORM", snapshot.FORM + 1):
			self.assertIsNone(snapshot.current())

	def test_SEG_09_amounts_with_many_decimals_are_kept(self):
		customer = factories.make_customer()
		account = factories.make_account(customer.name)
		frappe.db.set_value("Bank Customer Account", account.name, "balance", "0.123456789")
		found = publish.publish()
		rows = columnar.ask(found, 'SELECT balance FROM "tabBank Customer Account"')
		self.assertIn("0.123456789", {str(balance) for (balance,) in rows})
