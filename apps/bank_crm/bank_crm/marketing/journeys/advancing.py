"""Taking customers on: claim those who are due, do their steps for all at once, write down what was done – one transaction (MKT-14).

Whatever a step makes – messages in the queue, tasks, tags, calls – is stored with the log that says so. A worker that
dies in between has done nothing; the next one finds the same customers due. Nothing leaves the bank from here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from bank_crm.domain import journeys
from bank_crm.domain.journey_enums import JourneyState, RunState, StepKind, StepResult, WaitDay, WaitMode
from bank_crm.domain.journey_time import due
from bank_crm.domain.journeys import NEXT, NO, YES, Definition, Step
from bank_crm.marketing.journeys import actions, conditions, leaving, rows, versions
from bank_crm.marketing.journeys.actions import Outcome, Run, Work
from bank_crm.marketing.journeys.definition import JOURNEY
from bank_crm.name_list import NameList

PER_CLAIM = 2_000
#: Minutes until a step that failed is tried again; after the last one the customer stays where he or she is.
PAUSES = (5, 30, 120, 720)
LONGEST_SECONDS = 45 * 60
#: The transaction is lost with these: the whole portion is done again.
_LOST = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)


def advance(name: str, *, commit: bool = False, seconds: float = LONGEST_SECONDS) -> int:
	"""Take on everybody who is due; returns how many, counting somebody again at each visit. `commit` is for jobs only."""
	until, taken = time.monotonic() + seconds, 0
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - what is read of the journey must not be older than the claim
	while True:
		portion = _portion(name)
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - a portion is done as a whole or not at all
		taken += portion
		if not portion or time.monotonic() > until:
			return taken


def _portion(name: str) -> int:
	runs = rows.claim(name, PER_CLAIM)
	if not runs:
		return 0
	# read after the rows were locked: whoever paused the journey meanwhile held them until that was stored
	record = frappe.db.get_value(
		JOURNEY, name, ["name", "state", "purpose", "campaign", "owner_user"], as_dict=True
	)
	if record.state != JourneyState.RUNNING.value:
		return 0
	portion = Portion(record, runs)
	portion.go()
	portion.store()
	return len(runs)


class Portion:
	"""Some customers of one journey, taken on together."""

	def __init__(self, journey: frappe._dict, runs: list[Run]) -> None:
		self.journey, self.runs, self.now = journey, runs, now_datetime()
		self.contents: dict[str, dict[str, Any]] = {
			version: versions.content_of(version) for version in {run.version for run in runs}
		}
		self.definitions: dict[str, Definition] = {
			version: journeys.read(content) for version, content in self.contents.items()
		}
		self.steps = {version: one.by_key() for version, one in self.definitions.items()}
		self.actions = actions.available()
		self.log: list[rows.Entry] = []

	def go(self) -> None:
		"""Let go whoever leaves, and take the others on until all of them wait, are through or stand still."""
		leaving.mark(self.runs, self.contents, self.now)
		moving = [run for run in self.runs if run.state == RunState.ACTIVE.value]
		most = max(journeys.longest_stretch(one) for one in self.definitions.values())
		for _turn in range(most + 1):
			if not moving:
				return
			groups: dict[tuple[str, str], list[Run]] = {}
			for run in moving:
				groups.setdefault((run.version, run.step), []).append(run)
			moving = []
			for (version, key), members in groups.items():
				step = self.steps[version].get(key)
				if step is None:
					self._fail(members, _("The version has no such step."))
				else:
					self._take(step, members)
					moving += [run for run in members if self._goes_on(run)]
		self._fail(moving, _("No end of steps without a wait."))

	def store(self) -> None:
		"""Write back where everybody is and what was done."""
		for run in self.runs:
			step = self.steps[run.version].get(run.step)
			run.step_title = step.title if step else None
		rows.write_log(self.journey.name, self.log, self.now)
		rows.store(self.runs, self.now)

	def _goes_on(self, run: Run) -> bool:
		return run.state == RunState.ACTIVE.value and run.due_at is not None and run.due_at <= self.now

	def _take(self, step: Step, runs: list[Run]) -> None:
		if step.is_wait:
			self._wait(step, runs)
			return
		do = {StepKind.CONDITION.value: self._ask, StepKind.SPLIT.value: self._divide}.get(
			step.kind, self._act
		)
		self._safely(do, step, runs)

	def _safely(self, do: Callable[[Step, list[Run]], None], step: Step, runs: list[Run]) -> None:
		"""A step that fails for many is tried one by one; who it fails for is tried again later."""
		frappe.db.savepoint("journey_step")
		written, before = len(self.log), [replace(run) for run in runs]
		try:
			do(step, runs)
		except _LOST:
			raise
		except Exception as error:
			frappe.db.rollback(save_point="journey_step")
			frappe.clear_messages()
			del self.log[written:]
			for run, was in zip(runs, before, strict=True):
				for one in fields(Run):
					setattr(run, one.name, getattr(was, one.name))
			if len(runs) > 1:
				for run in runs:
					self._safely(do, step, [run])
				return
			frappe.log_error(
				title=f"Journey step failed: {self.journey.name} {step.key}",
				reference_doctype=actions.RUN,
				reference_name=str(runs[0].name),
			)
			self._again(step, runs[0], type(error).__name__)

	def _wait(self, step: Step, runs: list[Run]) -> None:
		fresh = [run for run in runs if not run.waiting]
		for run in runs:
			if run.waiting:
				self._on(run, step, NEXT)
		days = self._days(step, fresh)
		for run in fresh:
			until = due(
				step.settings, self.now, {WaitDay.EVENT.value: run.event_on, **days.get(run.customer, {})}
			)
			self._write(run, step, StepResult.WAITING, note=f"→ {until:%Y-%m-%d %H:%M}")
			if until <= self.now:
				self._on(run, step, NEXT)
			else:
				run.waiting, run.due_at = 1, until

	def _days(self, step: Step, runs: list[Run]) -> Mapping[str, dict[str, date | None]]:
		if step.settings.get("mode") != WaitMode.DAY.value or not runs:
			return {}
		customer = frappe.qb.DocType(conditions.CUSTOMER)
		query = frappe.qb.from_(customer).select(customer.name, customer.birth_date, customer.opened_on)
		found = query.where(NameList({run.customer for run in runs}).holds(customer.name)).run()
		return {
			name: {WaitDay.BIRTHDAY.value: born, WaitDay.ANNIVERSARY.value: opened}
			for name, born, opened in found
		}

	def _ask(self, step: Step, runs: list[Run]) -> None:
		true = conditions.holds(self._work(step, runs))
		for run in runs:
			branch = YES if run.name in true else NO
			self._write(run, step, StepResult.CHOSEN, branch)
			self._on(run, step, branch)

	def _divide(self, step: Step, runs: list[Run]) -> None:
		for run in runs:
			branch = journeys.part_of(step, self.journey.name, run.customer)
			self._write(run, step, StepResult.CHOSEN, branch)
			self._on(run, step, branch)

	def _act(self, step: Step, runs: list[Run]) -> None:
		outcomes = self.actions[step.kind].perform(self._work(step, runs))
		for run in runs:
			outcome = outcomes.get(run.name, Outcome())
			self._write(run, step, outcome.result, note=outcome.note, reference=outcome.reference)
			self._on(run, step, NEXT)

	def _work(self, step: Step, runs: list[Run]) -> Work:
		content = self.contents[runs[0].version]
		return Work(
			self.journey.name,
			content["purpose"],
			content["campaign"],
			self.journey.owner_user or "Administrator",
			step,
			content["frozen"].get(step.key) or {},
			tuple(runs),
			self.now,
		)

	def _on(self, run: Run, step: Step, branch: str) -> None:
		run.step, run.waiting, run.attempts, run.note = step.to(branch), 0, 0, None
		run.due_at = self.now
		if run.step == journeys.END:
			run.state, run.left_at = RunState.COMPLETED.value, self.now

	def _again(self, step: Step, run: Run, why: str) -> None:
		run.attempts += 1
		run.note = _("Step “{0}” failed: {1}").format(step.title, why)
		if run.attempts > len(PAUSES):
			self._write(run, step, StepResult.FAILED, note=why)
			run.state, run.left_at = RunState.FAILED.value, self.now
		else:
			run.due_at = self.now + timedelta(minutes=PAUSES[run.attempts - 1])

	def _fail(self, runs: list[Run], why: str) -> None:
		for run in runs:
			run.state, run.left_at, run.note = RunState.FAILED.value, self.now, why

	def _write(
		self,
		run: Run,
		step: Step,
		result: StepResult,
		branch: str | None = None,
		note: str = "",
		reference: actions.Reference | None = None,
	) -> None:
		run.visits += 1
		self.log.append(
			rows.Entry(
				run.name,
				run.customer,
				run.version,
				step.key,
				step.title,
				step.kind,
				result.value,
				branch,
				note or None,
				reference.doctype if reference else None,
				reference.name if reference else None,
				f"{run.name}:{run.visits}",
			)
		)
