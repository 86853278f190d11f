"""Reading a list of people who are not to be contacted (RSK-08): numbers are matched by fingerprint, and deleted.

Every line ends in one of three: a block at the customer it means, a block of a number that is nobody's yet, or a line
that is not understood and told by its number only. Read again after a stop, no line is entered twice.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now, now_datetime
from openpyxl import load_workbook
from pypika.terms import PseudoColumn

from bank_crm.compliance import operation_log, sealing, vault
from bank_crm.compliance.contact.blocks import BLOCK, CUSTOMER
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.domain import identity
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.enums import SealKind
from bank_crm.domain.privacy_enums import JobState
from bank_crm.domain.sealing_format import normalise
from bank_crm.jobs import enqueue_once
from bank_crm.name_list import NameList

LIST = "Bank Contact List"
LINES_AT_ONCE = 1_000
MOST_LINES = 2_000_000
MOST_TOLD = 50
NEXT_ID = PseudoColumn("nextval(`bank_contact_block_id_seq`)")
FIELDS = {SealKind.MOBILE: "mobile", SealKind.EMAIL: "email", SealKind.ID_NUMBER: "id_number"}
_NUMBERED = re.compile(r"BC\d{8,}")


def queue(name: str) -> None:
	"""Have a list read in the background, once it is stored."""
	enqueue_once("bank_crm.compliance.contact.lists.read", f"contact_list:{name}", minutes=120, name=name)


def read(name: str, *, commit: bool = True) -> None:
	"""Read one list's file into blocks; may be repeated. `commit` ends each portion, for jobs only."""
	doc = frappe.get_doc(LIST, name)
	if doc.state == JobState.DONE.value or not doc.list_file:
		return
	doc.db_set({"state": JobState.RUNNING.value, "failure": None})
	_keep(commit)
	try:
		counts = _read(doc, commit)
	except Exception as failure:
		if commit:
			frappe.db.rollback()
		frappe.log_error(title=f"{name}: the list was not read")
		told = str(failure) if isinstance(failure, frappe.ValidationError) else ""
		doc.db_set(
			{
				"state": JobState.FAILED.value,
				"failure": told or _("The file could not be read as CSV or Excel."),
			}
		)
		frappe.clear_messages()  # nobody reads a job's messages; the list says why
		_keep(commit)
		return
	_forget_file(doc)
	doc.db_set({"state": JobState.DONE.value, "done_at": now_datetime(), "list_file": None, **counts})
	operation_log.record(Operation.WRITE.value, LIST, name, after=counts, detail="list read")
	_keep(commit)


def lines(file_name: str, content: bytes) -> Iterator[str]:
	"""Give the first column of a CSV or Excel file, trimmed; a heading is a line like any other."""
	if file_name.lower().endswith(".xlsx"):
		book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
		for row in book.worksheets[0].iter_rows(max_col=1, values_only=True):
			value = row[0] if row else None
			yield "" if value is None else _plain(value)
		return
	text = content.decode("utf-8-sig") if _is_utf8(content) else content.decode("gb18030")
	for row in csv.reader(io.StringIO(text)):
		yield row[0].strip() if row else ""


def kind_of(value: str) -> SealKind | None:
	"""Tell what a line is by its form; None where it is no number of a person."""
	if identity.is_email(normalise(SealKind.EMAIL, value)):
		return SealKind.EMAIL
	if identity.is_mobile(normalise(SealKind.MOBILE, value)):
		return SealKind.MOBILE
	if identity.is_citizen_number(normalise(SealKind.ID_NUMBER, value)):
		return SealKind.ID_NUMBER
	return None


def _read(doc: Document, commit: bool) -> dict[str, object]:
	file = frappe.get_doc(
		"File", {"file_url": doc.list_file, "attached_to_name": doc.name, "attached_to_doctype": LIST}
	)
	content = Path(
		file.get_full_path()
	).read_bytes()  # get_content would guess an encoding that is not Chinese
	numbered = enumerate(lines(file.file_name, content), start=1)
	total, refused = 0, []
	while portion := list(islice(numbered, LINES_AT_ONCE)):
		total += sum(1 for _number, value in portion if value)
		if total > MOST_LINES:
			frappe.throw(_("More than {0} lines. Divide the file.").format(MOST_LINES))
		refused += _enter(doc, [(number, value) for number, value in portion if value])
		_keep(commit)
	own = {"contact_list": doc.name}
	return {
		"total_rows": total,
		"matched_rows": frappe.db.count(BLOCK, {**own, "customer": ("is", "set")}),
		"unknown_rows": frappe.db.count(BLOCK, {**own, "customer": ("is", "not set")}),
		"refused_rows": len(refused),
		"refused_text": ", ".join(str(number) for number in refused[:MOST_TOLD]) or None,
	}


