"""What a benchmark measured, in words for people and as one last line of JSON for machines."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click


@dataclass(frozen=True)
class Figure:
	"""One measured number; `ratio` compares with `baseline`, `ok` with `target`, None where there is none."""

	name: str
	value: float
	unit: str
	baseline: float | None = None
	ratio: float | None = None
	target: float | None = None
	ok: bool | None = None


def at_least(name: str, value: float, unit: str, baseline: float, target: float | None = None) -> Figure:
	"""A rate beside the same work done another way; `target` is for their ratio."""
	ratio = value / baseline
	return Figure(
		name,
		round(value, 1),
		unit,
		round(baseline, 1),
		round(ratio, 1),
		target,
		None if target is None else ratio >= target,
	)


def at_most(name: str, value: float, unit: str, target: float, baseline: float | None = None) -> Figure:
	"""A time or size that must not be above `target`; the ratio tells how many times the baseline takes."""
	ratio = None if baseline is None else round(baseline / value, 1)
	rounded = None if baseline is None else round(baseline, 1)
	return Figure(name, round(value, 1), unit, rounded, ratio, round(target, 1), value <= target)


def p95_of(times: Sequence[float]) -> float:
	"""Return the time that 95 of 100 stay below."""
	return sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]


def report(name: str, figures: Sequence[Figure], beside: str, **conditions: object) -> int:
	"""Print each figure and the line of JSON; 0 if every target was met, 1 otherwise.

	`beside` says what the baseline is, `conditions` are sizes and the like.
	"""
	for figure in figures:
		click.echo(_sentence(figure, beside))
	click.echo(
		json.dumps(
			{
				"name": name,
				"figures": [asdict(figure) for figure in figures],
				"cores": os.cpu_count(),
				**conditions,
			},
			ensure_ascii=False,
		)
	)
	return 0 if all(figure.ok is not False for figure in figures) else 1


def _sentence(figure: Figure, beside: str) -> str:
	text = f"{figure.name}: {figure.value:,} {figure.unit}"
	if figure.baseline is not None:
		text += f" · {beside} {figure.baseline:,} · {figure.ratio:,}×"
	if figure.target is not None:
		text += f" · target {figure.target:,} · {'met' if figure.ok else 'MISSED'}"
	return text
