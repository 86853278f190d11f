"""The package of what the bank knows about a customer: tables anybody can open, and the same as JSON (SEC-17, RSK-08).

Made for the person it is about, so it has no notes of the bank's own controls and tells nothing of third persons. Numbers
and addresses are masked unless compliance has decided to hand them out in full.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.meta import Meta
from frappe.utils import cstr, format_datetime, get_fullname, now_datetime

from bank_crm.compliance import operation_log, safe_cells, sealing
from bank_crm.compliance.privacy.erasing import with_merged
from bank_crm.compliance.privacy.rules import CUSTOMER, declared
from bank_crm.customer.care.greetings import bank_name
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.personal_data import PersonalData
from bank_crm.name_list import NameList

VAULT = "Bank Sealed Value"
NOT_SHOWN = frozenset({"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Table", "Password"})
MOST_FILE_BYTES = 20_000_000
FILES = "files"


@dataclass(frozen=True)
class Section:
	"""One kind of data: the DocType, its columns with their labels, and the rows."""

	doctype: str
	title: str
	columns: dict[str, str]
	rows: list[dict[str, Any]]


def build(customer: str, *, complete: bool = False, told: Callable[[int, int], None] | None = None) -> bytes:
	"""Return the package as a ZIP file, in the session's language. `complete` shows sealed values in full, and logs it.

	`told` hears after each kind of data how many of how many are read.
	"""
	names = with_merged(customer)
	kinds = list(declared())
	sections: list[Section] = []
	for number, data in enumerate(kinds, start=1):
		sections += _sections(data, names, complete)
		if told:
			told(number, len(kinds))
	sections.sort(key=lambda section: section.doctype != CUSTOMER)
	made = cstr(format_datetime(now_datetime()))
	buffer = io.BytesIO()
	with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
		package.writestr(_("Read Me") + ".txt", _read_me(customer, sections, made, complete))
		package.writestr("data.json", _json(customer, sections, made))
		for number, section in enumerate(sections, start=1):
			table = [list(section.columns.values())]
			table += [[row.get(column) for column in section.columns] for row in section.rows]
			package.writestr(f"{number:02d} {_file_name(section.title)}.csv", safe_cells.to_csv(table))
		for name, content in _files(names):
			package.writestr(f"{FILES}/{name}", content)
	if complete:
		operation_log.record(
			Operation.REVEAL.value,
			CUSTOMER,
			customer,
			customer=customer,
			detail="complete values in the package of a data request",
		)
	return buffer.getvalue()


def _sections(data: PersonalData, names: list[str], complete: bool) -> Iterator[Section]:
	"""The DocType's own rows and those of its child tables."""
	columns = _columns(frappe.get_meta(data.doctype), data)
	if not columns:
		return
	table = frappe.qb.DocType(data.doctype)
	wanted = NameList(names)
	own = wanted.holds(table[data.customers[0]])
	for column in data.customers[1:]:
		own = own | wanted.holds(table[column])
	rows = (
		frappe.qb.from_(table)
		.select(table.name, *[table[column] for column in columns])
		.where(own)
		.orderby(table.creation)
	).run(as_dict=True)
	if not rows:
		return
	keys = [str(row.name) for row in rows]
	if complete:
		_open_values(data.doctype, rows)
	yield Section(
		data.doctype, _(data.doctype), columns, [_shown(row, columns, data.doctype) for row in rows]
	)
	if data.package is None:
		for part in data.parts:
			yield from _part(data.doctype, part, keys)


def _part(parent: str, part: str, keys: list[str]) -> Iterator[Section]:
	columns = _columns(frappe.get_meta(part), None)
	table = frappe.qb.DocType(part)
	rows = (
		frappe.qb.from_(table)
		.select(*[table[column] for column in columns])
		.where((table.parenttype == parent) & NameList(keys).holds(table.parent))
		.orderby(table.idx)
	).run(as_dict=True)
	if rows:
		yield Section(part, _(part), columns, [_shown(row, columns, part) for row in rows])


