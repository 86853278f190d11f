import frappe

from bank_crm.analytics.sync.tests.factories import SyncTestCase, rest


class TestBankSyncPart(SyncTestCase):
	def test_INT_01_a_file_is_read_once_until_it_changes(self):
		system = self.new_system()
		source = self.source("Product", system)
		path = self.put(source, "a.csv", ("id", "name"), [(system, "One")])
		self.assertRun(self.run_sync(source), "Completed", new=1)
		self.assertRun(self.run_sync(source), "Completed")
		rest(path)
		self.assertRun(self.run_sync(source), "Completed", unchanged=1)
		self.put(source, "b.csv", ("id", "name"), [(f"{system}b", "Two")])
		self.assertRun(self.run_sync(source), "Completed", new=1)
		parts = frappe.get_all(
			"Bank Sync Part",
			filters={"data_source": source.name},
			fields=["part_name", "stage"],
			order_by="name asc",
		)
		self.assertEqual(
			[(part.part_name, part.stage) for part in parts],
			[("a.csv", "Done"), ("a.csv", "Done"), ("b.csv", "Done")],
		)
