"""A table or view of any database that SQLAlchemy reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bank_crm.analytics.sync.connectors.base import Part, SourceProblem, require_columns
from bank_crm.domain.sync_types import RawBatch
from bank_crm.domain.sync_values import plain_text

if TYPE_CHECKING:
	import sqlalchemy


@dataclass(frozen=True)
class SQLSettings:
	"""`table` may carry its schema: schema.table. `url` holds a password and is kept out of every text."""

	url: str = field(repr=False)
	table: str
	watermark_column: str = ""


class SQLConnector:
	def __init__(self, settings: SQLSettings) -> None:
		self.settings = settings

	def parts(self) -> list[Part]:
		return [Part(self.settings.table)]

	def check(self, parts: Sequence[Part], columns: Sequence[str]) -> None:
		with self._engine() as engine:
			self._table(engine, columns)

	def read(
		self, part: Part, columns: Sequence[str], watermark: str | None, batch_rows: int
	) -> Iterator[RawBatch]:
		from sqlalchemy import select
		from sqlalchemy.exc import SQLAlchemyError

		mark = self.settings.watermark_column
		names = list(dict.fromkeys([*columns, mark] if mark else columns))
		with self._engine() as engine:
			table = self._table(engine, names)
			query = select(*(table.c[name] for name in names))
			if mark:
				query = query.order_by(table.c[mark])
				if watermark:
					query = query.where(table.c[mark] >= _bound(table.c[mark], watermark))
			try:
				with engine.connect().execution_options(
					stream_results=True, max_row_buffer=batch_rows
				) as rows:
					yield from self._batches(part, names, rows.execute(query), batch_rows)
			except SQLAlchemyError as error:
				raise SourceProblem(f"{self.settings.table}: {_kind(error)}") from error

	def _batches(
		self, part: Part, names: list[str], result: sqlalchemy.CursorResult, batch_rows: int
	) -> Iterator[RawBatch]:
		line = 0
		mark = self.settings.watermark_column
		while rows := result.fetchmany(batch_rows):
			cells = {name: list(column) for name, column in zip(names, zip(*rows))}
			marks = [cell for cell in cells[mark] if cell is not None] if mark else []
			yield RawBatch(
				part.name,
				list(range(line + 1, line + 1 + len(rows))),
				cells,
				watermark=plain_text(max(marks)) if marks else None,
			)
			line += len(rows)

	def _engine(self) -> _Engine:
		return _Engine(self.settings.url)

	def _table(self, engine: sqlalchemy.Engine, columns: Sequence[str]) -> sqlalchemy.Table:
		from sqlalchemy import MetaData, Table
		from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

		schema, _dot, name = self.settings.table.rpartition(".")
		try:
			table = Table(name, MetaData(), schema=schema or None, autoload_with=engine, resolve_fks=False)
		except NoSuchTableError as error:
			raise SourceProblem(f"There is no table or view {self.settings.table}") from error
		except SQLAlchemyError as error:
			raise SourceProblem(f"{self.settings.table}: {_kind(error)}") from error
		wanted = [*columns, self.settings.watermark_column] if self.settings.watermark_column else columns
		require_columns(wanted, table.c.keys(), self.settings.table)
		return table


class _Engine:
	"""An engine for one use, closed with all its connections at the end."""

	def __init__(self, url: str) -> None:
		self.url = url

	def __enter__(self) -> sqlalchemy.Engine:
		from sqlalchemy import create_engine
		from sqlalchemy.exc import SQLAlchemyError

		try:
			self.engine = create_engine(self.url)
		except (SQLAlchemyError, ImportError, ValueError) as error:
			# the text of these errors repeats the URL, password included
			raise SourceProblem(f"The connection URL can't be used ({type(error).__name__})") from None
		return self.engine

	def __exit__(self, *error: object) -> None:
		self.engine.dispose()


def _bound(column: sqlalchemy.Column, watermark: str) -> Any:
	"""The stored text of a watermark as the column's own type."""
	try:
		python_type = column.type.python_type
	except NotImplementedError:
		return watermark
	if python_type is datetime:
		return datetime.fromisoformat(watermark)
	if python_type is date:
		return date.fromisoformat(watermark)
	if python_type is int:
		return int(watermark)
	return watermark


def _kind(error: Exception) -> str:
	"""The driver's own message without the statement and its values."""
	original = getattr(error, "orig", None)
	return f"{type(error).__name__}: {original}" if original is not None else type(error).__name__
