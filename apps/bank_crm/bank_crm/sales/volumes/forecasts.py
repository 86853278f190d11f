"""Carrying each volume on by the method that did best on its past, and keeping it with its error (SAL-03)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import frappe
from frappe import _
from frappe.utils import add_months, getdate, now_datetime

from bank_crm.domain import volume_forecast as rules
from bank_crm.domain.errors import DomainError
from bank_crm.domain.performance_enums import VolumeMeasure, VolumeMethod, VolumePointKind
from bank_crm.domain.volume_forecast import Choice, Point
from bank_crm.sales import bulk
from bank_crm.sales.volumes import history, methods
from bank_crm.sales.volumes.history import FORECAST, POINT
from bank_crm.speaking import bank_language

HORIZON = 12
_NAIVE = VolumeMethod.SEASONAL_NAIVE.value


@dataclass(frozen=True, slots=True)
class Outlook:
	"""A volume carried on: the choice and the months ahead; neither where the history is too short."""

	choice: Choice | None
	points: list[Point]


def run(*, only_heads: bool = False) -> int:
	"""Forecast every volume of the whole bank and of each branch with those below it; returns how many were stored."""
	return sum(_run_measure(kind, only_heads=only_heads) for kind in VolumeMeasure)


def outlook(
	values: list[float],
	horizon: int = HORIZON,
	season: int = rules.YEAR,
	only: Collection[str] | None = None,
) -> Outlook:
	"""Choose a method (among `only`) by back-test and carry a history on by it; no month is below 0."""
	known = {name: one for name, one in methods.known(season).items() if only is None or name in only}
	trials = {name: rules.try_out(method, values, season) for name, method in known.items()}
	try:
		choice = rules.choose(trials, _NAIVE)
	except DomainError:
		return Outlook(None, [])
	points = known[choice.method](values, horizon)
	return Outlook(choice, rules.not_below_zero(rules.widened(points, choice.trial.stretch)))


def _run_measure(kind: VolumeMeasure, *, only_heads: bool = False) -> int:
	found = history.volumes(kind)
	last = history.last_month(found)
	heads = history.heads()
	rows: list[dict[str, object]] = []
	points: list[dict[str, object]] = []
	chosen: dict[str, str] = {}
	for told in heads if only_heads else history.branches():
		branch, volumes = told.name, found.get(told.name, {})
		if last is None or not any(volumes.values()):
			continue
		months = rules.complete(volumes, min(volumes), last)[-history.MOST_MONTHS :]
		ahead = outlook([value for _month, value in months], only=_tried(told, heads, chosen))
		if ahead.choice:
			chosen[branch] = ahead.choice.method
		name = name_of(kind, branch)
		rows.append(_row(name, kind, branch, told.branch_name, len(months), ahead))
		points += _points(name, dict(months), last, ahead.points)
	_forget(kind)
	bulk.insert(FORECAST, rows)
	bulk.insert(POINT, points)
	return len(rows)


def _tried(told: frappe._dict, heads: list[frappe._dict], chosen: Mapping[str, str]) -> set[str] | None:
	"""Return the methods a branch's volume is tried with: all of them (None) for the bank and the branches right below.

	Those further down are many: they try what did best one level above, and seasonal naive.
	"""
	above = told.parent_bank_branch
	if not above or above in [head.name for head in heads]:
		return None
	return {_NAIVE, chosen.get(above, _NAIVE)}


def name_of(kind: VolumeMeasure, branch: str) -> str:
	"""Return the name of a forecast: the same each month."""
	return sha256(f"{kind.value}\n{branch}".encode()).hexdigest()[:16]


def _row(
	name: str, kind: VolumeMeasure, branch: str, branch_name: str, months: int, ahead: Outlook
) -> dict[str, object]:
	choice = ahead.choice
	trial = choice.trial if choice else None
	return {
		"name": name,
		"title": f"{branch_name} · {_(kind.value, bank_language(), FORECAST)}"[:140],
		"measure": kind.value,
		"branch": branch,
		"computed_on": now_datetime(),
		"method": choice.method if choice else None,
		"months": months,
		"note": _note(choice),
		"error": trial.error if trial else 0,
		"percent": min(999.0, trial.percent or 0) if trial else 0,
		"naive_error": choice.naive.error if choice else 0,
		"skill": 100 * choice.skill if choice else 0,
		"within": 100 * (trial.within or 0) if trial else 0,
		"tests": trial.tests if trial else 0,
	}


def _note(choice: Choice | None) -> str | None:
	language = bank_language()
	if choice is None:
		return _("The history is too short to be carried on.", language)
	notes = []
	if not methods.library_is_there():
		notes.append(
			_(
				"Only the seasonal-naive method could be tried: the library {0} is not installed.", language
			).format(methods.LIBRARY)
		)
	if choice.trial.stretch > 1:
		notes.append(
			_("The bounds were made {0} times as wide, as the back-test asks for.", language).format(
				f"{choice.trial.stretch:.1f}"
			)
		)
	return "\n".join(notes) or None


def _points(
	name: str, months: Mapping[date, float], last: date, ahead: list[Point]
) -> list[dict[str, object]]:
	rows = [(VolumePointKind.HISTORY.value, month, value, None, None) for month, value in months.items()]
	rows += [
		(VolumePointKind.FORECAST.value, getdate(add_months(last, place)), one.value, one.low, one.high)
		for place, one in enumerate(ahead, 1)
	]
	return [
		{
			"name": f"{name}{place:04d}",
			"parent": name,
			"parenttype": FORECAST,
			"parentfield": "points",
			"idx": place,
			"kind": kind,
			"month": month,
			"value": value,
			"low": low or 0,
			"high": high or 0,
		}
		for place, (kind, month, value, low, high) in enumerate(rows, 1)
	]


def _forget(kind: VolumeMeasure) -> None:
	forecast, point = frappe.qb.DocType(FORECAST), frappe.qb.DocType(POINT)
	names = frappe.get_all(FORECAST, {"measure": kind.value}, pluck="name")
	if names:
		frappe.qb.from_(point).delete().where(point.parent.isin(names)).run()
		frappe.qb.from_(forecast).delete().where(forecast.name.isin(names)).run()
