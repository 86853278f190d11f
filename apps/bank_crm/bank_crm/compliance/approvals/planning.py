"""Who would decide if it were asked for now: for the check at the start, and for trying a rule out (SAL-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bank_crm.compliance.approvals import people
from bank_crm.domain import approvals as rules
from bank_crm.domain.approvals import Asked, Case, Presence, Rule, Step


@dataclass(frozen=True, slots=True)
class Planned:
	"""One step with who is asked; `enough` where the quorum can be reached."""

	step: Step
	asked: list[Asked]

	@property
	def enough(self) -> bool:
		"""Whether as many as must agree can be asked."""
		return len(self.asked) >= self.step.quorum


def plan(rule: Rule, case: Case, person: str, applicants: Collection[str]) -> list[Planned]:
	"""Return every step in its order with who would be asked; nothing is stored."""
	presence, decided, found = people.presence(), set[str](), []
	for step in ordered(rule):
		asked = ask(step, case, person, applicants, decided, presence, same_person=rule.same_person)
		decided |= {one.user for one in asked}
		found.append(Planned(step, asked))
	return found


def ordered(rule: Rule) -> list[Step]:
	"""Return a rule's steps by their sequence, those side by side as they are written."""
	return sorted(rule.steps, key=lambda step: step.sequence)


def ask(
	step: Step,
	case: Case,
	person: str,
	applicants: Collection[str],
	decided: Collection[str],
	presence: Presence,
	*,
	same_person: bool,
) -> list[Asked]:
	"""Return who is asked in one step."""
	return rules.pick(
		step,
		people.candidates(step, case, person),
		case,
		presence,
		applicants={*applicants, person},
		decided=decided,
		same_person=same_person,
	)
