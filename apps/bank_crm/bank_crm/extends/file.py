"""Frappe's File: who may read one is asked of the document it hangs on, and a file is nobody's for knowing its address.

The framework lets whoever makes a File document name any address on the server as its own, and asks a file's owner
for nothing more when it is fetched.
"""

from __future__ import annotations

import posixpath
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.file.file import File

from bank_crm.compliance import fixed_files, uploads

PRIVATE = "/private/files/"


class ScopedFile(File):
	"""A file document whose address must be the user's to give, and whose content follows its document (SEC-20)."""

	def before_insert(self) -> None:
		"""Look at the address before the framework reads what lies there."""
		content = self.get("content")
		if not self.is_folder and (self.file_url or not content):
			self._require_address()
		if not self.file_url and uploads.stays_private(self.attached_to_doctype):
			self.is_private = 1  # before it is written, so that it is public at no moment
		# set here, whatever the request brought by that name
		self.flags.address_is_written = bool(content) and not self.file_url
		super().before_insert()

	def validate(self) -> None:
		"""The framework may have put in another file's address, found by a fingerprint the request brought."""
		fixed_files.refuse_change(self)
		if not self.is_folder and not self._is_just_written() and self._address_is_new():
			self._require_address()
		super().validate()

	def on_trash(self) -> None:
		"""What is kept is not taken from the disk first and refused afterwards."""
		fixed_files.refuse_removal(self)
		super().on_trash()

	def save_file(self, *given: Any, **named: Any) -> Any:
		"""Content is never written over that of a file that is kept, whichever row it is written through."""
		if not self.is_new():
			fixed_files.refuse_other_content(self)
		return super().save_file(*given, **named)

	def delete_file_data_content(self, only_thumbnail: bool = False) -> None:
		"""What lies on the disk goes with the last row of its address; fingerprint and thumbnail are the request's word."""
		if self.thumbnail_url and _rows_of(posixpath.basename(self.thumbnail_url)):
			self.thumbnail_url = None
		shared = _rows_of(posixpath.basename(self.file_url or ""), unless=self.name)
		super().delete_file_data_content(only_thumbnail=only_thumbnail or shared)

	def _is_just_written(self) -> bool:
		return bool(self.is_new() and self.flags.address_is_written)

	def is_downloadable(self) -> bool:
		"""Ask all that is asked for reading the document; the framework asks its own rule only."""
		return bool(super().is_downloadable()) and self._allows_reading()

	def _address_is_new(self) -> bool:
		return self.is_new() or self.has_value_changed("file_url") or self.has_value_changed("file_name")

	def _allows_reading(self) -> bool:
		from bank_crm.permissions import about

		return about.has_permission(self, "read", frappe.session.user) is not False

	def _require_address(self) -> None:
		"""A private file's address may be given by who may fetch it already."""
		if frappe.session.user == "Administrator":
			return
		url = self.file_url or f"{PRIVATE}{self.file_name}"
		if url.startswith(("http://", "https://", "/api/method/")) and PRIVATE not in url:
			return
		if url.startswith("/files/") and _is_plain(url):
			return
		known = frappe.get_all("File", filters={"file_url": url, "is_folder": 0}, pluck="name")
		if not _is_plain(url) or not any(
			frappe.get_doc("File", name).is_downloadable() for name in known if name != self.name
		):
			frappe.throw(_("This file is not yours to attach."), frappe.PermissionError)


def _is_plain(url: str) -> bool:
	"""Whether an address has no way round in it: dots, doubled strokes, escapes."""
	return "%" not in url and "\\" not in url and posixpath.normpath(url) == url


def _rows_of(name: str, unless: str | None = None) -> bool:
	"""Whether a file of the site, another than one, lies at that place."""
	asked = {"file_url": ("in", (f"/files/{name}", f"{PRIVATE}{name}")), "name": ("!=", unless or "")}
	return bool(name and frappe.db.exists("File", asked))
