"""Sensitive values: sealed on every way into a row, given out only by `reveal` (SEC-11, SEC-15, SEC-19)."""

import json
from unittest.mock import patch

import frappe
from frappe.client import set_value
from frappe.core.doctype.data_import.importer import Importer

from bank_crm.compliance import reveal, sealing
from bank_crm.compliance.keyring import keyring
from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.domain.enums import SealKind
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


def stored(doctype: str, name: str, field: str) -> str | None:
	return frappe.db.get_value(doctype, name, field)


class TestSealing(BankCRMTestCase):
	def assert_nowhere(self, raw: str, customer: str) -> None:
		"""The raw value is in no column of the customer, the vault, versions or error reports."""
		for doctype, filters in (
			("Bank Customer", {"name": customer}),
			("Bank Sealed Value", {"ref_name": customer}),
			("Version", {"docname": customer}),
			("Error Log", {}),
			("Access Log", {"reference_document": customer}),
			("Deleted Document", {"deleted_name": customer}),
			("Comment", {"reference_name": customer}),
		):
			rows = frappe.get_all(doctype, filters=filters, fields=["*"])
			self.assertNotIn(raw, json.dumps(rows, default=str, ensure_ascii=False), doctype)

	def test_SEC_11_insert_keeps_only_masks(self):
		number = factories.citizen_number()
		customer = factories.make_customer(
			mobile="138 1234 1234", email="Li.Lei@Example.com", id_type="ID Card", id_number=number
		)
		self.assertEqual(stored("Bank Customer", customer.name, "mobile"), "138****1234")
		self.assertEqual(stored("Bank Customer", customer.name, "email"), "l***@example.com")
		self.assertEqual(stored("Bank Customer", customer.name, "id_number"), f"320{'*' * 11}{number[-4:]}")
		for raw in ("13812341234", "138 1234 1234", "li.lei", "Li.Lei", number):
			self.assert_nowhere(raw, customer.name)

	def test_SEC_11_save_with_the_mask_changes_nothing(self):
		customer = factories.make_customer(mobile="13812341234")
		before = frappe.get_all("Bank Sealed Value", filters={"ref_name": customer.name}, pluck="ciphertext")
		customer = frappe.get_doc("Bank Customer", customer.name)
		customer.occupation = "Teacher"
		customer.save()
		after = frappe.get_all("Bank Sealed Value", filters={"ref_name": customer.name}, pluck="ciphertext")
		self.assertEqual(before, after)

	def test_SEC_11_changed_value_is_resealed_and_versioned_as_mask(self):
		customer = factories.make_customer(mobile="13812341234")
		customer = frappe.get_doc("Bank Customer", customer.name)
		customer.mobile = "13912345678"
		customer.save(ignore_version=False)  # Frappe's test runner turns versions off
		self.assertEqual(stored("Bank Customer", customer.name, "mobile"), "139****5678")
		self.assertEqual(
			sealing.find(SealKind.MOBILE, "13912345678", "Bank Customer", "mobile"), [customer.name]
		)
		self.assertNotIn(
			customer.name, sealing.find(SealKind.MOBILE, "13812341234", "Bank Customer", "mobile")
		)
		versions = frappe.get_all("Version", filters={"docname": customer.name}, pluck="data")
		self.assertTrue(any("139****5678" in data for data in versions), "the change itself is on record")
		self.assert_nowhere("13912345678", customer.name)

	def test_SEC_11_foreign_mask_is_refused(self):
		customer = factories.make_customer(mobile="13812341234")
		customer.mobile = "139****0000"
		with self.assertRaises(frappe.ValidationError):
			customer.save()
		with self.assertRaises(frappe.ValidationError):
			factories.make_customer(mobile="138****1234")

	def test_SEC_11_form_api_set_value_seals(self):
		customer = factories.make_customer()
		set_value("Bank Customer", customer.name, "mobile", "13612345678")
		self.assertEqual(stored("Bank Customer", customer.name, "mobile"), "136****5678")
		self.assert_nowhere("13612345678", customer.name)

	def test_SEC_11_db_set_and_ignored_validation_seal(self):
		customer = factories.make_customer()
		customer.db_set("mobile", "13612345678")
		self.assertEqual(stored("Bank Customer", customer.name, "mobile"), "136****5678")
		customer.db_set({"email": "a.person@example.com", "occupation": "Nurse"})
		self.assertEqual(stored("Bank Customer", customer.name, "email"), "a***@example.com")
		self.assertEqual(stored("Bank Customer", customer.name, "occupation"), "Nurse")
		customer.reload()
		customer.mobile = "13712345678"
		customer.flags.ignore_validate = True
		customer.save()
		self.assertEqual(stored("Bank Customer", customer.name, "mobile"), "137****5678")
		self.assertEqual(
			sealing.find(SealKind.MOBILE, "13712345678", "Bank Customer", "mobile"), [customer.name]
		)
		for raw in ("13612345678", "13712345678", "a.person"):
			self.assert_nowhere(raw, customer.name)

	def test_SEC_11_data_import_seals(self):
		name = factories.unique("Imported ")
		header = [
			"Customer Name",
			"Customer Type",
			"Mobile",
			"Status",
			"Core Asset Type",
			"Core Asset Amount",
		]
		row = [name, "Person", "13512345678", "Active", "Savings", "10"]
		content = "\n".join(",".join(cells) for cells in (header, row))
		data_import = frappe.new_doc("Data Import")
		data_import.reference_doctype = "Bank Customer"
		data_import.import_type = "Insert New Records"
		with patch("frappe.db.commit"):  # the importer commits each row; this test must leave nothing
			data_import.insert()
			# Frappe 15 keeps this log in a table without transactions
			self.addCleanup(frappe.db.delete, "Data Import Log", {"data_import": data_import.name})
			importer = Importer(
				"Bank Customer", data_import=data_import, file_path=_csv(content), console=True
			)
			importer.import_data()
		customer = frappe.db.get_value(
			"Bank Customer", {"customer_name": name}, ["name", "mobile"], as_dict=True
		)
		self.assertEqual(customer.mobile, "135****5678")
		self.assert_nowhere("13512345678", customer.name)

	def test_SEC_15_every_sealed_doctype_has_the_gate(self):
		for doctype, fields in sealing.SEALED_FIELDS.items():
			controller = frappe.get_doc({"doctype": doctype})
			self.assertIsInstance(controller, SealedDocument)
			self.assertFalse([field for field in fields if not controller.meta.has_field(field)])

	def test_SEC_15_ciphertext_is_bound_to_its_column_and_site(self):
		(sealed,) = sealing.seal_many("Bank Customer", "mobile", ["13812341234"])
		self.assertEqual(
			sealing.open_value("Bank Customer", "mobile", sealed.ciphertext, sealed.key_version),
			"13812341234",
		)
		with self.assertRaises(frappe.ValidationError):
			sealing.open_value("Bank Customer", "email", sealed.ciphertext, sealed.key_version)
		with self.assertRaises(frappe.ValidationError):
			sealing.open_value("Bank Customer", "mobile", sealed.ciphertext, 99)

	def test_SEC_15_seal_many_keeps_order_and_gaps(self):
		sealed = sealing.seal_many("Bank Customer", "mobile", ["13812341234", None, "", "+86 13812341234"])
		self.assertEqual([s and s.mask for s in sealed], ["138****1234", None, None, "138****1234"])
		self.assertEqual(sealed[0].blind_index, sealed[3].blind_index)
		self.assertNotEqual(sealed[0].ciphertext, sealed[3].ciphertext)

	def test_SEC_15_without_a_key_nothing_is_stored(self):
		config = frappe.conf.pop("bank_crm_sealing")
		try:
			with self.assertRaises(frappe.ValidationError):
				factories.make_customer(customer_name="No key, no row")
		finally:
			frappe.conf["bank_crm_sealing"] = config
		self.assertFalse(frappe.db.exists("Bank Customer", {"customer_name": "No key, no row"}))

	def test_SEC_15_keys_are_not_printed(self):
		self.assertNotIn("encryption", repr(next(iter(keyring().values()))))

	def test_SEC_15_delete_and_clear_empty_the_vault(self):
		customer = factories.make_customer(email="someone@example.com")
		customer.email = ""
		customer.save()
		vault = {"ref_doctype": "Bank Customer", "ref_name": customer.name}
		self.assertEqual(frappe.get_all("Bank Sealed Value", filters=vault, pluck="ref_field"), ["mobile"])
		customer.delete()
		self.assertFalse(frappe.get_all("Bank Sealed Value", filters=vault))

	def test_SEC_11_error_reports_are_redacted(self):
		form = frappe.local.form_dict
		frappe.local.form_dict = frappe._dict(doc='{"mobile": "13812341234"}', email="li.lei@example.com")
		try:
			log = frappe.log_error("Save failed for 13812341234", "doc = {'id_number': '110105194912310021'}")
		finally:
			frappe.local.form_dict = form
		text = json.dumps(frappe.get_all("Error Log", filters={"name": log.name}, fields=["*"]), default=str)
		for raw in ("13812341234", "110105194912310021", "li.lei@example.com"):
			self.assertNotIn(raw, text)

	def test_SEC_11_request_values_are_unprintable(self):
		from bank_crm.compliance.redaction import guard_request

		form = frappe.local.form_dict
		frappe.local.form_dict = frappe._dict(doc='{"mobile": "13812341234"}', cmd="frappe.client.save")
		try:
			guard_request()
			self.assertNotIn("13812341234", f"{frappe.local.form_dict}")
			self.assertEqual(json.loads(frappe.local.form_dict.doc)["mobile"], "13812341234")
		finally:
			frappe.local.form_dict = form


