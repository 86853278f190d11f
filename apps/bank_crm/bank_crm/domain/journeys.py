"""What a journey is – steps and the ways between them – and what is wrong with one (MKT-14).

The stored form is `{"start": key, "steps": [{"key", "kind", "title", "settings": {…}, "branches": [{"name", "to",
"share"}]}]}`. Every step has its branches: "next" for waits and actions, "yes" and "no" for conditions, one for each
part of a split. `to` is a step's key, or "" where the way ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .campaign_split import bucket, limits
from .errors import DomainError
from .journey_enums import MessageAnswer, StepKind, Test, WaitMode
from .journey_time import wait_faults

MOST_STEPS = 100
MOST_PARTS = 10
NEXT, YES, NO = "next", "yes", "no"
END = ""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
MESSAGE = "Message"


class Fault(str, Enum):
	"""What is wrong; the Frappe layer says it in words."""

	NO_STEPS = "no_steps"
	TOO_MANY = "too_many"
	BAD_KEY = "bad_key"
	TWICE = "twice"
	NO_TITLE = "no_title"
	UNKNOWN_KIND = "unknown_kind"
	NO_START = "no_start"
	MISSING_BRANCH = "missing_branch"
	UNKNOWN_BRANCH = "unknown_branch"
	NO_SUCH_STEP = "no_such_step"
	UNREACHABLE = "unreachable"
	ENDLESS = "endless"
	FEW_PARTS = "few_parts"
	SHARES = "shares"
	NO_TEST = "no_test"
	NO_CONDITIONS = "no_conditions"
	NO_EARLIER_MESSAGE = "no_earlier_message"
	NO_ANSWER = "no_answer"
	NO_PRODUCT = "no_product"
	DEAD_TEMPLATE = "dead_template"
	NO_DURATION = "no_duration"
	NO_DAY = "no_day"
	NO_WEEKDAY = "no_weekday"
	BAD_HOUR = "bad_hour"
	BAD_OFFSET = "bad_offset"


@dataclass(frozen=True, slots=True)
class Branch:
	"""One way out of a step; `share` is in percent and counts for splits."""

	name: str
	to: str
	share: int = 0


@dataclass(frozen=True, slots=True)
class Step:
	"""One step; its settings belong to its kind."""

	key: str
	kind: str
	title: str
	settings: Mapping[str, Any] = field(default_factory=dict)
	branches: tuple[Branch, ...] = ()

	def to(self, branch: str) -> str:
		"""Return the key a branch leads to, "" where the way ends; KeyError for a branch there is none of."""
		for one in self.branches:
			if one.name == branch:
				return one.to
		raise KeyError(branch)

	@property
	def is_wait(self) -> bool:
		"""Whether customers stay here for a while."""
		return self.kind == StepKind.WAIT.value


@dataclass(frozen=True, slots=True)
class Definition:
	"""A whole journey."""

	start: str
	steps: tuple[Step, ...]

	def by_key(self) -> dict[str, Step]:
		"""Return the steps by their keys."""
		return {step.key: step for step in self.steps}


@dataclass(frozen=True, slots=True)
class Problem:
	"""One fault at one step ("" for the journey itself), with what its sentence needs."""

	step: str
	fault: Fault
	detail: str = ""


class NotAJourney(DomainError):
	"""What is stored is no journey at all."""

	def __init__(self, what: str) -> None:
		super().__init__("not_a_journey", what=what)


def read(stored: object) -> Definition:
	"""Return the typed journey of a parsed JSON; raises NotAJourney where its form is not the one above."""
	if not isinstance(stored, Mapping) or not isinstance(stored.get("steps"), list):
		raise NotAJourney("steps")
	steps = tuple(_step(one) for one in stored["steps"])
	start = stored.get("start")
	return Definition(start if isinstance(start, str) else (steps[0].key if steps else ""), steps)


def written(definition: Definition) -> dict[str, Any]:
	"""Return the stored form."""
	return {
		"start": definition.start,
		"steps": [
			{
				"key": step.key,
				"kind": step.kind,
				"title": step.title,
				"settings": dict(step.settings),
				"branches": [
					{"name": one.name, "to": one.to} | ({"share": one.share} if one.share else {})
					for one in step.branches
				],
			}
			for step in definition.steps
		],
	}


def check(
	definition: Definition, actions: Collection[str], templates: Collection[str] | None = None
) -> list[Problem]:
	"""Return everything that is wrong with a journey, in the order of its steps.

	`actions` are the kinds of action there are, `templates` the message templates that can be sent (None: not asked).
	"""
	steps = definition.steps
	if not steps:
		return [Problem("", Fault.NO_STEPS)]
	if len(steps) > MOST_STEPS:
		return [Problem("", Fault.TOO_MANY, str(MOST_STEPS))]
	found: list[Problem] = []
	keys: set[str] = set()
	for step in steps:
		if not _KEY.fullmatch(step.key):
			found.append(Problem(step.key, Fault.BAD_KEY))
		elif step.key in keys:
			found.append(Problem(step.key, Fault.TWICE))
		keys.add(step.key)
	if definition.start not in keys:
		found.append(Problem("", Fault.NO_START))
	for step in steps:
		found += _of_step(step, keys, actions, templates)
	if any(one.fault in (Fault.TWICE, Fault.NO_START) for one in found):
		return found
	return found + _of_ways(definition)


def next_of(definition: Definition, key: str, branch: str) -> Step | None:
	"""Return the step a branch leads to; None where the way ends. KeyError for what there is not."""
	steps = definition.by_key()
	to = steps[key].to(branch)
	return steps[to] if to else None


def part_of(step: Step, journey: str, customer: str) -> str:
	"""Return the branch of a split a customer takes: by chance, but the same whenever it is asked."""
	drawn = bucket(step.key, journey, customer)
	shares = limits([(one.name, one.share) for one in step.branches])
	return next(name for name, below in shares if drawn < below)


def longest_stretch(definition: Definition) -> int:
	"""Return how many steps a customer can take at most without waiting; what is more is a fault of the journey."""
	return len(definition.steps)


def _step(stored: object) -> Step:
	if not isinstance(stored, Mapping):
		raise NotAJourney("step")
	settings, branches = stored.get("settings") or {}, stored.get("branches") or []
	if not isinstance(settings, Mapping) or not isinstance(branches, list):
		raise NotAJourney("step")
	return Step(
		str(stored.get("key") or ""),
		str(stored.get("kind") or ""),
		str(stored.get("title") or "").strip()[:140],
		dict(settings),
		tuple(_branch(one) for one in branches),
	)


def _branch(stored: object) -> Branch:
	if not isinstance(stored, Mapping):
		raise NotAJourney("branch")
	share = stored.get("share") or 0
	if not isinstance(share, int) or isinstance(share, bool):
		raise NotAJourney("share")
	return Branch(str(stored.get("name") or "").strip()[:40], str(stored.get("to") or ""), share)


def _of_step(
	step: Step, keys: Collection[str], actions: Collection[str], templates: Collection[str] | None
) -> list[Problem]:
	faults: list[tuple[Fault, str]] = []
	if not step.title:
		faults.append((Fault.NO_TITLE, ""))
	if step.kind not in StepKind.values() and step.kind not in actions:
		return [Problem(step.key, Fault.UNKNOWN_KIND, step.kind)]
	faults += _branch_faults(step, keys)
	if step.kind == StepKind.WAIT.value:
		faults += [(Fault(code), "") for code in wait_faults(step.settings)]
	elif step.kind == StepKind.CONDITION.value:
		faults += [(fault, "") for fault in _test_faults(step.settings)]
	elif step.kind == MESSAGE and templates is not None:
		template = str(step.settings.get("template") or "")
		if template not in templates:
			faults.append((Fault.DEAD_TEMPLATE, template))
	return [Problem(step.key, fault, detail) for fault, detail in faults]


def _branch_faults(step: Step, keys: Collection[str]) -> list[tuple[Fault, str]]:
	names = [one.name for one in step.branches]
	faults = []
	if step.kind == StepKind.SPLIT.value:
		if not 2 <= len(names) <= MOST_PARTS or len(set(names)) != len(names) or not all(names):
			faults.append((Fault.FEW_PARTS, str(MOST_PARTS)))
		if any(one.share <= 0 for one in step.branches) or sum(one.share for one in step.branches) != 100:
			faults.append((Fault.SHARES, ""))
	else:
		wanted = [YES, NO] if step.kind == StepKind.CONDITION.value else [NEXT]
		faults += [(Fault.MISSING_BRANCH, name) for name in wanted if name not in names]
		if len(names) != len(set(names)) or set(names) - set(wanted):
			faults.append((Fault.UNKNOWN_BRANCH, ", ".join(sorted(set(names) - set(wanted)))))
	faults += [(Fault.NO_SUCH_STEP, one.to) for one in step.branches if one.to != END and one.to not in keys]
	return faults


def _test_faults(settings: Mapping[str, Any]) -> list[Fault]:
	test = settings.get("test")
	if test == Test.CONDITIONS.value:
		return [] if settings.get("conditions") else [Fault.NO_CONDITIONS]
	if test == Test.RESPONSE.value:
		faults = [] if settings.get("of_step") else [Fault.NO_EARLIER_MESSAGE]
		return faults + ([] if settings.get("answer") in MessageAnswer.values() else [Fault.NO_ANSWER])
	if test == Test.BOUGHT.value:
		return [] if settings.get("category") or settings.get("product") else [Fault.NO_PRODUCT]
	return [Fault.NO_TEST]


def _of_ways(definition: Definition) -> list[Problem]:
	"""Steps nobody gets to, circles without a wait, conditions on messages that are not sent before them."""
	steps = definition.by_key()
	ways = {
		key: tuple(dict.fromkeys(one.to for one in step.branches if one.to in steps))
		for key, step in steps.items()
	}
	reached = _from(definition.start, ways)
	found = [Problem(key, Fault.UNREACHABLE) for key in steps if key not in reached]
	hurried = {
		key: () if holds_up(steps[key]) else tuple(to for to in leads if not holds_up(steps[to]))
		for key, leads in ways.items()
	}
	found += [Problem(key, Fault.ENDLESS) for key in steps if key in reached and _returns(key, hurried)]
	for key, step in steps.items():
		of_step = step.settings.get("of_step")
		if step.kind != StepKind.CONDITION.value or step.settings.get("test") != Test.RESPONSE.value:
			continue
		earlier = steps.get(str(of_step or ""))
		if of_step and (earlier is None or earlier.kind != MESSAGE or key not in _from(earlier.key, ways)):
			found.append(Problem(key, Fault.NO_EARLIER_MESSAGE))
	return found


def holds_up(step: Step) -> bool:
	"""Whether everybody stays at a step for some time, however often he or she comes by; a day may have passed."""
	return step.is_wait and step.settings.get("mode") != WaitMode.DAY.value


def _from(start: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
	reached, left = {start}, [start]
	while left:
		for to in ways[left.pop()]:
			if to not in reached:
				reached.add(to)
				left.append(to)
	return reached


def _returns(key: str, ways: Mapping[str, Sequence[str]]) -> bool:
	return any(key in _from(to, ways) for to in ways[key])
