"""The rules of performance: points by measure, one score from weights, places (SAL-05, SAL-07)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .errors import DomainError
from .performance_enums import PerformancePeriod

FULL = 100.0
#: More than this nobody gets for one measure, so that one figure cannot outweigh all others.
MOST_CAP = 200.0
_MONTHS = {PerformancePeriod.MONTH: 1, PerformancePeriod.QUARTER: 3, PerformancePeriod.YEAR: 12}
Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scale:
	"""How a figure becomes points: 0 at `zero_at`, 100 at `full_at`, evenly between and beyond, at most `cap`.

	Where less is better, `zero_at` is the larger one.
	"""

	zero_at: float
	full_at: float
	cap: float = FULL

	def __post_init__(self) -> None:
		if self.zero_at == self.full_at:
			raise DomainError("no_scale")
		if not FULL <= self.cap <= MOST_CAP:
			raise DomainError("wrong_cap", least=FULL, most=MOST_CAP)


@dataclass(frozen=True, slots=True)
class Counted:
	"""One measure of one person; `points` None where there was nothing to count, e.g. no rating."""

	weight: float
	points: float | None


def check_weights(weights: Iterable[float]) -> None:
	"""Refuse weights that are below 0 or do not make up 100; raises DomainError."""
	given = list(weights)
	if not given:
		raise DomainError("no_measures")
	if any(weight <= 0 for weight in given):
		raise DomainError("weight_not_above_zero")
	if abs(sum(given) - FULL) > 0.005:
		raise DomainError("weights_not_hundred", total=round(sum(given), 2))


def points(value: float | None, scale: Scale) -> float | None:
	"""Return the points of a figure, 0 to the scale's cap; None for no figure."""
	if value is None:
		return None
	share = (value - scale.zero_at) / (scale.full_at - scale.zero_at)
	return min(scale.cap, max(0.0, FULL * share))


def score(measures: Iterable[Counted]) -> float | None:
	"""Return the weighted points; what could not be counted leaves its weight to the others. None without any."""
	known = [(each.weight, each.points) for each in measures if each.points is not None]
	weights = sum(weight for weight, _points in known)
	return sum(weight * got for weight, got in known) / weights if weights else None


def places(scores: Mapping[Who, float | None]) -> dict[Who, int]:
	"""Return everybody's place, the best is 1; equals share one and the next is skipped. Who has no score has no place."""
	order = sorted((round(value, 4) for value in scores.values() if value is not None), reverse=True)
	first = {value: place for place, value in reversed(list(enumerate(order, 1)))}
	return {who: first[round(value, 4)] for who, value in scores.items() if value is not None}


def period_of(day: date, period: PerformancePeriod) -> tuple[date, date]:
	"""Return the first and last day of the period a day lies in."""
	months = _MONTHS[period]
	start = (day.month - 1) // months * months
	following = day.year * 12 + start + months
	return date(day.year, start + 1, 1), date(following // 12, following % 12 + 1, 1) - timedelta(days=1)
