"""Sealing the operation log: new entries are numbered and chained in batches, off the writers' way (SEC-13).

A batch is one transaction: its seal, and the number and digest of each entry. Two jobs at once cannot fork the chain,
since only one seal may follow another (unique `previous_digest`); the later one steps back.
"""

import frappe
from frappe.utils import now_datetime
from pypika import Order
from pypika.terms import Case, PseudoColumn

from bank_crm.compliance import log_heads, log_keys
from bank_crm.compliance.operation_log import LOG, OWNER
from bank_crm.domain import log_chain

SEAL = "Bank Log Seal"
NEXT_SEAL = PseudoColumn("nextval(`bank_log_seal_id_seq`)")
BATCH = 2000
CHUNK = 250


def seal() -> int:
	"""Seal everything that is committed and not sealed; returns how many entries. Safe to kill and to run twice."""
	total = 0
	while True:
		frappe.db.rollback()  # look at what is committed now, and hold nothing
		try:
			count = _seal_batch()
		except frappe.db.IntegrityError as error:
			if not frappe.db.is_duplicate_entry(error):
				raise
			frappe.db.rollback()  # another job is sealing just these
			return total
		total += count
		if count < BATCH:
			return total


def head() -> tuple[int, str]:
	"""Return number and digest of the last sealed entry; (0, genesis) before the first."""
	rows = frappe.get_all(
		SEAL, fields=["last_sequence", "digest"], order_by="last_sequence desc", limit=1, as_list=True
	)
	return (int(rows[0][0]), str(rows[0][1])) if rows else (0, log_chain.GENESIS)


def _seal_batch() -> int:
	sequence, digest = head()
	waiting = _waiting()
	if not waiting:
		return 0
	keys = log_keys.log_keys()
	first, previous = sequence + 1, digest
	sealed: list[tuple[int, int, str]] = []
	for name, mark, version in waiting:
		sequence += 1
		digest = log_chain.link(keys[version], digest, sequence, str(name), mark)
		sealed.append((name, sequence, digest))
	moment = now_datetime()
	table = frappe.qb.DocType(SEAL)
	columns = ("creation", "modified", "owner", "modified_by", "sealed_at", "row_count", "key_version")
	(
		frappe.qb.into(table)
		.columns("name", *columns, "first_sequence", "last_sequence", "previous_digest", "digest")
		.insert(
			NEXT_SEAL,
			moment,
			moment,
			OWNER,
			OWNER,
			moment,
			len(sealed),
			max(keys),
			first,
			sequence,
			previous,
			digest,
		)
		.run()
	)
	for start in range(0, len(sealed), CHUNK):
		_number(sealed[start : start + CHUNK])
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- a sealed batch stands, whatever becomes of the next
	log_heads.write(sequence, digest, moment)
	return len(sealed)


def _waiting() -> list[tuple[int, str, int]]:
	"""Name, fingerprint and key version of the oldest entries without a number."""
	log = frappe.qb.DocType(LOG)
	query = (
		frappe.qb.from_(log)
		.select(log.name, log.fingerprint, log.key_version)
		.where(log.sequence == 0)
		.orderby(log.name, order=Order.asc)
		.limit(BATCH)
	)
	return [(int(name), str(mark), int(version)) for name, mark, version in query.run()]


def _number(sealed: list[tuple[int, int, str]]) -> None:
	log = frappe.qb.DocType(LOG)
	numbers, digests = Case(), Case()
	for name, sequence, digest in sealed:
		numbers = numbers.when(log.name == name, sequence)
		digests = digests.when(log.name == name, digest)
	(
		frappe.qb.update(log)
		.set(log.sequence, numbers)
		.set(log.digest, digests)
		.where(log.name.isin([name for name, _sequence, _digest in sealed]))
		.where(log.sequence == 0)
		.run()
	)
