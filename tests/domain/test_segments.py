"""Reading conditions and their logic (SEG-09 to SEG-13)."""

from datetime import date

import pytest

from bank_crm.domain.segment_fields import everything
from bank_crm.domain.segment_logic import conjuncts, find_conflicts, normalise
from bank_crm.domain.segment_reading import read
from bank_crm.domain.segment_schema import MOST_NODES, ConditionsRefused, RelativeDay

TODAY = date(2026, 11, 22)
CATALOGUE = everything()
WEALTH = {"field": "tier", "operator": "=", "value": "Wealth"}
RICH = {"field": "total_aum", "operator": ">=", "value": 500_000}


def tree(root):
	return {"version": 1, "root": root}


def both(*conditions):
	return {"op": "and", "conditions": list(conditions)}


def bought(value=True, days=90, **changes):
	leaf = {"field": "txn_type", "operator": "=", "value": "Purchase"}
	node = {"fact": "transaction", "measure": "exists", "where": [leaf], "days": days}
	return {**node, "operator": "=", "value": value, **changes}


def problems(root):
	with pytest.raises(ConditionsRefused) as refused:
		read(tree(root), CATALOGUE)
	return [(problem.path, problem.key, problem.code) for problem in refused.value.problems]


def conflicts(*conditions):
	return find_conflicts(normalise(read(tree(both(*conditions)), CATALOGUE)), TODAY)


@pytest.mark.parametrize(
	"root", [WEALTH, RICH, bought(), bought(False), both(), both(WEALTH, {"op": "not", "conditions": [RICH]})]
)
def test_SEG_09_good_trees_are_read(root):
	assert read(tree(root), CATALOGUE).path == "root"


@pytest.mark.parametrize(
	("root", "expected"),
	[
		("x", ("root", "", "not_a_node")),
		({}, ("root", "", "unclear_node")),
		({**WEALTH, "fact": "tag"}, ("root", "", "unclear_node")),
		({**WEALTH, "extra": 1}, ("root", "extra", "unknown_key")),
		({"field": "mobile", "operator": "=", "value": "1"}, ("root", "field", "unknown_field")),
		({"field": ["tier"], "operator": "=", "value": "1"}, ("root", "field", "unknown_field")),
		({**WEALTH, "operator": "~"}, ("root", "operator", "unknown_operator")),
		({**WEALTH, "operator": ">"}, ("root", "operator", "operator_not_here")),
		({**WEALTH, "value": ""}, ("root", "value", "missing_value")),
		({**WEALTH, "value": "x" * 10_000}, ("root", "value", "too_long")),
		({**RICH, "value": True}, ("root", "value", "not_a_number")),
		({**RICH, "value": "1e999999"}, ("root", "value", "absurd_number")),
		({**RICH, "value": float("nan")}, ("root", "value", "not_a_number")),
		({**RICH, "value": "0.1234567891"}, ("root", "value", "too_precise")),
		({**RICH, "operator": "between", "value": [2, 1]}, ("root", "value", "reversed_range")),
		({"field": "gender", "operator": "in", "value": []}, ("root", "value", "not_a_list_of_values")),
		({"field": "gender", "operator": "=", "value": "male"}, ("root", "value", "unknown_option")),
		({"field": "opened_on", "operator": ">", "value": "2026-02-30"}, ("root", "value", "not_a_date")),
		({"field": "opened_on", "operator": ">", "value": "9999-12-31"}, ("root", "value", "not_a_date")),
		(bought(days=0), ("root", "days", "not_days")),
		(bought("yes"), ("root", "value", "not_yes_or_no")),
		(bought(measure="median"), ("root", "measure", "unknown_measure")),
		(bought(measure="count", value=1.5), ("root", "value", "not_whole")),
		(bought(measure="count", value=-1), ("root", "value", "not_a_count")),
		(bought(measure="count", value=1, of="amount"), ("root", "of", "no_amount")),
		(bought(measure="sum", value=1, of="fee"), ("root", "of", "unknown_amount")),
		({"op": "or", "conditions": []}, ("root", "conditions", "empty_group")),
		({"op": "not", "conditions": [WEALTH, RICH]}, ("root", "conditions", "not_takes_one")),
		({"op": "xor", "conditions": [WEALTH]}, ("root", "op", "unknown_group")),
		(
			both(WEALTH, bought(where=[{"field": "x"}])),
			("root.conditions.1.where.0", "field", "unknown_field"),
		),
	],
)
def test_SEG_10_every_problem_names_its_node(root, expected):
	assert expected in problems(root)


def test_SEG_10_all_problems_come_at_once_and_a_huge_tree_is_refused():
	assert len(problems(both({**WEALTH, "value": ""}, {**RICH, "value": "x"}))) == 2
	assert ("root.conditions.199", "", "too_many_nodes") in problems(both(*[WEALTH] * (MOST_NODES + 50)))
	deep = WEALTH
	for _ in range(20):
		deep = {"op": "not", "conditions": [deep]}
	assert problems(deep)[0][2] == "too_deep"


def test_SEG_12_relative_days_and_customer_prefix():
	leaf = read(tree({"field": "customer.opened_on", "operator": ">=", "value": {"days": -30}}), CATALOGUE)
	assert leaf.field.name == "opened_on" and leaf.value == RelativeDay(-30)
	assert leaf.value.on(TODAY) == date(2026, 10, 23)


def test_SEG_09_negations_reach_the_leaves():
	logic = normalise(
		read(
			tree({"op": "not", "conditions": [{"op": "or", "conditions": [WEALTH, bought(False)]}]}),
			CATALOGUE,
		)
	)
	assert logic.every and [part.negated for part in conjuncts(logic)] == [True, False]


@pytest.mark.parametrize(
	"pair",
	[
		(RICH, {**RICH, "operator": "<", "value": 100_000}),
		(RICH, {**RICH, "operator": "<", "value": 500_000}),
		(RICH, {"op": "not", "conditions": [{**RICH, "operator": ">", "value": 1}]}),
		(WEALTH, {**WEALTH, "value": "Mass"}),
		(WEALTH, {**WEALTH, "operator": "!="}),
		(WEALTH, {"field": "tier", "operator": "is not set"}),
		(bought(), bought(False)),
		(bought(days=30), bought(False, days=90)),
		(bought(measure="count", operator=">=", value=3), bought(measure="count", operator="<", value=2)),
		(
			{"field": "opened_on", "operator": ">", "value": {"days": -7}},
			{"field": "opened_on", "operator": "<", "value": "2026-11-01"},
		),
	],
)
def test_SEG_11_contradictions_are_found_without_data(pair):
	assert conflicts(*pair) and conflicts(*reversed(pair))


@pytest.mark.parametrize(
	"pair",
	[
		(RICH, {**RICH, "operator": "<=", "value": 500_000}),
		(WEALTH, {"field": "tier", "operator": "is set"}),
		(bought(days=90), bought(False, days=30)),
		({**WEALTH, "operator": "!="}, {"field": "tier", "operator": "is not set"}),
		(bought(False), bought(False, days=30)),
		(WEALTH, RICH),
	],
)
def test_SEG_11_what_can_hold_together_is_no_contradiction(pair):
	assert not conflicts(*pair) and not conflicts(*reversed(pair))
