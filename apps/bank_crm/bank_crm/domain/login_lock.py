"""When an account is locked: so many failures in a row, for so long (SEC-04, SEC-05).

An attempt is counted before the password is looked at and taken back by success. So there are never more
passwords tried than the limit allows, however many attempts arrive at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Failures nobody followed up are forgotten after this long, for existing and invented names alike.
FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class LockRule:
	"""`limit` failures in a row lock for `seconds`; a limit of 0 locks nobody."""

	limit: int = 5
	seconds: int = 600


@dataclass(frozen=True, slots=True)
class LockState:
	"""What is remembered of one account between attempts."""

	failures: int = 0
	locked_until: datetime | None = None
	last_failure_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
	"""What to do with one attempt, and the state to keep."""

	allowed: bool
	state: LockState
	#: Seconds the account stays locked; 0 unless the attempt is refused.
	locked_seconds: int = 0
	#: Attempts that remain should this one fail.
	attempts_left: int = 0


def attempt(state: LockState, rule: LockRule, now: datetime) -> Attempt:
	"""Decide on one more attempt at `now`; while the lock lasts none is counted, nor is the lock prolonged."""
	if rule.limit <= 0:
		return Attempt(True, state)
	if left := locked_seconds(state, now):
		return Attempt(False, state, locked_seconds=left)
	failures = 1 + (0 if _over(state, now) else state.failures)
	until = now + timedelta(seconds=rule.seconds) if failures >= rule.limit else None
	return Attempt(True, LockState(failures, until, now), attempts_left=max(rule.limit - failures, 0))


def locked_seconds(state: LockState, now: datetime) -> int:
	"""Return for how many more whole seconds the account is locked, rounded up; 0 where it is not."""
	if not state.locked_until or state.locked_until <= now:
		return 0
	return -int(-(state.locked_until - now).total_seconds() // 1)


def _over(state: LockState, now: datetime) -> bool:
	if state.locked_until:
		return True  # the lock has been served
	return not state.last_failure_at or now - state.last_failure_at >= FORGET_AFTER
