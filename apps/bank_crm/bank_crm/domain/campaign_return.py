"""What a campaign cost and brought (MKT-13, ANA-02; requirements 1.8: ROI = (benefit − cost) ÷ cost). Amounts in yuan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .campaign_enums import CostKind


@dataclass(frozen=True, slots=True)
class Return:
	"""A campaign's input and output; ratios are None while there is no cost, or nothing to divide by."""

	cost: float
	benefit: float
	#: Benefit per yuan spent (投入产出比).
	ratio: float | None
	#: (benefit − cost) ÷ cost in percent.
	roi: float | None
	per_participant: float | None
	per_purchase: float | None


def cost_of(costs: Iterable[tuple[str, float]], messages: float) -> float:
	"""Add up what was really spent: booked costs (kind, amount) and what messages took from prepaid accounts.

	Booked message costs count only where no prepaid account was charged, so that nothing counts twice.
	"""
	other = booked = 0.0
	for kind, amount in costs:
		if kind == CostKind.MESSAGES.value:
			booked += amount
		else:
			other += amount
	return round(other + (messages or booked), 2)


def returned(cost: float, amount: float, return_percent: float, participants: int, purchases: int) -> Return:
	"""Return what came of a campaign; `return_percent` is what the bank earns on the amount in a year."""
	benefit = round(amount * return_percent / 100, 2)
	return Return(
		cost=cost,
		benefit=benefit,
		ratio=round(benefit / cost, 2) if cost else None,
		roi=round(100 * (benefit - cost) / cost, 2) if cost else None,
		per_participant=round(cost / participants, 2) if participants else None,
		per_purchase=round(cost / purchases, 2) if purchases else None,
	)
