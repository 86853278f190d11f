"""Temporary access: how long."""

from datetime import date

from bank_crm.domain.access import days_asked


def test_SEC_10_both_ends_of_a_period_count():
	assert days_asked(date(2026, 11, 1), date(2026, 11, 1)) == 1
	assert days_asked(date(2026, 11, 1), date(2026, 11, 30)) == 30
	assert days_asked(date(2026, 11, 2), date(2026, 11, 1)) == 0
