"""The rules of leads (SAL-01)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from bank_crm.domain import leads
from bank_crm.domain.leads import AssignmentRule, LeadFacts, ScoreRule
from bank_crm.domain.sales_enums import LeadAssignment, LeadSign, LeadStatus

EVERY_CHANCE = pytest.mark.parametrize("chance", [Random(seed) for seed in range(40)], ids=range(40))


def any_facts(chance: Random) -> LeadFacts:
	return LeadFacts(
		source=chance.choice(("Referral", "Branch")),
		product_line=chance.choice(("Loan", "Wealth", "")),
		amount=chance.choice((0, 100, 900_000)),
		is_customer=chance.random() < 0.5,
		has_mobile=chance.random() < 0.5,
		has_id=chance.random() < 0.5,
		outcomes=frozenset(chance.sample(("Reached", "Interested", "Not Reached"), chance.randint(0, 3))),
	)


def any_rules(chance: Random) -> list[ScoreRule]:
	compared = {LeadSign.SOURCE: "Referral", LeadSign.PRODUCT_LINE: "Loan", LeadSign.AMOUNT_FROM: "1000"}
	return [
		ScoreRule(f"r{place}", sign, chance.randint(-60, 60) or 1, compared.get(sign, ""))
		for place, sign in enumerate(chance.choices(list(LeadSign), k=chance.randint(0, 9)))
	]


@EVERY_CHANCE
def test_SAL_01_the_score_is_the_sum_of_its_reasons_within_its_bounds(chance: Random):
	rules, facts = any_rules(chance), any_facts(chance)
	score, reasons = leads.score_of(rules, facts)
	assert score == max(0, min(100, sum(rule.points for rule in reasons)))
	assert set(reasons) <= set(rules)
	assert [abs(rule.points) for rule in reasons] == sorted((abs(r.points) for r in reasons), reverse=True)
	assert leads.score_of(reversed(rules), facts) == (score, reasons), "the order of rules does not matter"


@EVERY_CHANCE
def test_SAL_01_the_first_rule_that_fits_decides(chance: Random):
	rules = [
		AssignmentRule(
			f"r{place}",
			chance.randint(0, 3),
			source=chance.choice(("", "Referral")),
			product_line=chance.choice(("", "Loan")),
			branch=chance.choice(("", "B1")),
			min_score=chance.choice((0, 50)),
		)
		for place in range(5)
	]
	facts = LeadFacts("Referral", "Loan", branches=frozenset({"B1", "HQ"}), score=chance.choice((0, 80)))
	found = leads.rule_for(rules, facts)
	fitting = [rule for rule in rules if rule.min_score <= facts.score]
	assert found == min(fitting, key=lambda rule: (rule.sequence, rule.name), default=None)
	assert leads.rule_for(rules, LeadFacts("Branch", "Fund")) in [
		None,
		*(rule for rule in rules if not (rule.source or rule.product_line or rule.branch or rule.min_score)),
	]


@EVERY_CHANCE
def test_SAL_01_by_turn_everybody_gets_the_same_number_and_by_load_nobody_gets_ahead(chance: Random):
	people = [f"u{place}" for place in range(chance.randint(1, 6))]
	rule, given = AssignmentRule("r", 1, assign_by=LeadAssignment.BY_TURN), dict.fromkeys(people, 0)
	for _turn in range(3 * len(people)):
		user = leads.chosen(rule, people, {})
		given[user] += 1
		rule = AssignmentRule("r", 1, assign_by=LeadAssignment.BY_TURN, last_given=user)
	assert set(given.values()) == {3}
	loads = {user: chance.randint(0, 9) for user in people}
	assert loads[leads.chosen(None, people, loads)] == min(loads.values())
	assert leads.chosen(rule, [], {}) is None


def test_SAL_01_steps_converting_is_its_own_way_and_giving_up_says_why():
	for was in LeadStatus:
		assert leads.step_problem(was, was) is None
		if was is not LeadStatus.CONVERTED:
			assert leads.step_problem(was, "Converted") == "by_converting"
			assert leads.step_problem(was, "Converted", converting=True) is None
			assert leads.step_problem("Converted", was) == "converted"
	assert leads.step_problem("New", "Disqualified") == "no_reason"
	assert leads.step_problem("New", "Disqualified", has_reason=True) is None
	assert leads.step_problem("Disqualified", "Qualified") == "no_way"
	assert leads.step_problem(None, "Qualified") == "no_way"


@pytest.mark.parametrize(("days", "age"), [(0, 0), (7, 0), (8, 1), (30, 1), (31, 2), (91, 3)])
def test_SAL_01_ages(days: int, age: int):
	assert leads.age_of(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days)) == age
