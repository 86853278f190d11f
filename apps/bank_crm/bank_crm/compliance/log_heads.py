"""The heads of the chain outside the database: a file that only grows, one line a seal (SEC-13).

Whoever cuts the end off the log, or puts an old copy of the database in its place, leaves this file behind. A bank
that sends it to another machine can prove the log even against the machine's own administrators.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import frappe
from frappe.utils import now_datetime


def folder() -> Path:
	"""Return the folder of the log's files on this site; it is made when missing."""
	path = Path(frappe.get_site_path("private", "bank_crm", "operation_log"))
	path.mkdir(parents=True, exist_ok=True, mode=0o700)
	return path


def write(sequence: int, digest: str, sealed_at: object) -> None:
	"""Add the head of a seal that is stored; on the disk before this returns."""
	line = json.dumps({"sequence": sequence, "digest": digest, "sealed_at": str(sealed_at)}) + "\n"
	descriptor = os.open(folder() / "heads.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
	try:
		os.write(descriptor, line.encode())
		os.fsync(descriptor)
	finally:
		os.close(descriptor)


def read() -> Iterator[tuple[int, str]]:
	"""Give (sequence, digest) of every head; a last line that was cut off by a crash is left out."""
	path = folder() / "heads.jsonl"
	if not path.exists():
		return
	with path.open(encoding="utf-8") as file:
		for line in file:
			if line.endswith("\n"):
				head = json.loads(line)
				yield int(head["sequence"]), str(head["digest"])


def put_away() -> None:
	"""Move the files of a log that ends aside: archives are kept, and a later log begins its own chain."""
	path = folder()
	if any(path.iterdir()):
		path.rename(path.with_name(f"operation_log-until-{now_datetime():%Y%m%d-%H%M%S}"))
