"""Work over many rows, some thousands at a time: each portion is one short statement and one commit.

Rows are taken in ranges of their name: EXPLAIN shows every grouped subquery then as one range scan of an index that
begins with `customer`, already in group order, joined to the customer's primary key. A thousand names in a list are a
thousand such scans in each of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

import frappe
from pypika.terms import Criterion, Term

from bank_crm.connection import reconnect_for_batches
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
NAMES_PER_CHUNK = 1_000
ROWS_PER_RANGE = 20_000
#: Names that are tried as a range, and how many rows it may have for each of them.
NAMES_PER_RANGE = 5_000
_ROWS_PER_NAME = 1.25
#: Connections that work at the same time: as many as a small machine has cores.
LANES = 2
_TRIES = 3
#: Restricts a column of names to one portion.
Span = Callable[[Term], Criterion]
Portion = TypeVar("Portion")
Result = TypeVar("Result")


def over_spans(
	work: Callable[[Span], Result],
	names: Iterable[str] | None = None,
	*,
	commit: bool = False,
	doctype: str = CUSTOMER,
	neighbours: bool = False,
) -> tuple[int, list[Result]]:
	"""Do some work portion by portion; returns how many rows that were, and what each portion gave.

	`names` None means every row. `commit` is for jobs only: each portion stands for itself, so a stopped job has
	lost nothing, and all rows are worked on by several connections. `neighbours` as in `spans`.
	"""
	portions = spans(names, doctype, neighbours=neighbours)
	if names is None and commit:
		done = side_by_side(lambda portion: (work(portion[0]), portion[1]), portions)
	else:
		done = []
		for span, size in portions:
			done.append((work(span), size))
			if commit:
				_keep()
	return sum(size for _result, size in done), [result for result, _size in done]


def spans(
	names: Iterable[str] | None = None, doctype: str = CUSTOMER, *, neighbours: bool = False
) -> Iterator[tuple[Span, int]]:
	"""Cut rows (None: all) into portions; each restricts a column of names and says how many they are.

	With `neighbours`, names that lie close together are taken as a range, in which there may be some rows more: for
	work that does no harm to a row nobody asked for. It pays where the names come in their order.
	"""
	if names is None:
		yield from _ranges(doctype)
		return
	remaining = iter(names)
	while chunk := list(islice(remaining, NAMES_PER_RANGE)):
		if neighbours and len(chunk) > NAMES_PER_CHUNK and (span := _range_around(chunk, doctype)):
			yield span, len(chunk)
			continue
		for start in range(0, len(chunk), NAMES_PER_CHUNK):
			part = chunk[start : start + NAMES_PER_CHUNK]
			yield NameList(part).holds, len(part)


def side_by_side(
	work: Callable[[Portion], Result],
	portions: Iterable[Portion],
	*,
	told: Callable[[int], None] | None = None,
) -> list[Result]:
	"""Do the work on each portion and commit it, several at a time, each by a connection of its own; for jobs only.

	A single portion is worked on here. A portion that lost a deadlock is tried again, so `work` must be repeatable.
	`told` hears how many portions were handed out. Raises what `work` raises, after the portions under way.
	"""
	remaining = iter(portions)
	first = list(islice(remaining, 2))
	if len(first) < 2:
		done = [work(portion) for portion in first]
		_keep()
		return done
	_keep()  # what this connection holds would keep the others waiting
	here = _Place(frappe.local.site, frappe.local.sites_path, frappe.session.user, frappe.local.lang)
	done = []
	with ThreadPoolExecutor(max_workers=LANES) as pool:
		waiting: deque[Future[Result]] = deque()
		for count, portion in enumerate(chain(first, remaining), start=1):
			waiting.append(pool.submit(_apart, here, work, portion))
			if len(waiting) > LANES:
				done.append(waiting.popleft().result())
			if told:
				told(count)
		done += [future.result() for future in waiting]
	_keep()  # what the others have committed is to be seen from here on
	return done


@dataclass(frozen=True, slots=True)
class _Place:
	"""What Frappe has to be told in a thread of its own."""

	site: str
	sites_path: str
	user: str
	language: str


def _apart(place: _Place, work: Callable[[Portion], Result], portion: Portion) -> Result:
	frappe.init(place.site, sites_path=place.sites_path)
	frappe.connect()
	try:
		reconnect_for_batches()
		frappe.set_user(place.user)
		frappe.local.lang = place.language  # reasons are stored in words
		for attempt in range(1, _TRIES + 1):
			try:
				result = work(portion)
				_keep()
				return result
			except frappe.QueryDeadlockError:
				frappe.db.rollback()
				if attempt == _TRIES:
					raise
		raise AssertionError("the last attempt returns or raises")
	finally:
		frappe.destroy()


def _ranges(doctype: str) -> Iterator[tuple[Span, int]]:
	"""Walk all rows by name; only the two ends of each range are held."""
	table = frappe.qb.DocType(doctype)
	after = ""
	while True:
		names = (
			frappe.qb.from_(table)
			.select(table.name)
			.where(table.name > after)
			.orderby(table.name)
			.limit(ROWS_PER_RANGE)
		).run(pluck=True)
		if not names:
			return
		yield (lambda column, first=names[0], last=names[-1]: column[first:last]), len(names)
		after = names[-1]


def _range_around(names: list[str], doctype: str) -> Span | None:
	"""The range from the first to the last name, None if there are many other rows in between.

	What lies in between is asked of the database: its order of names need not be Python's.
	"""
	table, first, last = frappe.qb.DocType(doctype), names[0], names[-1]
	most = int(len(names) * _ROWS_PER_NAME)
	there = frappe.qb.from_(table).select(table.name).where(table.name[first:last]).limit(most + 1)
	found = set(there.run(pluck=True))
	if len(found) > most or not found.issuperset(names):
		return None
	return lambda column: column[first:last]


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
