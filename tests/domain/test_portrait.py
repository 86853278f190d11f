"""What a portrait's figures mean (CUS-21)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bank_crm.domain.customer_enums import ConsumptionLevel, FlowTrend, Potential
from bank_crm.domain.portrait import (
	PortraitRule,
	PotentialReason,
	Signals,
	consumption_level,
	flow_trend,
	largest,
	potential,
)

RULE = PortraitRule()
NOTHING = Signals(assets=0, savings=0, looks=0, interest_held=False, trend=None, open_needs=0)


@pytest.mark.parametrize(
	("spend", "level"),
	[
		(0, ConsumptionLevel.NONE),
		(0.01, ConsumptionLevel.LOW),
		(2_999.99, ConsumptionLevel.LOW),
		(3_000, ConsumptionLevel.MEDIUM),
		(20_000, ConsumptionLevel.HIGH),
	],
)
def test_CUS_21_consumption_by_what_a_month_costs(spend: float, level: ConsumptionLevel):
	assert consumption_level(spend, RULE) == level


@pytest.mark.parametrize(
	("money_in", "money_out", "trend"),
	[
		(0, 0, None),
		(121, 100, FlowTrend.INFLOW),
		(120, 100, FlowTrend.BALANCED),
		(100, 121, FlowTrend.OUTFLOW),
		(0, 1, FlowTrend.OUTFLOW),
	],
)
def test_CUS_21_flow_of_funds(money_in: float, money_out: float, trend: FlowTrend | None):
	assert flow_trend(money_in, money_out, RULE) == trend


def test_CUS_21_the_largest_is_the_first_of_equal_ones():
	assert largest({"a": 1, "b": 2, "c": 2}) == "b"
	assert largest({"a": 0, "b": 0}) is None
	assert largest({}) is None


def test_CUS_21_potential_counts_its_reasons():
	assert potential(NOTHING, RULE) == (Potential.LOW, [])
	idle = replace(NOTHING, assets=100_000, savings=70_000)
	assert potential(idle, RULE) == (Potential.MEDIUM, [PotentialReason.IDLE_SAVINGS])
	assert potential(replace(idle, savings=69_999), RULE)[0] == Potential.LOW
	assert potential(replace(idle, open_needs=1), RULE)[0] == Potential.HIGH
	assert potential(replace(NOTHING, looks=2), RULE)[1] == [PotentialReason.LOOKED_AT]
	assert potential(replace(NOTHING, looks=2, interest_held=True), RULE)[1] == []
	assert potential(replace(NOTHING, trend=FlowTrend.INFLOW), RULE)[1] == [PotentialReason.MONEY_COMES_IN]
