"""What a step of a journey can do: one interface, and the hook that brings more.

`bank_journey_actions = {"Message": "dotted.path.ACTION", …}` names a JourneyAction for each kind of step; the last app
that names one wins. An action is performed for many customers at once, inside the transaction that writes down that it
was done: whatever it stores is stored once. What leaves the bank's database goes through a queue of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import frappe

from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.journeys import Step
from bank_crm.marketing.responses import Reference

HOOK = "bank_journey_actions"
RUN = "Bank Journey Run"


@dataclass(slots=True)
class Run:
	"""One customer on the way, as it is while a worker holds the row."""

	name: int
	customer: str
	version: str
	step: str
	waiting: int
	due_at: datetime | None
	visits: int
	attempts: int
	entered_at: datetime
	event_at: datetime
	event_on: date | None
	state: str
	note: str | None = None
	goal_at: datetime | None = None
	left_at: datetime | None = None
	left_because: str | None = None
	step_title: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
	"""What a step came to for one customer: done (with what it made), or not possible (with the reason)."""

	result: StepResult = StepResult.DONE
	note: str = ""
	reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Work:
	"""One step to be done for some customers of one journey and version."""

	journey: str
	purpose: str
	campaign: str | None
	owner: str
	step: Step
	#: What `freeze` returned when the version was made.
	frozen: Mapping[str, Any]
	runs: tuple[Run, ...]
	now: datetime

	def key(self, run: Run) -> str:
		"""Return what is done at this step for this customer at this visit, and nowhere else."""
		return f"journey:{run.name}:{run.visits + 1}"

	@property
	def customers(self) -> list[str]:
		"""The customers, each once."""
		return list(dict.fromkeys(run.customer for run in self.runs))


@dataclass(frozen=True, slots=True)
class JourneyAction:
	"""One thing a step can do.

	`label` names it and `fields` are the settings its dialog asks for (Frappe's field dictionaries), both in the user's
	language; `check` returns what is wrong with some settings as sentences; `perform` does it, run name → Outcome, a run
	that is missing counts as done. `freeze` returns what belongs to the version besides the settings. What `reaches`
	customers or gives them something is approved before the journey starts.
	"""

	label: Callable[[], str]
	fields: Callable[[], list[dict[str, Any]]]
	check: Callable[[Mapping[str, Any]], list[str]]
	perform: Callable[[Work], dict[int, Outcome]]
	freeze: Callable[[Mapping[str, Any]], dict[str, Any]] = field(default=lambda settings: {})
	reaches: bool = False


def available() -> dict[str, JourneyAction]:
	"""Return the actions of this site by the kind of step."""
	return {kind: frappe.get_attr(paths[-1]) for kind, paths in frappe.get_hooks(HOOK, default={}).items()}


def reference_to(run: Run) -> Reference:
	"""Return the run as what something is about."""
	return Reference(RUN, str(run.name))
