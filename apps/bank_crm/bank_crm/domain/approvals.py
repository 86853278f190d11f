"""The approval matrix: which rule counts, who is asked, what votes add up to (SAL-11, CON-04).

Four eyes hold everywhere here: nobody decides about an own request, whichever way it comes – role, delegation,
absence, escalation –, and nobody decides twice in one request unless the rule says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from .approval_enums import ApproverKind, AskedBecause, EscalateTo, StepState, VoteState

#: Somebody with so many open decisions comes after everybody with fewer.
FULL = 20
#: Steps and people of one rule; more is a mistake.
MOST_STEPS, MOST_PEOPLE = 20, 20


@dataclass(frozen=True, slots=True)
class Case:
	"""What is to be decided; `branches` are its branch and those above, the nearest first."""

	kind: str
	type: str = ""
	amount: float = 0.0
	branches: tuple[str, ...] = ()
	product: str = ""


@dataclass(frozen=True, slots=True)
class Step:
	"""One decision: `quorum` of `people` must agree. Steps of the same sequence run side by side.

	`who` is the role, post, person or branch level; empty for the applicant's superior. `due` in business seconds, 0:
	none.
	"""

	sequence: int
	approver: ApproverKind
	who: str = ""
	name: str = ""
	people: int = 1
	quorum: int = 1
	due: int = 0
	substitute: str = ""
	escalate: EscalateTo | None = None


@dataclass(frozen=True, slots=True)
class Rule:
	"""One row of the matrix; empty conditions fit everything, `amount_to` 0 has no end and does not belong to it."""

	name: str
	kind: str
	type: str = ""
	amount_from: float = 0.0
	amount_to: float = 0.0
	branch: str = ""
	product: str = ""
	same_person: bool = False
	steps: tuple[Step, ...] = ()

	def fits(self, case: Case) -> bool:
		"""Tell whether the case fulfils each condition; amounts count from, and end below, what the rule says."""
		return (
			self.kind == case.kind
			and self.type in ("", case.type)
			and self.product in ("", case.product)
			and (not self.branch or self.branch in case.branches)
			and self.amount_from <= case.amount
			and (not self.amount_to or case.amount < self.amount_to)
		)

	def rank(self, case: Case) -> tuple[object, ...]:
		"""More conditions come first, then the nearest branch, the type, the product, the name: the choice is one."""
		near = case.branches.index(self.branch) if self.branch else len(case.branches)
		given = sum(map(bool, (self.type, self.product, self.branch)))
		return -given, near, not self.type, not self.product, -self.amount_from, self.name


def choose(rules: Iterable[Rule], case: Case) -> Rule | None:
	"""Return the rule that counts for a case, None where none fits."""
	return min((rule for rule in rules if rule.fits(case)), key=lambda rule: rule.rank(case), default=None)


def overlap(one: Rule, other: Rule) -> bool:
	"""Tell whether two rules with the same conditions would both count for some amount."""
	same = ("kind", "type", "branch", "product")
	if any(getattr(one, name) != getattr(other, name) for name in same):
		return False
	before = one.amount_to and one.amount_to <= other.amount_from
	after = other.amount_to and other.amount_to <= one.amount_from
	return not (before or after)


class Fault(str, Enum):
	"""What is wrong with a rule."""

	NO_STEPS = "no_steps"
	TOO_MANY = "too_many"
	AMOUNTS = "amounts"
	SEQUENCE = "sequence"
	WHO = "who"
	PEOPLE = "people"
	QUORUM = "quorum"
	DUE = "due"
	SUBSTITUTE = "substitute"


def faults(rule: Rule) -> list[tuple[Fault, int]]:
	"""Return what is wrong, each with the step's place counted from 1, 0 for the rule itself."""
	found: list[tuple[Fault, int]] = []
	if not rule.steps:
		found.append((Fault.NO_STEPS, 0))
	if len(rule.steps) > MOST_STEPS:
		found.append((Fault.TOO_MANY, 0))
	if rule.amount_from < 0 or (rule.amount_to and rule.amount_to <= rule.amount_from):
		found.append((Fault.AMOUNTS, 0))
	for place, step in enumerate(rule.steps, 1):
		if step.sequence < 1:
			found.append((Fault.SEQUENCE, place))
		if step.approver is not ApproverKind.SUPERIOR and not step.who:
			found.append((Fault.WHO, place))
		most = 1 if step.approver is ApproverKind.PERSON else MOST_PEOPLE
		if not 1 <= step.people <= most:
			found.append((Fault.PEOPLE, place))
		if not 1 <= step.quorum <= max(step.people, 1):
			found.append((Fault.QUORUM, place))
		if step.due < 0:
			found.append((Fault.DUE, place))
		if step.escalate is EscalateTo.SUBSTITUTE and not step.substitute:
			found.append((Fault.SUBSTITUTE, place))
	return found


@dataclass(frozen=True, slots=True)
class Delegation:
	"""Somebody else decides from one day to another, both included; an empty kind is every kind."""

	giver: str
	taker: str
	first: date
	last: date
	kind: str = ""

	def holds(self, day: date, kind: str) -> bool:
		"""Tell whether it counts on a day for a kind of document."""
		return self.first <= day <= self.last and self.kind in ("", kind)


