"""The care tasks in the Desk's calendar view (CAR-07)."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

import frappe
from frappe.utils import getdate, today

from bank_crm.domain.care import CareStatus

TASK = "Bank Care Task"
MOST_EVENTS = 2_000
_COLOURS = {
	CareStatus.OPEN.value: "blue",
	CareStatus.DONE.value: "green",
	CareStatus.SKIPPED.value: "gray",
	CareStatus.CANCELLED.value: "gray",
}


class Event(TypedDict):
	"""One task on its due day; an open one of the past is red."""

	name: int
	due_on: date
	ends_on: date
	title: str
	color: str
	all_day: int


@frappe.whitelist()
def events(start: str, end: str, filters: str | None = None) -> list[Event]:
	"""Return the tasks due between two days that the user may see, within the list's own filters."""
	frappe.has_permission(TASK, "read", throw=True)
	wanted = [*(frappe.parse_json(filters) or [])]
	wanted.append([TASK, "due_on", "between", [getdate(start), getdate(end)]])
	rows = frappe.get_list(
		TASK,
		filters=wanted,
		fields=["name", "customer", "subject", "due_on", "status"],
		order_by="due_on asc, name asc",
		limit_page_length=MOST_EVENTS,
	)
	names = dict(
		frappe.get_all(
			"Bank Customer",
			filters={"name": ("in", {row.customer for row in rows})},
			fields=["name", "customer_name"],
			as_list=True,
		)
	)
	day = getdate(today())
	return [
		{
			"name": row.name,
			"due_on": row.due_on,
			"ends_on": row.due_on,
			"title": f"{names.get(row.customer, row.customer)} · {frappe._(row.subject, context=TASK)}",
			"color": "red"
			if row.status == CareStatus.OPEN.value and row.due_on < day
			else _COLOURS[row.status],
			"all_day": 1,
		}
		for row in rows
	]


@frappe.whitelist(methods=["POST"])
def move(args: str, field_map: str) -> None:
	"""Put a task on another day, as dragged in the calendar. PermissionError for somebody else's task."""
	frappe.has_permission(TASK, "write", throw=True)
	moved = frappe.parse_json(args)
	task = frappe.get_doc(TASK, moved["name"])
	task.check_permission("write")
	task.due_on = getdate(moved["due_on"])
	task.save()
