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

from bank_crm.analytics.engine.snapshot import CONFIG_KEY, Snapshot
from bank_crm.analytics.engine.tables import SCOPE_TABLE, database_name

#: Unless site_config says {"bank_crm_engine": {"memory": "4GB", "threads": 8}}.
_MEMORY = "1GB"
_COMPILER = DuckDBCompiler()
_lock = threading.Lock()
#: Snapshot's folder and process → its open connection; a child process must not share its parent's.
_open: dict[tuple[str, int], duckdb.DuckDBPyConnection] = {}


@dataclass(frozen=True, slots=True)
class SnapshotEngine:
	"""One snapshot; `scope` is the query, asked on MariaDB, of the customers that fill the scope table."""

	snapshot: Snapshot
	scope: QueryBuilder | None = None
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
		return ask(self.snapshot, statement, self.scope, self.seconds)


def ask(
	snapshot: Snapshot, statement: str, scope: QueryBuilder | None = None, seconds: int = 0
) -> list[tuple[Any, ...]]:
	"""Answer a statement in DuckDB's SQL; the customers of `scope` fill the scope table."""
	cursor = _connection(snapshot).cursor()
	stop = threading.Timer(seconds, cursor.interrupt) if seconds else None
	try:
		if scope is not None:
			# seen by this cursor alone
			cursor.register(SCOPE_TABLE, _names(scope))
		if stop is not None:
			stop.start()
		return cursor.execute(statement).fetchall()
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


def _names(scope: QueryBuilder) -> pa.Table:
	names = pa.array([str(name) for name in scope.run(pluck=True)], pa.string())
	return pa.table({"customer": names})


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
	settings = frappe.conf.get(CONFIG_KEY) or {}
	connection = duckdb.connect(
		":memory:",
		config={
			"memory_limit": str(settings.get("memory") or _MEMORY),
			"threads": int(settings.get("threads") or os.cpu_count() or 1),
			"autoinstall_known_extensions": False,
			"autoload_known_extensions": False,
			"preserve_insertion_order": False,
		},
	)
	connection.execute("SET parquet_metadata_cache = true")
	for doctype, part in snapshot.parts.items():
		files = [str(snapshot.folder / name) for name in part.files]
		connection.read_parquet(files).create_view(database_name(doctype))
	return connection
