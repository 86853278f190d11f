"""Snapshots: whole or not at all, without what is sealed, the old ones removed."""

from unittest import mock

import frappe
import pyarrow.parquet as pq

from bank_crm.analytics.engine import publish, snapshot, tables
from bank_crm.customer.segments.tests.test_engines_agree import EngineTestCase
from bank_crm.tests import factories


class TestPublish(EngineTestCase):
	def test_SEC_11_no_sealed_column_name_or_address_is_in_the_files(self):
		customer = factories.make_customer(address="Long Road 1", email="someone@example.com")
		found = publish.publish()
		for part in found.parts.values():
			for name in part.files:
				columns = set(pq.read_schema(found.folder / name).names)
				self.assertFalse(columns & {"mobile", "email", "id_number", "customer_name", "address"})
				self.assertFalse(columns & {"account_no", "card_no", "counterparty", "counterparty_account"})
		rows = pq.read_table(found.folder / found.parts[tables.CUSTOMER].files[0]).to_pydict()
		self.assertIn(customer.name, rows["name"])

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
		rows = pq.read_table(found.folder / found.parts["Bank Customer Account"].files[0]).to_pylist()
		self.assertIn("0.123456789", {str(row["balance"]) for row in rows})
