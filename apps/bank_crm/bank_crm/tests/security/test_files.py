"""Attachments: their lists, their addresses, and making somebody else's file one's own (SEC-20)."""

import json
from pathlib import Path
from typing import Any

import frappe

from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase
from bank_crm.tests.security.session import Answer, ask, logged_in, rest

CONTENT = "what the stranger's file holds"


class TestFiles(AbuseCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.files = {}
		for doctype in (bank.CUSTOMER, "Bank Customer Account", "Bank Interaction"):
			file = factories.make(
				"File",
				file_name=f"{cls.theirs.mark}.txt",
				attached_to_doctype=doctype,
				attached_to_name=cls.theirs.name(doctype),
				content=f"{CONTENT} {doctype}",
				is_private=1,
			)
			cls.files[doctype] = file
			cls.addClassCleanup(Path(file.get_full_path()).unlink, missing_ok=True)
		cls.loose = factories.make(
			"File", file_name=f"{cls.theirs.mark}0.txt", content=f"{CONTENT} 0", is_private=1
		)
		cls.addClassCleanup(Path(cls.loose.get_full_path()).unlink, missing_ok=True)

	def outside(self) -> list[str]:
		return [role for role in self.people if not self.sees_theirs(role, bank.CUSTOMER)]

	def test_SEC_20_a_list_of_files_names_no_strangers_file(self):
		url = self.files[bank.CUSTOMER].file_url
		ways: dict[str, Any] = {
			"get_list": lambda: ask(
				"frappe.client.get_list", doctype="File", fields=["*"], limit_page_length=0
			),
			"by address": lambda: ask(
				"frappe.client.get_value", doctype="File", fieldname="name", filters={"file_url": url}
			),
			"list view": lambda: ask(
				"frappe.desk.reportview.get",
				doctype="File",
				fields=json.dumps(["`tabFile`.`file_name`"]),
				page_length=0,
			),
			"folder": lambda: ask(
				"frappe.core.api.file.get_files_in_folder", folder="Home/Attachments", page_length=1000
			),
			"search": lambda: ask(
				"frappe.core.api.file.get_files_by_search_text", text=self.theirs.mark[:20]
			),
			"images": lambda: ask(
				"frappe.core.api.file.get_attached_images",
				doctype=bank.CUSTOMER,
				names=json.dumps([self.theirs.customer]),
			),
			"REST": lambda: rest("GET", "/api/resource/File", fields='["file_url"]', limit_page_length=0),
		}
		for role in self.people:
			with logged_in(self.people[role]):
				for name, way in ways.items():
					answer = way()
					found = answer.ok and (
						answer.has(self.theirs.mark) or answer.has(self.files[bank.CUSTOMER].name)
					)
					self.assertEqual(
						found, self.sees_theirs(role, bank.CUSTOMER) and found, f"{role} by {name}"
					)
		with logged_in(self.people[roles.AUDITOR]):
			self.assertTrue(ways["get_list"]().has(self.theirs.mark))

	def test_SEC_20_an_address_gives_a_file_to_who_may_read_the_document(self):
		for doctype, file in self.files.items():
			for role, user in self.people.items():
				with logged_in(user):
					for answer in (
						ask("download_file", http="GET", file_url=file.file_url),
						ask(
							"frappe.core.doctype.file.file.download_file", http="GET", file_url=file.file_url
						),
					):
						self.assertFalse(
							answer.has(CONTENT) and not self.sees_theirs(role, doctype), f"{role} {doctype}"
						)
					frappe.local.response = frappe._dict(docs=[])
					readable = frappe.get_doc("File", file.name).is_downloadable()
					self.assertEqual(readable, self.sees_theirs(role, doctype), f"{role} {doctype}")

	def test_SEC_20_nobody_takes_a_file_by_its_address(self):
		"""Whoever makes a File document is its owner; the address in it may only be one he may fetch already."""
		for file in (self.files[bank.CUSTOMER], self.loose):
			for role in (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.TELLER, bank.SYSTEM_MANAGER):
				with logged_in(self.people[role]):
					for name, values in self.claims(file).items():
						answer = ask(
							"frappe.client.insert",
							doc={"doctype": "File", "is_private": 1, **values},
							keep=True,
						)
						self.assertFalse(
							self.holds(file, self.people[role]), f"{role} by {name}: {answer.error}"
						)

	def claims(self, file: Any) -> dict[str, dict[str, Any]]:
		"""Documents that say a file is theirs."""
		url = file.file_url
		mine = {"attached_to_doctype": bank.CUSTOMER, "attached_to_name": self.mine.customer}
		folder, name = url.rsplit("/", 1)
		return {
			"address": {"file_url": url, "file_name": "x.txt"},
			"address, attached": {"file_url": url, "file_name": "x.txt", **mine},
			"address with dots": {"file_url": f"{folder}/./{name}", "file_name": "x.txt"},
			"address upwards": {"file_url": f"{folder}/../files/{name}", "file_name": "x.txt"},
			"address with strokes": {"file_url": f"{folder}//{name}", "file_name": "x.txt"},
			"escaped address": {"file_url": url.replace("files", "%66iles"), "file_name": "x.txt"},
			"public address": {
				"file_url": f"/files/../../private/files/{name}",
				"file_name": "x.txt",
				"is_private": 0,
			},
			"whole address": {"file_url": f"{frappe.utils.get_url()}{url}", "file_name": "x.txt"},
			"name": {"file_name": name},
			"fingerprint": {
				"file_url": "https://example.com/x",
				"file_name": "x.txt",
				"content_hash": file.content_hash,
			},
			"fingerprint and content": {
				"file_url": "https://example.com/x",
				"file_name": "x.txt",
				"content_hash": file.content_hash,
				"_content": "x",
				"content": "x",
				"flags": {"address_is_written": 1},
			},
			"address beside a content": {"file_url": url, "file_name": "x.txt", "content": "twice"},
			"the same again": {"file_url": url, "file_name": "y.txt", "content": "twice"},
		}

	def holds(self, file: Any, user: str) -> bool:
		"""Whether a document of the user's names the file, or one whose content is the file's."""
		for name in frappe.get_all("File", filters={"owner": user, "is_folder": 0}, pluck="name"):
			claimed = frappe.get_doc("File", name)
			if claimed.file_url and not claimed.file_url.startswith("http"):
				if claimed.file_url == file.file_url or CONTENT in str(claimed.get_content()):
					return True
		return False

	def test_SEC_20_nor_by_changing_one_of_his_own(self):
		user = self.people[roles.RELATIONSHIP_MANAGER]
		stolen = self.files[bank.CUSTOMER].file_url
		with logged_in(user):
			own = frappe.get_doc(
				{"doctype": "File", "file_name": "own.txt", "content": user, "is_private": 1}
			).insert()
			self.addCleanup(Path(own.get_full_path()).unlink, missing_ok=True)
			for answer in (
				ask(
					"frappe.client.set_value",
					doctype="File",
					name=own.name,
					fieldname="file_url",
					value=stolen,
					keep=True,
				),
				rest("PUT", f"/api/resource/File/{own.name}", file_url=stolen, keep=True),
				ask("upload_file", file_url=stolen, file_name="x.txt", is_private=1, keep=True),
				ask(
					"upload_file",
					library_file_name=self.files[bank.CUSTOMER].name,
					doctype=bank.CUSTOMER,
					docname=self.mine.customer,
					keep=True,
				),
				ask(
					"frappe.utils.file_manager.add_attachments",
					doctype=bank.CUSTOMER,
					name=self.mine.customer,
					attachments=json.dumps([self.files[bank.CUSTOMER].name]),
					keep=True,
				),
				ask("frappe.core.api.file.unzip_file", name=self.files[bank.CUSTOMER].name, keep=True),
			):
				self.assertIn("PermissionError", answer.error)
			self.assertFalse(self.holds(self.files[bank.CUSTOMER], user))
			# what is his own he may attach again
			again = ask(
				"frappe.client.insert",
				doc={"doctype": "File", "file_url": own.file_url, "file_name": "own.txt", "is_private": 1},
			)
			self.assertTrue(again.ok, again.error)

	def test_SEC_20_nobody_deletes_or_opens_a_strangers_file(self):
		file = self.files[bank.CUSTOMER]
		for role in self.outside():
			with logged_in(self.people[role]):
				for answer in self.grabs(file):
					self.assertTrue(answer.error, role)
		self.assertTrue(frappe.db.exists("File", {"name": file.name, "is_private": 1}))

	def grabs(self, file: Any) -> list[Answer]:
		return [
			ask("frappe.desk.form.utils.remove_attach", fid=file.name),
			ask("frappe.client.delete", doctype="File", name=file.name),
			ask("frappe.client.set_value", doctype="File", name=file.name, fieldname="is_private", value=0),
			ask("frappe.desk.form.load.getdoc", doctype="File", name=file.name),
			rest("GET", f"/api/resource/File/{file.name}"),
			ask("run_doc_method", dt="File", dn=file.name, method="optimize_file"),
		]
