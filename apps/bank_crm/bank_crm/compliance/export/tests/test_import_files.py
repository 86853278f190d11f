"""An uploaded import file goes when the import is over, and its log names nobody's number (SEC-11)."""

import json
from pathlib import Path
from unittest import mock

import frappe
from frappe.core.doctype.data_import.data_import import start_import
from frappe.utils import add_to_date, now_datetime

from bank_crm.compliance import import_files
from bank_crm.tests import BankCRMTestCase, factories

IMPORT, FILE, LOG = "Data Import", "File", "Data Import Log"


class TestImportFiles(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mobile = factories.mobile_number()

	def upload(
		self, doctype: str = "Bank Customer", rows: str | None = None
	) -> "frappe.model.document.Document":
		"""Upload a file into a new import, as the form does."""
		rows = rows or f"Customer Name,Mobile\n{factories.unique()},{self.mobile}\n"
		document = factories.make(IMPORT, reference_doctype=doctype, import_type="Insert New Records")
		file = factories.make(
			FILE,
			file_name=f"{factories.unique()}.csv",
			attached_to_doctype=IMPORT,
			attached_to_name=document.name,
			attached_to_field="import_file",
			content=rows,
			is_private=1,
		)
		document.db_set("import_file", file.file_url)
		self.path = Path(file.get_full_path())
		self.assertTrue(self.path.is_file())
		return document

	def assert_gone(self, document: "frappe.model.document.Document") -> None:
		self.assertFalse(self.path.exists())
		self.assertFalse(
			frappe.get_all(FILE, {"attached_to_doctype": IMPORT, "attached_to_name": document.name})
		)
		self.assertIsNone(frappe.db.get_value(IMPORT, document.name, "import_file"))

	def test_SEC_11_the_file_goes_however_the_import_ends(self):
		for status in import_files.OVER:
			document = self.upload()
			document.db_set("status", status)
			self.assert_gone(document)

	def test_SEC_11_the_file_stays_until_the_import_is_over(self):
		document = self.upload()
		document.db_set("payload_count", 1)
		self.assertTrue(self.path.is_file())
		document.delete()
		self.assertFalse(self.path.exists())

	def test_SEC_11_a_second_document_of_the_upload_keeps_nothing(self):
		document = self.upload()
		factories.make(FILE, file_url=document.import_file, file_name="copy.csv", is_private=1)
		document.db_set("status", "Success")
		self.assert_gone(document)

	def test_SEC_11_the_log_of_refused_rows_is_redacted(self):
		document = self.upload()
		values = {
			"data_import": document.name,
			"log_index": 1,
			"success": 0,
			"messages": json.dumps([f"{self.mobile} is taken"]),
			"exception": f"Traceback … Duplicate entry '{self.mobile}'",
		}
		entry = frappe.get_doc({"doctype": LOG, **values})
		entry.db_insert()
		document.db_set("status", "Error")
		stored = frappe.db.get_value(LOG, entry.name, ("messages", "exception"))
		self.assertNotIn(self.mobile, str(stored))
		self.assertIn("is taken", stored[0])

	def test_SEC_11_what_is_left_lying_is_deleted_after_a_day(self):
		document = self.upload()
		import_files.forget_old()
		self.assertTrue(self.path.is_file())
		old = add_to_date(now_datetime(), hours=-25)
		frappe.db.set_value(IMPORT, document.name, "modified", old, update_modified=False)
		import_files.forget_old()
		self.assert_gone(document)

	def test_SEC_11_an_upload_into_a_form_never_saved_is_deleted_after_a_day(self):
		file = factories.make(
			FILE,
			file_name=f"{factories.unique()}.csv",
			attached_to_doctype=IMPORT,
			attached_to_name="new-data-import-xyz",
			content=self.mobile,
			is_private=1,
		)
		old = add_to_date(now_datetime(), hours=-25)
		frappe.db.set_value(FILE, file.name, "creation", old, update_modified=False)
		import_files.forget_old()
		self.assertFalse(frappe.db.exists(FILE, file.name))

	def test_SEC_11_imports_of_other_apps_keep_their_files(self):
		document = self.upload("Contact", "First Name\nx\n")
		document.db_set("status", "Success")
		self.assertTrue(self.path.is_file())

	def run_import(self, document: "frappe.model.document.Document") -> None:
		"""Run the import's job within this test's transaction."""
		rollback = frappe.db.rollback

		def partial(*, save_point: str | None = None, **values: object) -> None:
			if save_point:
				rollback(save_point=save_point)

		with mock.patch.object(frappe.db, "commit"), mock.patch.object(frappe.db, "rollback", partial):
			start_import(document.name)

	def test_SEC_11_a_real_import_leaves_sealed_rows_and_no_file(self):
		name = factories.unique()
		heading = "Customer Name,Customer Type,Mobile,Core Asset Type,Core Asset Amount"
		document = self.upload(rows=f"{heading}\n{name},Person,{self.mobile},Savings,1000\n")
		with mock.patch.object(frappe.local, "lang", "en"):
			self.run_import(document)
		self.assertEqual(frappe.db.get_value(IMPORT, document.name, "status"), "Success", self.log(document))
		self.assert_gone(document)
		stored = frappe.db.get_value("Bank Customer", {"customer_name": name}, "mobile")
		self.assertEqual(stored, f"{self.mobile[:3]}****{self.mobile[-4:]}")

	def test_SEC_11_a_real_import_that_fails_leaves_nothing_to_read(self):
		document = self.upload(rows=f"No Such Column\n{self.mobile}\n")
		self.run_import(document)
		self.assert_gone(document)
		self.assertNotIn(self.mobile, self.log(document))

	def log(self, document: "frappe.model.document.Document") -> str:
		return json.dumps(frappe.get_all(LOG, {"data_import": document.name}, "*"), default=str)
