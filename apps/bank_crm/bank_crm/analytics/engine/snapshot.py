"""Where snapshots lie and how a reader finds the newest one.

`<site>/private/bank_crm_engine/` holds one folder for each published snapshot and the file `current`, which names one
of them and is only ever replaced as a whole. A folder never changes once it is named, and stays for a while after it
is not, so a reader always sees one complete snapshot.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import frappe

from bank_crm.analytics.engine import tables

FOLDER = "bank_crm_engine"
#: site_config's settings of the engine: folder, memory, threads.
CONFIG_KEY = "bank_crm_engine"
CURRENT = "current"
MANIFEST = "manifest.json"
#: The file with the tables, in DuckDB's own format.
DATABASE = "bank.duckdb"
#: Its table of customers: the number that stands for a customer in every other table, and the name.
CUSTOMERS = "bank_crm_customers"
#: Raised when the files' form changes, so that older ones are not read.
FORM = 2


@dataclass(frozen=True, slots=True)
class Part:
	"""One DocType's table."""

	rows: int
	columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
	"""One published snapshot: `as_of` is the moment (site's time) its rows are those of."""

	name: str
	as_of: datetime
	parts: dict[str, Part]
	form: int = FORM

	@property
	def folder(self) -> Path:
		"""Where its files are."""
		return root() / self.name

	@property
	def database(self) -> Path:
		"""The file with its tables."""
		return self.folder / DATABASE

	def fits(self) -> bool:
		"""Tell whether it has every table and column the site has now."""
		wanted = {doctype: dict(tables.columns(doctype)) for doctype in tables.doctypes()}
		return self.form == FORM and wanted == {name: part.columns for name, part in self.parts.items()}


def root() -> Path:
	"""Return the folder of this site's snapshots; it may not exist yet.

	A bank may put them on a faster disk: site_config {"bank_crm_engine": {"folder": "/fast/crm-example"}}.
	"""
	configured = (frappe.conf.get(CONFIG_KEY) or {}).get("folder")
	return Path(configured or frappe.get_site_path("private", FOLDER)).resolve()


def current() -> Snapshot | None:
	"""Return the newest snapshot, None if none was published or the site has changed its form since."""
	try:
		name = (root() / CURRENT).read_text(encoding="utf-8").strip()
		found = read_manifest(name)
	except FileNotFoundError:
		return None
	return found if found.fits() else None


def read_manifest(name: str) -> Snapshot:
	"""Read what one folder says of itself; FileNotFoundError if there is no such snapshot."""
	raw = json.loads((root() / name / MANIFEST).read_text(encoding="utf-8"))
	return Snapshot(
		name=raw["name"],
		as_of=datetime.fromisoformat(raw["as_of"]),
		form=raw["form"],
		parts={doctype: Part(part["rows"], part["columns"]) for doctype, part in raw["parts"].items()},
	)


def write_manifest(snapshot: Snapshot, folder: Path) -> None:
	"""Write what a folder says of itself, the last file of it."""
	write_whole(folder / MANIFEST, json.dumps(asdict(snapshot) | {"as_of": snapshot.as_of.isoformat()}))


def write_whole(path: Path, text: str) -> None:
	"""Write a small file so that a reader finds the old or the new text and never a part."""
	draft = path.with_name(f".{path.name}.{os.getpid()}")
	with draft.open("w", encoding="utf-8") as file:
		file.write(text)
		file.flush()
		os.fsync(file.fileno())
	os.replace(draft, path)
