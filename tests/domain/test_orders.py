"""Priority, steps and moments of work orders (SVC-01, SVC-02, SVC-04, SVC-10)."""

from datetime import datetime, timedelta

import pytest

from bank_crm.domain.orders import (
	OrderFacts,
	PriorityRule,
	Stamps,
	is_open,
	is_reopening,
	priority_of,
	problem_of,
	stamps_after,
)
from bank_crm.domain.service_enums import OrderPriority, OrderState

HIGH, MEDIUM, LOW = OrderPriority
S = OrderState
AT = datetime(2026, 11, 22, 9, 0)


def rule(name="rule", sequence=10, priority=HIGH, **conditions):
	return PriorityRule(name, sequence, priority, **conditions)


@pytest.mark.parametrize(
	("text", "found"),
	[
		("客户反映资金纠纷", True),
		("资金 纠纷", True),
		("Ｆｕｎｄ　ＤＩＳＰＵＴＥ about a transfer", True),
		("理财咨询", False),
		("", False),
	],
)
def test_SVC_02_a_fund_dispute_is_urgent_however_it_is_written(text, found):
	rules = [rule("纠纷", keywords=("资金纠纷", "fund dispute"))]
	expected = (HIGH, "纠纷") if found else (MEDIUM, None)
	assert priority_of(rules, OrderFacts("Enquiry", text=text)) == expected


def test_SVC_02_the_lowest_sequence_decides_then_the_name():
	facts = OrderFacts("Complaint", subtype="A", channel="Phone", tier="Wealth", text="x")
	rules = [
		rule("z", 20, LOW),
		rule("b", 10, MEDIUM, channel="Phone"),
		rule("a", 10, HIGH, tier="Wealth"),
		rule("first but not fitting", 1, LOW, order_type="Enquiry"),
	]
	assert priority_of(rules, facts) == (HIGH, "a")
	assert priority_of(rules[:2], facts) == (MEDIUM, "b")


@pytest.mark.parametrize(
	"condition",
	[
		{"order_type": "Enquiry"},
		{"subtype": "B"},
		{"channel": "Email"},
		{"tier": "Mass"},
		{"keywords": ("y",)},
	],
)
def test_SVC_02_every_condition_of_a_rule_must_hold(condition):
	facts = OrderFacts("Complaint", subtype="A", channel="Phone", tier="Wealth", text="x")
	fitting = {
		"order_type": "Complaint",
		"subtype": "A",
		"channel": "Phone",
		"tier": "Wealth",
		"keywords": ("x",),
	}
	assert priority_of([rule(**fitting)], facts, "Low")[0] == HIGH
	assert priority_of([rule(**{**fitting, **condition})], facts, "Low") == (LOW, None)


def test_SVC_02_empty_keywords_fit_and_the_subtype_has_the_word_without_a_rule():
	assert priority_of([rule(keywords=("", "  "))], OrderFacts("Enquiry"))[0] == HIGH
	assert priority_of([], OrderFacts("Enquiry"), "High") == (HIGH, None)
	with pytest.raises(ValueError):
		priority_of([], OrderFacts("Enquiry"), "Urgent")


def test_SVC_10_open_is_whatever_the_bank_has_work_with():
	assert {state for state in S if not is_open(state)} == {S.ANSWERED, S.RATED, S.CLOSED, S.MERGED}
	assert is_open("A Bank's Own State")
	assert is_reopening("Closed", "In Progress")
	assert not is_reopening("New", "Viewed")
	assert not is_reopening("Answered", "Closed")


def test_SVC_14_each_moment_is_stamped_once():
	known, at, seen = Stamps(), AT, []
	for was, state in [
		(S.NEW, S.VIEWED),
		(S.VIEWED, S.IN_PROGRESS),
		(S.IN_PROGRESS, S.COLLABORATING),
		(S.COLLABORATING, S.WAITING),
		(S.WAITING, S.IN_PROGRESS),
		(S.IN_PROGRESS, S.ANSWERED),
		(S.ANSWERED, S.RATED),
		(S.RATED, S.CLOSED),
	]:
		at += timedelta(hours=1)
		known = stamps_after(was, state, at, known)
		seen.append(known)
	hour = [AT + timedelta(hours=n) for n in range(9)]
	assert known == Stamps(hour[1], hour[4], hour[6], hour[8], 0)
	assert seen[2].first_response_on is None, "the customer has heard nothing while colleagues were asked"


def test_SVC_14_a_quick_answer_is_view_response_and_answer_at_once():
	assert stamps_after(S.NEW, S.ANSWERED, AT, Stamps()) == Stamps(AT, AT, AT)


def test_SVC_14_reopening_takes_the_end_back_and_is_counted():
	closed = Stamps(AT, AT, AT, AT)
	later = AT + timedelta(days=1)
	again = stamps_after(S.CLOSED, S.IN_PROGRESS, later, closed)
	assert again == Stamps(AT, AT, None, None, 1)
	assert stamps_after(S.IN_PROGRESS, S.ANSWERED, later, again).answered_on == later


@pytest.mark.parametrize(
	("was", "state", "given", "problem"),
	[
		(S.NEW, S.VIEWED, {}, None),
		(S.IN_PROGRESS, S.ANSWERED, {}, "no_solution"),
		(S.IN_PROGRESS, S.ANSWERED, {"has_solution": True}, None),
		(S.ANSWERED, S.CLOSED, {"open_tasks": 1}, "open_tasks"),
		(S.ANSWERED, S.CLOSED, {"open_tasks": 1, "has_close_reason": True}, None),
		(S.ANSWERED, S.CLOSED, {}, None),
		(S.ANSWERED, S.RATED, {}, "by_system"),
		(S.ANSWERED, S.RATED, {"by_system": True}, None),
		(S.NEW, S.MERGED, {}, "by_system"),
		(S.NEW, S.MERGED, {"by_system": True}, None),
		(S.MERGED, S.IN_PROGRESS, {"by_system": True}, "merged"),
		(S.MERGED, S.MERGED, {}, None),
		(S.NEW, "A Bank's Own State", {}, None),
	],
)
def test_SVC_05_what_no_workflow_may_skip(was, state, given, problem):
	assert problem_of(was, state, **given) == problem
