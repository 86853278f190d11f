"""Sheets into tables: LOAD DATA where the connection may, multi-row INSERT elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import frappe
from frappe import _
from frappe.query_builder import Field
from pypika.dialects import MySQLLoadQueryBuilder
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.connection import reconnect_for_batches
from bank_crm.demo.sheet import Sheet

ROWS_PER_INSERT = 500


class LoadQuery(MySQLLoadQueryBuilder):
	"""LOAD DATA LOCAL INFILE of a tab-separated file into some columns, with constants in others."""

	def __init__(self, path: str, doctype: str, columns: Sequence[str], constants: Mapping[str, str]) -> None:
		super().__init__()
		self._load_file = path
		self._into_table = frappe.qb.DocType(doctype)
		self._columns = columns
		self._constants = constants

	def _options_sql(self, **kwargs: object) -> str:
		"""Character set, column list and constants; pypika itself knows only the separator."""
		columns = ", ".join(Field(column).get_sql(quote_char="`") for column in self._columns)
		constants = ", ".join(
			f"{Field(column).get_sql(quote_char='`')} = {ValueWrapper(value).get_sql()}"
			for column, value in self._constants.items()
		)
		return f" CHARACTER SET utf8mb4 ({columns}) SET {constants}"


def allow_local_files() -> None:
	"""Reconnect so that LOAD DATA LOCAL works: Frappe's own connections refuse it. What is open is committed.

	Processes load side by side, and sums over one's rows must not wait for rows beside them that another inserts.
	"""
	database = frappe.local.db
	if not getattr(database, "bank_crm_local_files", False):
		database.bank_crm_local_files = reconnect_for_batches(local_infile=True)


def insert(sheet: Sheet) -> int:
	"""Insert all rows of a sheet; returns how many.

	Raises ValidationError if the database took fewer rows than were given or changed a value: LOAD DATA LOCAL
	would pass over both.
	"""
	if not len(sheet):
		return 0
	if getattr(frappe.local.db, "bank_crm_local_files", False):
		_load(sheet)
	else:
		frappe.db.bulk_insert(sheet.doctype, sheet.fields, sheet.rows(), chunk_size=ROWS_PER_INSERT)
	return len(sheet)


def _load(sheet: Sheet) -> None:
	with tempfile.TemporaryDirectory(prefix="bank-crm-demo-") as folder:
		path = Path(folder, "rows.tsv")
		sheet.write(str(path))
		query = LoadQuery(str(path), sheet.doctype, list(sheet.columns), sheet.constants)
		frappe.db.sql(str(query))
	taken = frappe.db._cursor.rowcount
	warnings = frappe.qb.select(PseudoColumn("@@warning_count")).run()[0][0]
	if taken != len(sheet) or warnings:
		frappe.throw(
			_("{0}: {1} of {2} rows were stored, with {3} warnings.").format(
				sheet.doctype, taken, len(sheet), warnings
			)
		)
