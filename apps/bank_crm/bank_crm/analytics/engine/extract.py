"""Rows of a table as Arrow batches, read in the order of their names.

The database writes the rows itself, some thousand comma-separated lines in each answer: a driver that makes Python
objects of every value takes about ten times as long. It is asked for the next answer while this one is being used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from typing import TypeVar

import frappe
import pyarrow as pa
from frappe.query_builder.functions import Coalesce, Count, Max, Sum
from pyarrow import csv
from pypika import CustomFunction
from pypika.functions import Concat
from pypika.terms import AggregateFunction, Term

#: Lines of one answer; it must stay below `group_concat_max_len`, 1 MiB unless a bank has set it lower.
LINES = 4_000
#: Lines parsed at a time.
BATCH = 200_000
_Item = TypeVar("_Item")
_replace = CustomFunction("REPLACE", ["text", "what", "by"])
_bytes = CustomFunction("LENGTH", ["text"])
_TYPES = {
	"string": pa.string(),
	"int64": pa.int64(),
	"date": pa.date32(),
	"timestamp(6)": pa.timestamp("us"),
	"decimal(21, 9)": pa.decimal128(21, 9),
}


class TruncatedAnswer(RuntimeError):
	"""The database cut a line off; `group_concat_max_len` is too small for even one of them."""


class _Lines(AggregateFunction):
	"""GROUP_CONCAT with a line feed in between."""

	def __init__(self, term: Term) -> None:
		super().__init__("GROUP_CONCAT", term)

	def get_special_params_sql(self, **_options: object) -> str:
		return "SEPARATOR '\n'"


def batches(doctype: str, columns: Mapping[str, str]) -> Iterator[pa.Table]:
	"""Yield all rows of a DocType, up to about BATCH at a time; at least one, maybe empty, table."""
	waiting: list[str] = []
	count, yielded = 0, False
	with closing(_ahead(_answers(doctype, columns))) as answers:
		for lines, rows in answers:
			waiting.append(lines)
			count += rows
			if count >= BATCH:
				yield _parse(waiting, count, columns)
				waiting, count, yielded = [], 0, True
	if waiting or not yielded:
		yield _parse(waiting, count, columns)


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
	"""Return the Arrow types of some columns."""
	return pa.schema([(name, _TYPES[dtype]) for name, dtype in columns.items()])


def _ahead(items: Iterator[_Item]) -> Iterator[_Item]:
	"""The same items, each taken by a thread while the one before is in use; nobody else may use the connection."""
	context, nothing = copy_context(), object()
	with ThreadPoolExecutor(max_workers=1) as thread:
		coming = thread.submit(context.run, next, items, nothing)
		while (item := coming.result()) is not nothing:
			coming = thread.submit(context.run, next, items, nothing)
			yield item


def _answers(doctype: str, columns: Mapping[str, str]) -> Iterator[tuple[str, int]]:
	"""Text and number of lines, by ranges of the primary key."""
	table = frappe.qb.DocType(doctype)
	line = _line([table[name] for name in columns], list(columns.values()))
	last: object = None
	most = LINES
	while True:
		query = frappe.qb.from_(table).select(table.name.as_("row_key"), line.as_("line"))
		if last is not None:
			query = query.where(table.name > last)
		chunk = query.orderby(table.name).limit(most).as_("chunk")
		((rows, key, size, lines),) = (
			frappe.qb.from_(chunk)
			.select(Count("*"), Max(chunk.row_key), Coalesce(Sum(_bytes(chunk.line)), 0), _Lines(chunk.line))
			.run()
		)
		if not rows:
			return
		if len(lines.encode()) != int(size) + rows - 1:
			if most == 1:
				raise TruncatedAnswer(doctype)
			most = max(1, most // 4)
			continue
		last = key
		yield lines, rows


def _line(terms: list[Term], dtypes: list[str]) -> Term:
	"""One row as a line; a missing value is empty, an empty text a pair of quotation marks."""
	parts: list[object] = []
	for term, dtype in zip(terms, dtypes, strict=True):
		value = Concat('"', _replace(term, '"', '""'), '"') if dtype == "string" else term
		parts += [",", Coalesce(value, "")]
	return Concat(*parts[1:])


def _parse(texts: list[str], rows: int, columns: Mapping[str, str]) -> pa.Table:
	schema = arrow_schema(columns)
	if not rows:
		return schema.empty_table()
	data = "\n".join(texts).encode()
	found = csv.read_csv(
		pa.BufferReader(data),
		csv.ReadOptions(column_names=schema.names, block_size=1 << 22),
		csv.ParseOptions(newlines_in_values=True),
		csv.ConvertOptions(
			column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
		),
	)
	if found.num_rows != rows:
		raise RuntimeError(f"{rows} lines were read as {found.num_rows} rows")
	return found
