"""Counting the people of a scheme for a period and storing their scores (SAL-05, SAL-07).

One statement a measure counts everybody; what a score is, is said in `domain.performance`. Running again gives the same
rows, until the period is closed: then they stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import frappe
from frappe.model.document import Document
from frappe.utils import flt, getdate, now_datetime, today

from bank_crm.domain import performance
from bank_crm.domain.performance import Counted, Scale
from bank_crm.domain.performance_enums import PerformanceMeasure, PerformancePeriod
from bank_crm.permissions import branches
from bank_crm.sales import bulk
from bank_crm.sales.performance import measures
from bank_crm.sales.performance.measures import Span, Tally
from bank_crm.sales.performance.rows import SCORE

SCHEME, FIGURE, STAFF = "Bank Performance Scheme", "Bank Performance Figure", branches.STAFF


@dataclass(frozen=True, slots=True)
class Person:
	"""Somebody who is counted, and the branch he or she works in."""

	user: str
	branch: str
	name: str


def run() -> int:
	"""Count every active scheme's running period and the one before until it is closed; returns the scores written."""
	return sum(
		compute(frappe.get_cached_doc(SCHEME, name))
		for name in frappe.get_all(SCHEME, {"active": 1}, pluck="name", order_by="name asc")
	)


def compute(scheme: Document, day: date | None = None) -> int:
	"""Count the period `day` lies in, and the one before it where that is not closed; returns the scores written."""
	day = day or getdate(today())
	first, _last = performance.period_of(day, PerformancePeriod(scheme.period))
	written = 0
	for within in (first - timedelta(days=1), day):
		written += _compute_period(scheme, within, day)
	return written


def people_of(scheme: Document) -> list[Person]:
	"""Return who is counted by a scheme: holders of its role with a post in its branches."""
	staff, held, user = frappe.qb.DocType(STAFF), frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(staff)
		.inner_join(held)
		.on((held.parent == staff.user) & (held.parenttype == "User") & (held.role == scheme.role))
		.inner_join(user)
		.on(user.name == staff.user)
		.select(staff.user, staff.branch, user.full_name)
		.distinct()
		.where(staff.active == 1)
		.orderby(staff.user)
		.orderby(staff.branch)
	)
	if scheme.branch:
		query = query.where(staff.branch.isin(branches.below([scheme.branch]) or [""]))
	found: dict[str, Person] = {}
	for row in query.run():
		found.setdefault(row[0], Person(*row))
	return list(found.values())


def scale_of(row: Document) -> Scale:
	"""Return how a measure of a scheme becomes points; DomainError where it could not."""
	return Scale(flt(row.zero_at), flt(row.full_at), flt(row.cap) or performance.FULL)


def _compute_period(scheme: Document, within: date, today_: date) -> int:
	first, last = performance.period_of(within, PerformancePeriod(scheme.period))
	closed = frappe.db.exists(SCORE, {"scheme": scheme.name, "from_date": first, "closed": 1})
	if closed:
		return 0
	people = people_of(scheme)
	span = Span(first, last)
	counted = {
		row.measure: measures.tallies(
			PerformanceMeasure(row.measure), span, [person.user for person in people]
		)
		for row in scheme.measures
	}
	closes = today_ > last + timedelta(days=int(scheme.settle_days or 0))
	_store(scheme, span, people, counted, closed=closes)
	return len(people)


def _store(
	scheme: Document,
	span: Span,
	people: Sequence[Person],
	counted: Mapping[str, Mapping[str, Tally]],
	*,
	closed: bool,
) -> None:
	figures: list[dict[str, object]] = []
	scores: dict[str, float | None] = {}
	for person in people:
		points = {
			row.measure: performance.points(counted[row.measure][person.user].value, scale_of(row))
			for row in scheme.measures
		}
		scores[person.user] = performance.score(
			Counted(flt(row.weight), points[row.measure]) for row in scheme.measures
		)
		name = name_of(scheme.name, person.user, span.first)
		for place, row in enumerate(scheme.measures, 1):
			tally, got = counted[row.measure][person.user], points[row.measure]
			figures.append(
				{
					"name": f"{name}{place:02d}",
					"parent": name,
					"parenttype": SCORE,
					"parentfield": "figures",
					"idx": place,
					"measure": row.measure,
					"value": flt(tally.value),
					"records": tally.records,
					"points": flt(got),
					"weight": flt(row.weight),
					"counted": int(got is not None),
				}
			)
	rows = _rows(scheme, span, people, scores, closed=closed)
	forget(scheme.name, span.first)
	bulk.insert(SCORE, rows)
	bulk.insert(FIGURE, figures)


def _rows(
	scheme: Document,
	span: Span,
	people: Sequence[Person],
	scores: Mapping[str, float | None],
	*,
	closed: bool,
) -> list[dict[str, object]]:
	of_branch: dict[str, dict[str, float | None]] = {}
	for person in people:
		of_branch.setdefault(person.branch, {})[person.user] = scores[person.user]
	overall = performance.places(scores)
	within = {branch: performance.places(found) for branch, found in of_branch.items()}
	now = now_datetime()
	return [
		{
			"name": name_of(scheme.name, person.user, span.first),
			"title": f"{person.name} · {span.first:%Y-%m}",
			"scheme": scheme.name,
			"person": person.user,
			"branch": person.branch,
			"from_date": span.first,
			"to_date": span.last,
			"closed": int(closed),
			"score": flt(scores[person.user]),
			"place": overall.get(person.user, 0),
			"people": len(overall),
			"place_in_branch": within[person.branch].get(person.user, 0),
			"people_in_branch": len(within[person.branch]),
			"computed_on": now,
		}
		for person in people
	]


def name_of(scheme: str, person: str, first: date) -> str:
	"""Return the name of a score: the same at each counting, so that links to it stay."""
	return sha256(f"{scheme}\n{person}\n{first}".encode()).hexdigest()[:16]


def forget(scheme: str, first: date) -> None:
	"""Take the rows of the last counting away; who is counted no more has no score."""
	score, figure = frappe.qb.DocType(SCORE), frappe.qb.DocType(FIGURE)
	mine = (score.scheme == scheme) & (score.from_date == first) & (score.closed == 0)
	names = frappe.qb.from_(score).select(score.name).where(mine).run(pluck=True)
	for start in range(0, len(names), measures.PORTION):
		portion = names[start : start + measures.PORTION]
		frappe.qb.from_(figure).delete().where(
			(figure.parenttype == SCORE) & figure.parent.isin(portion)
		).run()
		frappe.qb.from_(score).delete().where(score.name.isin(portion)).run()
