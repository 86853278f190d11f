"""Expressions on a snapshot, by DuckDB within this process."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import frappe
import ibis
import pyarrow as pa
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from pypika.queries import QueryBuilder

from bank_crm.analytics.engine.snapshot import CONFIG_KEY, CUSTOMERS, Snapshot
from bank_crm.analytics.engine.tables import CUSTOMER, SCOPE_TABLE, database_name

#: Unless site_config says {"bank_crm_engine": {"memory": "4GB", "threads": 8}}.
_MEMORY = "1GB"
#: The type of the numbers that stand for customers; no other column of a snapshot has it.
_NUMBER = "UINTEGER"
_COMPILER = DuckDBCompiler()
_lock = threading.Lock()
#: Snapshot's folder and process → its open connection; a child process must not share its parent's.
_open: dict[tuple[str, int], duckdb.DuckDBPyConnection] = {}


@dataclass(frozen=True, slots=True)
class SnapshotEngine:
	"""One snapshot; `scope` is the query, asked on MariaDB, of the names that fill the scope table."""

	snapshot: Snapshot
	scope: QueryBuilder | None = None
	#: Whose names these are.
	scope_of: str = CUSTOMER
	name: str = "snapshot"
	#: A question that takes longer ends in frappe.QueryTimeoutError; 0 is no limit.
	seconds: int = 0

	@property
	def as_of(self) -> datetime:
		"""The data are those of this moment, site's time."""
		return self.snapshot.as_of

	def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
		"""Answer a table expression."""
		statement = _COMPILER.to_sqlglot(expression).sql(dialect=_COMPILER.dialect)
		return ask(self.snapshot, statement, self.scope, self.scope_of, self.seconds)


def ask(
	snapshot: Snapshot,
	statement: str,
	scope: QueryBuilder | None = None,
	scope_of: str = CUSTOMER,
	seconds: int = 0,
) -> list[tuple[Any, ...]]:
	"""Answer a statement in DuckDB's SQL; the names of `scope` fill the scope table. Customers come by their names."""
	cursor = _connection(snapshot).cursor()
	stop = threading.Timer(seconds, cursor.interrupt) if seconds else None
	try:
		if scope is not None:
			_fill_scope(cursor, scope, scope_of)
		if stop is not None:
			stop.start()
		return _with_names(cursor, cursor.execute(statement).fetchall())
	except duckdb.InterruptException as error:
		raise frappe.QueryTimeoutError(statement[:200]) from error
	finally:
		if stop is not None:
			stop.cancel()
		cursor.close()


def close_all() -> None:
	"""Forget the open snapshots of this process; the next question opens the newest."""
	with _lock:
		for key in [key for key in _open if key[1] == os.getpid()]:
			_open.pop(key).close()


def settings() -> dict[str, Any]:
	"""Return DuckDB's settings, those of the site before the usual ones."""
	given = frappe.conf.get(CONFIG_KEY) or {}
	return {
		"memory_limit": str(given.get("memory") or _MEMORY),
		"threads": int(given.get("threads") or os.cpu_count() or 1),
		"autoinstall_known_extensions": False,
		"autoload_known_extensions": False,
		"preserve_insertion_order": False,
	}


def _fill_scope(cursor: duckdb.DuckDBPyConnection, scope: QueryBuilder, scope_of: str) -> None:
	"""What is registered and the table made from it are seen by this cursor alone."""
	names = pa.array([str(name) for name in scope.run(pluck=True)], pa.string())
	asked = pa.table({"customer": names})
	if scope_of != CUSTOMER:
		cursor.register(SCOPE_TABLE, asked)
		return
	cursor.register("asked", asked)
	cursor.execute(
		f"CREATE TEMP TABLE {SCOPE_TABLE} AS SELECT number AS customer FROM {CUSTOMERS} "
		"WHERE name IN (SELECT customer FROM asked)"
	)


def _with_names(cursor: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
	"""Put the customers' names where their numbers are."""
	places = {place for place, column in enumerate(cursor.description or ()) if str(column[1]) == _NUMBER}
	if not places or not rows:
		return rows
	numbers = {row[place] for row in rows for place in places} - {None}
	cursor.register("found", pa.table({"number": pa.array(sorted(numbers), pa.uint32())}))
	known = cursor.execute(
		f"SELECT number, name FROM {CUSTOMERS} WHERE number IN (SELECT number FROM found)"
	).fetchall()
	names = {None: None, **dict(known)}
	return [
		tuple(names[value] if place in places else value for place, value in enumerate(row)) for row in rows
	]


def _connection(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
	key = (str(snapshot.folder), os.getpid())
	with _lock:
		if key not in _open:
			_forget_older(key)
			_open[key] = _connect(snapshot)
		return _open[key]


def _forget_older(key: tuple[str, int]) -> None:
	"""One open snapshot of a site is enough; cursors at work keep theirs until they are done."""
	site = os.path.dirname(key[0])
	for other in [other for other in _open if os.path.dirname(other[0]) == site]:
		_open.pop(other)


def _connect(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
	connection = duckdb.connect(":memory:", config=settings())
	path = str(snapshot.database).replace("'", "''")
	connection.execute(f"ATTACH '{path}' AS snapshot (READ_ONLY)")
	for name in (CUSTOMERS, *map(database_name, snapshot.parts)):
		connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM snapshot."{name}"')
	return connection
