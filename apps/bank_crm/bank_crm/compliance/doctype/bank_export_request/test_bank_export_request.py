"""From the wish to the one download (SEC-12, scenario 14)."""

import io
import json
from unittest import mock

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, now_datetime
from openpyxl import load_workbook

from bank_crm.api import exports
from bank_crm.compliance import reveal
from bank_crm.compliance.export import access, flow, make, store, tidy
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.security.session import ask, logged_in, rest

COLUMNS = ("name", "customer_name", "mobile", "birth_date", "address", "total_aum")


class ExportCase(BankCRMTestCase):
	"""A relationship manager with two customers, a stranger's customer, two compliance officers."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.branch = factories.make_branch()
		cls.manager = cls.staff(roles.RELATIONSHIP_MANAGER)
		cls.stranger = cls.staff(roles.RELATIONSHIP_MANAGER)
		cls.officer = cls.staff(roles.COMPLIANCE_OFFICER)
		cls.other_officer = cls.staff(roles.COMPLIANCE_OFFICER)

	def setUp(self) -> None:
		super().setUp()
		self.mobile = factories.mobile_number()
		self.customer = factories.make_customer(
			customer_name="=1+1王小明",
			mobile=self.mobile,
			birth_date="1980-05-06",
			address="江苏省南京市玄武区中山路 1 号",
			manager=self.manager,
			branch=self.branch,
		)
		self.second = factories.make_customer(manager=self.manager, branch=self.branch)
		self.foreign = factories.make_customer(manager=self.stranger, branch=self.branch)
		self.queued: list[str] = []
		queue = mock.patch.object(flow, "queue", self.queued.append)
		queue.start()
		self.addCleanup(queue.stop)

	@classmethod
	def staff(cls, *wanted: str) -> str:
		user = factories.make_user(*wanted)
		factories.make_staff(user, cls.branch)
		return user

	def request(self, **values) -> "frappe.model.document.Document":
		"""Ask as the session's user."""
		values = {
			"source_type": "DocType",
			"document_type": "Bank Customer",
			"purpose": "Report to the supervisor",
			"recipient": "PBC",
			"columns": [{"fieldname": field} for field in COLUMNS],
			**values,
		}
		return frappe.get_doc({"doctype": access.REQUEST, **values}).insert()

	def step(self, request, action: str, user: str):
		frappe.set_user(user)
		return apply_workflow(frappe.get_doc(access.REQUEST, request.name).as_json(), action)

	def waiting(self, **values):
		frappe.set_user(self.manager)
		request = self.request(**values)
		self.step(request, "Check Masking", self.manager)
		return self.step(request, "Submit for Approval", self.manager)

	def made(self, **values):
		request = self.step(self.waiting(**values), "Approve", self.officer)
		self.addCleanup(store.remove, request.name)
		frappe.set_user("Administrator")
		make.make(request.name)
		return frappe.get_doc(access.REQUEST, request.name)

	def download(self, request, user: str) -> bytes:
		frappe.set_user(user)
		frappe.local.response = frappe._dict()
		frappe.local.request_ip = "10.0.0.7"
		exports.download_file(request.name)
		return frappe.local.response.filecontent


