"""What answers amount to: NPS, satisfaction, effort, and who may look at how few of them (SUR-01, SUR-04)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

#: Of an anonymous survey no group smaller than this is shown: in smaller ones a person could be recognised.
SMALLEST_GROUP = 5
PROMOTERS_FROM = 9
DETRACTORS_TO = 6
SATISFIED_FROM = 4
#: Effort on a scale of seven on which 7 is the least effort.
EASY_FROM = 5


@dataclass(frozen=True, slots=True)
class Score:
	"""One figure over `n` answers; `value` is None where there are none."""

	n: int
	value: float | None
	mean: float | None


def nps(counts: Mapping[int, int]) -> Score:
	"""Return share of 9–10 minus share of 0–6, in points from -100 to 100, one decimal."""
	n = sum(counts.values())
	if not n:
		return Score(0, None, None)
	promoters = sum(count for value, count in counts.items() if value >= PROMOTERS_FROM)
	detractors = sum(count for value, count in counts.items() if value <= DETRACTORS_TO)
	return Score(n, round((promoters - detractors) * 100 / n, 1), _mean(counts, n))


def nps_margin(counts: Mapping[int, int]) -> float | None:
	"""Return half the width of the 95 % interval of an NPS in points; None below two answers."""
	n = sum(counts.values())
	if n < 2:
		return None
	promoters = sum(count for value, count in counts.items() if value >= PROMOTERS_FROM) / n
	detractors = sum(count for value, count in counts.items() if value <= DETRACTORS_TO) / n
	variance = promoters + detractors - (promoters - detractors) ** 2
	return round(196 * math.sqrt(variance / n), 1)


def csat(counts: Mapping[int, int]) -> Score:
	"""Return the share of 4 and 5 on the scale of five, in percent."""
	return _share(counts, SATISFIED_FROM)


def ces(counts: Mapping[int, int]) -> Score:
	"""Return the share of 5 to 7 on the scale of seven, in percent."""
	return _share(counts, EASY_FROM)


def mean(counts: Mapping[int, int]) -> Score:
	"""Return the mean of any scale, two decimals."""
	n = sum(counts.values())
	average = _mean(counts, n) if n else None
	return Score(n, average, average)


def too_few(n: int, *, anonymous: bool) -> bool:
	"""Whether a group of `n` people is not to be shown by itself."""
	return anonymous and 0 < n < SMALLEST_GROUP


def _share(counts: Mapping[int, int], least: int) -> Score:
	n = sum(counts.values())
	if not n:
		return Score(0, None, None)
	good = sum(count for value, count in counts.items() if value >= least)
	return Score(n, round(good * 100 / n, 1), _mean(counts, n))


def _mean(counts: Mapping[int, int], n: int) -> float:
	return round(sum(value * count for value, count in counts.items()) / n, 2)
