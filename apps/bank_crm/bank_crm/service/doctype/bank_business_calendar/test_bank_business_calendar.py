"""Business calendars: hours that make sense, one default, China's own days (SVC-14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from unittest.mock import patch

import frappe

from bank_crm.api.service_levels import official_days as asked_by_form
from bank_crm.permissions import roles
from bank_crm.service.levels import official_days, plan, year_ahead
from bank_crm.service.levels.tests import desk
from bank_crm.tests import BankCRMTestCase, factories

CALENDAR = "Bank Business Calendar"


class TestBankBusinessCalendar(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(plan.forget)

	def row(
		self, weekday: str = "Monday", opens: str = "09:00:00", closes: str = "17:00:00", **values
	) -> dict:
		return {"weekday": weekday, "opens": opens, "closes": closes, **values}

	def test_SVC_14_hours_that_overlap_or_run_backwards_are_refused(self):
		for rows in (
			[self.row(opens="17:00:00", closes="09:00:00")],
			[self.row(), self.row(opens="16:00:00", closes="18:00:00")],
			[
				self.row(valid_from="2026-01-01"),
				self.row(opens="16:00:00", closes="18:00:00", valid_from="2026-01-01"),
			],
		):
			with self.assertRaises(frappe.ValidationError, msg=str(rows)):
				desk.make_calendar(hours=rows)
		desk.make_calendar(
			hours=[self.row(), self.row(opens="08:00:00", closes="20:00:00", valid_from="2026-01-01")]
		)

	def test_SVC_14_a_day_stands_once_and_its_own_hours_are_hours(self):
		for days in (
			[{"day": "2026-12-24", "kind": "Holiday"}, {"day": "2026-12-24", "kind": "Make-up Workday"}],
			[{"day": "2026-12-24", "kind": "Own Hours", "opens": "12:00:00", "closes": "10:00:00"}],
		):
			with self.assertRaises(frappe.ValidationError, msg=str(days)):
				desk.make_calendar(days=days)

	def test_SVC_14_there_is_one_default(self):
		first, second = desk.make_calendar(), desk.make_calendar()
		self.assertEqual(frappe.get_all(CALENDAR, filters={"is_default": 1}, pluck="name"), [second])
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc(CALENDAR, second)
		frappe.delete_doc(CALENDAR, first)

	def test_SVC_14_chinas_days_are_those_of_the_arrangement(self):
		name = desk.make_calendar(official_days=1, hours=[self.row(day) for day in _WORKDAYS])
		time = plan.current().time(name)
		closed = (date(2026, 2, 17), date(2026, 10, 1), date(2026, 10, 7), date(2012, 1, 23))
		works = (date(2026, 2, 14), date(2026, 10, 10), date(2026, 9, 20), date(2026, 10, 8))
		noon = timedelta(hours=12)
		for day in closed:
			self.assertFalse(time.is_open(datetime(day.year, day.month, day.day) + noon), day)
		for day in works:
			self.assertTrue(time.is_open(datetime(day.year, day.month, day.day) + noon), day)

	def test_SVC_14_own_days_win_over_the_arrangement(self):
		days = [
			{"day": "2026-10-01", "kind": "Own Hours", "opens": "10:00:00", "closes": "11:00:00"},
			{"day": "2026-10-10", "kind": "Holiday"},
			{"day": "2026-10-02", "kind": "Make-up Workday"},
		]
		name = desk.make_calendar(official_days=1, hours=[self.row(day) for day in _WORKDAYS], days=days)
		time = plan.current().time(name)
		told = {day: time.is_open(datetime(2026, 10, day, 10, 30)) for day in (1, 2, 3, 10)}
		self.assertEqual(told, {1: True, 2: True, 3: False, 10: False})
		self.assertFalse(time.is_open(datetime(2026, 10, 1, 11, 30)))

	def test_SVC_14_days_the_bank_has_entered_itself_are_known(self):
		name = desk.make_calendar(official_days=1, days=[{"day": "2031-01-01", "kind": "Holiday"}])
		self.assertEqual(frappe.db.count("Bank Business Day", {"parent": name}), 1)
		self.assertEqual(frappe.db.count("Bank Business Hours", {"parent": name}), 7)
		frappe.db.set_value(CALENDAR, {"name": ("!=", name)}, "official_days", 0)
		with patch.object(official_days, "known_until", return_value=date(2030, 12, 31)):
			year_ahead.refresh()
			for day in range(1, 8):
				with desk.frozen(datetime(2030, 12, day, 12)):
					self.assertFalse(year_ahead.remind())

	def test_SVC_14_a_year_that_is_not_known_is_told_in_december(self):
		desk.make_calendar(official_days=1)
		administrator = factories.make_user(roles.ADMINISTRATOR)
		with patch.object(official_days, "known_until", return_value=date(2030, 12, 31)):
			year_ahead.refresh()
			with desk.frozen(datetime(2030, 11, 30, 12)):
				self.assertFalse(year_ahead.remind())
			told = []
			for day in range(1, 15):
				with desk.frozen(datetime(2030, 12, day, 12)):
					told.append(year_ahead.remind())
			self.assertEqual(sum(told), 2, "once a week")
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": administrator, "document_type": CALENDAR})
		)
		self.assertTrue(year_ahead.refresh(), "an update that knows more is noted")
		self.assertFalse(year_ahead.refresh())

	def test_SVC_14_the_form_shows_the_days_to_whoever_may_read_calendars(self):
		days = asked_by_form(2026)
		self.assertIn({"day": "2026-10-10", "occasion": "国庆节", "works": True}, days)
		self.assertEqual(asked_by_form(2199), [])
		with self.assertRaises(frappe.ValidationError):
			asked_by_form(99)
		with self.set_user(factories.make_user()), self.assertRaises(frappe.PermissionError):
			asked_by_form(2026)


_WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