class TestBankExportRequest(ExportCase):
	def test_scenario_14_a_masked_and_marked_file_is_made_after_approval_and_handed_out_once(self):
		request = self.made()
		self.assertEqual((request.status, request.failure), ("Ready to Download", None))
		self.assertEqual(request.decided_by, self.officer)
		content = self.download(request, self.manager)
		self.assertEqual(store.digest(content), request.file_hash)
		rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
		self.assertEqual(len(rows), request.row_count + 3)
		mark = rows[0][0]
		self.assertIn(request.name, mark)
		self.assertIn(frappe.utils.get_fullname(self.manager), mark)
		self.assertTrue(all(row[-1] == mark for row in rows[2:-1]))
		by_name = {row[0]: row for row in rows[2:-1]}
		self.assertEqual(set(by_name), {self.customer.name, self.second.name})
		row = by_name[self.customer.name]
		self.assertEqual(
			row[1:5], ["'=**", f"{self.mobile[:3]}****{self.mobile[-4:]}", "1980", "江苏省南京市***"]
		)
		closed = frappe.get_doc(access.REQUEST, request.name)
		self.assertEqual((closed.status, closed.downloaded_from), ("Closed", "10.0.0.7"))
		with self.assertRaisesRegex(frappe.ValidationError, "once"):
			self.download(request, self.manager)

	def test_scenario_13_a_phone_is_masked_by_every_way_and_to_see_it_whole_is_logged(self):
		masked, name = f"{self.mobile[:3]}****{self.mobile[-4:]}", self.customer.name
		listed = {
			"doctype": "Bank Customer",
			"fields": json.dumps(["name", "mobile"]),
			"filters": json.dumps([["name", "=", name]]),
		}
		with logged_in(self.manager):
			for way in (
				ask("frappe.desk.form.load.getdoc", doctype="Bank Customer", name=name),
				ask("frappe.desk.reportview.get", **listed),
				ask("frappe.client.get_list", **listed),
				rest("GET", f"/api/resource/Bank Customer/{name}"),
				rest("GET", f"/api/v2/document/Bank Customer/{name}"),
				ask("frappe.www.printview.get_html_and_style", doc="Bank Customer", name=name),
				ask("bank_crm.api.customer_search.find", text=self.mobile),
			):
				self.assertIn(masked, way.text)
				self.assertNotIn(self.mobile, way.text)
		rows = self.download(self.made(file_format="CSV"), self.manager).decode("utf-8-sig")
		self.assertIn(masked, rows)
		self.assertNotIn(self.mobile, rows)
		frappe.set_user(self.manager)
		self.assertEqual(reveal.reveal("Bank Customer", name, "mobile", "call back"), self.mobile)
		frappe.set_user("Administrator")
		logged = frappe.get_all(
			"Bank Operation Log",
			{"action": "Reveal", "ref_name": name, "user": self.manager},
			["summary", "after_values"],
		)
		self.assertEqual(len(logged), 1)
		self.assertNotIn(self.mobile, str(logged))

	def test_SEC_12_nothing_of_the_file_is_readable_as_it_was_typed(self):
		content = self.download(self.made(file_format="CSV"), self.manager).decode("utf-8-sig")
		self.assertNotIn(self.mobile, content)
		self.assertNotIn("王小明", content)
		self.assertNotIn("1980-05-06", content)
		self.assertNotIn("中山路", content)
		self.assertNotIn(self.foreign.name, content)

	def test_SEC_12_only_the_applicant_downloads(self):
		request = self.made()
		for user in (self.officer, self.stranger, "Administrator"):
			with self.assertRaises(frappe.PermissionError):
				self.download(request, user)
		self.assertEqual(frappe.db.get_value(access.REQUEST, request.name, "status"), "Ready to Download")

	def test_SEC_12_the_time_to_download_ends_when_it_is_read_and_by_the_job(self):
		request = self.made()
		self.assertEqual(request.expires_at, add_to_date(request.made_at, hours=24))
		request.db_set("expires_at", add_to_date(now_datetime(), seconds=-1))
		with self.assertRaisesRegex(frappe.ValidationError, "over"):
			self.download(request, self.manager)
		frappe.set_user("Administrator")
		tidy.run()
		self.assertEqual(frappe.db.get_value(access.REQUEST, request.name, "status"), "Closed")

	def test_SEC_12_a_file_that_is_not_the_one_made_is_not_handed_out(self):
		request = self.made()
		store.write(request.name, b"another")
		with self.assertRaisesRegex(frappe.ValidationError, "not the one"):
			self.download(request, self.manager)

	def test_SEC_12_nobody_decides_about_an_own_request(self):
		frappe.set_user(self.officer)
		request = self.request(document_type="Bank Branch", columns=[{"fieldname": "branch_name"}])
		self.step(request, "Check Masking", self.officer)
		self.step(request, "Submit for Approval", self.officer)
		with self.assertRaises(frappe.ValidationError):
			self.step(request, "Approve", self.officer)
		with self.assertRaisesRegex(frappe.PermissionError, "own request"):
			self.without_workflow(request, "Approved", self.officer)
		self.step(request, "Approve", self.other_officer)
		self.assertEqual(self.queued, [request.name])

	def without_workflow(self, request, status: str, user: str, **values):
		"""Save as if the bank had removed the workflow."""
		frappe.set_user(user)
		document = frappe.get_doc(access.REQUEST, request.name)
		document.update({"status": status, **values})
		with mock.patch.object(type(document.meta), "get_workflow", lambda meta: None):
			document.save()
		return document

	def test_SEC_12_the_rules_hold_without_the_workflow(self):
		frappe.set_user(self.manager)
		request = self.request()
		for user, status in (
			(self.manager, "Approved"),
			(self.officer, "Approved"),
			(self.manager, "Compliance Approval"),
			(self.manager, "Ready to Download"),
			(self.manager, "Closed"),
		):
			with self.assertRaises((frappe.ValidationError, frappe.PermissionError), msg=status):
				self.without_workflow(request, status, user)
		self.assertEqual(frappe.db.get_value(access.REQUEST, request.name, "status"), "Draft")

	def test_SEC_12_nothing_changes_after_the_check(self):
		request = self.waiting()
		for values in (
			{"purpose": "Something else"},
			{"filters": json.dumps([["Bank Customer", "total_aum", ">", 0]])},
			{"document_type": "Bank Branch"},
			{"columns": [{"fieldname": "name", "treatment": "As It Is"}]},
		):
			for user in (self.manager, self.officer):
				with self.assertRaises((frappe.ValidationError, frappe.PermissionError), msg=str(values)):
					self.without_workflow(request, "Compliance Approval", user, **values)

	def test_SEC_12_what_the_app_writes_nobody_else_does(self):
		frappe.set_user(self.manager)
		request = self.request(decided_by=self.officer, checked_at=now_datetime(), applicant=self.stranger)
		self.assertEqual(
			(request.applicant, request.decided_by, request.checked_at), (self.manager, None, None)
		)
		request.update({"file_hash": "0" * 64, "expires_at": now_datetime(), "applicant": self.stranger})
		request.save()
		request.reload()
		self.assertEqual(
			(request.applicant, request.file_hash, request.expires_at), (self.manager, None, None)
		)

	def test_SEC_12_the_applicant_does_not_write_what_compliance_notes(self):
		request = self.waiting()
		self.without_workflow(request, "Compliance Approval", self.manager, decision_note="Fine with us")
		self.assertFalse(frappe.db.get_value(access.REQUEST, request.name, "decision_note"))

	def test_SEC_11_sealed_columns_are_never_shown_whole(self):
		frappe.set_user(self.manager)
		with self.assertRaisesRegex(frappe.ValidationError, "cannot be shown"):
			self.request(columns=[{"fieldname": "mobile", "treatment": "As It Is"}])

	def test_SEC_12_personal_columns_are_masked_unless_compliance_sees_that_they_are_not(self):
		frappe.set_user(self.manager)
		request = self.request(
			columns=[{"fieldname": "name"}, {"fieldname": "customer_name", "treatment": "As It Is"}]
		)
		request = self.step(request, "Check Masking", self.manager)
		self.assertIn("Personal, and shown whole", request.check_text)
		self.assertEqual(request.expected_rows, 2)
		self.assertIn("王小明", request.sample)

	def test_SEC_12_a_column_nobody_knows_or_lists_twice_is_refused(self):
		frappe.set_user(self.manager)
		for columns in (["docstatus_x"], ["name", "name"]):
			with self.assertRaises(frappe.ValidationError):
				self.request(columns=[{"fieldname": field} for field in columns])

	def test_SEC_20_the_vault_the_log_and_the_frameworks_tables_are_not_offered(self):
		frappe.set_user("Administrator")
		admin = self.staff(roles.ADMINISTRATOR)
		frappe.set_user(admin)
		for doctype in ("Bank Sealed Value", "User", "Bank CRM Settings", "Bank Export Column"):
			with self.assertRaises(frappe.PermissionError, msg=doctype):
				self.request(document_type=doctype, columns=[{"fieldname": "name"}])

	def test_SEC_20_a_role_that_may_not_read_may_not_ask(self):
		for role in (roles.TELLER, roles.SERVICE_AGENT, roles.AUDITOR):
			frappe.set_user("Administrator")
			user = self.staff(role)
			frappe.set_user(user)
			with self.assertRaises(frappe.PermissionError, msg=role):
				self.request()
			with self.assertRaises(frappe.PermissionError, msg=role):
				exports.columns("DocType", "Bank Customer")

	def test_SEC_20_requests_of_others_are_seen_by_compliance_and_audit_only(self):
		request = self.waiting()
		auditor = factories.make_user(roles.AUDITOR)
		for user, seen in ((self.manager, 1), (self.officer, 1), (auditor, 1), (self.stranger, 0)):
			frappe.set_user(user)
			listed = frappe.get_list(access.REQUEST, filters={"name": request.name})
			self.assertEqual(len(listed), seen, user)
			self.assertEqual(
				bool(frappe.has_permission(access.REQUEST, "read", doc=request.name)), bool(seen)
			)

	def test_SEC_11_a_filter_by_a_sealed_number_is_refused(self):
		frappe.set_user(self.manager)
		for field, value in (("mobile", self.mobile), ("customer_name", self.mobile)):
			with self.assertRaises(frappe.ValidationError, msg=field):
				self.request(filters=json.dumps([["Bank Customer", field, "=", value]]))

	def test_SEC_11_a_number_in_the_purpose_is_masked(self):
		frappe.set_user(self.manager)
		request = self.request(purpose=f"Ask {self.mobile} first", recipient="x@bank.example.com")
		self.assertEqual(request.purpose, f"Ask {self.mobile[:3]}****{self.mobile[-4:]} first")
		self.assertEqual(request.recipient, "x***@bank.example.com")

	def test_SEC_12_the_filter_narrows_and_is_told_in_words(self):
		request = self.made(filters=json.dumps([["Bank Customer", "name", "=", self.second.name]]))
		self.assertEqual(request.row_count, 1)
		self.assertIn(self.second.name, request.filters_text)

	def test_SEC_12_nothing_and_too_much_are_refused(self):
		frappe.set_user(self.manager)
		request = self.request(filters=json.dumps([["Bank Customer", "name", "=", "nobody"]]))
		with self.assertRaisesRegex(frappe.ValidationError, "no row"):
			self.step(request, "Check Masking", self.manager)
		request = self.request()
		with (
			mock.patch("bank_crm.compliance.export.check.most_rows", lambda: 1),
			self.assertRaisesRegex(frappe.ValidationError, "More than"),
		):
			self.step(request, "Check Masking", self.manager)

	def test_SEC_12_a_segment_is_exported_with_the_members_the_applicant_sees(self):
		frappe.set_user("Administrator")
		segment = factories.make("Bank Segment", segment_name=factories.unique(), basis="Manual List")
		for customer in (self.customer, self.foreign):
			factories.make("Bank Segment Member", segment=segment.name, customer=customer.name)
		request = self.made(source_type="Segment", segment=segment.name, document_type=None)
		self.assertEqual((request.row_count, request.failure), (1, None))

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
