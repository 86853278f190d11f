"""Large amounts as people say them."""

from decimal import Decimal

import pytest

from bank_crm.domain.amounts import chart_unit, shorten


@pytest.mark.parametrize(
	("amount", "chinese", "shown"),
	[
		("0", True, "0.00"),
		("9999.99", True, "9,999.99"),
		("10000", True, "1.00 万"),
		("65824800", True, "6,582.48 万"),
		("99999999.99", True, "10,000.00 万"),
		("100000000", True, "1.00 亿"),
		("-250000000", True, "-2.50 亿"),
		("123.005", True, "123.01"),
		("999999", False, "999,999.00"),
		("1500000", False, "1.50 m"),
		("2000000000", False, "2.00 bn"),
	],
)
def test_shorten(amount: str, chinese: bool, shown: str) -> None:
	assert str(shorten(Decimal(amount), chinese=chinese)) == shown


@pytest.mark.parametrize(
	("largest", "unit"),
	[
		("0", "万"),
		("999999", "万"),
		("9999999", "万"),
		("10000000", "百万"),
		("999999999", "百万"),
		("1000000000", "亿"),
	],
)
def test_a_chart_keeps_short_figures(largest: str, unit: str) -> None:
	size, name = chart_unit(Decimal(largest), chinese=True)
	assert name == unit
	assert Decimal(largest) / size < 1000
