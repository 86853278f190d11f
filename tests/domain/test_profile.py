"""Completeness and periods (CUS-14)."""

from datetime import date

import pytest

from bank_crm.domain.profile import COMPLETENESS_FIELDS, completeness, is_period


def test_CUS_14_completeness_counts_filled_fields():
	assert completeness({}) == 0
	assert completeness({field: "x" for field in COMPLETENESS_FIELDS}) == 100
	assert completeness({"mobile": "138****1234", "annual_income": 0, "email": ""}) == round(100 / 13, 2)
	assert completeness({"something_else": "x"}) == 0


@pytest.mark.parametrize(
	("start", "end", "forward"),
	[
		(None, None, True),
		(date(2026, 1, 1), None, True),
		(None, date(2026, 1, 1), True),
		(date(2026, 1, 1), date(2026, 1, 1), True),
		(date(2026, 1, 2), date(2026, 1, 1), False),
	],
)
def test_CUS_14_period(start, end, forward):
	assert is_period(start, end) == forward
