"""Which files are invalid: kept up at each save and, for what the core system brings, by a nightly job (CUS-14).

Numbers are stored sealed; the job opens them in memory and keeps no more than the codes of what is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from bank_crm.compliance import sealing
from bank_crm.customer.file.validation import SEALED, values_of
from bank_crm.domain import profile
from bank_crm.domain.sealing_format import normalise
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
ROWS_AT_ONCE = 5_000
_COLUMNS = ("name", "customer_type", "id_type", "birth_date", "opened_on", "founded_on", "profile_problems")


def keep_codes(doc: Document) -> None:
	"""Store the codes of what is invalid in a file being saved; of untouched sealed values the job's stay."""
	values = values_of(doc)
	found = {finding.code for finding in profile.findings(values, getdate(today()))}
	for code in (doc.profile_problems or "").split(","):
		read = profile.read_code(code)
		sealed = read and (read[0] in SEALED or read[1] is profile.Fault.NOT_THE_IDS_BIRTH_DATE)
		if (
			sealed
			and doc.get(read[0])
			and not values.get("id_number" if read[0] == "birth_date" else read[0])
		):
			found.add(code)
	doc.profile_problems = ",".join(sorted(found)) or None


def check_all(*, commit: bool = False) -> int:
	"""Check every customer's file; returns how many are invalid. `commit` is for jobs only."""
	invalid = 0
	for rows in _chunks():
		invalid += _check(rows)
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each chunk stands for itself
	return invalid


def _check(rows: list[frappe._dict]) -> int:
	numbers = _opened(row.name for row in rows)
	day = getdate(today())
	changed: dict[str, list[str]] = defaultdict(list)
	invalid = 0
	for row in rows:
		found = profile.findings({**row, **numbers.get(row.name, {})}, day)
		codes = ",".join(sorted({finding.code for finding in found}))
		invalid += bool(codes)
		if codes != (row.profile_problems or ""):
			changed[codes].append(row.name)
	customer = frappe.qb.DocType(CUSTOMER)
	for codes, names in changed.items():
		(
			frappe.qb.update(customer)
			.set(customer.profile_problems, codes or None)
			.where(NameList(names).holds(customer.name))
		).run()
	return invalid


def _opened(names: Iterator[str]) -> dict[str, dict[str, str]]:
	"""Customer → sealed field → complete, normalised value."""
	vault = frappe.qb.DocType("Bank Sealed Value")
	stored = (
		frappe.qb.from_(vault)
		.select(vault.ref_name, vault.ref_field, vault.ciphertext, vault.key_version)
		.where((vault.ref_doctype == CUSTOMER) & NameList(names).holds(vault.ref_name))
	).run()
	opened: dict[str, dict[str, str]] = defaultdict(dict)
	for name, field, ciphertext, version in stored:
		value = sealing.open_value(CUSTOMER, field, ciphertext, int(version))
		opened[name][field] = normalise(sealing.kind_of(CUSTOMER, field), value)
	return opened


def _chunks() -> Iterator[list[frappe._dict]]:
	"""All customers in the order of their names, some thousands at a time."""
	customer = frappe.qb.DocType(CUSTOMER)
	after = ""
	while True:
		rows = (
			frappe.qb.from_(customer)
			.select(*(customer[column] for column in _COLUMNS))
			.where(customer.name > after)
			.orderby(customer.name)
			.limit(ROWS_AT_ONCE)
		).run(as_dict=True)
		if not rows:
			return
		yield rows
		after = rows[-1].name
