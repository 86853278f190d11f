"""When a source is due and how a run ends (INT-01, INT-02)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bank_crm.domain.sync_types import RowCounts, SyncState

DEFAULT_MINUTES = 15
"""Every 15 minutes, unless the source says otherwise (INT-01)."""

# The scheduler looks every 15 minutes; a source goes with the tick that is nearest to its time, so that a run that
# began a minute late does not skip a whole turn.
_SLACK = timedelta(minutes=DEFAULT_MINUTES / 2)


def next_due(started_at: datetime, every_minutes: int) -> datetime:
	"""The next time after a run that began at `started_at`; 0 or less means the default."""
	minutes = every_minutes if every_minutes > 0 else DEFAULT_MINUTES
	return started_at + timedelta(minutes=minutes)


def is_due(now: datetime, next_run_at: datetime | None) -> bool:
	return next_run_at is None or next_run_at - _SLACK <= now


def final_state(counts: RowCounts) -> SyncState:
	"""How a run that came to its end is called."""
	return SyncState.REFUSED if counts.refused else SyncState.COMPLETED
