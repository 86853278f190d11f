"""Parquet files, by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bank_crm.analytics.sync.connectors.base import SourceProblem, require_columns
from bank_crm.domain.sync_types import RawBatch

if TYPE_CHECKING:
	import pyarrow.parquet


class ParquetFile:
	def __init__(self, path: Path) -> None:
		self.path = path

	def check(self, columns: Sequence[str]) -> None:
		with self._open() as file:
			require_columns(columns, file.schema_arrow.names, self.path.name)

	def read(self, columns: Sequence[str], batch_rows: int) -> Iterator[RawBatch]:
		from pyarrow.lib import ArrowException

		row = 0
		with self._open() as file:
			try:
				for batch in file.iter_batches(batch_size=batch_rows, columns=list(columns)):
					cells = {name: batch.column(name).to_pylist() for name in columns}
					yield RawBatch(self.path.name, list(range(row + 1, row + 1 + batch.num_rows)), cells)
					row += batch.num_rows
			except (ArrowException, OSError) as error:
				raise SourceProblem(
					f"{self.path.name}: a broken Parquet file ({type(error).__name__})"
				) from error

	def _open(self) -> pyarrow.parquet.ParquetFile:
		"""A file that is still being written has no footer yet and doesn't open."""
		# pyarrow takes a third of a second to import; only those who have Parquet files pay for it
		import pyarrow.parquet
		from pyarrow.lib import ArrowException

		try:
			return pyarrow.parquet.ParquetFile(self.path)
		except (ArrowException, OSError) as error:
			raise SourceProblem(
				f"{self.path.name}: not a complete Parquet file; it is tried again at the next run"
			) from error
