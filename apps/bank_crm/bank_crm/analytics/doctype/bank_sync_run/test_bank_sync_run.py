import frappe

from bank_crm.analytics.sync import runs
from bank_crm.analytics.sync.tests.factories import SyncTestCase
from bank_crm.domain.sync_types import SyncMode, SyncTrigger
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestBankSyncRun(SyncTestCase):
	def finished_run(self):
		system = self.new_system()
		source = self.source("Product", system)
		self.put(source, "a.csv", ("id", "name"), [(system, "One"), (f"{system}b", "")])
		return frappe.get_doc("Bank Sync Run", self.run_sync(source).name)

	def test_INT_02_the_form_shows_parts_and_refused_rows(self):
		details = self.finished_run().details()
		self.assertEqual(
			[(part.part_name, part.rows_new, part.rows_refused) for part in details["parts"]],
			[("a.csv", 1, 1)],
		)
		(refusal,) = details["refusals"]
		self.assertEqual((refusal.file_name, refusal.line_no, refusal.column_name), ("a.csv", 3, "name"))

	def test_INT_02_only_administrators_see_runs_and_nobody_writes_them(self):
		run = self.finished_run()
		for role in roles.ALL:
			frappe.set_user(factories.make_user(role))
			self.assertEqual(
				bool(frappe.has_permission("Bank Sync Run", "read", run.name)),
				role == roles.ADMINISTRATOR,
				role,
			)
			self.assertFalse(frappe.has_permission("Bank Sync Run", "write", run.name), role)
			if role != roles.ADMINISTRATOR:
				self.assertRaises(frappe.PermissionError, run.details)
			frappe.set_user("Administrator")

	def test_INT_02_the_source_shows_its_last_run(self):
		run = self.finished_run()
		source = frappe.get_doc("Bank Data Source", run.data_source)
		self.assertEqual(str(source.last_run), str(run.name))
		self.assertEqual(
			(source.last_state, source.rows_read, source.rows_new), ("Completed with Refusals", 2, 1)
		)

	def test_INT_01_a_queued_run_is_taken_up(self):
		system = self.new_system()
		source = self.source("Product", system)
		self.put(source, "a.csv", ("id", "name"), [(system, "One")])
		queued = runs.create_run(source.name, SyncMode.INCREMENTAL, SyncTrigger.USER)
		run = self.run_sync(source)
		self.assertEqual((str(run.name), run.resumed), (str(queued), 0))