def _enter(doc: Document, portion: Sequence[tuple[int, str]]) -> list[int]:
	"""Enter the blocks of some lines; returns the numbers of those that are not understood."""
	refused, customers = [], set()
	wanted: dict[str, tuple[SealKind, str]] = {}
	numbers = {value for _number, value in portion if _NUMBERED.fullmatch(value)}
	known = set(_existing(numbers))
	for number, value in portion:
		if value in known:
			customers.add(value)
		elif (kind := kind_of(value)) is not None:
			for index in sealing.blind_indexes(kind, value):
				wanted[index] = (kind, value)
		else:
			refused.append(number)
	found = _owners(wanted)
	customers |= {owner for owners in found.values() for owner in owners}
	_insert(doc, [{"customer": customer} for customer in kept_of(customers)])
	strangers = {value: kind for index, (kind, value) in wanted.items() if index not in found}
	strangers = {
		value: kind
		for value, kind in strangers.items()
		if not any(index in found for index in sealing.blind_indexes(kind, value))
	}
	_insert_strangers(doc, strangers)
	return refused


def _existing(names: Iterable[str]) -> list[str]:
	table = frappe.qb.DocType(CUSTOMER)
	return frappe.qb.from_(table).select(table.name).where(NameList(names).holds(table.name)).run(pluck=True)


def _owners(wanted: dict[str, tuple[SealKind, str]]) -> dict[str, list[str]]:
	"""Fingerprint → customers who have it."""
	if not wanted:
		return {}
	table = frappe.qb.DocType(vault.DOCTYPE)
	query = (
		frappe.qb.from_(table)
		.select(table.blind_index, table.ref_name)
		.where(NameList(wanted).holds(table.blind_index) & (table.ref_doctype == CUSTOMER))
		.where(table.ref_field.isin(list(FIELDS.values())))
	)
	found: dict[str, list[str]] = {}
	for index, name in query.run():
		found.setdefault(index, []).append(name)
	return found


def _insert_strangers(doc: Document, strangers: dict[str, SealKind]) -> None:
	"""Block numbers of nobody: the row has the mask, the vault the value, as at a customer."""
	entries, keys = [], {}
	strangers = _not_entered(doc, strangers)
	for kind, field in FIELDS.items():
		values = [value for value, known in strangers.items() if known is kind]
		for _value, sealed in zip(values, sealing.seal_many(BLOCK, field, values), strict=True):
			if sealed is not None:
				key = _line_key(doc.name, sealed.blind_index)
				entries.append({field: sealed.mask, "line_key": key})
				keys[key] = (field, sealed)
	_insert(doc, entries)
	table = frappe.qb.DocType(BLOCK)
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.line_key)
		.where(NameList(keys).holds(table.line_key))
		.run()
	)
	sealing.write_vault(BLOCK, [(str(name), *keys[key]) for name, key in rows])


def _not_entered(doc: Document, strangers: dict[str, SealKind]) -> dict[str, SealKind]:
	"""Leave out numbers this list has entered under an earlier key, before it was stopped."""
	keys = {
		_line_key(doc.name, index): value
		for value, kind in strangers.items()
		for index in sealing.blind_indexes(kind, value)
	}
	table = frappe.qb.DocType(BLOCK)
	query = frappe.qb.from_(table).select(table.line_key).where(NameList(keys).holds(table.line_key))
	entered = {keys[key] for key in query.run(pluck=True)} if keys else set()
	return {value: kind for value, kind in strangers.items() if value not in entered}


def _insert(doc: Document, entries: Sequence[dict[str, str]]) -> None:
	"""Insert blocks; a line that is there already stays as it is."""
	if not entries:
		return
	stamp, user, today = now(), frappe.session.user, getdate()
	fixed = {
		"creation": stamp,
		"modified": stamp,
		"owner": user,
		"modified_by": user,
		"channel": doc.channel,
		"purpose": doc.purpose,
		"reason": doc.reason,
		"from_date": today,
		"until_date": doc.until_date,
		"active": 1,
		"source": doc.list_name,
		"contact_list": doc.name,
	}
	own = ("customer", "mobile", "email", "id_number", "line_key")
	query = frappe.qb.into(frappe.qb.DocType(BLOCK)).columns("name", *fixed, *own).ignore()
	for entry in entries:
		values = {"line_key": _line_key(doc.name, entry.get("customer") or ""), **entry}
		query = query.insert(NEXT_ID, *fixed.values(), *[values.get(column) for column in own])
	query.run()


def _line_key(name: str, value: str) -> str:
	"""What makes a line single: the list and the customer, or the fingerprint of a number nobody has."""
	return sha256(f"{name}\n{value}".encode()).hexdigest()


def _forget_file(doc: Document) -> None:
	"""The file has complete numbers, and has done its work."""
	for name in frappe.get_all(
		"File", filters={"attached_to_doctype": LIST, "attached_to_name": doc.name}, pluck="name"
	):
		frappe.delete_doc(
			"File",
			name,
			ignore_permissions=True,  # our own duty: nobody keeps raw numbers
			force=True,
			delete_permanently=True,
		)


def _is_utf8(content: bytes) -> bool:
	try:
		content.decode("utf-8-sig")
	except UnicodeDecodeError:
		return False
	return True


def _plain(value: object) -> str:
	"""A cell as text; a number typed as a number has no decimals."""
	if isinstance(value, float) and value.is_integer():
		value = int(value)
	return str(value).strip()


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
