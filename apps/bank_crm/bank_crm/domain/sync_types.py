"""Words of the sync engine: enums, specifications and the batches that pass between its steps (INT-01…05).

Everything is plain data. A batch is held column by column: a column is a list with one cell for each row, so the
rules run over distinct cells instead of over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class SyncEntity(str, Enum):
	BRANCH = "Branch"
	PRODUCT = "Product"
	CUSTOMER = "Customer"
	ACCOUNT = "Account"
	ACCOUNT_HOLDER = "Account Holder"
	STANDING_ORDER = "Standing Order"
	TRANSACTION = "Transaction"
	BEHAVIOUR_EVENT = "Behaviour Event"


class ConnectorKind(str, Enum):
	FOLDER = "Folder"
	SQL = "SQL Database"
	HTTP = "HTTP JSON"


class FileFormat(str, Enum):
	CSV = "CSV"
	TSV = "TSV"
	PARQUET = "Parquet"
	JSON_LINES = "JSON Lines"


class Paging(str, Enum):
	NONE = "None"
	PAGE_NUMBER = "Page Number"
	OFFSET = "Offset"
	NEXT_LINK = "Next Link"


class SyncMode(str, Enum):
	INCREMENTAL = "Incremental"
	FULL = "Full"


class SyncTrigger(str, Enum):
	SCHEDULE = "Schedule"
	USER = "User"
	COMMAND = "Command"


class SyncState(str, Enum):
	QUEUED = "Queued"
	RUNNING = "Running"
	COMPLETED = "Completed"
	REFUSED = "Completed with Refusals"
	FAILED = "Failed"


class SyncStage(str, Enum):
	"""Where a part of a run stands. Every stage can be repeated; the next one starts when it is recorded."""

	PENDING = "Pending"
	LOADED = "Loaded"
	RESOLVED = "Resolved"
	APPLIED = "Applied"
	DONE = "Done"


class RefusalReason(str, Enum):
	WRONG_ENCODING = "Wrong Encoding"
	WRONG_COLUMN_COUNT = "Wrong Column Count"
	UNREADABLE_RECORD = "Unreadable Record"
	MISSING_VALUE = "Missing Value"
	INVALID_DATE = "Invalid Date"
	INVALID_NUMBER = "Invalid Number"
	INVALID_VALUE = "Invalid Value"
	VALUE_TOO_LONG = "Value Too Long"
	UNKNOWN_REFERENCE = "Unknown Reference"
	DUPLICATE_KEY = "Duplicate Key"


class MatchedBy(str, Enum):
	"""How a row of a source found its document (CUS-13)."""

	NEW = "New"
	SOURCE_NUMBER = "Source's Number"
	ID_NUMBER = "ID Number"
	PHONE_AND_NAME = "Phone and Name"


class FieldKind(str, Enum):
	TEXT = "text"
	LONG_TEXT = "long_text"
	INTEGER = "integer"
	DECIMAL = "decimal"
	AMOUNT = "amount"
	DATE = "date"
	DATETIME = "datetime"
	CHOICE = "choice"
	CHECK = "check"
	SEALED = "sealed"
	REFERENCE = "reference"


KEY_FIELD = "external_id"
"""Every entity's key: the row's identity in its source system."""

MAX_TEXT = 140
MAX_LONG_TEXT = 10_000


@dataclass(frozen=True)
class FieldSpec:
	"""One field a mapping may fill.

	`seal_kind` is set for sealed fields, `entity` names what a reference points to, `choices` lists the constants
	of a select field.
	"""

	name: str
	kind: FieldKind = FieldKind.TEXT
	required: bool = False
	choices: tuple[str, ...] = ()
	entity: SyncEntity | None = None
	seal_kind: str | None = None


@dataclass(frozen=True)
class EntitySpec:
	entity: SyncEntity
	doctype: str
	fields: tuple[FieldSpec, ...]

	def field(self, name: str) -> FieldSpec | None:
		return next((spec for spec in self.fields if spec.name == name), None)

	def with_fields(self, extra: tuple[FieldSpec, ...]) -> EntitySpec:
		"""The same entity with the bank's own custom fields added (INT-07)."""
		known = {spec.name for spec in self.fields}
		return EntitySpec(
			self.entity, self.doctype, self.fields + tuple(f for f in extra if f.name not in known)
		)


@dataclass(frozen=True)
class ColumnMapping:
	"""source columns → field. Several columns are joined by `separator` before the transforms see them.

	`value_map` is looked up after the transforms: exact words first, then the patterns with `*` in their order.
	`default` stands in for an empty cell; without source columns it is a constant.
	`reference_system` names the source system a reference's key belongs to, if it isn't the source's own.
	"""

	target: str
	columns: tuple[str, ...] = ()
	separator: str = " "
	transforms: tuple[str, ...] = ()
	value_map: tuple[tuple[str, str], ...] = ()
	date_format: str = ""
	default: str = ""
	required: bool = False
	reference_system: str = ""


@dataclass(frozen=True)
class RowRefusal:
	"""Why one row stays out. `value` is already masked; `column` is the source's own name for it."""

	line: int
	column: str
	reason: RefusalReason
	value: str = ""
	external_id: str = ""


@dataclass
class RawBatch:
	"""Rows as the connector read them. `columns[name][i]` belongs to line `lines[i]` of `origin`.

	Cells are text, None, or the native values of a typed source (Parquet, SQL, JSON). `refusals` are rows that
	couldn't be read at all. `position` is a resumable place after this batch (its meaning is the connector's).
	"""

	origin: str
	lines: list[int]
	columns: dict[str, list]
	refusals: list[RowRefusal] = field(default_factory=list)
	watermark: str | None = None

	@property
	def row_count(self) -> int:
		return len(self.lines) + len(self.refusals)


@dataclass
class TypedBatch:
	"""Rows that passed the mapping: canonical text or None for every cell, ready to be sealed and staged."""

	origin: str
	lines: list[int]
	columns: dict[str, list[str | None]]
	refusals: list[RowRefusal]

	@property
	def keys(self) -> list[str | None]:
		return self.columns[KEY_FIELD]


@dataclass(frozen=True)
class RowCounts:
	"""What became of the rows of a part or a run: read = new + changed + unchanged + refused."""

	read: int = 0
	new: int = 0
	changed: int = 0
	unchanged: int = 0
	refused: int = 0

	def __add__(self, other: RowCounts) -> RowCounts:
		return RowCounts(
			self.read + other.read,
			self.new + other.new,
			self.changed + other.changed,
			self.unchanged + other.unchanged,
			self.refused + other.refused,
		)
