"""The rules of incentives: tiers, shares of a deal, what a score does, caps, and taking back (SAL-05).

All amounts are money to the cent; what does not divide goes by a fixed rule, so that shares make up the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from .errors import DomainError
from .targets import split

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
#: A rate above this is a slip of the pen.
MOST_RATE = 20.0


@dataclass(frozen=True, slots=True)
class Tier:
	"""From this amount on, each further yuan earns `rate` percent."""

	starts_at: float
	rate: float


@dataclass(frozen=True, slots=True)
class Terms:
	"""What a scheme says: tiers, the least score that earns anything, whether the score scales, the cap (0: none)."""

	tiers: tuple[Tier, ...]
	least_score: float = 0.0
	by_score: bool = False
	cap: float = 0.0

	def __post_init__(self) -> None:
		if not self.tiers or self.tiers[0].starts_at != 0:
			raise DomainError("first_tier_at_zero")
		if any(after.starts_at <= before.starts_at for before, after in pairwise(self.tiers)):
			raise DomainError("tiers_do_not_rise")
		if any(not 0 <= tier.rate <= MOST_RATE for tier in self.tiers):
			raise DomainError("wrong_rate", most=MOST_RATE)
		if self.cap < 0 or self.least_score < 0:
			raise DomainError("below_zero")


@dataclass(frozen=True, slots=True)
class Result:
	"""What a period gives: by the tiers, after score and cap, taken back, carried, and to be paid.

	`payable` and `carried_out` are never below 0: what cannot be taken back now is taken back later.
	"""

	by_tiers: float
	earned: float
	taken_back: float
	carried_in: float
	payable: float
	carried_out: float


def by_tiers(base: float, tiers: Sequence[Tier]) -> float:
	"""Return what a base earns, each part of it by the rate of its tier; nothing for 0 or less."""
	total, left = Decimal(0), _money(base)
	ends = [*(_money(tier.starts_at) for tier in tiers[1:]), None]
	for tier, end in zip(tiers, ends, strict=True):
		start = _money(tier.starts_at)
		within = (left if end is None else min(left, end)) - start
		if within <= 0:
			break
		total += within * Decimal(str(tier.rate)) / HUNDRED
	return float(_cents(total))


def shares(amount: float, seller: str, helpers: Sequence[str], helpers_share: float) -> dict[str, float]:
	"""Divide a deal between its seller and those who helped, who have `helpers_share` percent together, evenly.

	The shares make up the amount to the cent; without helpers it is all the seller's. Raises ValueError for a share
	outside 0 to 100.
	"""
	if not 0 <= helpers_share <= 100:
		raise ValueError("a share is from 0 to 100")
	others = sorted({helper for helper in helpers if helper and helper != seller})
	if not others or not helpers_share or amount <= 0:
		return {seller: amount}
	weights = [100 - helpers_share, *([helpers_share / len(others)] * len(others))]
	return dict(zip([seller, *others], split(amount, weights), strict=True))


def settle(base: float, score: float | None, terms: Terms, taken_back: float, carried_in: float) -> Result:
	"""Return what is to be paid for a base of won amounts.

	Below the least score nothing is earned; with `by_score` the score scales it (100 is all of it) before the cap.
	"""
	gross = by_tiers(base, terms.tiers)
	factor = Decimal(1)
	if (score or 0.0) < terms.least_score:
		factor = Decimal(0)
	elif terms.by_score:
		factor = Decimal(str(score or 0.0)) / HUNDRED
	earned = _cents(_money(gross) * factor)
	if terms.cap:
		earned = min(earned, _money(terms.cap))
	owed = _money(taken_back) + _money(carried_in)
	payable = max(Decimal(0), earned - owed)
	return Result(
		by_tiers=gross,
		earned=float(earned),
		taken_back=float(_money(taken_back)),
		carried_in=float(_money(carried_in)),
		payable=float(payable),
		carried_out=float(owed - (earned - payable)),
	)


def by_deal(earned: float, credited: Mapping[str, float]) -> dict[str, float]:
	"""Tell which deal earned how much of the whole, in proportion to what was credited; they make it up to the cent."""
	deals = [deal for deal, amount in credited.items() if amount > 0]
	if not deals or earned <= 0:
		return dict.fromkeys(credited, 0.0)
	parts = split(earned, [credited[deal] for deal in deals])
	return {**dict.fromkeys(credited, 0.0), **dict(zip(deals, parts, strict=True))}


def _money(amount: float) -> Decimal:
	return _cents(Decimal(str(amount)))


def _cents(amount: Decimal) -> Decimal:
	return amount.quantize(CENT, rounding=ROUND_HALF_UP)
