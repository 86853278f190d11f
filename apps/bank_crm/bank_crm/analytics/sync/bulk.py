"""Filling a staging table fast: LOAD DATA LOCAL INFILE, or many-row INSERTs where the server forbids it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import frappe
from pypika import Table

from bank_crm.analytics.sync.lanes import LANES, Lane, Statement, statement
from bank_crm.analytics.sync.staging import StageColumn

ROWS_PER_FILE = 25_000
ROWS_PER_INSERT = 500
_NULL = r"\N"
# The driver sends a file in small packets and asks for the interpreter before each; by default Python's mapping of the
# next rows would keep it waiting 5 ms every time.
_SWITCH_INTERVAL = 0.0002
Follow = Callable[[tuple[int, int]], Sequence[Statement]]
"""What is to be done with a span of rows once they are staged, in the same transaction."""


class StageLoader:
	"""Takes batches of columns and puts them into `table`; a context manager that ends with all rows stored.

	The lanes store files of rows while the next one is being filled.
	"""

	def __init__(self, table: Table, columns: Sequence[StageColumn], follow: Follow | None = None) -> None:
		self.table = table
		self.columns = list(columns)
		self.follow = follow
		self.lanes = [Lane() for _number in range(LANES)]
		self.takes_files = self.lanes[0].takes_files
		self.folder = tempfile.TemporaryDirectory(prefix="bank-sync-")
		self.under_way: deque[tuple[Future[None], Path | None]] = deque()
		self.files = 0
		self.waiting: list = []
		self.last_row = 0

	def __enter__(self) -> StageLoader:
		self.switch_interval = sys.getswitchinterval()
		sys.setswitchinterval(_SWITCH_INTERVAL)
		return self

	def __exit__(self, failed: type[BaseException] | None, *error: object) -> None:
		try:
			if failed is None:
				self._flush()
				while self.under_way:
					self._wait()
		finally:
			for lane in self.lanes:
				lane.__exit__(failed, *error)
			self.folder.cleanup()
			sys.setswitchinterval(self.switch_interval)

	def add(self, cells: Sequence[Sequence[object]]) -> None:
		"""One list for each column, all of the same length; None is NULL."""
		if self.takes_files:
			texts = [_as_text(column, values) for column, values in zip(self.columns, cells, strict=True)]
			self.waiting += map(",".join, zip(*texts, strict=True))
		else:
			self.waiting += zip(*cells, strict=True)
		if len(self.waiting) >= ROWS_PER_FILE:
			self._flush()

	def _flush(self) -> None:
		if not self.waiting:
			return
		if len(self.under_way) == len(self.lanes):
			self._wait()
		rows = len(self.waiting)
		span = (self.last_row + 1, self.last_row + rows)
		path = self._file() if self.takes_files else None
		statements = [self._load(path, rows)] if path else self._by_insert()
		if self.follow:
			statements += self.follow(span)
		# a lane does its spans in their order, so the one that has waited longest is free first
		self.under_way.append((self.lanes[self.files % len(self.lanes)].submit(statements), path))
		self.files += 1
		self.last_row = span[1]
		self.waiting = []

	def _file(self) -> Path:
		descriptor, path = tempfile.mkstemp(dir=self.folder.name)
		with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
			file.write("\n".join(self.waiting))
			file.write("\n")
		return Path(path)

	def _load(self, path: Path, rows: int) -> Statement:
		return Statement(frappe.qb.load(str(path)).into(self.table).get_sql(), rows=rows)

	def _by_insert(self) -> list[Statement]:
		statements = []
		for start in range(0, len(self.waiting), ROWS_PER_INSERT):
			query = frappe.qb.into(self.table).columns(*(column.name for column in self.columns))
			for row in self.waiting[start : start + ROWS_PER_INSERT]:
				query = query.insert(*row)
			statements.append(statement(query))
		return statements

	def _wait(self) -> None:
		future, path = self.under_way.popleft()
		future.result()
		if path:
			path.unlink()


def _as_text(column: StageColumn, values: Sequence[object]) -> Sequence[str]:
	"""A column as the load file has it; most columns need nothing done to their cells."""
	if column.is_number:
		return [_NULL if value is None else str(value) for value in values]
	if None in values:
		values = [_NULL if value is None else _escaped(value) for value in values]
	elif column.free and _to_escape("".join(values)):
		values = list(map(_escaped, values))
	return values


def _escaped(text: str) -> str:
	if _to_escape(text):
		return text.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
	return text


def _to_escape(text: str) -> bool:
	return "\\" in text or "," in text or "\n" in text
