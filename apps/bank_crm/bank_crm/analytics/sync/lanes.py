"""Connections of their own for the heavy statements of a run, each driven by a thread.

While Python maps the next rows, the database takes the last ones; and two lanes use two of its cores. A lane never
touches Frappe: statements are built by the query builder in the main thread and only executed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import frappe
import pymysql
from pymysql.constants import ER
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn

from bank_crm.connection import READ_COMMITTED

LANES = 2
"""How many heavy statements run at a time; more than the database has cores would only wait for each other."""

_TRIES = 5
_TRY_AGAIN = (ER.LOCK_DEADLOCK, ER.LOCK_WAIT_TIMEOUT)


class StagingError(RuntimeError):
	"""The database did not take the staged rows as they were."""


@dataclass(frozen=True)
class Statement:
	"""`rows` is how many rows it must affect without a warning, None where that is open."""

	sql: str
	values: dict[str, object] = field(default_factory=dict)
	rows: int | None = None


def statement(query: QueryBuilder) -> Statement:
	"""What a query of frappe.qb would execute."""
	sql, values = query.walk()
	return Statement(sql, values)


class Lane:
	"""One connection and its thread; a context manager."""

	def __init__(self) -> None:
		self.connection = _connect()
		self.pool = ThreadPoolExecutor(max_workers=1)
		self.takes_files = bool(self._ask(frappe.qb.select(PseudoColumn("@@local_infile")).get_sql()))

	def __enter__(self) -> Lane:
		return self

	def __exit__(self, *_error: object) -> None:
		self.pool.shutdown(wait=True, cancel_futures=True)
		self.connection.close()

	def submit(self, statements: Sequence[Statement]) -> Future[None]:
		"""Execute the statements in one transaction and commit. The future holds the error if there is one."""
		return self.pool.submit(self._execute, list(statements))

	def _execute(self, statements: list[Statement]) -> None:
		for attempt in range(1, _TRIES + 1):
			try:
				with self.connection.cursor() as cursor:
					for one in statements:
						self._one(cursor, one)
				self.connection.commit()
				return
			except pymysql.err.OperationalError as error:
				self.connection.rollback()
				if error.args[0] not in _TRY_AGAIN or attempt == _TRIES:
					raise

	def _one(self, cursor: pymysql.cursors.Cursor, one: Statement) -> None:
		affected = cursor.execute(one.sql, one.values or None)
		if one.rows is None:
			return
		warnings = self.connection.show_warnings()
		if affected != one.rows or warnings:
			# a warning's text may repeat a cell; its number tells as much
			codes = sorted({warning[1] for warning in warnings})
			raise StagingError(f"{affected} of {one.rows} rows were staged; the database warns: {codes}")

	def _ask(self, sql: str) -> object:
		with self.connection.cursor() as cursor:
			cursor.execute(sql)
			return cursor.fetchone()[0]


def stream(query: QueryBuilder, size: int) -> Iterator[list]:
	"""The first column of a query that has been committed for, `size` values at a time; none of it is kept."""
	one = statement(query)
	connection = _connect()
	try:
		with connection.cursor(pymysql.cursors.SSCursor) as cursor:
			cursor.execute(one.sql, one.values or None)
			while rows := cursor.fetchmany(size):
				yield [row[0] for row in rows]
	finally:
		connection.close()


def _connect() -> pymysql.Connection:
	"""To the site's database with the site's user. Frappe's own connection keeps LOCAL INFILE off, rightly."""
	from frappe.database.mariadb.database import MariaDBConnectionUtil

	settings = MariaDBConnectionUtil.get_connection_settings(frappe.db)
	settings.pop("conv", None)
	settings["local_infile"] = True
	settings["init_command"] = READ_COMMITTED
	return pymysql.connect(**settings)
