"""The algebra of audiences: combining segments, who leaves one, what depends on what (SEG-08, SEG-09, CUS-12).

Everything is said in condition trees (`segment_schema`), so that one compiler answers all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from .errors import DomainError
from .segment_schema import VERSION

#: A tree or node as it is stored.
Json = dict[str, object]
#: What a tree may lean on besides fields: fact → its column that names the record.
REFERRING = {"segment": "segment", "tag": "tag"}
#: A segment or a tag, e.g. ("segment", "SEG0001").
Reference = tuple[str, str]
MOST_COMBINED = 20


class CombinationOp(str, Enum):
	"""How segments are combined."""

	UNION = "union"
	INTERSECTION = "intersection"
	MINUS = "minus"


class CombinationRefused(DomainError):
	"""A combination that is none; `code` says why."""


def carries(fact: str, names: Sequence[str], *, where: Sequence[Json] = ()) -> Json:
	"""Return the node "belongs to one of these segments" or "has one of these tags"."""
	column = REFERRING[fact]
	leaf: Json = {"field": column, "operator": "in", "value": list(names)}
	if len(names) == 1:
		leaf = {"field": column, "operator": "=", "value": names[0]}
	return {
		"fact": fact,
		"measure": "exists",
		"where": [leaf, *where],
		"days": None,
		"operator": "=",
		"value": True,
	}


def combined(combination: Mapping[str, object]) -> Json:
	"""Return the tree that means a stored combination `{"op": …, "segments": […]}`.

	Minus takes all later segments away from the first. Raises CombinationRefused with the code
	"unknown_operation", "too_few_segments", "too_many_segments" or "repeated_segment".
	"""
	segments = combination.get("segments")
	if combination.get("op") not in tuple(op.value for op in CombinationOp):
		raise CombinationRefused("unknown_operation")
	if not isinstance(segments, list) or len(segments) < 2 or not all(isinstance(s, str) for s in segments):
		raise CombinationRefused("too_few_segments")
	if len(segments) > MOST_COMBINED:
		raise CombinationRefused("too_many_segments", limit=MOST_COMBINED)
	if len(set(segments)) < len(segments):
		raise CombinationRefused("repeated_segment")
	op = CombinationOp(combination["op"])
	if op == CombinationOp.UNION:
		return tree(carries("segment", segments))
	if op == CombinationOp.INTERSECTION:
		return tree(group("and", *(carries("segment", [name]) for name in segments)))
	return tree(
		group("and", carries("segment", segments[:1]), group("not", carries("segment", segments[1:])))
	)


def leaving(conditions: Json, belongs: Json) -> Json:
	"""Return the tree of those who belong to an audience (the node `belongs`) and no longer fulfil it."""
	return tree(group("and", belongs, group("not", _root(conditions))))


def tree(root: Json) -> Json:
	"""Return a node as a tree that can be stored."""
	return {"version": VERSION, "root": root}


def group(op: str, *conditions: Json) -> Json:
	"""Return a group of nodes."""
	return {"op": op, "conditions": list(conditions)}


def references(conditions: object) -> set[Reference]:
	"""Return the segments and tags a stored tree leans on; what is no node is passed over."""
	found: set[Reference] = set()
	pending = [conditions.get("root")] if isinstance(conditions, dict) else []
	while pending:
		node = pending.pop()
		if not isinstance(node, dict):
			continue
		pending += _list(node.get("conditions"))
		fact = node.get("fact")
		if isinstance(fact, str) and fact in REFERRING:
			found |= {(fact, name) for name in _named(node, REFERRING[fact])}
	return found


def circle(start: Reference, leans_on: Mapping[Reference, Iterable[Reference]]) -> list[Reference]:
	"""Return the way from `start` back to itself, `start` first and last; empty if there is none."""
	came_from: dict[Reference, Reference] = {}
	pending = [start]
	while pending:
		here = pending.pop()
		for there in leans_on.get(here, ()):
			if there == start:
				return (
					[start, *_way(start, here, came_from)[::-1], start] if here != start else [start, start]
				)
			if there not in came_from:
				came_from[there] = here
				pending.append(there)
	return []


def in_order(leans_on: Mapping[Reference, Iterable[Reference]]) -> list[Reference]:
	"""Return all keys, each after what it leans on; members of a circle come in the order of their names."""
	done: list[Reference] = []
	seen: set[Reference] = set()
	for start in sorted(leans_on):
		stack: list[tuple[Reference, bool]] = [(start, False)]
		while stack:
			here, finished = stack.pop()
			if finished:
				done.append(here)
			elif here not in seen and here in leans_on:
				seen.add(here)
				stack.append((here, True))
				stack += [(there, False) for there in sorted(leans_on[here], reverse=True)]
	return done


def _way(start: Reference, end: Reference, came_from: Mapping[Reference, Reference]) -> list[Reference]:
	way = []
	while end != start:
		way.append(end)
		end = came_from[end]
	return way


def _named(node: Mapping[str, object], column: str) -> Iterable[str]:
	for leaf in _list(node.get("where")):
		if isinstance(leaf, dict) and leaf.get("field") == column:
			value = leaf.get("value")
			yield from (
				name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)
			)


def _list(value: object) -> list[object]:
	return value if isinstance(value, list) else []


def _root(conditions: Json) -> Json:
	root = conditions["root"]
	if not isinstance(root, dict):
		raise TypeError("a tree's root is a node")
	return root
