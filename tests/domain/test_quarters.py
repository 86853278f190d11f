"""Quarters (SEC-14)."""

from __future__ import annotations

from datetime import date

import pytest

from bank_crm.domain import quarters


@pytest.mark.parametrize(
	("day", "quarter", "last"),
	[
		(date(2026, 1, 1), "2026-Q1", "2025-Q4"),
		(date(2026, 3, 31), "2026-Q1", "2025-Q4"),
		(date(2026, 4, 1), "2026-Q2", "2026-Q1"),
		(date(2026, 12, 31), "2026-Q4", "2026-Q3"),
	],
)
def test_SEC_14_quarter_of_a_day_and_the_one_before(day: date, quarter: str, last: str):
	assert quarters.quarter_of(day) == quarter
	assert quarters.before(day) == last


def test_SEC_14_bounds():
	assert quarters.bounds("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 31))
	assert quarters.bounds("2028-Q1") == (date(2028, 1, 1), date(2028, 3, 31))


@pytest.mark.parametrize("wrong", ["2026-Q5", "2026-Q0", "2026", "", "2026-10"])
def test_SEC_14_what_is_no_quarter_is_refused(wrong: str):
	with pytest.raises(ValueError):
		quarters.bounds(wrong)
