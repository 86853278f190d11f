"""When a source runs: INT-01."""

from datetime import datetime, timedelta

import pytest

from bank_crm.domain.sync_schedule import final_state, is_due, next_due
from bank_crm.domain.sync_types import RowCounts, SyncState

NOON = datetime(2026, 3, 1, 12, 0)


@pytest.mark.parametrize(("minutes", "expected"), [(0, 15), (-5, 15), (15, 15), (60, 60)])
def test_INT_01_every_fifteen_minutes_unless_said_otherwise(minutes: int, expected: int) -> None:
	assert next_due(NOON, minutes) == NOON + timedelta(minutes=expected)


def test_a_source_that_never_ran_is_due() -> None:
	assert is_due(NOON, None)


def test_INT_01_a_run_that_began_a_little_late_does_not_skip_the_next_tick() -> None:
	began = NOON + timedelta(minutes=3)
	assert is_due(NOON + timedelta(minutes=15), next_due(began, 15))
	assert not is_due(NOON + timedelta(minutes=5), next_due(began, 15))
	assert not is_due(NOON + timedelta(minutes=45), next_due(began, 60))


def test_a_run_with_refused_rows_says_so() -> None:
	assert final_state(RowCounts(read=2, new=2)) is SyncState.COMPLETED
	assert final_state(RowCounts(read=2, new=1, refused=1)) is SyncState.REFUSED


def test_counts_add_up() -> None:
	assert RowCounts(1, 1) + RowCounts(3, 0, 1, 1, 1) == RowCounts(4, 1, 1, 1, 1)
