"""The forecast of the whole bank as it was on a day, kept so that it can be compared with what came (SAL-03)."""

from __future__ import annotations

import time

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Sum
from frappe.utils import getdate, now_datetime, today
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.sales.forecast import figures
from bank_crm.speaking import bank_language

SNAPSHOT, LINE = "Bank Forecast Snapshot", "Bank Forecast Line"
#: MariaDB draws the primary key of an autoincrement DocType from this sequence.
NEXT_ID = PseudoColumn("nextval(`bank_forecast_line_id_seq`)")
MONDAY = 0


def take_due() -> str | None:
	"""Take a snapshot on Mondays and on the first of a month, once a day; returns its name, None if none is due."""
	day = getdate(today())
	if day.weekday() != MONDAY and day.day != 1:
		return None
	if frappe.db.exists(SNAPSHOT, {"taken_on": (">=", day)}):
		return None
	return str(take().name)


def take(label: str | None = None) -> Document:
	"""Write the forecast of everybody down by two statements, whatever the session's user sees; returns the snapshot."""
	started, now = time.perf_counter(), now_datetime()
	said = label or _("Forecast of {0}", bank_language()).format(f"{now:%Y-%m-%d}")
	snapshot = frappe.get_doc({"doctype": SNAPSHOT, "taken_on": now, "taken_by": frappe.session.user})
	snapshot.label = said
	snapshot.insert(ignore_permissions=True)  # the scheduler's work, or a button that has asked
	_write(int(snapshot.name), now)
	line = frappe.qb.DocType(LINE)
	((number, opportunities),) = (
		frappe.qb.from_(line)
		.select(Count("*"), Sum(line.opportunities))
		.where(line.snapshot == snapshot.name)
		.run()
	)
	snapshot.db_set(
		{
			"line_count": int(number),
			"opportunity_count": int(opportunities or 0),
			"seconds": round(time.perf_counter() - started, 2),
		}
	)
	return snapshot


def forget(snapshot: Document) -> None:
	"""Take the lines along with their snapshot (`on_trash`)."""
	line = frappe.qb.DocType(LINE)
	frappe.qb.from_(line).delete().where(line.snapshot == snapshot.name).run()


def _write(snapshot: int, now: object) -> None:
	opportunity = frappe.qb.DocType(figures.OPPORTUNITY)
	found = figures.lines(figures.DIMENSIONS, None, opportunity).as_("found")
	columns = {
		"name": NEXT_ID,
		"creation": ValueWrapper(str(now)),
		"modified": ValueWrapper(str(now)),
		"owner": ValueWrapper(frappe.session.user),
		"modified_by": ValueWrapper(frappe.session.user),
		"snapshot": ValueWrapper(snapshot),
		**{name: found[name] for name in (*figures.DIMENSIONS, "opportunities", *figures.AMOUNTS)},
	}
	query = frappe.qb.into(frappe.qb.DocType(LINE)).columns(*columns)
	query.from_(found).select(*columns.values()).run()
