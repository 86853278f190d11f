"""Proving the operation log: `./crm verify-log`, and every night by itself (SEC-13).

Reads the archives and the table in the order of the chain and compares them with the keys of the site, the seals and
the heads outside the database. It changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click
import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime
from pypika import Order

from bank_crm import notices
from bank_crm.compliance import log_archive, log_guard, log_heads, log_keys, log_sealing
from bank_crm.compliance.operation_log import LOG
from bank_crm.domain import log_chain
from bank_crm.domain.log_chain import Chain, Fault, Finding
from bank_crm.permissions import roles

#: An entry that is older and still not sealed says that the sealing does not run, or was never meant to see it.
LATE_MINUTES = 60
CHUNK = 5000
SHOWN = 200


@dataclass
class Result:
	"""What a verification found."""

	entries: int = 0
	archived: int = 0
	unsealed: int = 0
	last: int = 0
	guarded: bool = True
	findings: list[Finding] = field(default_factory=list)


def run(arguments: Sequence[str] = ()) -> None:
	"""Verify the site's log and say what is wrong with it; exit code 1 where anything is (bench verb verify-log)."""
	if arguments:
		raise click.UsageError("verify-log takes no arguments")
	frappe.db.rollback()
	log_sealing.seal()
	result = verify()
	click.echo(
		f"{result.entries:,} entries in the database, {result.archived:,} in archives, sealed up to {result.last:,}, "
		f"{result.unsealed:,} not sealed yet"
	)
	click.echo("triggers: " + ("in place" if result.guarded else "MISSING (the chain alone guards the log)"))
	for finding in result.findings[:SHOWN]:
		click.echo(describe(finding))
	if len(result.findings) > SHOWN:
		click.echo(f"… and {len(result.findings) - SHOWN:,} more")
	if result.findings:
		raise SystemExit(1)
	click.echo("The log is whole: nothing was changed, removed, inserted or reordered.")


def verify() -> Result:
	"""Check the whole log; reads only."""
	result = Result(guarded=log_guard.is_up())
	chain = Chain(log_keys.log_keys())
	result.findings += _anchors(chain)
	result.findings += _archives(chain, result)
	stream = log_archive.entries(1)
	result.findings += chain.walk(_counted(stream, result))
	result.findings += chain.end()
	result.findings += _unsealed(chain, result)
	result.last = chain.sequence
	return result


def nightly() -> None:
	"""Verify, and tell compliance officers and administrators if the log is not whole."""
	result = verify()
	if not result.findings:
		return
	told = "\n".join(describe(finding) for finding in result.findings[:SHOWN])
	frappe.log_error(title="The operation log is not whole", message=told)
	count, first = len(result.findings), result.findings[0].entry
	notices.tell(
		notices.holders([roles.COMPLIANCE_OFFICER, roles.ADMINISTRATOR]),
		lambda lang: _("The operation log is not whole: {0} findings", lang).format(count),
		LOG,
		first,
		by="Administrator",
		content=frappe.utils.escape_html(told).replace("\n", "<br>"),
	)


def describe(finding: Finding) -> str:
	"""Say one finding in a line: the number or numbers, what is wrong, and the entry it is about."""
	where = (
		f"{finding.sequence:,}"
		if finding.last == finding.sequence
		else f"{finding.sequence:,}–{finding.last:,}"
	)
	line = f"entry {where}: {finding.fault}"
	if finding.entry:
		line += f" (row {finding.entry}{_about(finding.entry)})"
	return f"{line} – {finding.hint}" if finding.hint else line


def _about(entry: str) -> str:
	row = frappe.db.get_value(LOG, entry, ["occurred_at", "user", "action", "ref_doctype", "ref_name"])
	return ", now saying: " + " · ".join(str(value) for value in row if value) if row else ""


def _anchors(chain: Chain) -> Iterator[Finding]:
	"""Seals and heads; the seals must follow one another without a gap."""
	expected = (0, log_chain.GENESIS)
	at = 0
	table = frappe.qb.DocType(log_sealing.SEAL)
	while True:
		query = frappe.qb.from_(table).select(
			table.name, table.first_sequence, table.last_sequence, table.previous_digest, table.digest
		)
		rows = (
			query.where(table.last_sequence > at)
			.orderby(table.last_sequence, order=Order.asc)
			.limit(CHUNK)
			.run()
		)
		for name, first, last, previous, digest in rows:
			if (first - 1, previous) != expected:
				yield Finding(Fault.REMOVED, expected[0] + 1, first - 1, hint=f"seal before seal {name}")
			yield from chain.anchor(int(last), str(digest))
			expected = (int(last), str(digest))
		if len(rows) < CHUNK:
			break
		at = expected[0]
	for sequence, digest in log_heads.read():
		yield from chain.anchor(sequence, digest)


def _archives(chain: Chain, result: Result) -> Iterator[Finding]:
	"""The files come first: their entries were the first."""
	fields = ["file_name", "first_sequence", "last_sequence", "digest", "file_sha256", "seal", "key_version"]
	for row in frappe.get_all(log_archive.ARCHIVE, fields=fields, order_by="first_sequence asc"):
		path = log_heads.folder() / row.file_name
		sealed = log_archive.file_seal(
			row.key_version, row.first_sequence, row.last_sequence, row.digest, row.file_sha256
		)
		if sealed != row.seal or not path.is_file() or log_archive.file_sha256(path) != row.file_sha256:
			yield Finding(Fault.FILE, row.first_sequence, row.last_sequence, hint=row.file_name)
			chain.sequence, chain.previous = row.last_sequence, (row.digest,)
			continue
		before = result.entries
		yield from chain.walk(_counted(log_archive.read_file(path), result))
		result.archived += result.entries - before
		result.entries = before


def _counted(entries: Iterator[dict[str, Any]], result: Result) -> Iterator[dict[str, Any]]:
	for entry in entries:
		result.entries += 1
		yield entry


def _unsealed(chain: Chain, result: Result) -> Iterator[Finding]:
	"""What waits for its seal must be genuine, and must not wait for long."""
	log = frappe.qb.DocType(LOG)
	late = add_to_date(now_datetime(), minutes=-LATE_MINUTES)
	at = 0
	while True:
		query = frappe.qb.from_(log).select(*log_archive.FIELDS).where((log.sequence <= 0) & (log.name > at))
		rows = query.orderby(log.name, order=Order.asc).limit(CHUNK).run(as_dict=True)
		for row in rows:
			result.unsealed += 1
			if not chain.is_genuine(row):
				yield Finding(Fault.INSERTED, 0, 0, str(row.name))
			elif row.occurred_at < late:
				yield Finding(Fault.UNSEALED, 0, 0, str(row.name))
		if len(rows) < CHUNK:
			return
		at = rows[-1].name
