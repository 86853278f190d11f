"""CSV and TSV files, line by line: one broken line never takes its neighbours along."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from bank_crm.analytics.sync.connectors.base import SourceProblem, require_columns
from bank_crm.domain.sync_types import RawBatch, RefusalReason, RowRefusal

# A file without a last line end counts as complete once nobody has written to it for this long
_REST_SECONDS = 60
_TAIL_BYTES = 65_536


class DelimitedFile:
	def __init__(self, path: Path, delimiter: str, encoding: str, has_header: bool) -> None:
		self.path = path
		self.delimiter = delimiter
		# a byte order mark is no part of the first column's name
		self.encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
		self.has_header = has_header

	def check(self, columns: Sequence[str]) -> None:
		header = self._header()
		require_columns(columns, header, self.path.name)
		self._check_end(len(header))

	def read(self, columns: Sequence[str], batch_rows: int) -> Iterator[RawBatch]:
		header = self._header()
		places = {name: header.index(name) for name in columns}
		with self._lines() as file:
			line = 0
			if self.has_header:
				taken: list[str] = []
				next(csv.reader(_remember(file, taken), delimiter=self.delimiter))
				line = len(taken)
			while lines := list(islice(file, batch_rows)):
				rows = self._ordinary(lines, len(header))
				if rows is not None:
					yield self._batch(places, rows, list(range(line + 1, line + 1 + len(rows))), [])
					line += len(rows)
				else:
					batch, line = self._careful(places, lines, file, line, len(header))
					if batch.row_count:
						yield batch

	def _ordinary(self, lines: list[str], width: int) -> list[list[str]] | None:
		"""The rows, if each line is one of the right width; None if one is out of the ordinary."""
		try:
			rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
		except csv.Error:
			return None
		return rows if len(rows) == len(lines) and set(map(len, rows)) == {width} else None

	def _careful(
		self, places: dict[str, int], lines: list[str], file: Iterator[str], line: int, width: int
	) -> tuple[RawBatch, int]:
		"""The records that begin in `lines`, one by one, and the last line taken; the last may go on in the file."""
		rows: list[list[str]] = []
		numbers: list[int] = []
		refusals: list[RowRefusal] = []
		last = line + len(lines)
		pending: list[str] = []
		reader = csv.reader(_remember(chain(lines, file), pending), delimiter=self.delimiter, strict=True)
		while line < last:
			for row, number, reason in self._record(reader, pending, line, width):
				if reason is None:
					rows.append(row)
					numbers.append(number)
				else:
					refusals.append(RowRefusal(number, "", reason))
			line += len(pending)
			pending.clear()
		return self._batch(places, rows, numbers, refusals), line

	def _batch(
		self, places: dict[str, int], rows: list[list[str]], numbers: list[int], refusals: list[RowRefusal]
	) -> RawBatch:
		turned = list(zip(*rows))
		columns = {name: list(turned[place]) if turned else [] for name, place in places.items()}
		return RawBatch(self.path.name, numbers, columns, refusals)

	def _record(
		self, reader: Iterator[list[str]], pending: list[str], line: int, width: int
	) -> Iterator[tuple[list[str], int, RefusalReason | None]]:
		"""(cells, line, None), or ([], line, reason). `pending` gets the lines that the reader took for the record."""
		row: list[str] = []
		failed = False
		try:
			row = next(reader, [])
		except csv.Error:
			failed = True
		if len(row) == width and not failed:
			yield row, line + len(pending), None
		elif len(pending) > 1:
			# A quote that nobody closed has swallowed good lines: read each by itself.
			for number, single in enumerate(pending, start=line + 1):
				yield from self._single(single, number, width)
		elif failed:
			yield [], line + 1, RefusalReason.UNREADABLE_RECORD
		elif row:
			yield [], line + 1, RefusalReason.WRONG_COLUMN_COUNT

	def _single(
		self, text: str, line: int, width: int
	) -> Iterator[tuple[list[str], int, RefusalReason | None]]:
		try:
			row = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
		except csv.Error:
			yield [], line, RefusalReason.UNREADABLE_RECORD
			return
		if len(row) == width:
			yield row, line, None
		elif row:
			yield [], line, RefusalReason.WRONG_COLUMN_COUNT

	def _header(self) -> list[str]:
		with self._lines() as file:
			try:
				first = next(csv.reader(file, delimiter=self.delimiter), None)
			except csv.Error as error:
				raise SourceProblem(f"{self.path.name}: the first line can't be read ({error})") from error
		if not first:
			raise SourceProblem(f"{self.path.name}: the file is empty; it is tried again at the next run")
		if not self.has_header:
			return [str(number) for number in range(1, len(first) + 1)]
		names = [name.strip() for name in first]
		double = {name for name in names if names.count(name) > 1}
		if double:
			raise SourceProblem(f"{self.path.name}: two columns are called {', '.join(sorted(double))}")
		return names

	def _check_end(self, width: int) -> None:
		"""Refuse a file whose last record is cut off, or that may still be: its last line has no end."""
		state = self.path.stat()
		with self.path.open("rb") as file:
			file.seek(max(0, state.st_size - _TAIL_BYTES))
			tail = file.read()
		if tail.endswith((b"\n", b"\r")):
			return
		last = tail.splitlines()[-1].decode(self.encoding, "surrogateescape")
		cells = next(csv.reader([last], delimiter=self.delimiter), [])
		if len(cells) != width:
			raise SourceProblem(
				f"{self.path.name}: the last record is cut off ({len(cells)} of {width} columns); "
				"it is tried again at the next run"
			)
		if time.time() - state.st_mtime < _REST_SECONDS:
			raise SourceProblem(
				f"{self.path.name}: the last line has no end and the file was written to just now; "
				"it is tried again at the next run"
			)

	def _lines(self) -> TextIO:
		try:
			return self.path.open(encoding=self.encoding, errors="surrogateescape", newline="")
		except LookupError as error:
			raise SourceProblem(f"There is no encoding {self.encoding}") from error


def _remember(lines: Iterable[str], pending: list[str]) -> Iterator[str]:
	keep = pending.append
	for line in lines:
		keep(line)
		yield line
