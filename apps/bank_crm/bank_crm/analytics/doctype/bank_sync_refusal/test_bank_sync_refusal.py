import frappe

from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, SyncTestCase


class TestBankSyncRefusal(SyncTestCase):
	def test_SEC_11_a_refused_row_keeps_no_number_of_a_person(self):
		source = self.source("Customer", self.new_system())
		self.put(
			source,
			"a.csv",
			CUSTOMER_HEAD,
			[
				("K1", "Wang", "3201#2199003077715", "", "", ""),
				("K2", "x" * 100 + "13912345678" + "y" * 40, "", "", "", ""),
			],
		)
		run = self.run_sync(source)
		rows = frappe.get_all(
			"Bank Sync Refusal", filters={"run": run.name}, fields=["*"], order_by="line_no asc"
		)
		self.assertEqual(
			[(row.column_name, row.reason) for row in rows],
			[("id_no", "Invalid Value"), ("name", "Value Too Long")],
		)
		self.assertEqual(rows[0].value_shown, "9999#9999999999999")
		self.assertNotIn("13912345678", repr(rows))

	def test_refused_rows_of_a_part_are_not_kept_twice(self):
		source = self.source("Product", self.new_system())
		self.put(source, "a.csv", ("id", "name"), [("", "One")])
		first = self.run_sync(source)
		again = self.run_sync(source, full=True)
		for run in (first, again):
			self.assertEqual(frappe.db.count("Bank Sync Refusal", {"run": run.name}), 1)
