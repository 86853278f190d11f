"""The clock of a promise: when it is due, when to warn, and where it stands (SVC-14, SVC-17).

Late is what comes after the due moment. The due moment is the first at which the promised business time has passed,
what lay in pauses left out; so it is found anew from the whole history whenever something changes: a pause, another
priority (the whole time then counts against the new promise), other business hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

from .business_time import BusinessTime
from .service_enums import ClockState


@dataclass(frozen=True, slots=True)
class Pause:
	"""A time that does not count; `until` None: it still goes on."""

	since: datetime
	until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
	"""Business seconds promised, and the share of them (0 to 1) after which a warning is due; 0 or 1: none."""

	seconds: int
	warn_at: float = 0.0

	@property
	def warn_seconds(self) -> int:
		"""Business seconds until the warning; 0 means no warning."""
		return floor(self.seconds * self.warn_at) if 0 < self.warn_at < 1 else 0


@dataclass(frozen=True, slots=True)
class Reading:
	"""Where a clock stands. `due` and `warn` are None while a pause keeps them open; `taken` in business seconds."""

	state: ClockState
	due: datetime | None
	warn: datetime | None
	taken: int

	@property
	def is_live(self) -> bool:
		"""Whether time is running: nothing is done yet and no pause goes on."""
		return self.state in (ClockState.RUNNING, ClockState.WARNED, ClockState.BREACHED)


def read(
	promise: Promise,
	time: BusinessTime,
	started: datetime,
	now: datetime,
	*,
	stopped: datetime | None = None,
	pauses: Iterable[Pause] = (),
) -> Reading:
	"""Read a clock at `now`. Raises NoBusinessHoursError for a calendar that never opens."""
	gaps = merge(pauses, started)
	due = due_moment(time, started, promise.seconds, gaps)
	warn = due_moment(time, started, promise.warn_seconds, gaps) if promise.warn_seconds else None
	end = min(now, stopped) if stopped else now
	taken = worked(time, started, end, gaps)
	if stopped is not None:
		met = due is None or stopped <= due
		return Reading(ClockState.MET if met else ClockState.MISSED, due, warn, taken)
	if due is not None and now > due:
		return Reading(ClockState.BREACHED, due, warn, taken)
	if any(gap.since <= now and (gap.until is None or now < gap.until) for gap in gaps):
		return Reading(ClockState.PAUSED, due, warn, taken)
	warned = warn is not None and now > warn
	return Reading(ClockState.WARNED if warned else ClockState.RUNNING, due, warn, taken)


def due_moment(
	time: BusinessTime, started: datetime, seconds: int, gaps: Sequence[Pause] = ()
) -> datetime | None:
	"""Return the first moment at which `seconds` of business time have passed outside the gaps.

	The gaps are those `merge` returns. None while an open gap keeps it from being reached.
	"""
	begin, left = started, seconds
	for gap in gaps:
		here = time.between(begin, gap.since)
		if here >= left:
			break
		left -= here
		if gap.until is None:
			return None
		begin = gap.until
	return time.add(begin, left)


def worked(time: BusinessTime, started: datetime, end: datetime, gaps: Sequence[Pause] = ()) -> int:
	"""Return the business seconds from `started` to `end` outside the gaps."""
	total, begin = 0, started
	for gap in gaps:
		if gap.since >= end:
			break
		total += time.between(begin, gap.since)
		if gap.until is None or gap.until >= end:
			return total
		begin = gap.until
	return total + time.between(begin, end)


def merge(pauses: Iterable[Pause], started: datetime) -> list[Pause]:
	"""Return the pauses after the start in order, overlapping and touching ones as one."""
	merged: list[Pause] = []
	for pause in sorted(pauses, key=lambda each: each.since):
		if pause.until is not None and pause.until <= max(pause.since, started):
			continue
		since = max(pause.since, started)
		if not merged or (merged[-1].until is not None and since > merged[-1].until):
			merged.append(Pause(since, pause.until))
		elif merged[-1].until is not None:
			later = None if pause.until is None else max(pause.until, merged[-1].until)
			merged[-1] = Pause(merged[-1].since, later)
	return merged
