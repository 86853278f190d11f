"""Who makes a campaign's calls, and what an outcome means for the next one (MKT-02, MKT-09)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .campaign_enums import CallState
from .errors import DomainError


@dataclass(frozen=True, slots=True)
class Outcome:
	"""What is known of a way a call may end."""

	talked: bool = False
	needs_time: bool = False
	retry_hours: int = 0


@dataclass(frozen=True, slots=True)
class Step:
	"""What becomes of a call; `due_at` only while it stays open, `agreed` where the customer named the time."""

	state: CallState
	due_at: datetime | None = None
	agreed: bool = False


class TimeMissing(DomainError):
	"""The outcome asks when to call again, and no time to come was given."""


def follow(outcome: Outcome, attempts: int, most: int, now: datetime, wanted: datetime | None) -> Step:
	"""Return what follows a call that was the `attempts`-th; raises TimeMissing.

	A time the customer named is kept whatever the number of calls; trying again ends with the most calls.
	"""
	if outcome.needs_time:
		if wanted is None or wanted <= now:
			raise TimeMissing("time_missing")
		return Step(CallState.OPEN, wanted, agreed=True)
	if outcome.retry_hours and attempts < most:
		return Step(CallState.OPEN, now + timedelta(hours=outcome.retry_hours))
	return Step(CallState.DONE)


@dataclass(frozen=True, slots=True)
class Whose:
	"""A customer to be called: who looks after him or her, and the branch with those above it, nearest first."""

	customer: str
	manager: str | None
	branches: tuple[str, ...]


def share(
	customers: Iterable[Whose], loads: Mapping[str, int], staff: Mapping[str, Iterable[str]]
) -> dict[str, str | None]:
	"""Return customer → who calls; None where nobody can.

	Who looks after the customer comes first, whatever the load. Else whoever has least to call of those who work in the
	branch, or below the nearest one above it where anybody does. `loads` has everybody who may call with the calls that
	are open; `staff` has, by branch, who works in it or below it.
	"""
	now = dict(loads)
	queues: dict[str, list[tuple[int, str]]] = {}
	for branch, users in staff.items():
		queues[branch] = [(now[user], user) for user in sorted(set(users)) if user in now]
		heapq.heapify(queues[branch])
	found: dict[str, str | None] = {}
	for one in customers:
		caller = one.manager if one.manager in now else None
		if caller is None:
			queue = next((queues[name] for name in one.branches if queues.get(name)), None)
			caller = _least(queue, now) if queue else None
		if caller is not None:
			now[caller] += 1
		found[one.customer] = caller
	return found


def _least(queue: list[tuple[int, str]], now: Mapping[str, int]) -> str:
	"""The one with least; entries that were overtaken by calls of another branch are put right on the way."""
	while True:
		load, user = queue[0]
		if load == now[user]:
			heapq.heapreplace(queue, (load + 1, user))
			return user
		heapq.heapreplace(queue, (now[user], user))
