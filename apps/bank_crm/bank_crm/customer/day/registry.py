"""Sections of the page 【我的一天】; any module adds its own by the hook `bank_my_day`.

A hook names a tuple of `Section`. The page asks those whose DocTypes the user may read; each is one bounded query over
the user's own rows within what he or she may see, so that the page costs the same at any size of the bank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

import frappe
from frappe.query_builder import Table
from frappe.utils import getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm.permissions import roles, scope
from bank_crm.setup import modules

HOOK = "bank_my_day"
#: Rows a section shows, and how far it counts.
MOST_ROWS, MOST_COUNTED = 8, 99
Visible = Callable[[str, str, Table], Criterion | None]


class DayRow(TypedDict, total=False):
	"""One line: what it is, a word about it, its day, how it stands, how far it is (0 to 100), where a click leads."""

	title: str
	note: str | None
	on: date | None
	status: str | None
	progress: float
	late: bool
	doctype: str
	name: str | int


class DayPart(TypedDict):
	"""One section as the page draws it; `count` ends at MOST_COUNTED + 1, which means more."""

	key: str
	title: str
	count: int
	rows: list[DayRow]


@dataclass(frozen=True)
class DayContext:
	"""Whose day it is; with `team` the rows of everybody whose rows the user may see."""

	user: str
	day: date
	team: bool = False
	_known: dict[str, Criterion | None] = field(default_factory=dict)

	@classmethod
	def of_session(cls, *, team: bool = False) -> DayContext:
		"""Prepare the day of the session's user."""
		return cls(frappe.session.user, getdate(today()), team)

	def own_rows(self, table: Table, person: str) -> QueryBuilder:
		"""Start a query over rows that are somebody's by their own columns: `person`, and `branch` for its managers.

		Only for DocTypes whose scope has both as grounds, so that what is asked is part of what may be seen, and the
		scope's other grounds – customers, colleagues – need not be looked up.
		"""
		query = frappe.qb.from_(table)
		everything = scope.sees_everything(self.user)
		if not everything and not scope.works_here(self.user):
			return query.where(scope.nobody())
		if not self.team:
			return query.where(table[person] == self.user)
		leads = roles.has_any(self.user, (roles.BRANCH_MANAGER,))
		below = scope.branches_below(self.user) if leads else []
		return query if everything else query.where(table.branch.isin(below or [""]))

	def rows(
		self, table: Table, doctype: str, person: Term | None, visible: Visible | None = None
	) -> QueryBuilder:
		"""Start a query over the rows the user may see; those of `person` only, unless the team's are asked for.

		`visible` is the DocType's own rule where it is not one of the customer's scope.
		"""
		if doctype not in self._known:
			asked = visible(doctype, self.user, table) if visible else scope.criterion(doctype, table=table)
			self._known[doctype] = asked
		query, condition = frappe.qb.from_(table), self._known[doctype]
		query = query if condition is None else query.where(condition)
		return query if self.team or person is None else query.where(person == self.user)


#: Returns at most MOST_COUNTED + 1 rows, the most urgent first.
SectionQuery = Callable[[DayContext], list[DayRow]]


@dataclass(frozen=True, slots=True)
class Section:
	"""One box of the page; `for_teams` tells that it can show a whole team's rows as well."""

	key: str
	title: Callable[[], str]
	query: SectionQuery
	reads: tuple[str, ...]
	for_teams: bool = False


def sections(context: DayContext) -> list[DayPart]:
	"""Return the sections the session's user may read, in the order of the hook, empty ones too."""
	found = [section for path in frappe.get_hooks(HOOK) for section in frappe.get_attr(path)]
	return [
		_part(section, context)
		for section in found
		if (section.for_teams or not context.team) and _readable(section.reads)
	]


def line(context: DayContext, doctype: str, name: str | int, title: str, **more: Any) -> DayRow:
	"""Return one line that leads to a document; late once its day `on` is over, unless `late` says otherwise."""
	on = more.get("on")
	return {"title": title, "late": bool(on and on < context.day), "doctype": doctype, "name": name, **more}


def bounded(query: QueryBuilder) -> list[frappe._dict]:
	"""Return the rows of a section's query, no more than are counted."""
	return query.limit(MOST_COUNTED + 1).run(as_dict=True)


def _part(section: Section, context: DayContext) -> DayPart:
	rows = section.query(context)
	return {"key": section.key, "title": section.title(), "count": len(rows), "rows": rows[:MOST_ROWS]}


def _readable(doctypes: tuple[str, ...]) -> bool:
	return all(
		frappe.has_permission(doctype, "read") and not modules.is_off("DocType", doctype)
		for doctype in doctypes
	)
