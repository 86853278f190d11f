"""What those who did something have in common, against those who did not (共性特征; MKT-12, MKT-23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .uplift import two_proportions

PRODUCT = "product"
#: Attributes compared by bands: the first value of each band (years, yuan); the last band is open.
BANDS: dict[str, tuple[int, ...]] = {
	"age": (0, 25, 35, 45, 55, 65),
	"total_aum": (0, 50_000, 200_000, 500_000, 1_000_000, 6_000_000),
}
#: Below this multiple of the others' share a feature tells nothing.
LEAST_LIFT = 1.2
#: At least so many of those who did it have a common feature.
LEAST_SHARE = 0.1
LARGEST_P = 0.05


def band(attribute: str, value: str) -> tuple[int, int | None]:
	"""Return the first value of a band and the first beyond it, None for the last one."""
	bands = BANDS[attribute]
	place = bands.index(int(value))
	return bands[place], bands[place + 1] if place + 1 < len(bands) else None


@dataclass(frozen=True, slots=True)
class Feature:
	"""A value of an attribute: `hits` of those who did it have it, `others` of those who did not. Shares of 1."""

	attribute: str
	value: str
	hits: int
	others: int
	hit_share: float
	other_share: float
	#: How many times as often as among the others; None where none of the others has it.
	lift: float | None
	#: Of those with the feature, the share who did it.
	rate: float
	p_value: float

	@property
	def common(self) -> bool:
		"""Whether it tells those who did it apart: frequent, clearly more frequent, and no chance."""
		clear = self.lift is None or self.lift >= LEAST_LIFT
		return clear and self.hit_share >= LEAST_SHARE and self.p_value < LARGEST_P


def features(counts: Iterable[tuple[str, str, int, int]], hits: int, others: int) -> list[Feature]:
	"""Return the features of (attribute, value, hits, others) counts, those that tell most first.

	`hits` and `others` are how many did it and did not in all; none where one of them is 0.
	"""
	if not hits or not others:
		return []
	found = [
		Feature(
			attribute,
			value,
			had,
			had_not,
			had / hits,
			had_not / others,
			(had / hits) / (had_not / others) if had_not else None,
			had / (had + had_not),
			two_proportions(had, hits, had_not, others),
		)
		for attribute, value, had, had_not in counts
		if had + had_not
	]
	return sorted(
		found, key=lambda one: (not one.common, -(one.hit_share - one.other_share), one.attribute, one.value)
	)
