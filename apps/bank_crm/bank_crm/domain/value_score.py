"""What a customer's consumption is worth to the bank: recency, frequency, money (SEG-18).

Each of the three is graded 1 to 5 by where the customer stands among all who consumed in the window; the score is
the weighted mean of the grades in percent. Nobody who consumed nothing has a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

from .enums import TransactionType

GRADES = 5
#: What counts as consumption: paying by card and buying products.
CONSUMPTION = (TransactionType.CARD_SPEND, TransactionType.PURCHASE)
T = TypeVar("T", date, int, Decimal)


@dataclass(frozen=True, slots=True)
class Weights:
	"""Shares of the score, together 100."""

	recency: int = 20
	frequency: int = 30
	money: int = 50


@dataclass(frozen=True, slots=True)
class ValueRule:
	"""The window, in days, and the weights."""

	window_days: int = 365
	weights: Weights = field(default_factory=Weights)

	def since(self, today: date) -> date:
		"""Return the first day that counts."""
		return today - timedelta(days=self.window_days)


@dataclass(frozen=True, slots=True)
class Limits(Generic[T]):
	"""The figures at which grades 2 to 5 begin, in rising order; grade 1 needs none."""

	begins: tuple[T, ...]

	@classmethod
	def of(cls, lowest: Sequence[T]) -> Limits[T]:
		"""Take the lowest figure of each fifth, from the weakest fifth; there may be fewer than five."""
		return cls(tuple(sorted(lowest))[1:])

	def grade(self, figure: T) -> int:
		"""Return 1 to 5."""
		return 1 + sum(figure >= begin for begin in self.begins)


@dataclass(frozen=True, slots=True)
class Standing:
	"""Where the bank's customers stand: limits of the last day, the number and the sum of consumption."""

	recency: Limits[date]
	frequency: Limits[int]
	money: Limits[Decimal]


def value_score(recency: int, frequency: int, money: int, weights: Weights) -> int:
	"""Return 20 to 100 of three grades."""
	total = weights.recency * recency + weights.frequency * frequency + weights.money * money
	return int((Decimal(total) / GRADES).quantize(Decimal(1), ROUND_HALF_UP))
