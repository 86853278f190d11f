"""Numbers of opportunities and leads: OPP-2026-00000001 and on, from sequences, so that parallel writers wait for nobody."""

import frappe
from frappe.utils import now_datetime

PREFIXES = {"Bank Opportunity": "OPP", "Bank Lead": "LEAD"}
DIGITS = 8


def next_name(doctype: str) -> str:
	"""Return a number nobody has; one whose document is not stored after all stays unused."""
	return name_of(doctype, int(frappe.db.get_next_sequence_val(doctype)))


def name_of(doctype: str, number: int, year: int | None = None) -> str:
	"""Return the name of the document with a running number."""
	return f"{PREFIXES[doctype]}-{year or now_datetime().year}-{number:0{DIGITS}d}"


def create_sequence(doctype: str) -> None:
	"""Make the sequence if it is missing; asked first, since the statement itself ends a transaction."""
	if f"{frappe.scrub(doctype)}_id_seq" not in frappe.db.get_tables(cached=False):
		frappe.db.create_sequence(doctype, check_not_exists=True)
