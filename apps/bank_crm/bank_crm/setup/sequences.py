"""Sequences that statements over a million rows draw from hand out numbers from memory, a thousand at a time.

Frappe makes its sequences without a cache, so that a backup brings the very next number back; each draw then writes
the sequence's row. Here a backup, or a server that stops, may leave up to a thousand numbers out: these names only
have to be different, and to grow within one load.
"""

import frappe
from pypika import Table

#: DocTypes whose rows come by the million (INT-05, CUS-08, MKT-09).
BY_THE_MILLION = (
	"Bank Asset Snapshot",
	"Bank Behaviour Event",
	"Bank Campaign Member",
	"Bank Campaign Response",
	"Bank Customer Transaction",
	"Bank Message",
	"Bank Sealed Value",
	"Bank Segment Member",
	"Bank Source Record",
	"Bank Tier Change",
)
NUMBERS_AT_ONCE = 1_000


def cache() -> None:
	"""Give them their cache where they have none; nothing else is changed."""
	for doctype in BY_THE_MILLION:
		name = f"{frappe.scrub(doctype)}_id_seq"
		sequence = Table(name)
		((size,),) = frappe.qb.from_(sequence).select(sequence.cache_size).run()
		if size != NUMBERS_AT_ONCE:
			frappe.db.sql_ddl(f"alter sequence `{name}` cache {NUMBERS_AT_ONCE}")
