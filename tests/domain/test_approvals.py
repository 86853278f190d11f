"""The approval matrix: one rule counts, four eyes hold, votes add up, delegations go round nowhere (SAL-11, CON-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain import approvals as rules
from bank_crm.domain.approval_enums import ApproverKind, AskedBecause, EscalateTo, StepState, VoteState
from bank_crm.domain.approvals import Candidate, Case, Delegation, Fault, Presence, Rule, Step

DAY = date(2026, 11, 22)
PEOPLE = "abcdefgh"
BRANCHES = ("outlet", "branch", "head")
SUPERIOR = Step(1, ApproverKind.SUPERIOR)
users = st.sampled_from(PEOPLE)
days = st.integers(-3, 3).map(lambda days: DAY + timedelta(days=days))


@st.composite
def delegation(draw: st.DrawFn) -> Delegation:
	first, last = sorted((draw(days), draw(days)))
	return Delegation(
		draw(users), draw(users), first, last, draw(st.sampled_from(("", "Contract", "Campaign")))
	)


@st.composite
def rule(draw: st.DrawFn) -> Rule:
	first = draw(st.integers(0, 5)) * 100
	last = draw(st.sampled_from((0, first + 100, first + 300)))
	pick = lambda *values: draw(st.sampled_from(("", *values)))  # noqa: E731
	return Rule(
		f"r{draw(st.integers(0, 99))}", "Contract", pick("x", "y"), first, last, pick(*BRANCHES), pick("p")
	)


cases = st.builds(
	Case,
	st.just("Contract"),
	st.sampled_from(("x", "y", "z")),
	st.integers(0, 1000).map(float),
	st.sampled_from((BRANCHES, BRANCHES[1:], ())),
	st.sampled_from(("p", "")),
)
candidates = st.lists(st.builds(Candidate, users, st.integers(0, 3), st.integers(0, 30)), max_size=12)
presences = st.builds(
	Presence,
	st.just(DAY),
	st.lists(delegation(), max_size=6).map(tuple),
	st.dictionaries(users, st.sampled_from(("", *PEOPLE)), max_size=4),
)


@given(st.lists(rule(), max_size=8), cases, st.randoms())
def test_SAL_11_the_rule_that_counts_fits_and_does_not_depend_on_the_order(found, case, chance):
	chosen = rules.choose(found, case)
	mixed = list(found)
	chance.shuffle(mixed)
	again = rules.choose(mixed, case)
	assert (chosen is None) == (not any(one.fits(case) for one in found))
	if chosen is not None:
		assert chosen.fits(case) and chosen.rank(case) == again.rank(case)
		given_ = sum(map(bool, (chosen.type, chosen.product, chosen.branch)))
		assert all(
			sum(map(bool, (one.type, one.product, one.branch))) <= given_ for one in found if one.fits(case)
		)


@given(rule(), rule(), cases)
def test_SAL_11_rules_that_do_not_overlap_never_both_count_with_the_same_conditions(one, other, case):
	same = replace(other, type=one.type, branch=one.branch, product=one.product)
	assert rules.overlap(one, same) == rules.overlap(same, one)
	if not rules.overlap(one, same):
		assert not (one.fits(case) and same.fits(case))


def test_SAL_11_the_nearest_branch_and_the_amount_decide():
	case = Case("Contract", "x", 500, BRANCHES)
	bank, branch, outlet = (Rule(name, "Contract", branch=name) for name in ("head", "branch", "outlet"))
	assert rules.choose([bank, branch, outlet], case) is outlet
	assert rules.choose([bank, branch], case) is branch
	assert not Rule("r", "Contract", amount_from=100, amount_to=500).fits(case), (
		"the end does not belong to it"
	)
	assert Rule("r", "Contract", amount_from=500).fits(case)
	assert not Rule("r", "Campaign").fits(case)


@given(candidates, presences, st.integers(1, 3), users, st.sets(users, max_size=3), st.booleans())
def test_SAL_11_four_eyes_hold_whichever_way_a_decision_takes(
	found, presence, people, applicant, decided, same
):
	step = replace(SUPERIOR, people=people, quorum=people, substitute="h")
	case = Case("Contract")
	asked = rules.pick(step, found, case, presence, applicants={applicant}, decided=decided, same_person=same)
	names = [one.user for one in asked]
	assert applicant not in names and len(set(names)) == len(names) <= people + 1
	assert same or not decided & set(names)
	for one in asked:
		assert one.user not in presence.away
		assert not any(
			each.giver == one.user and each.holds(DAY, "Contract") for each in presence.delegations
		)


def test_SAL_11_the_nearest_is_asked_among_equals_who_has_least_to_decide():
	near = [Candidate("b", 0, 5), Candidate("a", 0, 6), Candidate("c", 1, 0), Candidate("d", 0, rules.FULL)]
	order = [
		rules.pick(
			SUPERIOR, near, Case("Contract"), Presence(DAY), applicants={"x"}, decided=set("bac"[:place])
		)[0].user
		for place in range(4)
	]
	assert order == ["b", "a", "c", "d"]


def test_SAL_11_the_absent_are_stood_in_for_and_the_substitute_comes_last():
	presence = Presence(DAY, (Delegation("b", "c", DAY, DAY, "Contract"),), {"a": "b", "d": ""})
	asked = rules.stand_in("a", "Contract", presence)
	assert (asked.user, asked.because, asked.instead_of) == ("c", AskedBecause.ABSENCE, "a")
	assert rules.stand_in("b", "Campaign", presence).user == "b", "the delegation is for contracts"
	assert rules.stand_in("d", "Contract", presence) is None
	step = replace(SUPERIOR, substitute="e")
	found = rules.pick(step, [Candidate("d"), Candidate("x")], Case("Contract"), presence, applicants={"x"})
	assert [(one.user, one.because) for one in found] == [("e", AskedBecause.SUBSTITUTE)]


@given(st.lists(delegation(), max_size=7))
def test_SAL_11_delegations_that_are_accepted_lead_round_on_no_day(wanted):
	accepted: list[Delegation] = []
	for one in wanted:
		if not rules.circle(one, accepted):
			accepted.append(one)
	for away in range(-3, 4):
		day = DAY + timedelta(days=away)
		for kind in ("Contract", "Campaign"):
			edges: dict[str, set[str]] = {}
			for one in accepted:
				if one.holds(day, kind):
					edges.setdefault(one.giver, set()).add(one.taker)
			for start in PEOPLE:
				reached, left = set(), list(edges.get(start, ()))
				while left:
					at = left.pop()
					if at not in reached:
						reached.add(at)
						left += edges.get(at, ())
				assert start not in reached


def test_SAL_11_a_circle_is_named_and_one_that_never_meets_is_none():
	first = Delegation("a", "b", DAY, DAY + timedelta(days=5))
	second = Delegation("b", "c", DAY + timedelta(days=3), DAY + timedelta(days=9))
	assert rules.circle(Delegation("c", "a", DAY, DAY + timedelta(days=4)), [first, second]) == (
		"c",
		"a",
		"b",
		"c",
	)
	assert rules.circle(Delegation("c", "a", DAY, DAY + timedelta(days=2)), [first, second]) == ()
	assert rules.circle(Delegation("a", "a", DAY, DAY), []) == ("a", "a")


votes = st.lists(st.sampled_from(list(VoteState)), max_size=5)


@given(votes, st.integers(1, 5))
def test_SAL_11_votes_add_up_in_any_order_and_later_ones_change_no_result(cast, quorum):
	state = rules.outcome(cast, quorum)
	assert {rules.outcome(order, quorum) for order in permutations(cast)} == {state}
	settled = [
		[
			VoteState.APPROVED if one is VoteState.OPEN and turn >> place & 1 else one
			for place, one in enumerate(cast)
		]
		for turn in range(2 ** len(cast))
	]
	if state is StepState.APPROVED:
		assert all(rules.outcome(later, quorum) is state for later in settled)
	if state is StepState.REFUSED:
		assert all(rules.outcome(later, quorum) is state for later in settled), (
			"it cannot be reached any more"
		)


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=6))
def test_SAL_11_every_request_ends_and_no_step_begins_before_its_turn(plan):
	states = [StepState.WAITING] * len(plan)
	for _turn in range(len(plan) + 1):
		places = rules.to_open(
			[(sequence, state) for (sequence, _ok), state in zip(plan, states, strict=True)]
		)
		if not places:
			break
		assert len({plan[place][0] for place in places}) == 1, "only steps side by side begin together"
		before = [place for place, (sequence, _ok) in enumerate(plan) if sequence < plan[places[0]][0]]
		assert all(states[place] is StepState.APPROVED for place in before)
		for place in places:
			states[place] = StepState.APPROVED if plan[place][1] else StepState.REFUSED
	agreed = all(ok for _sequence, ok in plan)
	assert rules.whole(states) is (StepState.APPROVED if agreed else StepState.REFUSED)


@pytest.mark.parametrize(
	("fault", "given_"),
	[
		(Fault.NO_STEPS, Rule("r", "Contract")),
		(Fault.AMOUNTS, Rule("r", "Contract", amount_from=5, amount_to=5, steps=(SUPERIOR,))),
		(Fault.SEQUENCE, Rule("r", "Contract", steps=(replace(SUPERIOR, sequence=0),))),
		(Fault.WHO, Rule("r", "Contract", steps=(Step(1, ApproverKind.ROLE),))),
		(Fault.PEOPLE, Rule("r", "Contract", steps=(Step(1, ApproverKind.PERSON, "a", people=2),))),
		(Fault.QUORUM, Rule("r", "Contract", steps=(replace(SUPERIOR, people=2, quorum=3),))),
		(Fault.DUE, Rule("r", "Contract", steps=(replace(SUPERIOR, due=-1),))),
		(Fault.SUBSTITUTE, Rule("r", "Contract", steps=(replace(SUPERIOR, escalate=EscalateTo.SUBSTITUTE),))),
		(Fault.TOO_MANY, Rule("r", "Contract", steps=(SUPERIOR,) * 21)),
	],
)
def test_SAL_11_what_is_wrong_with_a_rule(fault, given_):
	assert fault in [found for found, _place in rules.faults(given_)]
	assert rules.faults(Rule("r", "Contract", steps=(SUPERIOR,))) == []
