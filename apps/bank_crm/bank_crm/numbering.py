"""Running numbers: WO-2026-00000001 and on for documents many write at once, and ranges of numbers for loads.

They come from sequences, so that parallel writers wait for nobody. A load moves a counter on once for many rows, which
are named by what lies between.
"""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

#: DocTypes whose documents are named by their year and a number of a sequence, and what the names begin with.
PREFIXES = {
	"Bank Work Order": "WO",
	"Bank Opportunity": "OPP",
	"Bank Lead": "LEAD",
	"Bank Contract": "CON",
	"Bank Application": "APP",
	"Bank Approval": "APV",
}
DIGITS = 8


def next_name(doctype: str) -> str:
	"""Return a number nobody has; one whose document is not stored after all stays unused."""
	return name_of(doctype, int(frappe.db.get_next_sequence_val(doctype)))


def name_of(doctype: str, number: int, year: int | None = None) -> str:
	"""Return the name of the document with a running number, of this year unless another is given."""
	return f"{PREFIXES[doctype]}-{year or now_datetime().year}-{number:0{DIGITS}d}"


def create_sequence(doctype: str) -> None:
	"""Make the sequence if it is missing; asked first, since the statement itself ends a transaction."""
	if f"{frappe.scrub(doctype)}_id_seq" not in frappe.db.get_tables(cached=False):
		frappe.db.create_sequence(doctype, check_not_exists=True)


def reserve_series(key: str, count: int) -> int:
	"""Move a naming series on by `count`, locked until the transaction ends; returns the last number given out before."""
	series = frappe.qb.DocType("Series")
	known = frappe.qb.from_(series).select(series.current).where(series.name == key).for_update().run()
	if not known:
		frappe.qb.into(series).columns("name", "current").insert(key, count).run()
		return 0
	last = int(known[0][0] or 0)
	frappe.qb.update(series).set(series.current, last + count).where(series.name == key).run()
	return last


def reserve_sequence(doctype: str, count: int) -> int:
	"""Move a DocType's own numbers on by `count`; returns the last one given out before. Loads run one at a time."""
	last = int(frappe.db.get_next_sequence_val(doctype)) - 1
	frappe.db.set_next_sequence_val(doctype, last + count, is_val_used=True)
	return last
