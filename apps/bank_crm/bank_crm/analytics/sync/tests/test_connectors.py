"""Every connector for real: files, SQLite, MariaDB, an HTTP server (INT-01, INT-04)."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

import frappe
import sqlalchemy

from bank_crm.analytics.sync.connectors import (
	FolderConnector,
	FolderSettings,
	HTTPConnector,
	HTTPSettings,
	SourceProblem,
	SQLConnector,
	SQLSettings,
)
from bank_crm.analytics.sync.connectors import folder as folder_module
from bank_crm.analytics.sync.tests.bank_server import bank_server
from bank_crm.analytics.sync.tests.factories import SyncTestCase, rest
from bank_crm.domain.sync_types import FileFormat, Paging, RefusalReason
from bank_crm.tests import BankCRMTestCase


def rows_of(connector, columns: list[str], watermark: str | None = None, batch_rows: int = 2) -> list[tuple]:
	"""(line, cells…) of all parts, after the connector's own check."""
	parts = connector.parts()
	connector.check(parts, columns)
	rows = []
	for part in parts:
		for batch in connector.read(part, columns, watermark, batch_rows):
			rows += zip(batch.lines, *(batch.columns[name] for name in columns))
	return rows


class TestFolder(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		place = tempfile.TemporaryDirectory()
		self.addCleanup(place.cleanup)
		self.folder = Path(place.name)

	def connector(
		self, file_format: FileFormat = FileFormat.CSV, pattern: str = "*", **values
	) -> FolderConnector:
		settings = {"folder": str(self.folder), "roots": (str(self.folder),), **values}
		return FolderConnector(FolderSettings(pattern=pattern, file_format=file_format, **settings))

	def file(self, name: str, content: bytes) -> Path:
		path = self.folder / name
		path.write_bytes(content)
		rest(path)
		return path

	def test_INT_01_csv_with_mark_quotes_line_ends_and_lines(self):
		self.file("a.csv", '\ufeffid,name\r\n1,"Wang, A"\r\n\r\n2,"two\r\nlines"\r\n3,c\r\n'.encode())
		self.assertEqual(
			rows_of(self.connector(), ["id", "name"]),
			[(2, "1", "Wang, A"), (5, "2", "two\r\nlines"), (6, "3", "c")],
		)

	def test_INT_01_other_encodings_delimiters_and_files_without_head(self):
		self.file("a.txt", "1|张三\n2|李四\n".encode("gb18030"))
		found = rows_of(self.connector(delimiter="|", encoding="gb18030", has_header=False), ["2", "1"])
		self.assertEqual(found, [(1, "张三", "1"), (2, "李四", "2")])

	def test_INT_01_tsv(self):
		self.file("a.tsv", b"id\tname\n1\ta,b\n")
		self.assertEqual(rows_of(self.connector(FileFormat.TSV), ["id", "name"]), [(2, "1", "a,b")])

	def test_INT_03_an_open_quote_takes_no_good_line_along(self):
		self.file("a.csv", b'id,name\n1,"open\n2,b\n3,c\n4\n5,"x"y"\n6,f\n')
		connector = self.connector()
		(part,) = connector.parts()
		lines, refused = [], []
		for batch in connector.read(part, ["id"], None, 100):
			lines += zip(batch.lines, batch.columns["id"])
			refused += [(refusal.line, refusal.reason) for refusal in batch.refusals]
		self.assertEqual(lines, [(3, "2"), (4, "3"), (7, "6")])
		self.assertEqual(
			refused,
			[
				(2, RefusalReason.UNREADABLE_RECORD),
				(5, RefusalReason.WRONG_COLUMN_COUNT),
				(6, RefusalReason.UNREADABLE_RECORD),
			],
		)

	def test_INT_01_json_lines_with_inner_objects(self):
		self.file(
			"a.jsonl",
			b'{"id": 1, "who": {"name": "a"}, "sum": 1.10}\nnonsense\n\n{"id": 2, "who": null, "sum": true}\n["x"]\n\xff{}\n',
		)
		connector = self.connector(FileFormat.JSON_LINES)
		columns = ["id", "who.name", "sum"]
		self.assertEqual(rows_of(connector, columns), [(1, "1", "a", "1.10"), (4, "2", None, True)])
		refusals = [
			(refusal.line, refusal.reason)
			for batch in connector.read(connector.parts()[0], columns, None, 100)
			for refusal in batch.refusals
		]
		self.assertEqual(
			refusals,
			[
				(2, RefusalReason.UNREADABLE_RECORD),
				(5, RefusalReason.UNREADABLE_RECORD),
				(6, RefusalReason.WRONG_ENCODING),
			],
		)

	def test_INT_01_parquet(self):
		import pyarrow
		import pyarrow.parquet

		table = pyarrow.table({"id": [1, 2, 3], "name": ["a", None, "c"], "more": [0, 0, 0]})
		pyarrow.parquet.write_table(table, self.folder / "a.parquet")
		rest(self.folder / "a.parquet")
		connector = self.connector(FileFormat.PARQUET)
		self.assertEqual(rows_of(connector, ["name", "id"]), [(1, "a", 1), (2, None, 2), (3, "c", 3)])
		whole = (self.folder / "a.parquet").read_bytes()
		self.file("a.parquet", whole[:-20])
		with self.assertRaisesRegex(SourceProblem, "not a complete Parquet file"):
			rows_of(connector, ["id"])

	def test_INT_03_half_written_files(self):
		for name, content, told in (
			("a.csv", b"id,name\n1,a\n2", r"cut off \(1 of 2 columns\)"),
			("a.csv", b"", "the file is empty"),
			("a.csv", b"id,id\n1,2\n", "two columns are called id"),
			("a.jsonl", b'{"id": 1}\n{"id": ', "the last record is cut off"),
		):
			path = self.file(name, content)
			file_format = FileFormat.JSON_LINES if name.endswith("jsonl") else FileFormat.CSV
			with self.subTest(content=content), self.assertRaisesRegex(SourceProblem, told):
				rows_of(self.connector(file_format), ["id"])
			path.unlink()

	def test_INT_03_a_last_line_without_end_must_have_rested(self):
		path = self.file("a.csv", b"id,name\n1,a\n2,b")
		self.assertEqual(len(rows_of(self.connector(), ["id"])), 2)
		os.utime(path)
		with self.assertRaisesRegex(SourceProblem, "the last line has no end"):
			rows_of(self.connector(), ["id"])

	def test_INT_03_a_file_that_grows_while_it_is_looked_at(self):
		path = self.file("a.csv", b"id\n1\n")

		def grow(_seconds: float) -> None:
			path.write_bytes(b"id\n1\n2\n")

		with (
			patch.object(folder_module.time, "sleep", grow),
			self.assertRaisesRegex(SourceProblem, "still being written"),
		):
			rows_of(self.connector(), ["id"])

	def test_INT_03_a_file_that_changes_while_it_is_read(self):
		self.file("a.csv", b"id\n1\n2\n3\n")
		connector = self.connector()
		(part,) = connector.parts()
		batches = connector.read(part, ["id"], None, 2)
		next(batches)
		self.file("a.csv", b"id\n1\n2\n3\n4\n")
		with self.assertRaisesRegex(SourceProblem, "still being written"):
			list(batches)

	def test_SEC_20_no_file_outside_the_allowed_folders_is_read(self):
		with self.assertRaisesRegex(SourceProblem, "outside the folders"):
			self.connector(folder="/etc")
		with self.assertRaisesRegex(SourceProblem, "outside the folders"):
			self.connector(folder=f"{self.folder}/../")
		with self.assertRaisesRegex(SourceProblem, "outside the folders"):
			self.connector(roots=())
		(self.folder / "link.csv").symlink_to("/etc/hosts")
		with self.assertRaisesRegex(SourceProblem, "outside the folders"):
			rows_of(self.connector(), ["id"])
		with self.assertRaisesRegex(SourceProblem, "may not name folders"):
			self.connector(pattern="../*").parts()


class TestSQL(SyncTestCase):
	def tables(self, url: str, name: str):
		engine = sqlalchemy.create_engine(url)
		meta = sqlalchemy.MetaData()
		table = sqlalchemy.Table(
			name,
			meta,
			sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True),
			sqlalchemy.Column("title", sqlalchemy.String(80)),
			sqlalchemy.Column("price", sqlalchemy.Numeric(12, 2)),
			sqlalchemy.Column("changed", sqlalchemy.DateTime),
		)
		meta.create_all(engine)
		self.addCleanup(engine.dispose)
		self.addCleanup(meta.drop_all, engine)
		return engine, table

	def fill(self, engine, table) -> None:
		from datetime import datetime
		from decimal import Decimal

		rows = [
			{"id": n, "title": f"Product {n}", "price": Decimal(n) / 4, "changed": datetime(2026, 1, n)}
			for n in range(1, 6)
		]
		with engine.begin() as connection:
			connection.execute(table.insert(), rows)

	def check(self, url: str, name: str) -> None:
		engine, table = self.tables(url, name)
		self.fill(engine, table)
		connector = SQLConnector(SQLSettings(url, name, "changed"))
		(part,) = connector.parts()
		batches = list(connector.read(part, ["id", "title"], None, 2))
		self.assertEqual([batch.columns["id"] for batch in batches], [[1, 2], [3, 4], [5]])
		self.assertEqual(batches[-1].watermark, "2026-01-05 00:00:00")
		later = list(connector.read(part, ["id"], "2026-01-04 00:00:00", 2))
		self.assertEqual([cell for batch in later for cell in batch.columns["id"]], [4, 5])
		with self.assertRaisesRegex(SourceProblem, "column colour is missing"):
			connector.check([part], ["colour"])
		with self.assertRaisesRegex(SourceProblem, "no table or view nothing"):
			SQLConnector(SQLSettings(url, "nothing")).check([part], ["id"])

	def test_INT_04_sqlite(self):
		self.check(f"sqlite:///{self.folder}/other.db", "products")

	def test_INT_04_mariadb(self):
		self.check(mariadb_url(), "_bank_sync_test_products")

	def test_SEC_15_no_error_repeats_the_password(self):
		for url in (
			"mysql+pymysql://root:geheim123@127.0.0.1:1/x",
			"nodriver://root:geheim123@host/x",
			"geheim123",
		):
			with self.assertRaises(SourceProblem) as problem:
				SQLConnector(SQLSettings(url, "t")).check([], ["id"])
			self.assertNotIn("geheim123", str(problem.exception))
			self.assertNotIn("geheim123", repr(SQLSettings(url, "t")))

	def test_INT_01_a_watermark_brings_only_what_has_changed(self):
		from datetime import datetime

		url = f"sqlite:///{self.folder}/other.db"
		engine, table = self.tables(url, "products")
		self.fill(engine, table)
		system = self.new_system()
		mapping = [
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "product_code", "source_columns": "id", "transforms": f"prefix:{system}-"},
			{"target_field": "product_name", "source_columns": "title"},
			{"target_field": "category", "default_value": "Fund"},
			{"target_field": "min_amount", "source_columns": "price"},
		]
		source = self.source(
			"Product",
			system,
			connector="SQL Database",
			connection_url=url,
			table_name="products",
			watermark_column="changed",
			mapping=mapping,
		)
		run = self.run_sync(source)
		self.assertRun(run, "Completed", new=5)
		self.assertEqual(run.watermark_to, "2026-01-05 00:00:00")
		self.assertEqual(frappe.db.get_value("Bank Product", f"{system}-3", "min_amount"), 0.75)
		with engine.begin() as connection:
			connection.execute(
				table.update().where(table.c.id == 2).values(title="Renamed", changed=datetime(2026, 2, 1))
			)
		self.assertRun(self.run_sync(source), "Completed", changed=1, unchanged=1)
		self.assertEqual(frappe.db.get_value("Bank Product", f"{system}-2", "product_name"), "Renamed")
		self.assertRun(self.run_sync(source, full=True), "Completed", unchanged=5)


