"""The rules of leads: what one is worth and why, which rule gives it to whom, which steps there are (SAL-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .sales_enums import LeadAssignment, LeadSign, LeadStatus

LOWEST, HIGHEST = 0, 100
#: Nobody has anything to do for these any more.
OVER = frozenset({LeadStatus.CONVERTED, LeadStatus.DISQUALIFIED})
#: Steps somebody takes by hand; converting has a way of its own.
STEPS: Mapping[LeadStatus, frozenset[LeadStatus]] = {
	LeadStatus.NEW: frozenset({LeadStatus.FOLLOWING, LeadStatus.QUALIFIED, LeadStatus.DISQUALIFIED}),
	LeadStatus.FOLLOWING: frozenset({LeadStatus.QUALIFIED, LeadStatus.DISQUALIFIED}),
	LeadStatus.QUALIFIED: frozenset({LeadStatus.FOLLOWING, LeadStatus.DISQUALIFIED}),
	LeadStatus.DISQUALIFIED: frozenset({LeadStatus.FOLLOWING}),
	LeadStatus.CONVERTED: frozenset(),
}
#: Upper ends of the ages of open leads, in days; the last has no end.
AGES = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class ScoreRule:
	"""One sign and its points, which may be below 0."""

	name: str
	sign: LeadSign
	points: int
	compared_with: str = ""


@dataclass(frozen=True, slots=True)
class LeadFacts:
	"""What rules look at; `outcomes` are those of its follow-ups, `branches` its branch and those above it."""

	source: str = ""
	product_line: str = ""
	customer_type: str = ""
	amount: float = 0
	is_customer: bool = False
	has_mobile: bool = False
	has_id: bool = False
	outcomes: frozenset[str] = frozenset()
	branches: frozenset[str] = frozenset()
	score: int = 0


@dataclass(frozen=True, slots=True)
class AssignmentRule:
	"""Who follows up which leads; an empty condition fits everything."""

	name: str
	sequence: int
	first_contact_days: int = 1
	assign_by: LeadAssignment = LeadAssignment.FEWEST_LEADS
	source: str = ""
	product_line: str = ""
	customer_type: str = ""
	branch: str = ""
	min_score: int = 0
	members: tuple[str, ...] = ()
	last_given: str = ""


def score_of(rules: Iterable[ScoreRule], facts: LeadFacts) -> tuple[int, tuple[ScoreRule, ...]]:
	"""Return what a lead is worth, 0 to 100, and the rules it is made of, the weightiest first."""
	found = sorted(
		(rule for rule in rules if _shows(rule, facts)), key=lambda rule: (-abs(rule.points), rule.name)
	)
	total = sum(rule.points for rule in found)
	return max(LOWEST, min(HIGHEST, total)), tuple(found)


def rule_for(rules: Iterable[AssignmentRule], facts: LeadFacts) -> AssignmentRule | None:
	"""Return the rule that decides: the lowest sequence that fits, of equals the first by name; None if none fits."""
	for rule in sorted(rules, key=lambda rule: (rule.sequence, rule.name)):
		if _fits(rule, facts):
			return rule
	return None


def chosen(rule: AssignmentRule | None, people: Collection[str], loads: Mapping[str, int]) -> str | None:
	"""Return who gets the next lead among `people`, by `loads` of open leads or by turn; None if there is nobody."""
	order = sorted(people)
	if not order:
		return None
	if rule and rule.assign_by is LeadAssignment.BY_TURN:
		return next((user for user in order if user > rule.last_given), order[0])
	return min(order, key=lambda user: (loads.get(user, 0), user))


def step_problem(
	was: str | None, status: str, *, has_reason: bool = False, converting: bool = False
) -> str | None:
	"""Return why a status may not follow another, as a code; None if it may.

	`converted` – what is converted stays so; `by_converting` – only converting leads there; `no_reason` – giving up
	says why; `no_way` – the step does not exist.
	"""
	if was == status:
		return None
	if status == LeadStatus.CONVERTED:
		return None if converting else "by_converting"
	if was is None:
		return None if status == LeadStatus.NEW else "no_way"
	if was == LeadStatus.CONVERTED:
		return "converted"
	if LeadStatus(status) not in STEPS[LeadStatus(was)]:
		return "no_way"
	return "no_reason" if status == LeadStatus.DISQUALIFIED and not has_reason else None


def age_of(opened: date, day: date) -> int:
	"""Return which of the ages an open lead has: 0 for the youngest, len(AGES) for the oldest."""
	days = (day - opened).days
	return next((place for place, most in enumerate(AGES) if days <= most), len(AGES))


def _shows(rule: ScoreRule, facts: LeadFacts) -> bool:
	wanted = rule.compared_with.strip()
	if rule.sign is LeadSign.AMOUNT_FROM:
		return facts.amount > 0 and facts.amount >= _number(wanted)
	known = {
		LeadSign.SOURCE: facts.source == wanted,
		LeadSign.PRODUCT_LINE: facts.product_line == wanted,
		LeadSign.EXISTING_CUSTOMER: facts.is_customer,
		LeadSign.MOBILE_GIVEN: facts.has_mobile,
		LeadSign.ID_GIVEN: facts.has_id,
		LeadSign.REACHED: not facts.outcomes.isdisjoint({"Reached", "Interested", "Done"}),
		LeadSign.INTERESTED: "Interested" in facts.outcomes,
	}
	return known[rule.sign]


def is_number(text: str) -> bool:
	"""Tell whether a text is an amount that can be compared with."""
	try:
		return float(text) >= 0
	except ValueError:
		return False


def _number(text: str) -> float:
	return float(text) if is_number(text) else float("inf")


def _fits(rule: AssignmentRule, facts: LeadFacts) -> bool:
	wanted = (
		(rule.source, facts.source),
		(rule.product_line, facts.product_line),
		(rule.customer_type, facts.customer_type),
	)
	if any(asked and asked != given for asked, given in wanted):
		return False
	return (not rule.branch or rule.branch in facts.branches) and facts.score >= rule.min_score