def _columns(meta: Meta, data: PersonalData | None) -> dict[str, str]:
	"""The columns with their labels: what a form shows, without other customers."""
	if data is not None and data.package is not None:
		return {column: _label(meta, column) for column in data.package}
	return {
		field.fieldname: _label(meta, field.fieldname)
		for field in meta.fields
		if field.fieldtype not in NOT_SHOWN
		and not field.hidden
		and not field.is_virtual
		and not (field.fieldtype == "Link" and field.options == CUSTOMER)
		and field.fieldname not in ("row_hash", "account")
	}


def _label(meta: Meta, column: str) -> str:
	return _(meta.get_label(column), context=meta.name)


def _shown(row: dict[str, Any], columns: dict[str, str], doctype: str) -> dict[str, Any]:
	meta = frappe.get_meta(doctype)
	shown = {}
	for column in columns:
		value, field = row.get(column), meta.get_field(column)
		if value is not None and field is not None:
			if field.fieldtype == "Select":
				value = _(value, context=doctype)
			elif field.fieldtype == "Link" and field.options == "User":
				value = get_fullname(value)
			elif field.fieldtype == "Check":
				value = _("Yes") if value else _("No")
		shown[column] = value
	return shown


def _open_values(doctype: str, rows: list[frappe._dict]) -> None:
	"""Put the complete values in the place of their masks."""
	if doctype not in sealing.SEALED_FIELDS:
		return
	vault = frappe.qb.DocType(VAULT)
	by_name = {str(row.name): row for row in rows}
	query = (
		frappe.qb.from_(vault)
		.select(vault.ref_name, vault.ref_field, vault.ciphertext, vault.key_version)
		.where((vault.ref_doctype == doctype) & NameList(by_name).holds(vault.ref_name))
	)
	for name, field, ciphertext, version in query.run():
		if field in by_name[name]:
			by_name[name][field] = sealing.open_value(doctype, field, ciphertext, int(version))


def _read_me(customer: str, sections: list[Section], made: str, complete: bool) -> str:
	lines = [
		_("What {0} has stored about you").format(bank_name()),
		"",
		_("Customer number: {0}").format(customer),
		_("As of: {0}").format(made),
		"",
		_("Each table is a CSV file that any spreadsheet opens; data.json has the same for machines."),
		_("Numbers and addresses are complete. Keep this package in a safe place.")
		if complete
		else _(
			"Numbers and addresses are shortened for your protection; ask for the complete ones at the counter."
		),
		"",
		*[f"{section.title}: {len(section.rows)}" for section in sections],
	]
	return "\r\n".join(lines) + "\r\n"


def _json(customer: str, sections: list[Section], made: str) -> str:
	content = {
		"customer": customer,
		"as_of": made,
		"data": {section.doctype: section.rows for section in sections},
		"labels": {section.doctype: section.columns for section in sections},
	}
	return json.dumps(content, ensure_ascii=False, indent=1, default=str)


def _files(names: list[str]) -> Iterator[tuple[str, bytes]]:
	"""The files that hang on the customer, each under a name of its own; what is too large is left to the counter."""
	found = frappe.get_all(
		"File",
		filters={"attached_to_doctype": CUSTOMER, "attached_to_name": ("in", names), "is_folder": 0},
		fields=["name", "file_name", "file_size", "file_url"],
		order_by="creation asc",
	)
	for number, row in enumerate(found, start=1):
		if (row.file_url or "").startswith("http") or (row.file_size or 0) > MOST_FILE_BYTES:
			continue
		path = Path(frappe.get_doc("File", row.name).get_full_path())
		if path.is_file():
			yield f"{number:02d} {_file_name(row.file_name or row.name)}", path.read_bytes()


def _file_name(title: str) -> str:
	return "".join(sign if sign.isalnum() or sign in " .-_()（）" else "_" for sign in title)[:80]
