"""What becomes of a file on its way: taken back, made again, turned down (SEC-12, SEC-13)."""

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.api import exports
from bank_crm.compliance.doctype.bank_export_request.test_bank_export_request import ExportCase
from bank_crm.compliance.export import access, make, store, tidy
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestExportedFiles(ExportCase):
	"""What happens between the approval and the download."""

	def test_SEC_12_a_report_is_exported_as_its_reader_sees_it(self):
		report = "Bank Key Customers to Review"
		frappe.set_user(self.manager)
		offered = exports.columns("Report", report=report)
		by_name = {column["fieldname"]: column for column in offered}
		self.assertEqual(by_name["mobile"]["sensitivity"], "Sealed")
		self.assertEqual(by_name["customer_name"]["treatment"], "Masked")
		frappe.set_user("Administrator")
		for customer in (self.customer, self.foreign):
			frappe.db.set_value("Bank Customer", customer.name, "tier", "Private Banking")
		request = self.made(
			source_type="Report",
			report=report,
			document_type=None,
			columns=[{"fieldname": "name"}, {"fieldname": "mobile"}],
		)
		self.assertEqual((request.failure, request.row_count), (None, 1))

	def test_SEC_12_who_lost_the_right_in_between_gets_no_file(self):
		# a person of this test alone: the roles of the class's people are cached
		self.manager = self.staff(roles.RELATIONSHIP_MANAGER)
		factories.make_customer(manager=self.manager, branch=self.branch)
		request = self.step(self.waiting(), "Approve", self.officer)
		frappe.set_user("Administrator")
		frappe.get_doc("User", self.manager).remove_roles(roles.RELATIONSHIP_MANAGER)
		make.make(request.name)
		request = frappe.get_doc(access.REQUEST, request.name)
		self.assertEqual((request.status, request.file_hash), ("Closed", None))
		self.assertTrue(request.failure)
		self.assertIsNone(store.read(request.name))

	def test_SEC_12_what_a_stopped_worker_left_is_made_again(self):
		request = self.step(self.waiting(), "Approve", self.officer)
		frappe.set_user("Administrator")
		self.queued.clear()
		frappe.db.set_value(access.REQUEST, request.name, "decided_at", add_to_date(now_datetime(), hours=-1))
		tidy.run()
		self.assertEqual(self.queued, [request.name])

	def test_SEC_12_compliance_takes_a_made_file_back(self):
		request = self.made()
		self.step(request, "Withdraw", self.officer)
		with self.assertRaises(frappe.ValidationError):
			self.download(request, self.manager)

	def test_SEC_12_turning_down_needs_a_reason_and_ends_the_request(self):
		request = self.waiting()
		with self.assertRaisesRegex(frappe.ValidationError, "say why"):
			self.step(request, "Reject", self.officer)
		frappe.set_user(self.officer)
		document = frappe.get_doc(access.REQUEST, request.name)
		document.decision_note = "Too wide"
		document.save()
		document = self.step(request, "Reject", self.officer)
		self.assertEqual((document.status, document.decided_by), ("Rejected", self.officer))
		with self.assertRaises(frappe.ValidationError):
			self.without_workflow(request, "Draft", self.manager)

	def test_SEC_13_each_step_is_in_the_operation_log(self):
		request = self.made()
		self.download(request, self.manager)
		actions = frappe.get_all(
			"Bank Operation Log", filters={"ref_name": request.name}, pluck="action", limit=0
		)
		for action in ("Export Requested", "Export Approved", "Export", "Export Downloaded"):
			self.assertIn(action, actions)
