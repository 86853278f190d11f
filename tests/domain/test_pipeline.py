"""The rules of sales pipelines (SAL-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from bank_crm.domain import pipeline as rules
from bank_crm.domain.errors import DomainError
from bank_crm.domain.pipeline import Facts, Pipeline, Stage
from bank_crm.domain.sales_enums import ForecastCategory, OpportunityOutcome, StageRequirement

WON = Stage("won", 100, OpportunityOutcome.WON, ForecastCategory.CLOSED)
LOST = Stage("lost", 0, OpportunityOutcome.LOST, ForecastCategory.OMITTED)


def make(*probabilities: float, **more: object) -> Pipeline:
	opened = [Stage(f"s{place}", each, stale_after=7) for place, each in enumerate(probabilities)]
	return Pipeline((*opened, WON, LOST), **more)


def any_pipeline(chance: Random) -> Pipeline:
	return make(*sorted(chance.randint(0, 99) for _turn in range(chance.randint(1, 7))))


EVERY_CHANCE = pytest.mark.parametrize("chance", [Random(seed) for seed in range(40)], ids=range(40))


def code_of(pipeline: Pipeline) -> str:
	with pytest.raises(DomainError) as error:
		rules.check(pipeline)
	return error.value.code


@EVERY_CHANCE
def test_SAL_02_a_pipeline_of_rising_stages_is_sound_and_every_stage_leads_to_an_end(chance: Random):
	pipeline = any_pipeline(chance)
	rules.check(pipeline)
	for stage in pipeline.stages:
		ways = pipeline.allowed(stage.name)
		assert stage.name not in ways
		assert set(ways) <= {each.name for each in pipeline.stages}
		assert ("won" in ways and "lost" in ways) is stage.is_open
		assert bool(ways) is stage.is_open, "an end is final"


@EVERY_CHANCE
def test_SAL_02_by_default_one_step_ahead_and_any_step_back(chance: Random):
	pipeline = any_pipeline(chance)
	opened = [stage.name for stage in pipeline.stages if stage.is_open]
	place = chance.randrange(len(opened))
	ahead = [name for name in pipeline.allowed(opened[place]) if name in opened[place + 1 :]]
	assert ahead == opened[place + 1 : place + 2]
	assert [name for name in pipeline.allowed(opened[place]) if name in opened[:place]] == opened[:place]


def test_SAL_02_moves_that_are_listed_replace_the_default_and_may_reopen():
	pipeline = make(10, 20, 30, moves=frozenset({("s0", "s2"), ("s0", "lost"), ("lost", "s0")}))
	rules.check(pipeline)
	assert pipeline.allowed("s0") == ("s2", "lost")
	assert pipeline.allowed("lost") == ("s0",)
	assert pipeline.allowed("won") == ()
	assert pipeline.allowed(None) == ("s0", "s1", "s2")


@pytest.mark.parametrize(
	("pipeline", "code"),
	[
		(Pipeline((WON, LOST)), "no_stage_of"),
		(Pipeline((Stage("s", 10), WON)), "no_stage_of"),
		(Pipeline((WON, Stage("s", 10), LOST)), "begins_with_end"),
		(make(30, 10), "falling_probability"),
		(make(100), "wrong_probability"),
		(Pipeline((Stage("s", 10), replace(WON, probability=90), LOST)), "wrong_probability"),
		(Pipeline((Stage("s", 10), WON, replace(LOST, probability=5))), "wrong_probability"),
		(Pipeline((Stage("s", 10), Stage("s", 20), WON, LOST)), "stage_twice"),
		(make(10, moves=frozenset({("s0", "elsewhere")})), "unknown_stage"),
		(make(10, moves=frozenset({("s0", "s0")})), "move_to_itself"),
		(make(10, 20, moves=frozenset({("s0", "lost")})), "dead_end"),
		(Pipeline((Stage("s", 10, stale_after=-1), WON, LOST)), "negative_days"),
	],
)
def test_SAL_02_pipelines_nobody_could_work_with_are_refused(pipeline: Pipeline, code: str):
	assert code_of(pipeline) == code


ASKED = {
	"s1": (StageRequirement.PRODUCT, StageRequirement.CONTACT_RECORDED),
	"s2": (StageRequirement.AMOUNT, StageRequirement.SUITABLE_PRODUCT),
}


def test_SAL_02_a_stage_asks_for_its_own_and_what_those_before_it_asked():
	pipeline = make(10, 20, 30, requirements=ASKED)
	assert rules.missing(pipeline, "s0", Facts(product_line="Loan")) == ()
	assert rules.missing(pipeline, "s1", Facts(product_line="Loan")) == ("Product", "Contact Recorded")
	known = Facts(product_line="Wealth", product="P", contacts=1, customer_risk=2, product_risk=3)
	assert rules.missing(pipeline, "s2", known) == ("Amount", "Suitable Product")
	assert rules.missing(pipeline, "won", replace(known, amount=1, product_risk=2)) == ()


def test_SAL_02_closing_needs_an_amount_or_a_reason_whatever_the_pipeline_says():
	pipeline = make(10)
	assert rules.missing(pipeline, "won", Facts(product_line="Loan")) == ("Amount",)
	assert rules.missing(pipeline, "won", Facts(amount=5)) == ("Product Line",)
	assert rules.missing(pipeline, "lost", Facts()) == ("Lost Reason",)
	assert rules.missing(pipeline, "lost", Facts(lost_reason="rate")) == ()
	with pytest.raises(DomainError):
		rules.missing(pipeline, "nowhere", Facts())


@EVERY_CHANCE
def test_SAL_02_an_opportunity_is_stale_after_its_days_and_never_once_closed(chance: Random):
	touched, days = date(2000, 1, 1) + timedelta(days=chance.randrange(20_000)), chance.choice((0, 1, 7, 400))
	stage = Stage("s", 10, stale_after=days)
	assert rules.stale_on(stage, touched) == (touched + timedelta(days=days + 1) if days else None)
	assert rules.stale_on(replace(WON, stale_after=days), touched) is None


@EVERY_CHANCE
def test_SAL_03_weighing_never_gains(chance: Random):
	amount, probability = chance.uniform(0, 1e12), chance.uniform(0, 100)
	assert 0 <= rules.weighted(amount, probability) <= round(amount, 2) + 0.01


@pytest.mark.parametrize(
	("customer", "product", "fits"),
	[(3, 3, True), (3, 4, False), (None, 2, False), (None, None, True), (1, None, True), (5, 1, True)],
)
def test_a_product_suits_a_customer_who_bears_its_risk(customer: int, product: int, fits: bool):
	assert rules.is_suitable(customer, product) is fits


def test_risk_is_read_from_both_scales():
	assert [rules.risk_number(text) for text in ("C3 Balanced", "R4", "", None, "CX", "C9")] == [
		3,
		4,
		None,
		None,
		None,
		None,
	]
