"""Frappe's own Data Import on a sample of the benchmark's rows."""

from __future__ import annotations

import contextlib
import csv
import io
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import frappe
from frappe.core.doctype.data_import.importer import INSERT, Importer
from frappe.model.document import Document

from bank_crm.benchmarks.sync_data import _CHANNELS, _KINDS, CUSTOMERS

_TYPES = {code: (kind, direction) for code, kind, direction in _KINDS}


def customers_per_second(folder: Path, rows: int, system: str) -> float:
	"""The first customers again, under other names and numbers: Data Import knows no external IDs."""

	def convert(row: dict[str, str]) -> dict[str, str]:
		return {
			"customer_name": f"{row['name']} (import)",
			"gender": "Male" if row["sex"] == "1" else "Female",
			"birth_date": f"{row['born'][:4]}-{row['born'][4:6]}-{row['born'][6:]}",
			"mobile": str(int(row["phone"]) + 5_000_000_000),
			"email": f"import.{row['mail']}",
			"annual_income": row["income"],
			"core_asset_type": "Savings",
			"core_asset_amount": "1",
			"opened_on": row["opened"],
			"source_system": system,
			"external_id": f"I{row['id']}",
		}

	return _rows_per_second("Bank Customer", folder / CUSTOMERS, convert, rows)


def transactions_per_second(folder: Path, rows: int, system: str) -> float:
	"""The first transactions of the large file again, with the names of our documents filled in for it."""
	accounts = {
		row.external_id: row
		for row in frappe.get_all(
			"Bank Customer Account",
			filters={"source_system": system},
			fields=["name", "customer", "external_id"],
			order_by="name asc",
		)
	}

	def convert(row: dict[str, str]) -> dict[str, str]:
		account = accounts[row["account"]]
		kind, direction = _TYPES[row["kind"]]
		return {
			"customer": account.customer,
			"account": account.name,
			"posted_at": row["posted"],
			"txn_type": kind,
			"direction": direction,
			"amount": row["amount"],
			"balance_after": row["balance"],
			"channel": _CHANNELS[row["channel"]],
			"counterparty": row["other_name"],
			"counterparty_account": row["other_account"],
			"summary": row["text"],
			"currency": "CNY",
			"source_system": system,
			"external_id": f"I{row['id']}",
		}

	return _rows_per_second("Bank Customer Transaction", folder / "transactions_large.csv", convert, rows)


def _rows_per_second(
	doctype: str, source: Path, convert: Callable[[dict[str, str]], dict[str, str]], rows: int
) -> float:
	target = source.with_name(f"import_{source.name}")
	with (
		source.open(encoding="utf-8", newline="") as read,
		target.open("w", encoding="utf-8", newline="") as write,
	):
		converted = [convert(row) for row in _first(csv.DictReader(read), rows)]
		writer = csv.DictWriter(write, list(converted[0]))
		writer.writeheader()
		writer.writerows(converted)
	before = frappe.db.count(doctype)
	job = _data_import(doctype)
	printed = io.StringIO()
	started = time.perf_counter()
	with contextlib.redirect_stdout(printed):
		Importer(doctype, data_import=job, file_path=str(target), console=True).import_data()
	seconds = time.perf_counter() - started
	frappe.db.delete("Data Import Log", {"data_import": job.name})
	frappe.delete_doc("Data Import", job.name)
	stored = frappe.db.count(doctype) - before
	if stored != len(converted):
		raise RuntimeError(
			f"Data Import took {stored} of {len(converted)} rows of {doctype}: {printed.getvalue()[-500:]}"
		)
	return stored / seconds


def _data_import(doctype: str) -> Document:
	"""The job's document. Its own check would refuse DocTypes that people are not to import by hand."""
	job = frappe.get_doc({"doctype": "Data Import", "reference_doctype": doctype, "import_type": INSERT})
	job.flags.ignore_validate = True
	return job.insert()


def _first(reader: csv.DictReader, rows: int) -> Iterator[dict[str, str]]:
	return islice(reader, rows)
