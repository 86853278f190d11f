"""Lists of people not to be contacted: matched by fingerprint, read once, nothing raw left behind."""

from __future__ import annotations

import io

import frappe
from openpyxl import Workbook

from bank_crm.compliance.contact import gate, lists
from bank_crm.compliance.contact.tests.contact_case import consent, no_quiet_hours
from bank_crm.tests import BankCRMTestCase, factories

LIST, BLOCK = "Bank Contact List", "Bank Contact Block"


class TestContactLists(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		no_quiet_hours(self)

	def make_list(self, content: bytes, name: str = "list.csv", **values):
		file = factories.make(
			"File",
			file_name=factories.unique() + name,
			content=content,
			is_private=1,
			attached_to_doctype=LIST,
			attached_to_name="new-bank-contact-list",
		)
		doc = factories.make(LIST, list_name=factories.unique("L"), list_file=file.file_url, **values)
		frappe.db.set_value("File", file.name, "attached_to_name", doc.name)
		return doc

	def test_RSK_08_every_line_ends_somewhere(self):
		by_number, by_mobile = factories.make_customer(), factories.make_customer(mobile="13987654321")
		by_mail = factories.make_customer(email="li.ming@bank.example")
		identity = factories.citizen_number()
		by_identity = factories.make_customer(id_type="ID Card", id_number=identity)
		stranger = factories.mobile_number()
		lines = [
			"号码",
			by_number.name,
			"139 8765 4321",
			"LI.MING@bank.example",
			identity,
			stranger,
			"",
			"12345",
		]
		doc = self.make_list("\n".join(lines).encode("gb18030"), channel="SMS")
		lists.read(doc.name, commit=False)
		doc.reload()
		self.assertEqual(
			(doc.state, doc.total_rows, doc.matched_rows, doc.unknown_rows, doc.refused_rows),
			("Done", 7, 4, 1, 2),
		)
		self.assertEqual(doc.refused_text, "1, 8")
		blocked = frappe.get_all(
			BLOCK, filters={"contact_list": doc.name, "customer": ("is", "set")}, pluck="customer"
		)
		self.assertEqual(
			sorted(blocked), sorted(one.name for one in (by_number, by_mobile, by_mail, by_identity))
		)
		consent(by_mobile.name)
		self.assertFalse(gate.may_contact(by_mobile.name, "SMS", "Care"))
		newcomer = factories.make_customer(mobile=stranger).name
		consent(newcomer)
		consent(newcomer, "Email")
		self.assertFalse(gate.may_contact(newcomer, "SMS", "Care"))
		self.assertTrue(gate.may_contact(newcomer, "Email", "Care"), "the list closes text messages only")

	def test_RSK_08_nothing_raw_is_left_and_reading_again_adds_nothing(self):
		number = factories.mobile_number()
		doc = self.make_list(f"{number}\n{number}\n".encode())
		url = doc.list_file
		lists.read(doc.name, commit=False)
		self.assertFalse(frappe.db.exists("File", {"file_url": url}))
		rows = frappe.get_all(BLOCK, filters={"contact_list": doc.name}, fields=["*"])
		self.assertEqual(len(rows), 1)
		self.assertNotIn(number, str(rows))
		again = self.make_list(f"{number}\n".encode())
		frappe.db.set_value(LIST, doc.name, {"state": "Running", "list_file": again.list_file})
		frappe.db.set_value("File", {"file_url": again.list_file}, "attached_to_name", doc.name)
		lists.read(doc.name, commit=False)
		self.assertEqual(frappe.db.count(BLOCK, {"contact_list": doc.name}), 1)

	def test_RSK_08_excel_and_broken_files(self):
		customer = factories.make_customer(mobile="13812345678")
		book = Workbook()
		book.active.append([13812345678])
		file = io.BytesIO()
		book.save(file)
		doc = self.make_list(file.getvalue(), "list.xlsx")
		lists.read(doc.name, commit=False)
		self.assertEqual(frappe.db.get_value(BLOCK, {"contact_list": doc.name}, "customer"), customer.name)
		broken = self.make_list(b"\xff\xff\xff\xff", "list.csv")
		lists.read(broken.name, commit=False)
		broken.reload()
		self.assertEqual(broken.state, "Failed")
		self.assertTrue(broken.failure)

	def test_RSK_08_a_list_needs_its_file_and_stays(self):
		with self.assertRaises(frappe.ValidationError):
			factories.make(LIST, list_name="no file")
		doc = self.make_list(b"x\n")
		with self.assertRaises(frappe.ValidationError):
			doc.delete()
