"""15 days, 30 if complex, 30 more with approval; nobody decides about himself (SVC-11, requirements 1.11)."""

from datetime import date, datetime

import pytest

from bank_crm.domain.complaint_clock import (
	Terms,
	judge,
	keep_until,
	last_day,
	may_ask_for_extension,
	may_deal_with,
)
from bank_crm.domain.complaint_enums import Complexity, Timeliness

SIMPLE, COMPLEX = Complexity.SIMPLE, Complexity.COMPLEX


@pytest.mark.parametrize(
	("received", "complexity", "extended", "last"),
	[
		(datetime(2026, 11, 1, 23, 59), SIMPLE, False, date(2026, 11, 16)),
		(datetime(2026, 11, 1, 0, 0), COMPLEX, False, date(2026, 12, 1)),
		(datetime(2026, 11, 1, 12, 0), COMPLEX, True, date(2026, 12, 31)),
		(datetime(2026, 11, 1, 12, 0), SIMPLE, True, date(2026, 11, 16)),  # a simple one can't be extended
		(date(2026, 9, 20), SIMPLE, False, date(2026, 10, 5)),  # a holiday puts nothing off
		(date(2028, 2, 14), SIMPLE, False, date(2028, 2, 29)),
		(date(2026, 12, 20), SIMPLE, False, date(2027, 1, 4)),
	],
)
def test_SVC_11_the_last_day(received, complexity, extended, last):
	assert last_day(received, complexity, extended=extended) == last


def test_SVC_11_a_bank_may_be_stricter_but_not_laxer():
	assert last_day(date(2026, 11, 1), SIMPLE, terms=Terms(simple=7)) == date(2026, 11, 8)
	for wrong in ({"simple": 16}, {"complex": 31}, {"extension": 60}, {"simple": 0}):
		with pytest.raises(ValueError):
			Terms(**wrong)


def test_SVC_11_more_time_is_asked_for_in_time_and_for_complex_ones_only():
	received = date(2026, 11, 1)
	assert may_ask_for_extension(date(2026, 12, 1), received, COMPLEX)
	assert not may_ask_for_extension(date(2026, 12, 2), received, COMPLEX)
	assert not may_ask_for_extension(date(2026, 11, 2), received, SIMPLE)


@pytest.mark.parametrize(
	("today", "replied", "told"),
	[
		(date(2026, 11, 12), None, Timeliness.IN_TIME),
		(date(2026, 11, 13), None, Timeliness.DUE_SOON),
		(date(2026, 11, 16), None, Timeliness.DUE_SOON),
		(date(2026, 11, 17), None, Timeliness.LATE),
		(date(2027, 5, 1), date(2026, 11, 16), Timeliness.IN_TIME),
		(date(2027, 5, 1), date(2026, 11, 17), Timeliness.LATE),
	],
)
def test_SVC_11_how_a_complaint_stands(today, replied, told):
	assert judge(date(2026, 11, 16), today, replied) is told


def test_SVC_11_whom_it_is_about_and_who_reports_to_them_keep_away():
	about = frozenset({"li@bank", "boss@bank"})
	assert not may_deal_with("li@bank", about)
	assert not may_deal_with("wang@bank", about, superior="boss@bank")
	assert may_deal_with("wang@bank", about, superior="other@bank")
	assert may_deal_with("wang@bank", frozenset(), superior="boss@bank")


def test_SVC_11_files_are_kept_for_years():
	assert keep_until(date(2026, 11, 22), 5) == date(2031, 11, 22)
	assert keep_until(date(2028, 2, 29), 5) == date(2033, 2, 28)
