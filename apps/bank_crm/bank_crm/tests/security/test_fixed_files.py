"""Attachments of a contract that was handed in: every way to take them away, to exchange or to uncover them (CON-01, SEC-20)."""

import json
from collections.abc import Callable
from pathlib import Path

import frappe
from frappe.client import set_value
from frappe.core.api import file as files
from frappe.desk.form.utils import remove_attach
from frappe.model.document import Document
from frappe.utils import today

from bank_crm.compliance.privacy import removing
from bank_crm.name_list import NameList
from bank_crm.sales.contracts import entry
from bank_crm.sales.contracts.tests.case import CONTRACT, ContractCase
from bank_crm.tests import factories
from bank_crm.tests.security.session import ask, logged_in, rest

CONTENT = b"\x89PNG\r\n\x1a\n what both have signed"


class TestFixedFiles(ContractCase):
	def attach(self, one: Document, field: str | None = None, content: bytes = b"") -> Document:
		with self.set_user(self.seller):
			file = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": f"{factories.unique()}.txt",
					"content": content or CONTENT + factories.unique().encode(),
					"attached_to_doctype": one.doctype,
					"attached_to_name": one.name,
					"attached_to_field": field,
				}
			).insert()
		self.addCleanup(Path(file.get_full_path()).unlink, missing_ok=True)
		return file

	def whole(self, file: Document) -> None:
		"""The row stands as it did, and what lies on the disk too."""
		row = frappe.db.get_value("File", file.name, "*", as_dict=True)
		for field in (
			"file_url",
			"file_name",
			"content_hash",
			"attached_to_name",
			"attached_to_field",
			"is_private",
		):
			self.assertEqual(row[field], file.get(field), field)
		self.assertEqual(Path(file.get_full_path()).read_bytes(), file.get("content"))

	def test_CON_01_no_way_takes_an_attachment_from_a_signed_contract(self):
		one = self.make()
		file = self.attach(one)
		self.signed(one)
		name = file.name
		ways: dict[str, Callable] = {
			"sidebar": lambda: ask(
				"frappe.desk.form.utils.remove_attach", fid=name, dt=CONTRACT, dn=one.name
			),
			"client": lambda: ask("frappe.client.delete", doctype="File", name=name),
			"list": lambda: ask(
				"frappe.desk.reportview.delete_items", items=json.dumps([name]), doctype="File"
			),
			"REST": lambda: rest("DELETE", f"/api/resource/File/{name}"),
			"REST v2": lambda: rest("DELETE", f"/api/v2/document/File/{name}"),
		}
		for user in (self.seller, self.head, "Administrator"):
			with logged_in(user):
				for way, act in ways.items():
					answer = act()
					self.whole(file)
					if way not in ("list", "REST v2"):  # the list tells in a message of its own; 15 has no v2
						self.assertTrue(answer.error, f"{way} as {user}")
		with self.assertRaises(frappe.ValidationError) as error:
			frappe.delete_doc("File", name, force=True)
		self.assertIn(one.name, str(error.exception))
		self.whole(file)

	def test_CON_01_no_way_exchanges_or_detaches_it(self):
		one = self.make()
		file, other = self.attach(one), self.attach(self.make())
		self.signed(one)
		changes = {
			"file_url": other.file_url,
			"file_name": "other.txt",
			"content_hash": "0" * 32,
			"attached_to_name": other.attached_to_name,
			"attached_to_doctype": "",
			"attached_to_field": "evidence",
			"is_private": 0,
		}
		for user in (self.seller, "Administrator"):
			with logged_in(user):
				for field, value in changes.items():
					for answer in (
						ask(
							"frappe.client.set_value",
							doctype="File",
							name=file.name,
							fieldname=field,
							value=value,
						),
						rest("PUT", f"/api/resource/File/{file.name}", **{field: value}),
					):
						self.assertTrue(answer.error, f"{field} as {user}")
						self.whole(file)
		row = frappe.get_doc("File", file.name)
		with self.assertRaises(frappe.ValidationError):
			row.save_file(content=b"something else", overwrite=True)
		self.whole(file)
		files.move_file([{"name": file.name}], "Home", "Home/Attachments")
		self.whole(file)

	def test_CON_01_nothing_is_done_to_it_through_another_row_of_the_same_file(self):
		one = self.make()
		file = self.attach(one)
		self.signed(one)
		with self.set_user(self.seller):
			again = frappe.get_doc(
				{"doctype": "File", "file_name": file.file_name, "content": file.content, "is_private": 1}
			).insert()
		self.assertEqual(again.file_url, file.file_url, "the framework keeps one on the disk")
		for field, value in (("is_private", 0), ("content_hash", "0" * 32)):
			with self.subTest(field=field), self.assertRaises(frappe.ValidationError):
				frappe.get_doc("File", again.name).update({field: value}).save()
			self.whole(file)
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc("File", again.name).save_file(content=b"something else", overwrite=True)
		self.whole(file)
		frappe.db.set_value("File", again.name, "content_hash", "0" * 32)  # as an import of rows could
		frappe.delete_doc("File", again.name)
		self.whole(file)
		with self.set_user(self.seller):
			trap = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": f"{factories.unique()}.txt",
					"content": factories.unique(),
					"is_private": 1,
					"thumbnail_url": f"/private/files/x/{file.file_url.rsplit('/', 1)[1]}",
				}
			).insert()
			trap.delete()
		self.whole(file)

	def test_CON_01_a_draft_lets_go_and_so_does_a_step_back(self):
		one = self.make()
		first, second = self.attach(one), self.attach(one)
		with self.set_user(self.seller):
			remove_attach_of(first)
		self.assertFalse(frappe.db.exists("File", first.name))
		self.rule({}, document_kind="Contract")
		self.hand_in(one)
		with self.set_user(self.seller):
			with self.assertRaises(frappe.ValidationError):
				remove_attach_of(second)
			frappe.get_doc(CONTRACT, one.name).update({"state": "Draft"}).save()
			remove_attach_of(second)
		self.assertFalse(frappe.db.exists("File", second.name))

	def test_CON_02_the_signed_copy_is_exchanged_until_the_signature(self):
		one = self.approved()
		wrong, right = (self.attach(one, "signed_copy") for _each in "ab")
		with self.set_user(self.seller):
			remove_attach_of(wrong)
			one.reload().update({"signed_copy": right.file_url, "customer_signatory": "Li Lei"}).save()
			one.update({"state": "Signed"}).save()
			for value in ("", "/private/files/other.txt"):
				with self.assertRaises(frappe.ValidationError) as error:
					frappe.get_doc(CONTRACT, one.name).update({"signed_copy": value}).save()
				self.assertIn(frappe._("Signed Copy"), str(error.exception))
			with self.assertRaises(frappe.ValidationError):
				remove_attach_of(right)
		self.whole(right)

	def test_CON_03_evidence_stays_once_the_obligation_is_done(self):
		one = self.signed()
		wrong, right = (self.attach(one, "evidence") for _each in "ab")
		with self.set_user(self.seller):
			remove_attach_of(wrong)
			row = one.reload().obligations[0]
			row.update({"done_on": today(), "evidence": right.file_url})
			one.save()
			with self.assertRaises(frappe.ValidationError):
				remove_attach_of(right)
			for values in ({"evidence": ""}, {"evidence": "/private/files/x.txt"}, {"done_on": None}):
				doc = frappe.get_doc(CONTRACT, one.name)
				doc.obligations[0].update(values)
				with self.subTest(**values), self.assertRaises(frappe.ValidationError) as error:
					doc.save()
				self.assertIn(frappe._("Obligations"), str(error.exception))
			with self.assertRaises(frappe.ValidationError):
				set_value("Bank Contract Obligation", row.name, "evidence", "")
			doc = frappe.get_doc(CONTRACT, one.name)
			agreed = {field: row.get(field) for field in entry.AGREED_ROWS["obligations"]}
			doc.set("obligations", [agreed])
			with self.assertRaises(frappe.ValidationError):
				doc.save()
		self.whole(right)
		with self.set_user(self.head):
			doc = frappe.get_doc(CONTRACT, one.name)
			doc.obligations[0].done_on = None
			doc.save()
		with self.set_user(self.seller):
			remove_attach_of(right)
		self.assertFalse(frappe.db.exists("File", right.name), "a manager has taken the fulfilment back")

	def test_CON_03_evidence_that_lies_elsewhere_would_not_stay_and_is_refused(self):
		one = self.signed()
		elsewhere = self.attach(self.make())
		with self.set_user(self.seller):
			one.reload().obligations[0].update({"done_on": today(), "evidence": elsewhere.file_url})
			with self.assertRaises(frappe.ValidationError) as error:
				one.save()
		self.assertIn(frappe._("Obligations"), str(error.exception))

	def test_SEC_17_retention_takes_what_no_user_may(self):
		one = self.make()
		file = self.attach(one)
		self.signed(one)
		removing.forget_files(CONTRACT, NameList([one.name]))
		self.assertFalse(frappe.db.exists("File", file.name))


def remove_attach_of(file: Document) -> None:
	"""What the sidebar's cross does."""
	frappe.form_dict.update({"fid": file.name, "dt": file.attached_to_doctype, "dn": file.attached_to_name})
	remove_attach()
