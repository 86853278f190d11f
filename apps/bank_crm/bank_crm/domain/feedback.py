"""How a word about the system moves from new to answered, and what it still lacks (UX-07)."""

from __future__ import annotations

from dataclasses import dataclass

from .feedback_enums import FeedbackState as State

#: From each state to those it may change to.
STEPS: dict[State, frozenset[State]] = {
	State.NEW: frozenset({State.IN_PROGRESS, State.ANSWERED, State.CLOSED}),
	State.IN_PROGRESS: frozenset({State.ANSWERED, State.CLOSED}),
	State.ANSWERED: frozenset({State.IN_PROGRESS, State.CLOSED}),
	State.CLOSED: frozenset({State.IN_PROGRESS}),
}
OPEN = (State.NEW, State.IN_PROGRESS)
SUBJECT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Step:
	"""What follows from saving: the state it ends in, and whether the person who asked is told of the answer."""

	state: State
	tells: bool


def step(was: State, wanted: State, *, answer_before: str, answer: str) -> Step | None:
	"""Return what follows, None where the state may not be reached from the former one.

	A new answer to what is open answers it, whatever state was chosen; an answer that is bettered is told again.
	"""
	changed = bool(answer.strip()) and answer.strip() != answer_before.strip()
	if changed and wanted in OPEN:
		wanted = State.ANSWERED
	if wanted != was and wanted not in STEPS[was]:
		return None
	return Step(wanted, tells=changed)


def subject_of(text: str) -> str:
	"""Return the beginning of a text as the line a list shows of it."""
	line = " ".join(text.split())
	return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"
