"""Combining audiences, who leaves one, and what leans on what (SEG-08, SEG-09, CUS-12)."""

from __future__ import annotations

import pytest

from bank_crm.domain import audience
from bank_crm.domain.audience import (
	CombinationRefused,
	carries,
	circle,
	combined,
	in_order,
	leaving,
	references,
)

A, B, C = ("segment", "A"), ("segment", "B"), ("segment", "C")


def holds(node: dict, member_of: set[str]) -> bool:
	"""What a tree over segments says of a customer who belongs to `member_of`: an independent reading."""
	if "op" in node:
		inner = [holds(child, member_of) for child in node["conditions"]]
		return {"and": all(inner), "or": any(inner), "not": not inner[0]}[node["op"]]
	(leaf,) = node["where"]
	wanted = leaf["value"] if isinstance(leaf["value"], list) else [leaf["value"]]
	return bool(member_of & set(wanted)) == node["value"]


@pytest.mark.parametrize(
	("op", "expected"),
	[
		("union", {"A", "B", "C", "AB", "AC", "BC", "ABC"}),
		("intersection", {"ABC"}),
		("minus", {"A"}),
	],
)
def test_SEG_09_combinations_mean_what_they_say(op: str, expected: set[str]):
	tree = combined({"op": op, "segments": ["A", "B", "C"]})
	everybody = ["", "A", "B", "C", "AB", "AC", "BC", "ABC"]
	assert {who for who in everybody if holds(tree["root"], set(who))} == expected


@pytest.mark.parametrize(
	("combination", "code"),
	[
		({"op": "xor", "segments": ["A", "B"]}, "unknown_operation"),
		({"segments": ["A", "B"]}, "unknown_operation"),
		({"op": "union", "segments": ["A"]}, "too_few_segments"),
		({"op": "union", "segments": "AB"}, "too_few_segments"),
		({"op": "union", "segments": ["A", None]}, "too_few_segments"),
		({"op": "minus", "segments": ["A", "A"]}, "repeated_segment"),
		({"op": "union", "segments": [str(n) for n in range(21)]}, "too_many_segments"),
	],
)
def test_SEG_09_bad_combinations_are_refused(combination: dict, code: str):
	with pytest.raises(CombinationRefused) as refused:
		combined(combination)
	assert refused.value.code == code


def test_SEG_09_who_leaves_belongs_and_fulfils_no_more():
	tree = leaving(audience.tree(carries("segment", ["A"])), carries("segment", ["X"]))
	assert [who for who in ("", "A", "X", "AX") if holds(tree["root"], set(who))] == ["X"]


def test_references_are_found_however_deep():
	inner = audience.group("not", carries("tag", ["房贷客户", "学生"]))
	tree = audience.tree(
		audience.group(
			"or", {"field": "tier", "operator": "=", "value": "A"}, inner, carries("segment", ["A"])
		)
	)
	assert references(tree) == {("tag", "房贷客户"), ("tag", "学生"), A}


@pytest.mark.parametrize(
	"tree",
	[None, [], "", {}, {"root": None}, {"root": {"conditions": 5}}, {"root": {"fact": [], "where": 3}}],
)
def test_references_of_what_is_no_tree_are_none(tree: object):
	assert references(tree) == set()


def test_CUS_12_a_circle_is_found_and_named():
	assert circle(A, {A: [B], B: [C], C: [A]}) == [A, B, C, A]
	assert circle(A, {A: [A]}) == [A, A]
	assert circle(A, {A: [B, C], B: [C]}) == []
	assert circle(A, {A: [B], B: [C], C: [B]}) == [], "a circle elsewhere is not this one's"


def test_the_order_puts_first_what_others_lean_on():
	order = in_order({A: [B, C], B: [C], C: [], ("tag", "x"): [A]})
	assert order == [C, B, A, ("tag", "x")]


def test_the_order_survives_circles_and_what_is_not_there():
	assert sorted(in_order({A: [B], B: [A, ("segment", "gone")]})) == [A, B]


def test_the_order_of_a_long_chain_needs_no_recursion():
	chain = {("segment", f"{n:05}"): [("segment", f"{n + 1:05}")] for n in range(5000)}
	assert in_order(chain)[0] == ("segment", "04999")
	assert circle(("segment", "00000"), chain) == []
