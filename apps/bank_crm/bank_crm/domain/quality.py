"""How a reviewed order did, and which orders are drawn for review (SVC-12)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import DomainError
from .intake_enums import Verdict

_WORTH = {Verdict.MET: 2, Verdict.PARTLY: 1, Verdict.NOT_MET: 0}


@dataclass(frozen=True, slots=True)
class Answer:
	"""The verdict on one criterion; `weight` says how much it counts."""

	criterion: str
	verdict: Verdict
	weight: int = 1
	critical: bool = False


@dataclass(frozen=True, slots=True)
class Result:
	"""`percent` of what could be reached, and whether that is enough."""

	percent: float
	passed: bool


def judge(answers: Iterable[Answer], pass_percent: float) -> Result:
	"""Weigh the verdicts; what does not apply is left out, a critical criterion not met fails everything.

	Raises DomainError("nothing-applies") where no criterion with a weight applies.
	"""
	counted = [answer for answer in answers if answer.verdict is not Verdict.DOES_NOT_APPLY]
	possible = sum(2 * answer.weight for answer in counted)
	if possible <= 0:
		raise DomainError("nothing-applies")
	reached = sum(_WORTH[answer.verdict] * answer.weight for answer in counted)
	failed = any(answer.critical and answer.verdict is Verdict.NOT_MET for answer in counted)
	percent = round(100 * reached / possible, 2)
	return Result(percent, not failed and percent >= pass_percent)


def draw(
	orders: Mapping[str, Sequence[str]], *, percent: float, least: int, seed: str
) -> dict[str, list[str]]:
	"""Draw a share of each handler's orders (handler → order names), at least `least` of each where there are.

	The same seed draws the same orders, so a job that is run again draws nothing else; nobody can tell
	beforehand without the seed which orders those are.
	"""
	drawn = {}
	for handler, names in orders.items():
		wanted = min(len(names), max(least, math.ceil(len(names) * percent / 100)))
		drawn[handler] = sorted(names, key=lambda name: _lot(seed, name))[:wanted]
	return drawn


def _lot(seed: str, name: str) -> str:
	return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()
