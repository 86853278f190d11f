"""Who gets a work order: by skill, branch, language, presence and load, with the reasons (SVC-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

#: A skill that follows from the post alone, or an order that asks for none.
USUAL_LEVEL = 3


class Misfit(str, Enum):
	"""The first reason why somebody does not get an order."""

	ABSENT = "absent"
	AWAY = "away"
	SKILL = "skill"
	LANGUAGE = "language"
	BRANCH = "branch"
	FULL = "full"


@dataclass(frozen=True, slots=True)
class Agent:
	"""Somebody who may take orders.

	`distance` counts the steps from the order's branch up to the agent's own, 0 for the same; None is elsewhere.
	"""

	user: str
	skills: Mapping[str, int] = field(default_factory=dict)
	languages: frozenset[str] = frozenset()
	distance: int | None = 0
	open_orders: int = 0
	capacity: int = 10
	present: bool = True
	absent: bool = False
	last_assigned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
	"""What an order asks for; empty fits everybody. `favourite` is the customer's own manager, `unless` were tried."""

	skill: str = ""
	language: str = ""
	favourite: str = ""
	unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
	"""Who fits, best first, and how many do not for which reason."""

	fitting: tuple[Agent, ...]
	misfits: Mapping[Misfit, int]


def misfit_of(agent: Agent, wanted: Wanted) -> Misfit | None:
	"""Return the first reason against an agent, None if there is none."""
	if agent.absent:
		return Misfit.ABSENT
	if not agent.present:
		return Misfit.AWAY
	if wanted.skill and wanted.skill not in agent.skills:
		return Misfit.SKILL
	if wanted.language and wanted.language not in agent.languages:
		return Misfit.LANGUAGE
	if agent.distance is None:
		return Misfit.BRANCH
	if agent.open_orders >= agent.capacity:
		return Misfit.FULL
	return None


def choose(agents: Iterable[Agent], wanted: Wanted) -> Choice:
	"""Return the agents that fit, best first.

	The customer's own manager comes first; then who is least loaded in tenths of the capacity, nearest, best skilled,
	longest without a new order.
	"""
	fitting: list[Agent] = []
	misfits: Counter[Misfit] = Counter()
	for agent in agents:
		if agent.user in wanted.unless:
			continue
		misfit = misfit_of(agent, wanted)
		if misfit is None:
			fitting.append(agent)
		else:
			misfits[misfit] += 1
	return Choice(tuple(sorted(fitting, key=lambda agent: _rank(agent, wanted))), dict(misfits))


def level_of(agent: Agent, skill: str) -> int:
	"""Return how well an agent masters a skill, 1 to 5; an order without one is everyday work."""
	return agent.skills.get(skill, USUAL_LEVEL) if skill else USUAL_LEVEL


def _rank(agent: Agent, wanted: Wanted) -> tuple[object, ...]:
	return (
		agent.user != wanted.favourite,
		agent.open_orders * 10 // max(agent.capacity, 1),
		agent.distance,
		-level_of(agent, wanted.skill),
		agent.last_assigned or datetime.min,
		agent.user,
	)