class TestHTTP(SyncTestCase):
	def settings(self, server: str, **values) -> HTTPSettings:
		return HTTPSettings(
			**{
				"url": f"{server}/products",
				"items_path": "data.items",
				"auth_token": "Bearer geheim123",
				"page_size": 2,
				"backoff_seconds": 0.01,
				**values,
			}
		)

	def test_INT_04_pages_by_number_offset_and_link(self):
		with bank_server() as (server, seen):
			for paging, extra in (
				(Paging.PAGE_NUMBER, {}),
				(Paging.OFFSET, {"page_param": "offset"}),
				(Paging.NEXT_LINK, {"url": f"{server}/linked", "next_path": "next"}),
			):
				with self.subTest(paging=paging):
					connector = HTTPConnector(self.settings(server, paging=paging, **extra))
					rows = rows_of(connector, ["id", "info.name"])
					self.assertEqual(
						[row[1:] for row in rows], [(str(n), f"Product {n}") for n in range(1, 6)]
					)
					self.assertEqual([row[0] for row in rows], [1, 2, 3, 4, 5])
			self.assertTrue(
				all(headers.get("Authorization") == "Bearer geheim123" for _path, headers in seen)
			)

	def test_INT_04_an_error_in_the_middle_is_tried_again(self):
		with bank_server(errors={"page=2": 2}) as (server, seen):
			connector = HTTPConnector(self.settings(server, paging=Paging.PAGE_NUMBER))
			self.assertEqual(len(rows_of(connector, ["id"])), 5)
			self.assertEqual(len([path for path, _headers in seen if "page=2" in path]), 3)

	def test_INT_03_a_server_that_keeps_failing_fails_the_run_and_is_tried_again(self):
		system = self.new_system()
		mapping = [
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "product_code", "source_columns": "id", "transforms": f"prefix:{system}-"},
			{"target_field": "product_name", "source_columns": "info.name"},
			{"target_field": "category", "default_value": "Fund"},
		]
		errors = {"page=2": 10**6}
		with bank_server(errors=errors) as (server, _seen), patch("urllib3.util.retry.Retry.sleep"):
			source = self.source(
				"Product",
				system,
				connector="HTTP JSON",
				url=f"{server}/products",
				items_path="data.items",
				auth_token="Bearer geheim123",
				paging="Page Number",
				page_size=2,
				watermark_column="changed",
				watermark_param="since",
				mapping=mapping,
			)
			run = self.run_sync(source)
			self.assertEqual(run.state, "Failed")
			self.assertIn("the server kept answering with an error", run.error)
			self.assertNotIn("geheim123", run.error)
			self.assertEqual(frappe.db.count("Bank Product", {"name": ("like", f"{system}-%")}), 0)
			errors.clear()
			run = self.run_sync(source)
			self.assertRun(run, "Completed", new=5)
			self.assertEqual(run.watermark_to, "2026-01-05")
			self.assertRun(self.run_sync(source), "Completed", unchanged=1)

	def test_INT_03_answers_that_are_none(self):
		with bank_server() as (server, _seen):
			for path, told in (
				("text", "not JSON"),
				("missing", "answered 404"),
				("away", "answered 302"),
				("nolist", "no list at"),
			):
				with self.subTest(path=path), self.assertRaisesRegex(SourceProblem, told):
					rows_of(HTTPConnector(self.settings(server, url=f"{server}/{path}")), ["id"])
			with self.assertRaisesRegex(SourceProblem, "column colour is missing"):
				rows_of(HTTPConnector(self.settings(server)), ["colour"])
		with self.assertRaisesRegex(SourceProblem, "no answer"):
			rows_of(HTTPConnector(self.settings(server, retries=0)), ["id"])

	def test_SEC_15_the_token_goes_to_no_other_server(self):
		with bank_server() as (server, _seen):
			settings = self.settings(server, url=f"{server}/lured", paging=Paging.NEXT_LINK, next_path="next")
			with self.assertRaisesRegex(SourceProblem, "leads to another server"):
				rows_of(HTTPConnector(settings), ["id"])
			with self.assertRaisesRegex(SourceProblem, "must begin with http"):
				HTTPConnector(self.settings("file:///etc"))
			self.assertNotIn("geheim123", repr(settings))


def mariadb_url() -> str:
	"""The site's own database through SQLAlchemy."""
	db = frappe.db
	url = sqlalchemy.URL.create(
		"mysql+pymysql",
		username=db.user,
		password=db.password,
		host=db.host or "localhost",
		port=int(db.port) if db.port else None,
		database=db.cur_db_name,
		query={"unix_socket": db.socket} if db.socket else {},
	)
	return url.render_as_string(hide_password=False)
