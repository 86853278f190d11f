"""The stages of the relationship, rule by rule (CUS-17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bank_crm.domain.enums import RelationshipStage as Stage
from bank_crm.domain.relationship_stage import StageFacts, StageReason, StageRule, relationship_stage

NOW = datetime(2026, 11, 22, 3, 0)
RULE = StageRule()
STEADY = StageFacts(
	stage=Stage.ACTIVE,
	stage_since=date(2026, 1, 1),
	products=2,
	known_since=date(2020, 5, 1),
	last_step=NOW - timedelta(days=2),
	assets=100_000,
	month_ends=(100_000, 100_000, 100_000, 100_000),
)
CASES = {
	"steady": ({}, Stage.ACTIVE, StageReason.IN_USE),
	"nothing bought yet": (
		{"stage": Stage.PROSPECT, "products": 0, "last_step": None},
		Stage.PROSPECT,
		StageReason.NO_PRODUCT_YET,
	),
	"nothing left": ({"products": 0}, Stage.CHURNED, StageReason.NO_PRODUCT_LEFT),
	"a prospect who was active once": (
		{"stage": Stage.PROSPECT, "products": 0},
		Stage.CHURNED,
		StageReason.NO_PRODUCT_LEFT,
	),
	"silent and small": (
		{"last_step": NOW - timedelta(days=181), "assets": 9_999.99},
		Stage.CHURNED,
		StageReason.SILENT_AND_SMALL,
	),
	"silent but not small": (
		{"last_step": NOW - timedelta(days=181), "assets": 10_000},
		Stage.AT_RISK,
		StageReason.SILENT,
	),
	"back again": ({"stage": Stage.CHURNED}, Stage.WON_BACK, StageReason.BACK_AGAIN),
	"back for 90 days": (
		{"stage": Stage.WON_BACK, "stage_since": NOW.date() - timedelta(days=90)},
		Stage.WON_BACK,
		StageReason.BACK_AGAIN,
	),
	"back for longer": (
		{"stage": Stage.WON_BACK, "stage_since": NOW.date() - timedelta(days=91)},
		Stage.ACTIVE,
		StageReason.IN_USE,
	),
	"opened 90 days ago": (
		{"known_since": NOW.date() - timedelta(days=90)},
		Stage.NEW,
		StageReason.RECENTLY_OPENED,
	),
	"opened 91 days ago": (
		{"known_since": NOW.date() - timedelta(days=91)},
		Stage.ACTIVE,
		StageReason.IN_USE,
	),
	"falling": ({"month_ends": (80_000, 90_000, 95_000, 100_000)}, Stage.AT_RISK, StageReason.ASSETS_FALLING),
	"falling a little": ({"month_ends": (97_000, 98_000, 99_000, 100_000)}, Stage.ACTIVE, StageReason.IN_USE),
	"falling with a pause": (
		{"month_ends": (50_000, 90_000, 90_000, 100_000)},
		Stage.ACTIVE,
		StageReason.IN_USE,
	),
	"a month-end missing": (
		{"month_ends": (10_000, None, 90_000, 100_000)},
		Stage.ACTIVE,
		StageReason.IN_USE,
	),
	"silent": ({"last_step": NOW - timedelta(days=91)}, Stage.AT_RISK, StageReason.SILENT),
	"never a step, known for long": ({"last_step": None}, Stage.AT_RISK, StageReason.SILENT),
	"growing": (
		{"month_ends": (130_001, 120_000, 110_000, 100_000)},
		Stage.GROWING,
		StageReason.ASSETS_GROWING,
	),
	"growing from next to nothing": ({"month_ends": (500, 10, 5, 1)}, Stage.ACTIVE, StageReason.IN_USE),
}


@pytest.mark.parametrize(("change", "stage", "reason"), CASES.values(), ids=CASES)
def test_CUS_17_each_rule_decides_at_its_limit(change: dict, stage: Stage, reason: StageReason):
	assert relationship_stage(replace(STEADY, **change), NOW, RULE) == (stage, reason)


def test_CUS_17_the_limits_are_the_banks():
	short = StageRule(decline_months=1, decline_share=0.5)
	falling = replace(STEADY, month_ends=(40_000, 100_000))
	assert relationship_stage(falling, NOW, short)[0] == Stage.AT_RISK
	assert relationship_stage(falling, NOW, RULE)[0] == Stage.ACTIVE
