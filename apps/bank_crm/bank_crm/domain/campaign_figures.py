"""The rates of a campaign (requirements 1.11): participation = participants ÷ reached, conversion = purchases ÷ participants."""

from __future__ import annotations

from .campaign_enums import GoalMetric


def percent(part: int | float, whole: int | float) -> float:
	"""Return `part` of `whole` in percent with two decimals; 0 of nothing."""
	return round(100 * part / whole, 2) if whole else 0.0


def achieved(
	metric: str, *, reached: int, participants: int, claims: int, purchases: int, amount: float
) -> float:
	"""Return what a goal's metric stands at; an unknown or empty metric is at 0."""
	return {
		GoalMetric.REACHED.value: reached,
		GoalMetric.PARTICIPANTS.value: participants,
		GoalMetric.CLAIMS.value: claims,
		GoalMetric.PURCHASES.value: purchases,
		GoalMetric.AMOUNT.value: amount,
	}.get(metric, 0)
