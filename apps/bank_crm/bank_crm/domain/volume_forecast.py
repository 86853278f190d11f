"""The rules of the statistical forecast: back-tests, which method is chosen, how good it was (SAL-03).

A method is a function of a history and a horizon, so that the rules know no library. Each is tried on the past: the
last months are hidden, forecast from what was known before, and compared. The seasonal-naive one – a month is as it was
a year before – is always among them, so that none that does worse is ever chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from statistics import NormalDist, fmean

from .errors import DomainError

#: The share of months that should lie within the interval.
COVERED = 0.8
#: How many months a back-test looks ahead, how many times at most it is done, and what it leaves to learn from.
TEST_HORIZON, MOST_FOLDS = 3, 6
YEAR = 12


@dataclass(frozen=True, slots=True)
class Point:
	"""One month ahead, with the bounds within which it should lie."""

	value: float
	low: float
	high: float


Method = Callable[[Sequence[float], int], Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Trial:
	"""How a method did: mean error, the same in percent of the volumes, the share within bounds; None if it failed.

	`stretch` is how many times wider its bounds have to be for the share that should lie within; never below 1.
	"""

	error: float | None
	percent: float | None
	within: float | None
	tests: int
	stretch: float = 1.0

	@property
	def worked(self) -> bool:
		"""Tell whether the method could be tried at all."""
		return self.error is not None


@dataclass(frozen=True, slots=True)
class Choice:
	"""The method that did best, beside the seasonal-naive one."""

	method: str
	trial: Trial
	naive: Trial

	@property
	def skill(self) -> float:
		"""Return by how much of the naive error it is better, 0 to 1."""
		if not self.naive.error or self.trial.error is None:
			return 0.0
		return 1 - self.trial.error / self.naive.error


def seasonal_naive(season: int) -> Method:
	"""Return the method that repeats the last season; with less than one, the last month.

	Its bounds are as wide as its own past errors, wider with each season ahead.
	"""

	def carry_on(history: Sequence[float], horizon: int) -> list[Point]:
		if not history:
			raise DomainError("no_history")
		step = season if len(history) >= season else 1
		errors = [after - before for before, after in zip(history, history[step:], strict=False)]
		spread = sqrt(fmean(error * error for error in errors)) if errors else abs(history[-1]) / 2
		width = NormalDist().inv_cdf((1 + COVERED) / 2) * spread
		found = []
		for ahead in range(horizon):
			value = history[len(history) - step + ahead % step]
			wide = width * sqrt(1 + ahead // step)
			found.append(Point(value, value - wide, value + wide))
		return found

	return carry_on


def try_out(method: Method, history: Sequence[float], season: int) -> Trial:
	"""Test a method on the past, from several moments; a method that fails at one of them has failed."""
	origins = fold_origins(len(history), season)
	errors: list[float] = []
	missed: list[float] = []
	hits, sizes = 0, 0.0
	for origin in origins:
		ahead = min(TEST_HORIZON, len(history) - origin)
		try:
			points = method(history[:origin], ahead)
		except (ArithmeticError, DomainError, ValueError):
			return Trial(None, None, None, 0)
		for point, came in zip(points, history[origin : origin + ahead], strict=True):
			if point.value != point.value or abs(point.value) == float("inf"):
				return Trial(None, None, None, 0)
			errors.append(abs(point.value - came))
			half = (point.high - point.low) / 2
			missed.append(errors[-1] / half if half > 0 else 1.0)
			hits += point.low <= came <= point.high
			sizes += abs(came)
	if not errors:
		return Trial(None, None, None, 0)
	share = 100 * sum(errors) / sizes if sizes else None
	place = min(len(missed), ceil((len(missed) + 1) * COVERED)) - 1
	return Trial(fmean(errors), share, hits / len(errors), len(errors), max(1.0, sorted(missed)[place]))


def widened(points: Sequence[Point], stretch: float) -> list[Point]:
	"""Return points with bounds as many times as wide, so that they hold what the back-test asked of them."""
	return [
		Point(
			one.value,
			one.value - stretch * (one.value - one.low),
			one.value + stretch * (one.high - one.value),
		)
		for one in points
	]


def fold_origins(months: int, season: int) -> list[int]:
	"""Return after how many months each back-test begins, the first one first; none for a history that is too short."""
	least = season + 1 if months > season + 1 else max(2, months // 2)
	last = months - 1
	return [origin for origin in range(last - MOST_FOLDS + 1, last + 1) if origin >= least]


def choose(trials: Mapping[str, Trial], naive: str) -> Choice:
	"""Return the method with the smallest error; of equals the seasonal-naive one. DomainError if that one failed."""
	base = trials[naive]
	if base.error is None:
		raise DomainError("history_too_short")
	best = min(
		(name for name, trial in trials.items() if trial.error is not None),
		key=lambda name: (trials[name].error, name != naive, name),
	)
	return Choice(best, trials[best], base)


def complete(volumes: Mapping[date, float], first: date, last: date) -> list[tuple[date, float]]:
	"""Return every month from `first` to `last` with its volume; a month without one had none."""
	found, index = [], first.year * YEAR + first.month - 1
	while index <= last.year * YEAR + last.month - 1:
		month = date(index // YEAR, index % YEAR + 1, 1)
		found.append((month, float(volumes.get(month, 0.0))))
		index += 1
	return found


def not_below_zero(points: Sequence[Point]) -> list[Point]:
	"""Return points of a volume that cannot be below 0."""
	return [Point(*(max(0.0, each) for each in (one.value, one.low, one.high))) for one in points]
