"""Checks of a customer's file as it is entered; every problem names its field, and all are told at once (CUS-02, CUS-14).

What came from the core system and was not touched is never a reason to refuse a save: the list of incomplete and
invalid profiles shows it instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today
from frappe.utils.data import cint, flt

from bank_crm.compliance import sealing, vault
from bank_crm.customer.checks import typed_value
from bank_crm.customer.file.texts import explain
from bank_crm.domain import identity, profile
from bank_crm.domain.enums import Gender, IdType, SealKind

SEALED = ("mobile", "email", "id_number")
NUMBERS = ("Currency", "Float", "Percent", "Int")
DATES = ("Date", "Datetime")
LENGTHS = {"Data": profile.LONGEST_LINE, "Small Text": profile.LONGEST_TEXT}


@dataclass(frozen=True)
class Problem:
	"""What is wrong with one field; `table` and `row` say where it stands in a table of the form."""

	field: str
	label: str
	message: str
	table: str = ""
	row: int = 0

	def sentence(self) -> str:
		"""Return it for a message; labels and messages hold nothing anybody typed."""
		place = _("Row {0}").format(self.row) + " · " if self.row else ""
		return f"{place}{frappe.bold(self.label)}: {self.message}"


def check(doc: Document) -> None:
	"""Refuse a file with problems, naming all of them."""
	if found := problems(doc):
		frappe.throw("<br>".join(problem.sentence() for problem in found), title=_("Invalid Value"))


def problems(doc: Document) -> list[Problem]:
	"""Return what is wrong with the changed fields, in the order of the form."""
	shape = list(_of_shape(doc))
	bad = {problem.field for problem in shape if not problem.row}
	found = [*shape, *_of_amount(doc, bad)]
	# where a date cannot even be read, nothing can follow from it
	if bad.isdisjoint({"birth_date", "opened_on", "founded_on"}):
		found += _of_content(doc)
	found += _of_identity(doc)
	found += _of_team(doc)
	found += _of_rows(doc, {(problem.table, problem.row) for problem in shape if problem.row})
	order = {field.fieldname: number for number, field in enumerate(doc.meta.fields)}
	return sorted(dict.fromkeys(found), key=lambda one: (order.get(one.table or one.field, 0), one.row))


def complete_from_id(doc: Document) -> None:
	"""Take birth date and sex from a citizen number where they are empty."""
	if doc.id_type != IdType.ID_CARD:
		return
	number = _number(doc)
	if not number or not identity.is_citizen_number(number):
		return
	if not doc.birth_date:
		doc.birth_date = identity.citizen_birth_date(number)
	if not doc.gender or doc.gender == Gender.UNKNOWN:
		doc.gender = Gender.MALE.value if identity.citizen_is_male(number) else Gender.FEMALE.value


def values_of(doc: Document) -> dict[str, object]:
	"""Return what `profile.findings` looks at: complete numbers where typed just now, dates as dates."""
	values = doc.as_dict(no_nulls=False)
	for field in SEALED:
		values[field] = typed_value(doc, field)
	values["id_number"] = _number(doc)
	for field in ("birth_date", "opened_on", "founded_on"):
		values[field] = getdate(values[field]) if values.get(field) else None
	return values


def changed(doc: Document, field: str) -> bool:
	"""Tell whether a save would change the field; NULL, "" and 0 of a number are the same."""
	before = doc.get_doc_before_save()
	return doc.is_new() or before is None or not same(doc, field, before.get(field), doc.get(field))


def same(doc: Document, field: str, one: object, other: object) -> bool:
	"""Compare two values of a field by what they mean."""
	kind = doc.meta.get_field(field).fieldtype
	if kind == "Int":
		return cint(one) == cint(other)
	if kind in NUMBERS:
		return flt(one, 6) == flt(other, 6)
	return str(one or "") == str(other or "")


def _problem(doc: Document, field: str, message: str, table: str = "") -> Problem:
	row = cint(doc.idx) if table else 0
	return Problem(field, _(doc.meta.get_label(field), context=doc.doctype), message, table, row)


def _of_shape(doc: Document, table: str = "") -> Iterator[Problem]:
	"""Texts that are too long or hold controls, numbers and dates that are none; in the tables too."""
	for df in doc.meta.fields:
		value = doc.get(df.fieldname)
		if df.fieldtype == "Table" and not table and not df.read_only:
			for row in value or []:
				yield from _of_shape(row, df.fieldname)
		elif value not in (None, "") and (table or changed_shape(doc, df.fieldname, df.fieldtype)):
			if message := _shape_fault(df.fieldtype, value, sealed=not table and df.fieldname in SEALED):
				yield _problem(doc, df.fieldname, message, table)


def changed_shape(doc: Document, field: str, kind: str) -> bool:
	"""The same as `changed`, for a value that may be unreadable."""
	before = doc.get_doc_before_save()
	if doc.is_new() or before is None or kind not in NUMBERS:
		return changed(doc, field)
	return _as_number(doc.get(field)) is None or changed(doc, field)


def _shape_fault(kind: str, value: object, *, sealed: bool) -> str:
	if kind in NUMBERS:
		number = _as_number(value)
		if number is None:
			return _("not a number.")
		if not profile.is_amount(number) or (kind == "Int" and abs(number) > profile.LARGEST_INTEGER):
			return _("too large.")
	elif kind in DATES:
		return "" if is_day(value) else _("not a date.")
	elif kind in LENGTHS and not sealed:
		if len(str(value)) > LENGTHS[kind]:
			return _("longer than {0} characters.").format(LENGTHS[kind])
		if profile.has_controls(str(value)):
			return _("holds characters that cannot be shown.")
	return ""


def _as_number(value: object) -> float | None:
	try:
		number = float(str(value or 0).replace(",", ""))
	except ValueError:
		return None
	return None if math.isnan(number) else number


def is_day(value: object) -> bool:
	"""Tell whether a value is a date, or text that begins with one (YYYY-MM-DD)."""
	if isinstance(value, date):
		return True
	try:
		date.fromisoformat(str(value)[:10])
	except ValueError:
		return False
	return True


def _of_amount(doc: Document, bad: set[str]) -> Iterator[Problem]:
	"""Frappe cannot tell zero from empty: a new or changed core asset amount is above zero (CUS-02)."""
	field = "core_asset_amount"
	if field not in bad and changed(doc, field) and not flt(doc.get(field)) > 0:
		yield _problem(doc, field, _("is mandatory and above zero."))
	for df in doc.meta.get("fields", {"non_negative": 1}):
		if df.fieldname not in bad and df.fieldname != field and flt(doc.get(df.fieldname)) < 0:
			yield _problem(doc, df.fieldname, _("must not be negative."))
	if changed(doc, "credit_score") and cint(doc.credit_score) > profile.HIGHEST_CREDIT_SCORE:
		yield _problem(doc, "credit_score", _("at most {0}.").format(profile.HIGHEST_CREDIT_SCORE))


def _of_content(doc: Document) -> Iterator[Problem]:
	name = str(doc.customer_name or "")
	if name and changed(doc, "customer_name") and not any(character.isalnum() for character in name):
		yield _problem(doc, "customer_name", _("holds no letter."))
	touched = frozenset(
		df.fieldname for df in doc.meta.fields if df.fieldtype != "Table" and changed(doc, df.fieldname)
	)
	for finding in profile.findings(values_of(doc), getdate(today())):
		if finding.concerns(touched):
			yield _problem(doc, finding.field, explain(finding.fault))


def _of_identity(doc: Document) -> Iterator[Problem]:
	"""A number on record needs a type too, and no number belongs to two customers."""
	if doc.id_number and not doc.id_type and (changed(doc, "id_number") or changed(doc, "id_type")):
		yield _problem(doc, "id_type", _("needed with an ID number."))
	typed = typed_value(doc, "id_number")
	if typed and set(sealing.find(SealKind.ID_NUMBER, typed, doc.doctype, "id_number")) - {str(doc.name)}:
		yield _problem(doc, "id_number", _("another customer has it already."))


def _of_team(doc: Document) -> Iterator[Problem]:
	"""New customers go to people and branches that are there."""
	if (
		doc.manager
		and changed(doc, "manager")
		and not frappe.get_cached_value("User", doc.manager, "enabled")
	):
		yield _problem(doc, "manager", _("this user is disabled."))
	if (
		doc.branch
		and changed(doc, "branch")
		and frappe.get_cached_value("Bank Branch", doc.branch, "disabled")
	):
		yield _problem(doc, "branch", _("this branch is closed."))


def _of_rows(doc: Document, bad: set[tuple[str, int]]) -> Iterator[Problem]:
	"""What the dates and records of a customer mean; rows with unreadable cells are left out."""
	for table in ("important_dates", "credit_records"):
		seen: set[tuple[str, str]] = set()
		for row in doc.get(table) or []:
			if (table, cint(row.idx)) in bad:
				continue
			check_row = _important_date if table == "important_dates" else _credit_record
			yield from check_row(row, table)
			key = (
				str(row.get("title") or row.get("source") or ""),
				str(row.get("date") or row.get("recorded_on")),
			)
			if key in seen:
				yield _problem(
					row, "title" if table == "important_dates" else "recorded_on", _("is there twice."), table
				)
			seen.add(key)


def _important_date(row: Document, table: str) -> Iterator[Problem]:
	if row.date and not profile.is_plausible_day(getdate(row.date)):
		yield _problem(row, "date", _("not a day to be remembered."), table)


def _credit_record(row: Document, table: str) -> Iterator[Problem]:
	if row.recorded_on and getdate(row.recorded_on) > getdate(today()):
		yield _problem(row, "recorded_on", _("lies in the future."), table)
	if cint(row.score) > profile.HIGHEST_CREDIT_SCORE:
		yield _problem(row, "score", _("at most {0}.").format(profile.HIGHEST_CREDIT_SCORE), table)
	for field in ("score", "credit_limit", "overdue_amount", "overdue_days"):
		if flt(row.get(field)) < 0:
			yield _problem(row, field, _("must not be negative."), table)


def _number(doc: Document) -> str:
	"""The typed ID number, or the one on record where something that depends on it was changed."""
	typed = typed_value(doc, "id_number")
	if typed or doc.is_new() or not doc.id_number:
		return typed
	if not (changed(doc, "birth_date") or changed(doc, "id_type") or changed(doc, "customer_type")):
		return ""
	entry = vault.read_one(doc.doctype, str(doc.name), "id_number")
	return sealing.open_value(doc.doctype, "id_number", *entry) if entry else ""
