"""What is done when an order is not handled in time, and when the next step of it is due (SVC-17).

The steps of a rule are taken in their order. A step whose clock has stopped is passed over; while a clock stands still
its step waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .business_time import BusinessTime
from .service_clock import Reading
from .service_enums import ClockState
from .service_level import Order
from .service_level_enums import ClockEvent, ServiceClock

#: From the condition that says most about an order to the one that says least.
CONDITIONS = ("tier", "order_type", "priority")


@dataclass(frozen=True, slots=True)
class Step:
	"""One step: due `after` business seconds since the event of a clock; `tell` is an EscalationTarget."""

	clock: ServiceClock
	event: ClockEvent
	after: int
	tell: str
	role: str = ""
	raise_priority: bool = False
	to_queue: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
	"""A chain of steps for some orders; empty conditions fit every order."""

	name: str
	steps: tuple[Step, ...]
	order_type: str = ""
	priority: str = ""
	tier: str = ""

	def fits(self, order: Order) -> bool:
		"""Tell whether the order fulfils each condition."""
		return all(getattr(self, name) in ("", getattr(order, name)) for name in CONDITIONS)

	@property
	def rank(self) -> tuple[int, tuple[bool, ...], str]:
		"""More conditions come first, then the ones that say more, then the name."""
		told = tuple(not getattr(self, name) for name in CONDITIONS)
		return sum(told), told, self.name


@dataclass(frozen=True, slots=True)
class Next:
	"""The step that comes next, its place counted from 1, and when it is due."""

	number: int
	step: Step
	due: datetime


def choose(rules: Iterable[Rule], order: Order) -> Rule | None:
	"""Return the rule that counts for an order: the one with the most conditions it fulfils."""
	return min((rule for rule in rules if rule.fits(order)), key=lambda rule: rule.rank, default=None)


def next_step(
	rule: Rule | None, taken: int, readings: Mapping[ServiceClock, Reading], time: BusinessTime
) -> Next | None:
	"""Return what comes after `taken` steps, or None if nothing does, or a pause keeps it open."""
	if rule is None:
		return None
	for number, step in enumerate(rule.steps[taken:], start=taken + 1):
		reading = readings.get(step.clock)
		if reading is None or reading.state in (ClockState.MET, ClockState.MISSED):
			continue
		event = reading.warn if step.event is ClockEvent.WARNING else reading.due
		if event is None and step.event is ClockEvent.WARNING and reading.due is not None:
			continue  # this promise has no warning
		if event is None or not reading.is_live:
			return None
		return Next(number, step, time.add(event, step.after))
	return None
