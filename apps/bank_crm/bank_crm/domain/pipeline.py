"""Stages of a sales pipeline: which moves are allowed, what each asks for, when one is stale (SAL-02).

A pipeline is data of the bank. What is fixed here: closing needs a product line, an amount and – where lost – a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from .errors import DomainError
from .sales_enums import ForecastCategory, OpportunityOutcome, StageRequirement

#: The lowest and highest risk a customer who said C1 … C5 may be offered: the product's R number may not be above.
RISK_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Stage:
	"""One stage; `probability` in percent, `stale_after` in days (0: never)."""

	name: str
	probability: float
	outcome: OpportunityOutcome = OpportunityOutcome.OPEN
	category: ForecastCategory = ForecastCategory.PIPELINE
	stale_after: int = 0

	@property
	def is_open(self) -> bool:
		"""Tell whether there is still something to do."""
		return self.outcome is OpportunityOutcome.OPEN


@dataclass(frozen=True, slots=True)
class Pipeline:
	"""The stages of a product line in their order; `moves` lists what is allowed from stages that say so.

	A stage without moves of its own allows the next open one, all earlier open ones, and every end; an end without
	moves is final.
	"""

	stages: tuple[Stage, ...]
	moves: frozenset[tuple[str, str]] = frozenset()
	requirements: Mapping[str, tuple[StageRequirement, ...]] = field(default_factory=dict)

	def stage(self, name: str | None) -> Stage | None:
		"""Return the stage of that name, None if the pipeline has none."""
		return next((stage for stage in self.stages if stage.name == name), None)

	@property
	def first(self) -> Stage:
		"""The stage a new opportunity begins in."""
		return next(stage for stage in self.stages if stage.is_open)

	def allowed(self, was: str | None) -> tuple[str, ...]:
		"""Return where an opportunity in stage `was` may go, in the pipeline's order; from nowhere, to each open one."""
		here = self.stage(was)
		if here is None:
			return tuple(stage.name for stage in self.stages if stage.is_open)
		listed = {to for start, to in self.moves if start == here.name}
		if listed:
			return tuple(stage.name for stage in self.stages if stage.name in listed)
		if not here.is_open:
			return ()
		ways = [stage.name for stage in self.stages if stage.is_open]
		place = ways.index(here.name)
		near = {*ways[:place], *ways[place + 1 : place + 2]}
		return tuple(stage.name for stage in self.stages if not stage.is_open or stage.name in near)

	def asks(self, name: str) -> tuple[StageRequirement, ...]:
		"""Return what must be there before the stage is entered: its own and those of the open stages before it.

		An end that is lost asks for nothing but its reason.
		"""
		wanted = self.stage(name)
		if wanted is None or wanted.outcome is OpportunityOutcome.LOST:
			return ()
		found: list[StageRequirement] = []
		for stage in self.stages:
			if stage.is_open or stage.name == name:
				found += [one for one in self.requirements.get(stage.name, ()) if one not in found]
			if stage.name == name:
				break
		return tuple(found)


@dataclass(frozen=True, slots=True)
class Facts:
	"""What is known of an opportunity when a stage is to be entered."""

	product_line: str = ""
	product: str = ""
	amount: float = 0
	expected_close: date | None = None
	next_step: str = ""
	competitors: int = 0
	participants: int = 0
	contacts: int = 0
	customer_risk: int | None = None
	product_risk: int | None = None
	lost_reason: str = ""


def check(pipeline: Pipeline) -> None:
	"""Refuse a pipeline nobody could work with: DomainError with a code and the stage it is about."""
	names = [stage.name for stage in pipeline.stages]
	for name in names:
		if names.count(name) > 1:
			raise DomainError("stage_twice", stage=name)
	for outcome in OpportunityOutcome:
		if not any(stage.outcome is outcome for stage in pipeline.stages):
			raise DomainError("no_stage_of", outcome=outcome.value)
	if not pipeline.stages[0].is_open:
		raise DomainError("begins_with_end", stage=names[0])
	for stage in pipeline.stages:
		_check_stage(stage)
	opened = [stage for stage in pipeline.stages if stage.is_open]
	for earlier, later in pairwise(opened):
		if later.probability < earlier.probability:
			raise DomainError("falling_probability", stage=later.name, before=earlier.name)
	for start, end in sorted(pipeline.moves):
		for name in (start, end):
			if name not in names:
				raise DomainError("unknown_stage", stage=name)
		if start == end:
			raise DomainError("move_to_itself", stage=start)
	ends = {stage.name for stage in pipeline.stages if stage.outcome is OpportunityOutcome.WON}
	for stage in opened:
		if not _reaches(pipeline, stage.name, ends):
			raise DomainError("dead_end", stage=stage.name)


