"""Quiet hours, and how long rows stay: the cases at the edges."""

from datetime import date, datetime, time

import pytest

from bank_crm.domain.contact import QuietHours, Verdict
from bank_crm.domain.personal_data import ended_before, months_before
from bank_crm.domain.privacy_enums import ContactRefusal

NIGHT = QuietHours(time(21), time(8))
NOON = QuietHours(time(12), time(14, 30))


@pytest.mark.parametrize(
	("hours", "moment", "until"),
	[
		(NIGHT, "2026-11-22 20:59:59", None),
		(NIGHT, "2026-11-22 21:00:00", "2026-11-23 08:00:00"),
		(NIGHT, "2026-12-31 23:59:59", "2027-01-01 08:00:00"),
		(NIGHT, "2026-11-22 00:00:00", "2026-11-22 08:00:00"),
		(NIGHT, "2026-11-22 07:59:59", "2026-11-22 08:00:00"),
		(NIGHT, "2026-11-22 08:00:00", None),
		(NOON, "2026-11-22 11:59:59", None),
		(NOON, "2026-11-22 12:00:00", "2026-11-22 14:30:00"),
		(NOON, "2026-11-22 14:30:00", None),
		(QuietHours(time(9), time(9)), "2026-11-22 09:00:00", None),
		(QuietHours(time(0), time(0)), "2026-11-22 00:00:00", None),
	],
)
def test_RSK_08_quiet_hours(hours, moment, until):
	found = hours.end_of(datetime.fromisoformat(moment))
	assert found == (datetime.fromisoformat(until) if until else None)


def test_RSK_08_a_verdict_is_true_where_it_allows():
	assert Verdict() and not Verdict(ContactRefusal.BLOCKED)


@pytest.mark.parametrize(
	("day", "months", "before"),
	[
		("2026-11-22", 0, "2026-11-22"),
		("2026-11-22", 10, "2026-01-22"),
		("2026-11-22", 11, "2025-12-22"),
		("2026-03-31", 1, "2026-02-28"),
		("2024-03-31", 1, "2024-02-29"),
		("2026-05-31", 1, "2026-04-30"),
		("2024-02-29", 12, "2023-02-28"),
		("2026-11-22", 120, "2016-11-22"),
	],
)
def test_RSK_08_months_back(day, months, before):
	assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


def test_RSK_08_the_duty_to_keep_wins_over_a_shorter_period():
	day = date(2026, 11, 22)
	assert ended_before(day, 0, 36) is None
	assert ended_before(day, 24, 0) == date(2024, 11, 22)
	assert ended_before(day, 24, 36) == date(2023, 11, 22)