class TestReveal(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.helper = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.auditor = factories.make_user(roles.AUDITOR)
		cls.customer = factories.make_customer(
			mobile="13812341234",
			manager=cls.manager,
			collaborators=[{"user": cls.helper, "scope": "Read"}],
		).name

	def reveal(self, reason: str = "call back") -> str:
		return reveal.reveal("Bank Customer", self.customer, "mobile", reason)

	def test_SEC_19_reveal_gives_the_value_and_logs_it(self):
		with self.set_user(self.manager):
			self.assertEqual(self.reveal("call back"), "13812341234")
		log = frappe.get_all(
			"Access Log",
			filters={"reference_document": self.customer},
			fields=["user", "filters", "export_from"],
		)
		self.assertEqual([entry.user for entry in log], [self.manager])
		self.assertEqual(json.loads(log[0].filters), {"field": "mobile", "reason": "call back"})

	def test_SEC_19_no_reason_no_value(self):
		with self.set_user(self.manager), self.assertRaises(frappe.ValidationError):
			self.reveal("  ")
		self.assertFalse(frappe.get_all("Access Log", filters={"reference_document": self.customer}))

	def test_SEC_11_reader_auditor_and_stranger_get_nothing(self):
		stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		for user in (self.helper, self.auditor, stranger):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				self.reveal()

	def test_SEC_11_forms_offer_it_to_revealing_roles_only(self):
		with self.set_user(self.manager):
			self.assertEqual(reveal.offered_fields()["Bank Customer"], ["mobile", "email", "id_number"])
		with self.set_user(self.auditor):
			self.assertEqual(reveal.offered_fields(), {})

	def test_SEC_11_unsealed_fields_are_not_served(self):
		with self.set_user(self.manager), self.assertRaises(frappe.PermissionError):
			reveal.reveal("Bank Customer", self.customer, "customer_name", "curious")
		with self.set_user(self.manager), self.assertRaises(frappe.PermissionError):
			reveal.reveal("User", self.manager, "email", "curious")


def _csv(content: str) -> str:
	"""Write a file the importer can read and return its path."""
	import tempfile

	with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
		file.write(content)
	return file.name
