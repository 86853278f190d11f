"""`./crm import berka FOLDER`: a real bank (PKDD'99) through the very connectors a bank uses (INT-01).

FOLDER holds `berka/` and `retail/` as described in the project's README. The sources are made from the shipped
mappings, or brought up to date, and run in their order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
import frappe
from frappe import _
from frappe.installer import update_site_config

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.sources import ROOTS_KEY
from bank_crm.domain.sync_types import SyncMode, SyncState, SyncTrigger

MAPPINGS = Path(__file__).parent.parent / "sync" / "mappings" / "berka"
_COUNTS = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_refused")
_WAIT_SECONDS = 600


def run(argv: Sequence[str]) -> int:
	"""Command entry; returns the exit code: 0, or 1 if a source failed or refused rows."""
	arguments = [argument for argument in argv if argument != "--full"]
	if len(arguments) != 1:
		click.echo("usage: import berka FOLDER [--full]")
		return 2
	folder = Path(arguments[0]).resolve()
	missing = [name for name in ("berka", "retail") if not (folder / name).is_dir()]
	if missing:
		click.echo(f"{folder}: no folder {', '.join(missing)}")
		return 2
	frappe.set_user("Administrator")
	results = import_bank(folder, SyncMode.FULL if "--full" in argv else SyncMode.INCREMENTAL)
	click.echo(
		f"{'source':<26}{'state':<26}" + "".join(f"{name[5:]:>11}" for name in _COUNTS) + f"{'seconds':>9}"
	)
	for run_doc in results:
		figures = "".join(f"{run_doc.get(name):>11,}" for name in _COUNTS)
		click.echo(f"{run_doc.data_source:<26}{run_doc.state:<26}{figures}{run_doc.seconds:>9.1f}")
		if run_doc.error:
			click.echo(f"  {run_doc.error}")
	return 0 if all(run_doc.state == SyncState.COMPLETED.value for run_doc in results) else 1


def import_bank(folder: Path, mode: SyncMode = SyncMode.INCREMENTAL) -> list[frappe._dict]:
	"""Make the sources and run them; returns their runs. A failed source doesn't keep the next from trying."""
	allow_folder(folder)
	ensure_czech_crown()
	names = [ensure_source(path, folder) for path in sorted(MAPPINGS.glob("*.json"))]
	checkpoint()
	runs = []
	for name in names:
		run_name = sync_source(name, mode, SyncTrigger.COMMAND, wait_seconds=_WAIT_SECONDS)
		fields = ["data_source", "state", "error", "seconds", *_COUNTS]
		runs.append(frappe.db.get_value("Bank Sync Run", run_name, fields, as_dict=True))
	return runs


def allow_folder(folder: Path) -> None:
	"""Whoever may run commands on the server decides which of its folders the site may read."""
	known = frappe.conf.get(ROOTS_KEY) or []
	known = [known] if isinstance(known, str) else list(known)
	if str(folder) not in known:
		known.append(str(folder))
		update_site_config(ROOTS_KEY, known, validate=False)
		frappe.conf[ROOTS_KEY] = known


def ensure_czech_crown() -> None:
	"""The bank's currency, which a fresh site may not have enabled."""
	if not frappe.db.exists("Currency", "CZK"):
		frappe.get_doc({"doctype": "Currency", "currency_name": "CZK", "symbol": "Kč", "enabled": 1}).insert()
	elif not frappe.db.get_value("Currency", "CZK", "enabled"):
		frappe.db.set_value("Currency", "CZK", "enabled", 1)


def ensure_source(path: Path, folder: Path) -> str:
	"""Make a data source of a shipped mapping, or bring its mapping and folder up to date; its state stays."""
	shipped = json.loads(path.read_text(encoding="utf-8"))
	place = shipped.pop("folder")
	mapping = [
		{**row, "value_map": json.dumps(row["value_map"], ensure_ascii=False)} if "value_map" in row else row
		for row in shipped.pop("mapping")
	]
	name = shipped["source_name"]
	if frappe.db.exists("Bank Data Source", name):
		doc = frappe.get_doc("Bank Data Source", name)
	else:
		doc = frappe.new_doc("Bank Data Source")
	doc.update(
		{**shipped, "connector": "Folder", "folder_path": str(_place(place, folder)), "mapping": mapping}
	)
	doc.flags.ignore_version = True
	doc.save()
	return doc.name


def _place(place: str, folder: Path) -> Path:
	if place == "shipped":
		return MAPPINGS / "data"
	if place not in ("berka", "retail"):
		frappe.throw(_("Unknown folder {0} in a shipped mapping").format(place))
	return folder / place
