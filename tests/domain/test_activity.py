"""活跃度 as decided in requirements 1.11."""

from datetime import datetime, timedelta

import pytest

from bank_crm.domain.activity import ActivityRule, activity_level
from bank_crm.domain.enums import ActivityLevel

NOW = datetime(2026, 3, 1, 12)
RULE = ActivityRule()


@pytest.mark.parametrize(
	("recent", "days_ago", "level"),
	[
		(4, 0, ActivityLevel.HIGH),
		(40, 0, ActivityLevel.HIGH),
		(3, 0, ActivityLevel.MEDIUM),
		(1, 30, ActivityLevel.MEDIUM),
		(0, 31, ActivityLevel.LOW),
		(0, 90, ActivityLevel.LOW),
		(0, 91, ActivityLevel.DORMANT),
		(0, None, ActivityLevel.DORMANT),
	],
)
def test_SEG_04_activity_level(recent, days_ago, level):
	last_at = None if days_ago is None else NOW - timedelta(days=days_ago)
	assert activity_level(recent, last_at, NOW, RULE) is level


def test_SEG_04_limits_are_the_banks():
	strict = ActivityRule(window_days=7, high_from=10, dormant_after_days=30)
	assert activity_level(9, NOW, NOW, strict) is ActivityLevel.MEDIUM
	assert activity_level(0, NOW - timedelta(days=31), NOW, strict) is ActivityLevel.DORMANT
	assert strict.window_start(NOW) == datetime(2026, 2, 22, 12)
