"""Expressions on MariaDB, through the site's own connection (see docs/decisions/0007).

Ibis compiles, Frappe executes: the statement sees what the transaction has written, takes part in its rollback, and
goes to the read replica where Frappe does. Texts are bound by the driver, never written into the statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import frappe
import ibis
import ibis.expr.operations as ops
import sqlglot
from frappe.utils import now_datetime
from ibis.backends.sql.compilers.mysql import MySQLCompiler
from pypika.queries import QueryBuilder
from sqlglot import expressions as sge

from bank_crm.analytics.engine.tables import SCOPE_TABLE, database_name

_DIALECT = "mysql"
_BINARY = sge.DataType(this=sge.DataType.Type.BINARY)
#: Stand around the name of a bound value until the statement is text and its percent signs are doubled.
_OPEN, _CLOSE = "\x01", "\x02"


class LiveCompiler(MySQLCompiler):
	"""MySQL's SQL as MariaDB runs it well on Frappe's tables.

	Ibis compares texts by bytes. That is right against a text somebody typed, which the snapshot compares in the
	same way; between two columns it would keep every join from its index, and keys are equal byte by byte anyway.
	"""

	def visit_Equals(self, op: ops.Equals, *, left: sge.Expression, right: sge.Expression) -> sge.Expression:
		if op.left.dtype.is_string() and not isinstance(op.right, ops.Literal):
			return left.eq(right)
		return super().visit_Equals(op, left=left, right=right)

	def visit_Strip(self, op: ops.Strip, *, arg: sge.Expression) -> sge.Expression:
		"""Texts somebody typed are put together byte by byte, as the snapshot does; "a" and "A" stay two groups."""
		return sge.Cast(this=self.f.trim(arg), to=_BINARY.copy())

	def visit_StringContains(
		self, op: ops.StringContains, *, haystack: sge.Expression, needle: sge.Expression
	) -> sge.Expression:
		return self.f.instr(sge.Cast(this=haystack, to=_BINARY.copy()), needle) > 0


_COMPILER = LiveCompiler()


@dataclass(frozen=True, slots=True)
class Statement:
	"""A statement and the values the driver binds to it."""

	sql: str
	values: Mapping[str, str]

	def get_sql(self) -> str:
		"""Return the statement with its placeholders, as the query builder's own queries do."""
		return self.sql


@dataclass(frozen=True, slots=True)
class LiveEngine:
	"""MariaDB as it is now; `scope` is the query of the customers that fill the scope table."""

	scope: QueryBuilder | None = None
	name: str = "live"
	#: A statement that takes longer ends in frappe.QueryTimeoutError; 0 is no limit.
	seconds: int = 0

	@property
	def as_of(self) -> datetime:
		"""The data are those of this moment."""
		return now_datetime()

	def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
		"""Answer a table expression; decimals come as Frappe gives them, as floats."""
		statement = compile_select(expression, self.scope)
		if self.seconds:
			limit = f"SET STATEMENT max_statement_time={int(self.seconds)} FOR "
			statement = replace(statement, sql=limit + statement.sql)
		return list(frappe.db.sql(statement.get_sql(), statement.values or ()))


def compile_select(expression: ibis.Table, scope: QueryBuilder | None = None) -> Statement:
	"""Return the SELECT of an expression."""
	return _finish(_tree(expression), scope)


def compile_insert(
	expression: ibis.Table,
	doctype: str,
	columns: Mapping[str, sge.Expression | str],
	scope: QueryBuilder | None = None,
) -> Statement:
	"""Return INSERT IGNORE … SELECT of an expression.

	`columns` maps the target's columns to a column of the expression (`sge.column`), another term, or a text.
	"""
	source = _tree(expression).subquery("source")
	values = [sge.Literal.string(value) if isinstance(value, str) else value for value in columns.values()]
	target = sge.Schema(
		this=sge.to_table(f"`{database_name(doctype)}`", dialect=_DIALECT),
		expressions=[sge.to_identifier(column, quoted=True) for column in columns],
	)
	insert = sge.Insert(this=target, expression=sge.select(*values).from_(source), ignore=True)
	return _finish(insert, scope)


def _tree(expression: ibis.Table) -> sge.Expression:
	return _COMPILER.to_sqlglot(expression)


def _finish(tree: sge.Expression, scope: QueryBuilder | None) -> Statement:
	"""Put the scope in and take the texts out."""
	if scope is not None:
		tree = _with_scope(tree, scope)
	values: dict[str, str] = {}

	def bind(node: sge.Expression) -> sge.Expression:
		if isinstance(node, sge.Literal) and node.is_string:
			key = f"text{len(values)}"
			values[key] = node.this
			return sge.Var(this=f"{_OPEN}{key}{_CLOSE}")
		return node

	sql = tree.transform(bind).sql(dialect=_DIALECT).replace("%", "%%")
	return Statement(
		sql.replace(_OPEN, "%(").replace(_CLOSE, ")s") if values else sql.replace("%%", "%"), values
	)


def _with_scope(tree: sge.Expression, scope: QueryBuilder) -> sge.Expression:
	visible = sqlglot.parse_one(scope.get_sql(), dialect=_DIALECT)

	def put(node: sge.Expression) -> sge.Expression:
		if isinstance(node, sge.Table) and node.name == SCOPE_TABLE:
			return visible.copy().subquery(node.alias or SCOPE_TABLE)
		return node

	return tree.transform(put)
