"""Numbers of work orders: WO-2026-00000001 and on, from a sequence, so that parallel writers wait for nobody."""

import frappe
from frappe.utils import now_datetime

ORDER = "Bank Work Order"
SEQUENCE = "bank_work_order_id_seq"
DIGITS = 8


def next_name() -> str:
	"""Return a number nobody has; one whose order is not stored after all stays unused."""
	return name_of(int(frappe.db.get_next_sequence_val(ORDER)))


def name_of(number: int, year: int | None = None) -> str:
	"""Return the name of the order with a running number."""
	return f"WO-{year or now_datetime().year}-{number:0{DIGITS}d}"


def create_sequence() -> None:
	"""Make the sequence if it is missing; asked first, since the statement itself ends a transaction."""
	if SEQUENCE not in frappe.db.get_tables(cached=False):
		frappe.db.create_sequence(ORDER, check_not_exists=True)