def missing(pipeline: Pipeline, to: str, facts: Facts) -> tuple[str, ...]:
	"""Return what keeps an opportunity from entering a stage, as codes in the order a form shows their fields.

	Codes are the values of StageRequirement, "Product Line" and "Lost Reason".
	"""
	stage = pipeline.stage(to)
	if stage is None:
		raise DomainError("unknown_stage", stage=to)
	if stage.outcome is OpportunityOutcome.LOST:
		return () if facts.lost_reason else ("Lost Reason",)
	lacking = [] if facts.product_line else ["Product Line"]
	asked = {*pipeline.asks(to)}
	if stage.outcome is OpportunityOutcome.WON:
		asked.add(StageRequirement.AMOUNT)
	lacking += [one.value for one in StageRequirement if one in asked and not _is_met(one, facts)]
	return tuple(lacking)


def stale_on(stage: Stage, touched: date) -> date | None:
	"""Return the first day on which an opportunity that nobody has touched since counts as stale; None for never."""
	if not stage.is_open or stage.stale_after <= 0:
		return None
	return touched + timedelta(days=stage.stale_after + 1)


def weighted(amount: float, probability: float) -> float:
	"""Return the amount times the probability (percent), to the cent."""
	return round(amount * probability / 100, 2)


def is_suitable(customer_risk: int | None, product_risk: int | None) -> bool:
	"""Tell whether a product (R1 … R5) fits a customer (C1 … C5); one without risk fits all, an unknown customer none."""
	if not product_risk:
		return True
	return customer_risk is not None and product_risk <= customer_risk


def risk_number(text: str | None) -> int | None:
	"""Return the number in "C3 Balanced" or "R4", None where there is none."""
	digit = (text or "")[1:2]
	return int(digit) if digit.isdigit() and 1 <= int(digit) <= RISK_LEVELS else None


def _is_met(one: StageRequirement, facts: Facts) -> bool:
	known = {
		StageRequirement.PRODUCT: bool(facts.product),
		StageRequirement.AMOUNT: facts.amount > 0,
		StageRequirement.EXPECTED_CLOSE: facts.expected_close is not None,
		StageRequirement.NEXT_STEP: bool(facts.next_step.strip()),
		StageRequirement.COMPETITORS: facts.competitors > 0,
		StageRequirement.PARTICIPANTS: facts.participants > 0,
		StageRequirement.CONTACT_RECORDED: facts.contacts > 0,
		StageRequirement.RISK_ASSESSED: facts.customer_risk is not None,
		StageRequirement.SUITABLE_PRODUCT: is_suitable(facts.customer_risk, facts.product_risk),
	}
	return known[one]


def _check_stage(stage: Stage) -> None:
	bounds = {
		OpportunityOutcome.OPEN: 0 <= stage.probability < 100,
		OpportunityOutcome.WON: stage.probability == 100,
		OpportunityOutcome.LOST: stage.probability == 0,
	}
	if not bounds[stage.outcome]:
		raise DomainError("wrong_probability", stage=stage.name, outcome=stage.outcome.value)
	if stage.stale_after < 0:
		raise DomainError("negative_days", stage=stage.name)


def _reaches(pipeline: Pipeline, start: str, ends: Iterable[str]) -> bool:
	seen, waiting = {start}, [start]
	wanted = set(ends)
	while waiting:
		for name in pipeline.allowed(waiting.pop()):
			if name in wanted:
				return True
			if name not in seen:
				seen.add(name)
				waiting.append(name)
	return False
