"""Whoever keeps the calendars hears when the coming year's holidays are not known yet (SVC-14)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate, today

from bank_crm import notices
from bank_crm.permissions import roles
from bank_crm.service.levels import official_days
from bank_crm.service.levels.events import follow_plan

CALENDAR = "Bank Business Calendar"
#: The State Council arranges a year in the November before; from this month on it should be known.
FROM_MONTH, EVERY_DAYS = 12, 7


def remind() -> bool:
	"""Tell the administrators, once a week in December and after, while a year is missing; tells whether it did."""
	refresh()
	day = getdate(today())
	year = day.year + 1 if day.month >= FROM_MONTH else day.year
	names = frappe.get_all(
		CALENDAR, filters={"official_days": 1, "known_until": ("<", f"{year}-12-31")}, pluck="name"
	)
	names = [name for name in names if not _has_own_days(name, year)]
	if not names or day.toordinal() % EVERY_DAYS:
		return False
	notices.tell(
		notices.holders([roles.ADMINISTRATOR]),
		lambda lang: _(
			"Business calendars know no holidays of {0} yet: update the app or enter them", lang=lang
		).format(year),
		CALENDAR,
		names[0],
	)
	return True


def refresh() -> bool:
	"""Note until when the official days are known; clocks follow when that has changed (an update has brought a year)."""
	until = official_days.known_until()
	old = frappe.get_all(
		CALENDAR,
		filters={"official_days": 1, "known_until": ("!=", until)},
		pluck="name",
		order_by="name asc",
	)
	for name in old:
		frappe.db.set_value(CALENDAR, name, "known_until", until, update_modified=False)
	if old:
		follow_plan()
	return bool(old)


def _has_own_days(calendar: str, year: int) -> bool:
	filters = {"parent": calendar, "day": ("between", (f"{year}-01-01", f"{year}-12-31"))}
	return bool(frappe.db.exists("Bank Business Day", filters))
