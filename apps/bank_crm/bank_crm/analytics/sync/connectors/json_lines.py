"""Files with one JSON object in each line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bank_crm.analytics.sync.connectors.base import SourceProblem, require_columns
from bank_crm.analytics.sync.connectors.nested import paths_of, take
from bank_crm.domain.sync_types import RawBatch, RefusalReason, RowRefusal


class JSONLinesFile:
	def __init__(self, path: Path) -> None:
		self.path = path

	def check(self, columns: Sequence[str]) -> None:
		"""The first record that can be read must have the columns; a last line without end must be whole."""
		first: dict | None = None
		last = b""
		with self.path.open("rb") as file:
			for raw in file:
				last = raw
				if first is None and raw.strip():
					record, _reason = _read(raw)
					first = record
		if not last:
			raise SourceProblem(f"{self.path.name}: the file is empty; it is tried again at the next run")
		if not last.endswith(b"\n") and last.strip() and _read(last)[0] is None:
			raise SourceProblem(
				f"{self.path.name}: the last record is cut off; it is tried again at the next run"
			)
		require_columns(columns, paths_of(first) if first else [], self.path.name)

	def read(self, columns: Sequence[str], batch_rows: int) -> Iterator[RawBatch]:
		batch = self._empty(columns)
		with self.path.open("rb") as file:
			for line, raw in enumerate(file, start=1):
				if not raw.strip():
					continue
				record, reason = _read(raw)
				if record is None:
					batch.refusals.append(RowRefusal(line, "", reason or RefusalReason.UNREADABLE_RECORD))
				else:
					batch.lines.append(line)
					for name in columns:
						batch.columns[name].append(take(record, name))
				if batch.row_count >= batch_rows:
					yield batch
					batch = self._empty(columns)
		if batch.row_count:
			yield batch

	def _empty(self, columns: Sequence[str]) -> RawBatch:
		return RawBatch(self.path.name, [], {name: [] for name in columns})


def _read(raw: bytes) -> tuple[dict | None, RefusalReason | None]:
	try:
		record = json.loads(raw.decode("utf-8-sig"), parse_float=str, parse_int=str)
	except UnicodeDecodeError:
		return None, RefusalReason.WRONG_ENCODING
	except ValueError:
		return None, RefusalReason.UNREADABLE_RECORD
	return (record, None) if isinstance(record, dict) else (None, RefusalReason.UNREADABLE_RECORD)