def circle(new: Delegation, others: Iterable[Delegation]) -> tuple[str, ...]:
	"""Return the people a new delegation would send decisions round, () where there is no day on which it would."""
	if new.giver == new.taker:
		return (new.giver, new.giver)
	edges: dict[str, list[Delegation]] = {}
	for one in others:
		edges.setdefault(one.giver, []).append(one)
	ways = [(new.taker, new.first, new.last, new.kind, (new.giver, new.taker))]
	while ways:
		at, first, last, kind, path = ways.pop()
		for edge in edges.get(at, ()):
			start, end = max(first, edge.first), min(last, edge.last)
			if start > end or (kind and edge.kind and kind != edge.kind):
				continue
			if edge.taker == new.giver:
				return (*path, edge.taker)
			if edge.taker not in path:
				ways.append((edge.taker, start, end, kind or edge.kind, (*path, edge.taker)))
	return ()


@dataclass(frozen=True, slots=True)
class Presence:
	"""Who decides for whom today: delegations, and who is away with a substitute or none ("")."""

	day: date
	delegations: tuple[Delegation, ...] = ()
	away: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
	"""Somebody who is to decide, and for whom if it is another's decision."""

	user: str
	because: AskedBecause
	instead_of: str = ""


def stand_in(user: str, kind: str, presence: Presence) -> Asked | None:
	"""Return who decides where `user` would, None if everybody on the way is away; never runs in a circle."""
	at, because, seen = user, None, {user}
	while True:
		given = next(
			(one.taker for one in presence.delegations if one.giver == at and one.holds(presence.day, kind)),
			None,
		)
		if given is None and at not in presence.away:
			return Asked(at, because or AskedBecause.PERSON, user if because else "")
		after = given if given is not None else presence.away[at]
		because = because or (AskedBecause.DELEGATION if given is not None else AskedBecause.ABSENCE)
		if not after or after in seen:
			return None
		seen.add(after)
		at = after


@dataclass(frozen=True, slots=True)
class Candidate:
	"""Somebody the step fits: steps up the tree from the case's branch, open decisions."""

	user: str
	distance: int = 0
	open: int = 0


def pick(
	step: Step,
	candidates: Iterable[Candidate],
	case: Case,
	presence: Presence,
	*,
	applicants: Collection[str],
	decided: Collection[str] = (),
	same_person: bool = False,
) -> list[Asked]:
	"""Return who is asked: the nearest first, among equals who has least to decide, overloaded ones last.

	`applicants` are who asks and whose document it is, `decided` those asked in other steps. Fewer than the step's people are returned where there are not more;
	whether that is enough is the quorum's matter.
	"""
	order = sorted(candidates, key=lambda one: (one.open >= FULL, one.distance, one.open, one.user))
	barred = {*applicants} if same_person else {*applicants, *decided}
	found: dict[str, Asked] = {}
	for one in order:
		if len(found) == step.people:
			break
		if one.user in applicants:
			continue
		asked = stand_in(one.user, case.kind, presence)
		if asked is None or asked.user in barred or asked.user in found:
			continue
		own = not asked.instead_of
		found[asked.user] = Asked(asked.user, AskedBecause(step.approver.value)) if own else asked
	if len(found) < step.quorum and step.substitute:
		asked = stand_in(step.substitute, case.kind, presence)
		if asked and asked.user not in barred and asked.user not in found:
			found[asked.user] = Asked(asked.user, AskedBecause.SUBSTITUTE)
	return list(found.values())


def outcome(votes: Iterable[VoteState], quorum: int) -> StepState:
	"""Return where a step stands: agreed by the quorum, refused once it cannot be reached any more, else open."""
	counted = [vote for vote in votes if vote not in (VoteState.REPLACED, VoteState.NOT_NEEDED)]
	agreed, refused = counted.count(VoteState.APPROVED), counted.count(VoteState.REFUSED)
	if agreed >= quorum:
		return StepState.APPROVED
	if len(counted) - refused < quorum:
		return StepState.REFUSED
	return StepState.OPEN


def to_open(steps: Sequence[tuple[int, StepState]]) -> list[int]:
	"""Return the places of the steps that begin now: those of the lowest sequence not yet agreed, if it is not open yet."""
	left = [sequence for sequence, state in steps if state is not StepState.APPROVED]
	if not left or any(state is StepState.REFUSED for _sequence, state in steps):
		return []
	return [
		place
		for place, (sequence, state) in enumerate(steps)
		if sequence == min(left) and state is StepState.WAITING
	]


def whole(states: Iterable[StepState]) -> StepState:
	"""Return where a request stands: one refusal refuses it, agreement of every step approves it."""
	known = list(states)
	if any(state is StepState.REFUSED for state in known):
		return StepState.REFUSED
	if all(state is StepState.APPROVED for state in known):
		return StepState.APPROVED
	return StepState.OPEN
