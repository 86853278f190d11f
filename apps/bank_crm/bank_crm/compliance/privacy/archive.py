"""Rows that leave the database for a file: a gzip of JSON lines outside it, its SHA-256 in a record (RSK-08).

The file is whole on the disk and read back before its record is written in the transaction that deletes the rows. A run
killed between leaves a file without a record, and its rows where they were; they are archived again.
"""

from __future__ import annotations

import gzip
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path

import frappe

from bank_crm.compliance import log_archive, log_keys

ARCHIVE = "Bank Retention Archive"


def folder() -> Path:
	"""Return the folder of the archives on this site; it is made when missing."""
	path = Path(frappe.get_site_path("private", "bank_crm", "retention"))
	path.mkdir(parents=True, exist_ok=True, mode=0o700)
	return path


def write(run: str, doctype: str, names: Sequence[str | int]) -> None:
	"""Write rows of a DocType to a file of their own and record it; the caller deletes them in the same transaction.

	Sealed values are masks in the rows, and so in the file: their ciphertexts end with the rows.
	"""
	table = frappe.qb.DocType(doctype)
	rows = (frappe.qb.from_(table).select("*").where(table.name.isin(list(names))).orderby(table.name)).run(
		as_dict=True
	)
	path = folder() / f"{frappe.scrub(doctype)}-{run}-{rows[0].name}-{rows[-1].name}.jsonl.gz"
	partial = path.with_suffix(".partial")
	with gzip.open(partial, "wt", encoding="utf-8") as file:
		for row in rows:
			file.write(json.dumps(row, default=str, ensure_ascii=False) + "\n")
	read_back = sum(1 for _row in log_archive.read_file(partial))
	if read_back != len(rows):
		raise OSError(f"{partial.name} has {read_back} of {len(rows)} rows")
	os.chmod(partial, 0o400)
	os.replace(partial, path)
	version = log_keys.current()[0]
	sha256 = log_archive.file_sha256(path)
	frappe.get_doc(
		{
			"doctype": ARCHIVE,
			"document_type": doctype,
			"run": run,
			"file_name": path.name,
			"row_count": len(rows),
			"file_size": path.stat().st_size,
			"file_sha256": sha256,
			"key_version": version,
			"seal": seal(version, path.name, len(rows), sha256),
		}
	).insert(ignore_permissions=True)  # the night's own; nobody makes archives by hand


def verify(name: str | int) -> bool:
	"""Tell whether an archive's file is there and is the one that was written."""
	record = frappe.get_doc(ARCHIVE, name)
	path = folder() / record.file_name
	if not path.is_file():
		return False
	expected = seal(record.key_version, record.file_name, record.row_count, log_archive.file_sha256(path))
	return hmac.compare_digest(expected, record.seal or "")


def seal(version: int, file_name: str, rows: int, sha256: str) -> str:
	"""Return the HMAC that binds a file to its record."""
	key = log_keys.log_keys()[version]
	return hmac.digest(key, f"retention|{file_name}|{rows}|{sha256}".encode(), "sha256").hex()
