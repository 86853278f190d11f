"""The tree of conditions behind segments, tier filters and tag rules: its form, and what is wrong with one.

As stored (JSON)::

	{"version": 1, "root": NODE}

	NODE   {"op": "and" | "or" | "not", "conditions": [NODE, …]}       "not" has exactly one
	       {"field": "tier", "operator": "=", "value": "Wealth"}       a field of the profile
	       {"fact": "transaction", "measure": "exists",                rows over time
	        "where": [FIELD-LEAF, …], "days": 90, "of": "amount",
	        "operator": "=", "value": true}

*Profile fields* are columns of the customer ("tier" and "customer.tier" are the same), `age`, `birth_month`, and
"household.total_aum" and the like; `segment_fields` lists them. *Operators* follow from the kind of field:
= != > >= < <= in, not in, between, is set, is not set, like (contains the text, upper or lower case alike).
"is set" and "is not set" take no value, "between" [from, to] with both ends included, "in" a list.

*Dates* are "2026-03-31" or relative to today: {"days": -30} is thirty days ago, {"days": 7} a week from now.
A moment is compared by its day.

*Facts* look at the customer's rows that fulfil every leaf of `where` and, with `days`, whose time is not before
today minus that many days. Measures: `exists` (operator "=", value true or false: 近90天无理财购买 is false),
`count`, `sum` `avg` `min` `max` of the amount column named by `of` (left out: the fact's first), `last` (days
since the newest row). `count` and `sum` of no rows are 0; the others are unknown. Expired tags and past members
of a household never count, closed accounts only where `where` names their status.

*An empty root group* ({"op": "and", "conditions": []}) means everybody; elsewhere a group has at least one node.

*Unknown values.* Every leaf is true or false, never unknown: on an empty value =, >, >=, <, <=, in, between and
like are false, and !=, "not in" and "is not set" are true. So "not" is the exact complement, on every engine.

`segment_reading.read` gives the typed tree or raises `ConditionsRefused`, whose `problems` name the node by its
path ("root.conditions.1.where.0"), the key within it, and a code with the values its message needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from .errors import DomainError
from .segment_fields import FieldKind, FieldSpec, Measure

VERSION = 1
MOST_NODES = 200
MOST_DEPTH = 10
MOST_VALUES = 1000
MOST_DAYS = 3660
MOST_LETTERS = 140
#: The largest number of rows or days a measure is compared with.
MOST_COUNT = 1_000_000
#: Amounts beyond this are a slip of the key; the database could not compare them either.
MOST_AMOUNT = Decimal(10) ** 12


class Operator(str, Enum):
	"""How a value is compared."""

	EQUAL = "="
	UNEQUAL = "!="
	ABOVE = ">"
	AT_LEAST = ">="
	BELOW = "<"
	AT_MOST = "<="
	IN = "in"
	NOT_IN = "not in"
	BETWEEN = "between"
	SET = "is set"
	NOT_SET = "is not set"
	LIKE = "like"


class GroupOp(str, Enum):
	"""How the conditions of a group work together."""

	AND = "and"
	OR = "or"
	NOT = "not"


UNARY = (Operator.SET, Operator.NOT_SET)
#: Operators that are true where their counterpart is not, so also on an empty value.
COMPLEMENT = {
	Operator.UNEQUAL: Operator.EQUAL,
	Operator.NOT_IN: Operator.IN,
	Operator.NOT_SET: Operator.SET,
}
_EXACT = (Operator.EQUAL, Operator.UNEQUAL, Operator.IN, Operator.NOT_IN)
_ORDER = (Operator.ABOVE, Operator.AT_LEAST, Operator.BELOW, Operator.AT_MOST, Operator.BETWEEN)
OPERATORS: Mapping[FieldKind, tuple[Operator, ...]] = {
	FieldKind.TEXT: (*_EXACT, Operator.LIKE, *UNARY),
	FieldKind.CHOICE: (*_EXACT, *UNARY),
	FieldKind.LINK: (*_EXACT, *UNARY),
	FieldKind.NUMBER: (Operator.EQUAL, Operator.UNEQUAL, *_ORDER),
	FieldKind.AMOUNT: (Operator.EQUAL, Operator.UNEQUAL, *_ORDER),
	FieldKind.DATE: (Operator.EQUAL, Operator.UNEQUAL, *_ORDER, *UNARY),
}


def operators_of(spec: FieldSpec) -> tuple[Operator, ...]:
	"""Return the operators one field allows, in the order an editor offers them."""
	return (*OPERATORS[spec.kind], *UNARY) if spec.optional else OPERATORS[spec.kind]


@dataclass(frozen=True, slots=True)
class RelativeDay:
	"""A day counted from today."""

	days: int

	def on(self, today: date) -> date:
		"""Return the day meant when asked on `today`."""
		return today + timedelta(days=self.days)


#: A single value as it is compared.
Scalar = str | int | Decimal | bool | date | RelativeDay
Value = Scalar | tuple[Scalar, ...] | None


@dataclass(frozen=True, slots=True)
class Compare:
	"""A leaf over one field of the profile, or of a fact's rows."""

	path: str
	field: FieldSpec
	operator: Operator
	value: Value


@dataclass(frozen=True, slots=True)
class Fact:
	"""A leaf over a customer's rows of one fact; `of` is the column of an amount measure, else ""."""

	path: str
	fact: str
	measure: Measure
	where: tuple[Compare, ...]
	days: int | None
	of: str
	operator: Operator
	value: Value


@dataclass(frozen=True, slots=True)
class Group:
	"""Conditions that hold together (and), one for all (or), or not at all (not)."""

	path: str
	op: GroupOp
	conditions: tuple[Node, ...]


Node = Compare | Fact | Group


@dataclass(frozen=True, slots=True)
class Problem:
	"""What is wrong with one node: its path, the key within it ("" for the whole node), a code and its values."""

	path: str
	key: str
	code: str
	params: Mapping[str, object] = field(default_factory=dict)


class ConditionsRefused(DomainError):
	"""A tree that is not one; `problems` holds everything found, in the order of the tree."""

	def __init__(self, problems: Sequence[Problem]) -> None:
		super().__init__("conditions_refused", count=len(problems))
		self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PreviewWarning:
	"""Why an audience deserves a second look: "empty", "too_narrow" or "too_broad", with the limit that says so."""

	code: str
	limit: Decimal


@dataclass(frozen=True, slots=True)
class Emptied:
	"""What empties a result: the paths of one node or of the pair that has nobody in common (SEG-11)."""

	paths: tuple[str, ...]
	texts: tuple[str, ...]
	#: How many customers each of them has alone.
	counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FieldInfo:
	"""One entry of the condition editor: a profile field ("tier") or one of a fact ("transaction.txn_type")."""

	name: str
	label: str
	kind: str
	#: (stored value, label) of a closed list.
	options: tuple[tuple[str, str], ...]
	operators: tuple[str, ...]
	#: The DocType a link's values are chosen from.
	link: str = ""
	#: The fact the field belongs to, "" for the profile.
	fact: str = ""


@dataclass(frozen=True, slots=True)
class FactInfo:
	"""One fact of the condition editor, its measures and the columns of the amount measures with their labels."""

	name: str
	label: str
	measures: tuple[str, ...]
	amounts: tuple[tuple[str, str], ...]
	has_time: bool
