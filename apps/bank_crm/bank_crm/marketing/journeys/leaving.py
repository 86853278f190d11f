"""Who leaves before the last step: the goal is reached, an exit condition holds, the customer is the bank's no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from bank_crm.domain.journey_enums import GoalKind, JourneyState, LeftBecause, RunState
from bank_crm.marketing.journeys import conditions, rows, versions
from bank_crm.marketing.journeys.actions import Run
from bank_crm.marketing.journeys.definition import JOURNEY

PER_LOOK = 5_000


def mark(runs: Collection[Run], contents: dict[str, dict[str, Any]], now: datetime) -> None:
	"""Set the state of those who leave now; the others stay active. `contents` are the versions' by name."""
	gone = conditions.inactive({run.customer for run in runs}) if runs else set()
	for run in runs:
		if run.customer in gone:
			leave(run, LeftBecause.INACTIVE, now)
	by_version: dict[str, list[Run]] = {}
	for run in runs:
		if run.state == RunState.ACTIVE.value:
			by_version.setdefault(run.version, []).append(run)
	for version, members in by_version.items():
		_of_version(contents[version], members, now)


def _of_version(content: dict[str, Any], runs: list[Run], now: datetime) -> None:
	reached = _reached(content["goal"], runs)
	for run in runs:
		if run.name in reached:
			run.state, run.goal_at, run.left_at = RunState.GOAL.value, now, now
	left = [run for run in runs if run.name not in reached]
	if content["exit"] and left:
		must = conditions.matching(content["exit"], left)
		for run in left:
			if run.customer in must:
				leave(run, LeftBecause.EXIT, now)


def leave(run: Run, because: LeftBecause, now: datetime) -> None:
	"""Let somebody go without the goal."""
	run.state, run.left_because, run.left_at = RunState.LEFT.value, because.value, now


def sweep(name: str, *, commit: bool = False) -> int:
	"""Look at everybody in a journey, not only at who is due; returns how many left. `commit` is for jobs only."""
	after = left = 0
	_keep(commit)
	while True:
		runs = rows.claim(name, PER_LOOK, after=after)
		if not runs or frappe.db.get_value(JOURNEY, name, "state") != JourneyState.RUNNING.value:
			_keep(commit)
			return left
		now = now_datetime()
		contents = {version: versions.content_of(version) for version in {run.version for run in runs}}
		mark(runs, contents, now)
		gone = [run for run in runs if run.state != RunState.ACTIVE.value]
		rows.store(gone, now)
		left, after = left + len(gone), runs[-1].name
		_keep(commit)


def _reached(goal: dict[str, Any], runs: list[Run]) -> set[int]:
	if goal["kind"] == GoalKind.BOUGHT.value:
		return conditions.bought(runs, goal["category"], goal["product"])
	if goal["kind"] == GoalKind.CONDITIONS.value:
		found = conditions.matching(goal["conditions"], runs)
		return {run.name for run in runs if run.customer in found}
	return set()


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
