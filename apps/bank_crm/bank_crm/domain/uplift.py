"""What a campaign added: who was turned to against the control group (MKT-13; anchors row 28).

The difference of two independent shares with Newcombe's interval (1998, method 10: two Wilson intervals) and the
pooled two-proportion z test. Shares and differences are fractions of 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
#: With fewer expected in a cell the normal approximation says nothing.
FEWEST_EXPECTED = 5
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Uplift:
	"""The difference between the group turned to and the control group.

	`relative` is the difference as a fraction of the control group's share, None where that is 0. `enough` tells
	whether the groups are large enough for the test; without, nothing is called significant.
	"""

	treated: float
	control: float
	difference: float
	low: float
	high: float
	relative: float | None
	p_value: float
	enough: bool
	significant: bool
	#: Results there would not have been without the campaign.
	added: float


def uplift(
	treated_hits: int, treated: int, control_hits: int, control: int, confidence: float = CONFIDENCE
) -> Uplift | None:
	"""Compare two shares; None while one of the groups is empty.

	Raises ValueError where there are more hits than members, or a negative number.
	"""
	for hits, size in ((treated_hits, treated), (control_hits, control)):
		if not 0 <= hits <= size:
			raise ValueError(f"{hits} of {size}")
	if not treated or not control:
		return None
	share, base = treated_hits / treated, control_hits / control
	low, high = newcombe(treated_hits, treated, control_hits, control, confidence)
	p_value = two_proportions(treated_hits, treated, control_hits, control)
	pooled = (treated_hits + control_hits) / (treated + control)
	enough = min(treated, control) * min(pooled, 1 - pooled) >= FEWEST_EXPECTED
	return Uplift(
		treated=share,
		control=base,
		difference=share - base,
		low=low,
		high=high,
		relative=(share - base) / base if base else None,
		p_value=p_value,
		enough=enough,
		significant=enough and p_value < 1 - confidence,
		added=(share - base) * treated,
	)


def wilson(hits: int, size: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
	"""Return Wilson's score interval of a share, without continuity correction."""
	z = _NORMAL.inv_cdf((1 + confidence) / 2)
	share = hits / size
	middle = share + z * z / (2 * size)
	half = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
	whole = 1 + z * z / size
	return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)


def newcombe(
	hits: int, size: int, base_hits: int, base_size: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
	"""Return the interval of the difference of two shares, first minus second."""
	share, base = hits / size, base_hits / base_size
	low, high = wilson(hits, size, confidence)
	base_low, base_high = wilson(base_hits, base_size, confidence)
	difference = share - base
	below = sqrt((share - low) ** 2 + (base_high - base) ** 2)
	above = sqrt((high - share) ** 2 + (base - base_low) ** 2)
	return max(difference - below, -1.0), min(difference + above, 1.0)


def two_proportions(hits: int, size: int, base_hits: int, base_size: int) -> float:
	"""Return the two-sided p value of equal shares; 1 where all or none are hits."""
	pooled = (hits + base_hits) / (size + base_size)
	error = sqrt(pooled * (1 - pooled) * (1 / size + 1 / base_size))
	if not error:
		return 1.0
	z = (hits / size - base_hits / base_size) / error
	return 2 * (1 - _NORMAL.cdf(abs(z)))
