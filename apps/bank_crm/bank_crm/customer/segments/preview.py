"""How many customers an audience has, ten of them, whether that looks right, and why nobody is left (SEG-10, SEG-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import frappe
import ibis
from frappe.utils import getdate, today

from bank_crm.analytics.engine import engines, scope
from bank_crm.customer.segments import explain, fields
from bank_crm.customer.segments.compile import Question
from bank_crm.customer.settings import DOCTYPE as SETTINGS
from bank_crm.domain.segment_logic import Logic, Sign, conjuncts, find_conflicts, normalise, signs
from bank_crm.domain.segment_schema import Emptied, PreviewWarning
from bank_crm.permissions import scope as row_scope

CUSTOMER = "Bank Customer"
SAMPLE = 10
SAMPLE_FIELDS = ("name", "customer_name", "mobile", "tier", "activity_level", "total_aum", "branch")
#: Above this many conditions side by side, pairs are looked for among the first ones only.
MOST_PAIRED = 12


@dataclass(frozen=True, slots=True)
class Preview:
	"""What is shown of an audience before it is saved; `base` is how many customers the user may count at all."""

	count: int
	base: int
	warning: PreviewWarning | None
	#: Up to ten customers, masked as everywhere; of those the user may not see, the first letter of the name only.
	sample: list[dict[str, Any]]
	emptied_by: Emptied | None
	#: The moment, site's time, the figures are those of.
	as_of: datetime
	#: "live" or "snapshot".
	engine: str

	def as_dict(self) -> dict[str, Any]:
		"""Return it as the Desk gets it."""
		return asdict(self)


def preview(
	conditions: Mapping[str, Any], user: str | None = None, engine: engines.Choice = "auto"
) -> Preview:
	"""Count and explain an audience for `user` (the session's by default).

	Raises fields.ConditionsInvalid naming every wrong node.
	"""
	user = user or frappe.session.user
	logic = normalise(fields.read(conditions, user))
	chosen = engines.choose(user, engine, counting=True)
	as_of = chosen.as_of
	question = Question.of([logic], getdate(today()))
	count, names = _count_and_names(question, chosen)
	base = _base(chosen)
	emptied = _why_empty(logic, chosen) if base and not count else None
	return Preview(count, base, _warning(count, base), _sample(names, user), emptied, as_of, chosen.name)


def _count_and_names(question: Question, engine: engines.Engine) -> tuple[int, list[str]]:
	"""The number of members and the first of them, in one question."""
	(holds,) = question.predicates
	found = scope.restrict(question.customers, engine.scope).filter(holds).select("name")
	numbered = found.mutate(total=found.name.count().over(ibis.window()))
	rows = engine.rows(numbered.order_by("name").limit(SAMPLE))
	return (int(rows[0][1]), [row[0] for row in rows]) if rows else (0, [])


def _base(engine: engines.Engine) -> int:
	everybody = scope.restrict(Question.of([], getdate(today())).customers, engine.scope)
	((base,),) = engine.rows(everybody.aggregate(base=everybody.count()))
	return int(base)


def _warning(count: int, base: int) -> PreviewWarning | None:
	settings = frappe.get_cached_doc(SETTINGS)
	least, most = int(settings.audience_min_size), Decimal(str(settings.audience_max_share))
	if not count:
		return PreviewWarning("empty", Decimal(0))
	if count < least:
		return PreviewWarning("too_narrow", Decimal(least))
	return PreviewWarning("too_broad", most) if count * 100 > base * most else None


def _why_empty(logic: Logic, engine: engines.Engine) -> Emptied | None:
	"""The condition nobody fulfils, else the pair that has nobody in common, else all of them together.

	Of alternatives each is empty for itself, so all are named. Pairs that contradict each other by themselves are
	named even if one of the two has nobody today.
	"""
	parts = conjuncts(logic)
	if len(parts) == 1 and not isinstance(parts[0], Sign):
		parts = parts[0].parts
		return _emptied(parts, _alone(parts, engine))
	conflicts = find_conflicts(logic, getdate(today()))
	if conflicts:
		by_path = {sign.path: sign for sign in signs(logic)}
		pair = tuple(by_path[path] for path in conflicts[0])
		return _emptied(pair, _alone(pair, engine))
	alone, together = _alone_and_together(parts[:MOST_PAIRED], engine)
	for part, number in zip(parts, alone):
		if not number:
			return _emptied((part,), [number])
	pairs = sorted(
		(pair for pair, number in together.items() if not number),
		# the two with most customers surprise most
		key=lambda pair: -min(alone[pair[0]], alone[pair[1]]),
	)
	if pairs:
		first, second = pairs[0]
		return _emptied((parts[first], parts[second]), [alone[first], alone[second]])
	return _emptied(parts[:MOST_PAIRED], alone)


def _emptied(parts: tuple[Logic, ...], counts: list[int]) -> Emptied:
	return Emptied(
		tuple(part.path for part in parts), tuple(explain.describe(part) for part in parts), tuple(counts)
	)


def _alone(parts: tuple[Logic, ...], engine: engines.Engine) -> list[int]:
	return _sums(parts, [(at,) for at in range(len(parts))], engine)


def _alone_and_together(
	parts: tuple[Logic, ...], engine: engines.Engine
) -> tuple[list[int], dict[tuple[int, int], int]]:
	pairs = list(combinations(range(len(parts)), 2))
	sums = _sums(parts, [*((at,) for at in range(len(parts))), *pairs], engine)
	return sums[: len(parts)], dict(zip(pairs, sums[len(parts) :]))


def _sums(parts: tuple[Logic, ...], wanted: list[tuple[int, ...]], engine: engines.Engine) -> list[int]:
	"""How many customers fulfil each combination of parts, all in one pass over the customers."""
	question = Question.of(list(parts), getdate(today()))
	customers = scope.restrict(question.customers, engine.scope)
	flags = {
		f"holds{at}": holds.fill_null(False).cast("int64") for at, holds in enumerate(question.predicates)
	}
	flagged = customers.select(**flags)
	figures = {}
	for number, combination in enumerate(wanted):
		product = flagged[f"holds{combination[0]}"]
		for at in combination[1:]:
			product = product * flagged[f"holds{at}"]
		figures[f"sum{number}"] = product.sum()
	((*sums,),) = engine.rows(flagged.aggregate(**figures))
	return [int(figure or 0) for figure in sums]


def _sample(names: list[str], user: str) -> list[dict[str, Any]]:
	"""The customers as they are now; the scope is asked again, live."""
	if not names:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	criterion = row_scope.criterion(CUSTOMER, user, customer)
	query = frappe.qb.from_(customer).select(*(customer[name] for name in SAMPLE_FIELDS))
	query = query.where(customer.name.isin(names)).orderby(customer.name)
	visible = {row.name for row in (query if criterion is None else query.where(criterion)).run(as_dict=True)}
	return [dict(row) if row.name in visible else _unseen(row) for row in query.run(as_dict=True)]


def _unseen(row: frappe._dict) -> dict[str, Any]:
	"""A customer the user may count and not see: nothing that leads to him or her."""
	return {
		"name": None,
		"customer_name": f"{row.customer_name[:1]}**",
		"mobile": row.mobile,
		"tier": row.tier,
		"activity_level": row.activity_level,
	}
