"""On which days periodic surveys are sent (SUR-02)."""

from datetime import date, timedelta
from random import Random

import pytest

from bank_crm.domain.survey_enums import SurveyFrequency as Every
from bank_crm.domain.survey_schedule import next_after, occurrence


@pytest.mark.parametrize(
	("first", "every", "day", "last", "expected"),
	[
		(date(2026, 1, 31), Every.MONTHLY, date(2026, 1, 31), None, date(2026, 2, 28)),
		(date(2026, 1, 31), Every.MONTHLY, date(2026, 2, 28), None, date(2026, 3, 31)),
		(date(2024, 2, 29), Every.YEARLY, date(2024, 3, 1), None, date(2025, 2, 28)),
		(date(2024, 2, 29), Every.YEARLY, date(2027, 3, 1), None, date(2028, 2, 29)),
		(date(2026, 1, 15), Every.QUARTERLY, date(2026, 4, 15), None, date(2026, 7, 15)),
		(date(2026, 1, 15), Every.HALF_YEARLY, date(2026, 1, 16), None, date(2026, 7, 15)),
		(date(2026, 11, 2), Every.WEEKLY, date(2026, 11, 8), None, date(2026, 11, 9)),
		(date(2026, 11, 2), Every.ONCE, date(2026, 11, 1), None, date(2026, 11, 2)),
		(date(2026, 11, 2), Every.ONCE, date(2026, 11, 2), None, None),
		(date(2026, 11, 2), Every.WEEKLY, date(2026, 11, 2), date(2026, 11, 8), None),
		(date(2026, 11, 2), Every.WEEKLY, date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 9)),
	],
)
def test_SUR_02_next_day(first, every, day, last, expected):
	assert next_after(first, every, day, last) == expected


def test_SUR_02_next_day_is_the_first_occurrence_after_the_day():
	"""Compared with counting the occurrences one by one, on random days."""
	random = Random(16)
	for _ in range(300):
		first = date(2024, 1, 1) + timedelta(days=random.randrange(800))
		every = random.choice([one for one in Every if one is not Every.ONCE])
		day = first + timedelta(days=random.randrange(-40, 900))
		expected = next(
			found for number in range(2000) if (found := occurrence(first, every, number)) and found > day
		)
		assert next_after(first, every, day) == expected
