"""Moving old entries to sealed files (SEC-13): a gzip of JSON lines, its SHA-256 and an HMAC over both ends.

An archive is written, read back and checked before its record is committed; only then the triggers let the entries
go. A killed run leaves either nothing but a file, or a record whose entries the next run deletes.
"""

import gzip
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import add_months, cint, get_datetime, now_datetime
from pypika import Order
from pypika.functions import Max, Min
from pypika.terms import PseudoColumn

from bank_crm.compliance import log_heads, log_keys
from bank_crm.compliance.log_sealing import SEAL
from bank_crm.compliance.operation_log import LOG, OWNER
from bank_crm.domain import log_chain

ARCHIVE = "Bank Log Archive"
NEXT_ARCHIVE = PseudoColumn("nextval(`bank_log_archive_id_seq`)")
FIELDS = ("name", "sequence", "digest", "fingerprint", *log_chain.CONTENT)
ROWS_A_FILE = 500_000
CHUNK = 5000


def run() -> int:
	"""Archive what is older than the settings say; returns how many entries were moved (monthly job)."""
	months = cint(frappe.db.get_single_value("Bank CRM Settings", "log_keep_months"))
	return archive(get_datetime(add_months(now_datetime(), -months))) if months else 0


def archive(before: datetime) -> int:
	"""Move the sealed entries older than `before` to files; returns how many."""
	moved = _delete_archived()
	while last := _last_to_archive(before):
		first = archived_until()[0] + 1
		_write(first, min(last, first + ROWS_A_FILE - 1))
		moved += _delete_archived()
	return moved


def archived_until() -> tuple[int, str]:
	"""Return number and digest of the last archived entry; (0, genesis) before the first archive."""
	rows = frappe.get_all(
		ARCHIVE, fields=["last_sequence", "digest"], order_by="last_sequence desc", limit=1, as_list=True
	)
	return (int(rows[0][0]), str(rows[0][1])) if rows else (0, log_chain.GENESIS)


def read_file(path: Path) -> Iterator[dict[str, Any]]:
	"""Give the entries of an archive file as the database gave them."""
	with gzip.open(path, "rt", encoding="utf-8") as file:
		for line in file:
			yield json.loads(line)


def file_seal(version: int, first: int, last: int, digest: str, sha256: str) -> str:
	"""Return the HMAC that binds a file to its place in the chain."""
	key = log_keys.log_keys().get(version, b"")
	return hmac.digest(key, f"archive|{first}|{last}|{digest}|{sha256}".encode(), "sha256").hex()


def file_sha256(path: Path) -> str:
	"""Return the SHA-256 of a file, in hexadecimal; Python 3.10 has no `hashlib.file_digest`."""
	found = hashlib.sha256()
	with path.open("rb") as file:
		while block := file.read(1 << 20):
			found.update(block)
	return found.hexdigest()


def _last_to_archive(before: datetime) -> int:
	"""Numbers follow the moment of sealing: everything below the first entry that is young enough goes.

	What was sealed before then had happened before then, whatever its own time says: a clock that was once ahead, or
	an entry dated into the future, keeps nothing from being archived.
	"""
	log, sealed = frappe.qb.DocType(LOG), frappe.qb.DocType(SEAL)
	((oldest, newest),) = (
		frappe.qb.from_(log).select(Min(log.sequence), Max(log.sequence)).where(log.sequence > 0).run()
	)
	if not oldest:
		return 0
	((young,),) = (
		frappe.qb.from_(log)
		.select(Min(log.sequence))
		.where((log.sequence > 0) & (log.occurred_at >= before))
		.run()
	)
	((by_seal,),) = (
		frappe.qb.from_(sealed).select(Max(sealed.last_sequence)).where(sealed.sealed_at < before).run()
	)
	last = max(int(young) - 1 if young else int(newest), min(int(by_seal or 0), int(newest)))
	return last if last >= int(oldest) else 0


def _write(first: int, last: int) -> None:
	path = log_heads.folder() / f"log-{first:012d}-{last:012d}.jsonl.gz"
	partial = path.with_suffix(".partial")
	count, start, end, digest = 0, None, None, ""
	with gzip.open(partial, "wt", encoding="utf-8") as file:
		for entry in entries(first, last):
			file.write(json.dumps(entry, default=_text, ensure_ascii=False) + "\n")
			count, end, digest = count + 1, entry["occurred_at"], entry["digest"]
			start = start or end
	_check(partial, first)
	os.chmod(partial, 0o400)
	os.replace(partial, path)
	version = log_keys.current()[0]
	sha256 = file_sha256(path)
	moment = now_datetime()
	values = {
		"creation": moment,
		"modified": moment,
		"owner": OWNER,
		"modified_by": OWNER,
		"file_name": path.name,
		"row_count": count,
		"file_size": path.stat().st_size,
		"from_time": start,
		"to_time": end,
		"key_version": version,
		"first_sequence": first,
		"last_sequence": last,
		"previous_digest": archived_until()[1],
		"digest": digest,
		"file_sha256": sha256,
		"seal": file_seal(version, first, last, digest, sha256),
	}
	table = frappe.qb.DocType(ARCHIVE)
	frappe.qb.into(table).columns("name", *values).insert(NEXT_ARCHIVE, *values.values()).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the file is whole: its entries may be deleted from now on


def entries(first: int, last: int | None = None) -> Iterator[dict[str, Any]]:
	"""Give the sealed entries of the database from a number on, in order, a chunk at a time."""
	log = frappe.qb.DocType(LOG)
	at = (first, 0)
	while True:
		beyond = (log.sequence > at[0]) | ((log.sequence == at[0]) & (log.name > at[1]))
		query = frappe.qb.from_(log).select(*FIELDS).where((log.sequence >= max(first, 1)) & beyond)
		if last is not None:
			query = query.where(log.sequence <= last)
		rows = (
			query.orderby(log.sequence, order=Order.asc)
			.orderby(log.name, order=Order.asc)
			.limit(CHUNK)
			.run(as_dict=True)
		)
		yield from rows
		if len(rows) < CHUNK:
			return
		at = (rows[-1]["sequence"], rows[-1]["name"])


def _check(path: Path, first: int) -> None:
	"""Nothing is deleted on the strength of a file that does not prove itself."""
	sequence, digest = archived_until()
	chain = log_chain.Chain(log_keys.log_keys(), sequence, digest)
	findings = list(chain.walk(read_file(path)))
	if findings:
		frappe.throw(f"The log from entry {first} on is not archived: {findings[0]}")  # for the job's own log


def _delete_archived() -> int:
	log = frappe.qb.DocType(LOG)
	last = archived_until()[0]
	deleted = 0
	while last:
		((oldest,),) = frappe.qb.from_(log).select(Min(log.sequence)).where(log.sequence > 0).run()
		if not oldest or oldest > last:
			break
		until = min(int(oldest) + CHUNK - 1, last)
		frappe.qb.from_(log).delete().where((log.sequence >= oldest) & (log.sequence <= until)).run()
		deleted += until - int(oldest) + 1
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- short transactions: writers are not to wait
	return deleted


def _text(value: Any) -> str:
	return value.strftime(log_chain.TIME_FORMAT) if isinstance(value, datetime) else str(value)
