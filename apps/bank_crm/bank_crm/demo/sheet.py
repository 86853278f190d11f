"""One DocType's rows as Arrow columns, and the constants that are the same in every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

NULL = "\\N"


class Sheet:
	"""Columns of equal length by field name. A code of -1 and a NaT stand for an empty value."""

	def __init__(self, doctype: str, names: pa.Array | np.ndarray) -> None:
		self.doctype = doctype
		self.columns: dict[str, pa.Array] = {"name": pa.array(names)}
		self.constants: dict[str, str] = {}

	def __len__(self) -> int:
		return len(self.columns["name"])

	def choice(self, field: str, labels: Sequence[str], codes: np.ndarray) -> None:
		"""`labels[code]` for each code."""
		codes = np.asarray(codes)
		self.columns[field] = pa.array(list(labels), pa.string()).take(pa.array(codes, mask=codes < 0))

	def strings(self, field: str, values: Sequence[str | None]) -> None:
		self.columns[field] = pa.array(values, pa.string())

	def integers(self, field: str, values: np.ndarray) -> None:
		self.columns[field] = pa.array(np.asarray(values, dtype=np.int64))

	def numbers(self, field: str, values: np.ndarray) -> None:
		self.columns[field] = pa.array(np.asarray(values, dtype=np.float64))

	def money(self, field: str, cents: np.ndarray) -> None:
		"""Integer cents as CNY; exact to the cent below 10^13."""
		self.numbers(field, np.asarray(cents) / 100)

	def dates(self, field: str, values: np.ndarray) -> None:
		self.columns[field] = pa.array(values.astype("datetime64[D]"), pa.date32())

	def times(self, field: str, seconds: np.ndarray, missing: int | None = None) -> None:
		"""Seconds since 1970 as local date and time."""
		mask = None if missing is None else seconds == missing
		self.columns[field] = pa.array(
			np.where(mask, 0, seconds) if mask is not None else seconds, mask=mask
		).cast(pa.timestamp("s"))

	def write(self, path: str) -> None:
		"""Write the columns (not the constants) the way LOAD DATA reads by default: tabs, `\\N` for NULL."""
		columns = [_text(column) if column.null_count else column for column in self.columns.values()]
		options = csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
		csv.write_csv(pa.table(columns, names=list(self.columns)), path, options)

	def rows(self) -> Iterator[tuple[object, ...]]:
		"""The rows with their constants, as Python values; for small sizes."""
		constants = tuple(self.constants.values())
		for values in zip(*(column.to_pylist() for column in self.columns.values()), strict=True):
			yield values + constants

	@property
	def fields(self) -> list[str]:
		return [*self.columns, *self.constants]

	def digest(self, leave_out: Sequence[str] = ()) -> str:
		"""SHA-256 over all values, `leave_out` excepted; equal rows have equal digests."""
		found = hashlib.sha256(repr(sorted(self.constants.items())).encode())
		for name, column in self.columns.items():
			if name not in leave_out:
				found.update(name.encode())
				found.update(repr(column.to_pylist()).encode())
		return found.hexdigest()


def _text(column: pa.Array) -> pa.Array:
	return pc.fill_null(column.cast(pa.string()), NULL)
