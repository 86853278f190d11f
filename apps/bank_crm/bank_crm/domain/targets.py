"""The rules of targets: periods, breaking down so that sums hold, progress and where it leads (SAL-04, SAL-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from .errors import DomainError
from .sales_enums import TargetPeriod

_MONTHS = {TargetPeriod.MONTH: 1, TargetPeriod.QUARTER: 3, TargetPeriod.YEAR: 12}
CENT = Decimal("0.01")
#: Before this share of its period has passed nothing is said of a target that is behind, and so often while it stays so.
EARLIEST, AGAIN_AFTER = 0.1, timedelta(days=7)
#: Up to this share of what should be there by now a target counts as on its way.
ON_TRACK = 0.9


@dataclass(frozen=True, slots=True)
class Progress:
	"""How a target stands: shares of 1, `expected` by today, `projected` at this pace by the end; None before it begins."""

	achieved: float
	share: float
	elapsed: float
	expected: float
	projected: float | None

	@property
	def on_track(self) -> bool:
		"""Tell whether nearly as much is there as should be by now."""
		return self.achieved >= self.expected * ON_TRACK


def last_day(first: date, period: TargetPeriod) -> date:
	"""Return the last day of the period that begins on `first`; DomainError if none begins there."""
	months = _MONTHS[period]
	if first.day != 1 or (first.month - 1) % months:
		raise DomainError("not_a_beginning", period=period.value)
	index = first.year * 12 + first.month - 1 + months
	return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def last_complete(first: date, period: TargetPeriod, today: date) -> tuple[date, date]:
	"""Return the first and last day of the latest period of this length that ends before `first` and before `today`."""
	begins = first
	while True:
		index = begins.year * 12 + begins.month - 1 - _MONTHS[period]
		begins = date(index // 12, index % 12 + 1, 1)
		last = last_day(begins, period)
		if last < today:
			return begins, last


def weights_of(reached: Sequence[float]) -> list[float]:
	"""Weigh holders by what they reached; who has nothing yet weighs what the others do on average, nobody alike."""
	known = [value for value in reached if value > 0]
	average = sum(known) / len(known) if known else 1.0
	return [value if value > 0 else average for value in reached]


def split(total: float, weights: Sequence[float], *, whole: bool = False) -> list[float]:
	"""Divide a target by weights so that the parts make up the whole, to the cent or to whole numbers.

	What does not divide goes to the parts that lost most by rounding, of equals the first. Raises ValueError for
	weights below 0 or without any.
	"""
	if not weights or any(weight < 0 for weight in weights) or not any(weights):
		raise ValueError("weights are 0 or more, and not all 0")
	step = Decimal(1) if whole else CENT
	given, shares = Decimal(str(total)), [Decimal(str(weight)) for weight in weights]
	exact = [given * share / sum(shares) for share in shares]
	parts = [part.quantize(step, rounding=ROUND_DOWN) for part in exact]
	left = int((given - sum(parts)) / step)
	order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
	for place in order[:left]:
		parts[place] += step
	rest = given - sum(parts)  # a whole target of 10.5 in whole parts: the first one keeps the rest
	parts[0] += rest
	return [float(part) for part in parts]


def surplus(total: float, parts: Sequence[float]) -> float:
	"""Return by how much the parts are more than the whole, to the cent; below 0 by how much they are less."""
	return float(sum((Decimal(str(part)) for part in parts), -Decimal(str(total))).quantize(CENT))


def is_to_be_told(now: Progress, told_on: date | None, today: date) -> bool:
	"""Tell whether somebody hears today that a target is behind: at first, and again each week it stays so."""
	if now.on_track or now.elapsed < EARLIEST:
		return False
	return told_on is None or today - told_on >= AGAIN_AFTER


def progress(target: float, achieved: float, first: date, last: date, today: date) -> Progress:
	"""Return how a target stands on a day; before it begins nothing is expected."""
	days = (last - first).days + 1
	gone = max(0, min(days, (today - first).days + 1))
	elapsed = gone / days
	return Progress(
		achieved=achieved,
		share=achieved / target if target else 0.0,
		elapsed=elapsed,
		expected=target * elapsed,
		projected=achieved / elapsed if gone else None,
	)
