"""A connector brings raw rows with their origin; mapping, checks, refusals and repetition are the engine's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import frappe

from bank_crm.analytics.sync import sources
from bank_crm.analytics.sync.connectors.base import Part, require_columns
from bank_crm.analytics.sync.tests.factories import SyncTestCase
from bank_crm.domain.sync_types import RawBatch


class ExampleConnector:
	"""Reads a list in memory; `sources._connector` returns one for its value of `ConnectorKind`."""

	def __init__(self, rows: list[dict[str, str]]) -> None:
		self.rows = rows

	def parts(self) -> list[Part]:
		"""One piece, known again by what it holds."""
		return [Part("list", fingerprint=str(hash(str(self.rows))))]

	def check(self, parts: Sequence[Part], columns: Sequence[str]) -> None:
		"""Refuse the run before anything is loaded where a mapped column is missing."""
		require_columns(columns, list(self.rows[0]), "list")

	def read(
		self, part: Part, columns: Sequence[str], watermark: str | None, batch_rows: int
	) -> Iterator[RawBatch]:
		"""Give the rows in batches; line numbers are what a refused row is found by."""
		for start in range(0, len(self.rows), batch_rows):
			batch = self.rows[start : start + batch_rows]
			lines = [start + place + 1 for place in range(len(batch))]
			yield RawBatch(part.name, lines, {name: [row.get(name) for row in batch] for name in columns})


class TestConnector(SyncTestCase):
	def test_rows_come_in_once(self) -> None:
		system = self.new_system()
		source = self.source("Product", system)
		connector = ExampleConnector(
			[{"id": f"{system}-1", "name": "稳健一号"}, {"id": f"{system}-2", "name": "稳健二号"}]
		)
		with patch.object(sources, "_connector", lambda doc: connector):
			self.assertRun(self.run_sync(source), "Completed", new=2)
			self.assertRun(self.run_sync(source, full=True), "Completed", unchanged=2)
		self.assertEqual(frappe.db.get_value("Bank Product", f"{system}-1", "product_name"), "稳健一号")
