"""Alerts: whoever has to reach a target hears when it falls behind, and managers of how many of their people's do (SAL-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import escape_html, getdate, today

from bank_crm import notices
from bank_crm.domain import targets as rules
from bank_crm.domain.sales_enums import TargetHolder
from bank_crm.notices import Notice
from bank_crm.permissions import branches
from bank_crm.sales.targets import achieved, entry

TARGET = entry.TARGET
FIELDS = (
	"name",
	"title",
	"metric",
	"holder",
	"branch",
	"person",
	"target_value",
	"from_date",
	"to_date",
	"alerted_on",
)


@dataclass(frozen=True, slots=True)
class _Late:
	"""A target that is behind, and how it stands today."""

	target: frappe._dict
	now: rules.Progress


def run() -> int:
	"""Tell of the running targets that are behind; returns how many were. Run again on the same day it tells nobody."""
	day = getdate(today())
	late, caught_up = _look(day)
	_mark([one.target.name for one in late], day)
	_mark(caught_up, None)
	notices.tell_all([*_to_holders(late), *_to_managers(late)])
	return len(late)


def _look(day: date) -> tuple[list[_Late], list[str]]:
	"""Targets to be told of, and those that are on their way again."""
	running = {"from_date": ("<=", day), "to_date": (">=", day)}
	rows = frappe.get_all(TARGET, filters=running, fields=list(FIELDS), order_by="name asc", limit=0)
	late: list[_Late] = []
	caught_up: list[str] = []
	for start in range(0, len(rows), achieved.PORTION):
		portion = rows[start : start + achieved.PORTION]
		reached = achieved.of_targets(row.name for row in portion)
		for row in portion:
			now = achieved.standing(row, reached[row.name])
			if now.on_track and row.alerted_on:
				caught_up.append(row.name)
			elif rules.is_to_be_told(now, getdate(row.alerted_on) if row.alerted_on else None, day):
				late.append(_Late(row, now))
	return late, caught_up


def _to_holders(late: Iterable[_Late]) -> list[Notice]:
	"""A person hears of an own target, the managers of a branch of the branch's."""
	found: list[Notice] = []
	for one in late:
		row = one.target
		person = row.holder == TargetHolder.PERSON.value
		people = [row.person] if person else branches.managers_of(row.branch)

		def say(language: str, one: _Late = one) -> str:
			told = _("Behind: {0} – {1} instead of {2} by today.", lang=language)
			reached, expected = (
				entry.said(one.target, value) for value in (one.now.achieved, round(one.now.expected, 2))
			)
			return told.format(escape_html(one.target.title), reached, expected)

		found.append(Notice(people, say, TARGET, row.name))
	return found


def _to_managers(late: Iterable[_Late]) -> list[Notice]:
	"""One notice a branch, however many of its people are behind."""
	of_branch: dict[str, list[frappe._dict]] = defaultdict(list)
	for one in late:
		if one.target.holder == TargetHolder.PERSON.value:
			of_branch[one.target.branch].append(one.target)
	found: list[Notice] = []
	for branch, rows in of_branch.items():
		people = set(branches.managers_of(branch)) - {row.person for row in rows}

		def say(language: str, number: int = len(rows)) -> str:
			return _("{0} targets of your people are behind.", lang=language).format(number)

		found.append(Notice(people, say, TARGET, rows[0].name))
	return found


def _mark(names: list[str], day: date | None) -> None:
	target = frappe.qb.DocType(TARGET)
	for start in range(0, len(names), achieved.PORTION):
		portion = names[start : start + achieved.PORTION]
		frappe.qb.update(target).set(target.alerted_on, day).where(target.name.isin(portion)).run()
