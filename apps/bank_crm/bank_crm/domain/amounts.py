"""Large amounts as people say them: 亿 and 万 in Chinese, billion and million elsewhere."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CHINESE_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
CHINESE_CHART_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 6, "百万"), (Decimal(10) ** 4, "万"))
OTHER_UNITS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
	"""A figure with thousands separators and two decimals, and the unit it counts in ("" for one)."""

	figure: str
	unit: str

	def __str__(self) -> str:
		return f"{self.figure} {self.unit}".rstrip()


def shorten(amount: Decimal, *, chinese: bool) -> Amount:
	"""Express `amount` in the largest unit it reaches; the sign is kept."""
	for size, unit in CHINESE_UNITS if chinese else OTHER_UNITS:
		if abs(amount) >= size:
			return Amount(_figure(amount / size), unit)
	return Amount(_figure(amount), "")


def chart_unit(largest: Decimal, *, chinese: bool) -> tuple[Decimal, str]:
	"""The divisor and unit in which a chart whose largest value is `largest` has axis figures of 1 to 3 digits."""
	units = CHINESE_CHART_UNITS if chinese else OTHER_UNITS
	for size, unit in units:
		if abs(largest) >= 10 * size:
			return size, unit
	return units[-1]


def _figure(value: Decimal) -> str:
	return f"{value.quantize(CENTS, ROUND_HALF_UP):,}"
