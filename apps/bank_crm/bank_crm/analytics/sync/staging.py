"""The staging tables of a source: what was read (`stage`) and what became of it (`match`).

Real InnoDB tables, one pair for each source, made anew for each part of a run and dropped after it. They survive a
killed process, so that a run goes on where it stopped. See docs/decisions/0004-set-based-synchronisation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import frappe
from pypika import Column, Table

from bank_crm.domain.sync_types import EntitySpec, FieldKind, FieldSpec

PREFIX = "_bank_sync_"
AUTOINCREMENT = "autoincrement"

_TYPES = {
	FieldKind.TEXT: "VARCHAR(140)",
	FieldKind.CHOICE: "VARCHAR(140)",
	FieldKind.REFERENCE: "VARCHAR(140)",
	FieldKind.SEALED: "VARCHAR(140)",
	FieldKind.LONG_TEXT: "TEXT",
	FieldKind.INTEGER: "INT",
	FieldKind.CHECK: "TINYINT",
	FieldKind.DECIMAL: "DECIMAL(21,9)",
	FieldKind.AMOUNT: "DECIMAL(21,9)",
	FieldKind.DATE: "DATE",
	FieldKind.DATETIME: "DATETIME(6)",
}
_FREE_TEXT = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.REFERENCE, FieldKind.SEALED})


@dataclass(frozen=True)
class StageColumn:
	"""`free` text may hold what the load file uses as separator. Cells of numbers come as int, all others as text."""

	name: str
	sql_type: str
	free: bool = False
	is_number: bool = False


def staged(field: str) -> str:
	"""The staged column of a field: its value, the mask of a sealed one, the key of a reference."""
	return f"s_{field}"


def ciphertext(field: str) -> str:
	return f"c_{field}"


def blind_index(field: str) -> str:
	return f"b_{field}"


def key_version(field: str) -> str:
	return f"k_{field}"


def resolved(field: str) -> str:
	"""The matched column of a reference: the name of our document."""
	return f"r_{field}"


class Staging:
	"""The pair of tables of one source."""

	def __init__(self, source: str, spec: EntitySpec, targets: Sequence[FieldSpec]) -> None:
		self.spec = spec
		self.targets = tuple(targets)
		digest = blake2b(source.encode(), digest_size=8).hexdigest()
		self.stage = Table(f"{PREFIX}{digest}_stage")
		self.match = Table(f"{PREFIX}{digest}_match")
		self.newest = Table(f"{PREFIX}{digest}_newest")
		self.candidates = Table(f"{PREFIX}{digest}_candidates")

	def has(self, field: str) -> bool:
		return any(target.name == field for target in self.targets)

	@property
	def sealed(self) -> list[FieldSpec]:
		return [target for target in self.targets if target.kind is FieldKind.SEALED]

	@property
	def references(self) -> list[FieldSpec]:
		return [target for target in self.targets if target.kind is FieldKind.REFERENCE]

	@property
	def stage_columns(self) -> list[StageColumn]:
		"""In the order the load file has them."""
		columns = [
			StageColumn("x_row", "BIGINT", is_number=True),
			StageColumn("x_line", "INT", is_number=True),
			StageColumn("x_origin", "VARCHAR(140)", free=True),
			StageColumn("x_hash", "CHAR(32)"),
		]
		for target in self.targets:
			columns.append(StageColumn(staged(target.name), _TYPES[target.kind], target.kind in _FREE_TEXT))
			if target.kind is FieldKind.SEALED:
				columns.append(StageColumn(ciphertext(target.name), "VARCHAR(700)"))
				columns.append(StageColumn(blind_index(target.name), "CHAR(64)"))
				columns.append(StageColumn(key_version(target.name), "INT", is_number=True))
		return columns

	def create_stage(self) -> None:
		_create(
			self.stage, [Column(c.name, c.sql_type, nullable=c.name != "x_row") for c in self.stage_columns]
		)

	def create_match(self, links: Sequence[str]) -> None:
		"""`links` are the fields that end as the name of a document of ours."""
		autoincrement = frappe.get_meta(self.spec.doctype).autoname == AUTOINCREMENT
		_create(
			self.match,
			[
				Column("x_row", "BIGINT", nullable=False),
				Column("m_state", "CHAR(1)", nullable=False),
				Column("m_target", "BIGINT" if autoincrement else "VARCHAR(140)"),
				Column("m_reason", "VARCHAR(30)"),
				Column("m_reason_column", "VARCHAR(140)"),
				Column("m_leader", "BIGINT"),
				Column("m_matched_by", "VARCHAR(30)"),
				Column("m_place", "INT"),
				Column("m_applied", "TINYINT"),
				*(Column(resolved(link), "VARCHAR(140)") for link in links),
			],
		)

	def create_newest(self) -> None:
		"""Which rows are the last of their account, and which may be."""
		for table in (self.candidates, self.newest):
			_create(table, [Column("x_row", "BIGINT", nullable=False)])

	def drop(self) -> None:
		for table in (self.candidates, self.newest, self.match, self.stage):
			_drop(table)


def drop_all() -> None:
	"""Drop the staging tables of every source; before the app is uninstalled."""
	for name in frappe.db.get_tables(cached=False):
		if name.startswith(PREFIX):
			_drop(Table(name))


def _create(table: Table, columns: list[Column]) -> None:
	_drop(table)
	frappe.db.sql_ddl(frappe.qb.create_table(table).columns(*columns).primary_key("x_row").get_sql())


def _drop(table: Table) -> None:
	frappe.db.sql_ddl(frappe.qb.drop_table(table).if_exists().get_sql())
