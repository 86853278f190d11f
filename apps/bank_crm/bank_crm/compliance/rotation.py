"""Changing the sealing key: everything in the vault is opened and sealed again with a new one (SEC-15).

The state is in the rows themselves: each names the key it is sealed with. A stopped run goes on by being
started again; nothing is unreadable at any moment, since the old key stays until `retire` takes it out.
Synchronisation waits meanwhile: it finds customers by fingerprint under the current key only. Numbers of nobody
that customers are compared with are known under every key until the end (`sealing.BRIDGED`).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Max
from frappe.utils import get_datetime, now, now_datetime

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.analytics.sync.runs import SOURCE, open_run
from bank_crm.compliance import operation_log, sealing, vault
from bank_crm.compliance.keyring import UNFINISHED, add_key, current_key, drop_keys, keyring, unfinished
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.enums import SealKind

LOCK = "bank_crm sealing key"
#: Global default: since when the newest key has been the only one in use.
COMPLETE_SINCE = "bank_crm_key_rotated_at"
#: Longer than any job runs; one that began with the old key has ended by then.
KEEP_OLD = timedelta(hours=24)
CHUNK = 2000
WAIT_SECONDS = 600


class RotationBusy(Exception):
	"""Another rotation is under way, or a synchronisation does not end."""


@dataclass
class Outcome:
	"""What one run did. `broken` are vault entries that no key of the site opens; they stay as they are."""

	version: int
	resealed: int = 0
	broken: int = 0
	remaining: int = 0


def rotate(*, commit: bool = False) -> Outcome:
	"""Seal everything with a new key, or go on where a stopped run left off; returns what was done.

	`commit` is for the command: each chunk stays done. Raises RotationBusy.
	"""
	with _alone():
		if unfinished():
			version = current_key().version
		else:
			version = add_key()
			frappe.db.set_default(UNFINISHED, version)
			operation_log.record(
				Operation.PERMISSION_CHANGE.value, vault.DOCTYPE, detail=f"key {version} made"
			)
		bridged = _bridge(0)
		_keep(commit)
		outcome = Outcome(version)
		for resealed, broken in _chunks(version):
			outcome.resealed += resealed
			outcome.broken += broken
			bridged = _bridge(bridged)  # numbers entered since by somebody who did not know of the change yet
			_keep(commit)
		outcome.remaining = _sealed_otherwise(version)
		if outcome.remaining == outcome.broken:
			frappe.db.set_default(COMPLETE_SINCE, now())
			frappe.defaults.clear_default(UNFINISHED)
			vault.drop_bridges()
			_keep(commit)
	return outcome


def retire(*, force: bool = False) -> list[int]:
	"""Take the keys nothing is sealed with any more out of the site's configuration; returns their versions.

	Backups from before need them: keep them with those. Refused while a rotation is unfinished, while a row is
	sealed with an old key, and (unless forced) within a day, when a job may still hold the old one.
	"""
	with _alone():
		current = current_key().version
		if unfinished() or _sealed_otherwise(current):
			frappe.throw(_("Some values are still sealed with an older key; rotate first."))
		since = frappe.db.get_default(COMPLETE_SINCE)
		if not force and since and get_datetime(since) > now_datetime() - KEEP_OLD:
			frappe.throw(_("The older keys may be taken out a day after the rotation at the earliest."))
		old = sorted(version for version in keyring() if version != current)
		drop_keys(old)
	return old


def _chunks(version: int) -> Iterator[tuple[int, int]]:
	"""Reseal the vault once through in the order of its primary key; yields (done, broken) for each chunk."""
	table = frappe.qb.DocType(vault.DOCTYPE)
	last = 0
	while True:
		query = (
			frappe.qb.from_(table)
			.select(table.name, table.ref_doctype, table.ref_name, table.ref_field, table.kind)
			.select(table.ciphertext, table.key_version)
			.where((table.name > last) & (table.key_version != version) & vault.is_value(table))
			.orderby(table.name)
			.limit(CHUNK)
			.for_update()
		)
		rows = query.run(as_dict=True)
		if not rows:
			return
		last = rows[-1].name
		yield _reseal(rows)


def _reseal(rows: list[frappe._dict]) -> tuple[int, int]:
	by_column: dict[tuple[str, str], list[tuple[str, str]]] = {}
	broken = 0
	for row in rows:
		value = sealing.try_open(row.ref_doctype, row.ref_field, row.ciphertext, int(row.key_version))
		if value is None:
			broken += 1
		else:
			by_column.setdefault((row.ref_doctype, row.ref_field), []).append((row.ref_name, value))
	kinds = {(row.ref_doctype, row.ref_field): SealKind(row.kind) for row in rows}
	for (doctype, field), found in by_column.items():
		names, values = zip(*found, strict=True)
		sealed = sealing.seal_as(kinds[doctype, field], doctype, field, values)
		entries = zip(names, sealed, strict=True)
		vault.replace_many(
			doctype, ((name, field, kinds[doctype, field], one) for name, one in entries if one)
		)
	return len(rows) - broken, broken


def _bridge(after: int) -> int:
	"""Let the numbers of nobody entered after a place in the vault be found under every key; returns its last place."""
	table = frappe.qb.DocType(vault.DOCTYPE)
	newest = int(frappe.qb.from_(table).select(Max(table.name)).run()[0][0] or 0)
	while after < newest:
		query = (
			frappe.qb.from_(table)
			.select(table.name, table.ref_doctype, table.ref_name, table.ref_field)
			.select(table.ciphertext, table.key_version)
			.where((table.name > after) & (table.name <= newest))
			.where(table.ref_doctype.isin(sealing.BRIDGED) & vault.is_value(table))
			.orderby(table.name)
			.limit(CHUNK)
		)
		rows = query.run(as_dict=True)
		sealing.bridge(
			(row.ref_doctype, row.ref_name, row.ref_field, row.ciphertext, int(row.key_version))
			for row in rows
		)
		after = int(rows[-1].name) if len(rows) == CHUNK else newest
	return newest


def _sealed_otherwise(version: int) -> int:
	table = frappe.qb.DocType(vault.DOCTYPE)
	query = frappe.qb.from_(table).select(Count("*"))
	query = query.where((table.key_version != version) & vault.is_value(table))
	return int(query.run()[0][0])


@contextmanager
def _alone() -> Iterator[None]:
	"""Keep out other rotations and every data source for the block; a killed process holds nothing."""
	with ExitStack() as locks:
		try:
			locks.enter_context(source_lock(LOCK))
			for source in frappe.get_all(SOURCE, pluck="name"):
				locks.enter_context(source_lock(source, WAIT_SECONDS))
				if not unfinished() and open_run(source):
					# what it has staged carries fingerprints under the present key
					raise SourceBusy(source)
		except SourceBusy as busy:
			raise RotationBusy(str(busy)) from busy
		yield


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a chunk that is sealed again stays so when the run is killed


def run(arguments: list[str]) -> None:
	"""The command: without a word the keys are changed or a stopped change goes on; `retire` drops old ones."""
	import click

	if arguments[:1] == ["retire"]:
		try:
			old = retire(force="--force" in arguments)
		except frappe.ValidationError as refused:
			raise SystemExit(str(refused)) from refused
		click.echo(f"Keys taken out: {', '.join(map(str, old)) or 'none'}")
		return
	try:
		outcome = rotate(commit=True)
	except RotationBusy as busy:
		raise SystemExit(f"{busy} is at work; try again when it has ended") from busy
	click.echo(f"Key {outcome.version}: {outcome.resealed} values sealed again, {outcome.remaining} left")
	if outcome.broken:
		raise SystemExit(f"{outcome.broken} values could not be opened with any key of this site")
