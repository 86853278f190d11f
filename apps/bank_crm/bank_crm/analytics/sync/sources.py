"""A Bank Data Source as connector, entity and mapping."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import frappe
from frappe import _

from bank_crm.analytics.doctype.bank_data_source.bank_data_source import BankDataSource
from bank_crm.analytics.sync.connectors import (
	Connector,
	FolderConnector,
	FolderSettings,
	HTTPConnector,
	HTTPSettings,
	SQLConnector,
	SQLSettings,
)
from bank_crm.domain.sync_entities import ENTITIES
from bank_crm.domain.sync_mapping import CompiledMapping
from bank_crm.domain.sync_types import (
	ColumnMapping,
	ConnectorKind,
	EntitySpec,
	FieldKind,
	FieldSpec,
	FileFormat,
	Paging,
	SyncEntity,
)

ROOTS_KEY = "bank_crm_source_folders"
_SHIPPED = Path(__file__).parent / "mappings"
_CUSTOM_KINDS = {
	"Data": FieldKind.TEXT,
	"Select": FieldKind.CHOICE,
	"Small Text": FieldKind.LONG_TEXT,
	"Text": FieldKind.LONG_TEXT,
	"Int": FieldKind.INTEGER,
	"Float": FieldKind.DECIMAL,
	"Currency": FieldKind.DECIMAL,
	"Percent": FieldKind.DECIMAL,
	"Date": FieldKind.DATE,
	"Datetime": FieldKind.DATETIME,
	"Check": FieldKind.CHECK,
}


@dataclass(frozen=True)
class Source:
	"""All that a run needs to know of its source."""

	name: str
	source_system: str
	spec: EntitySpec
	mapping: CompiledMapping
	connector: Connector


def entity_spec(entity: SyncEntity) -> EntitySpec:
	"""The entity with its select options and the bank's own custom fields, as the DocType has them now (INT-07)."""
	base = ENTITIES[entity]
	meta = frappe.get_meta(base.doctype)
	custom = []
	for field in meta.fields:
		kind = _CUSTOM_KINDS.get(field.fieldtype)
		if kind and field.get("is_custom_field"):
			custom.append(FieldSpec(field.fieldname, kind, bool(field.reqd), _choices(field.options)))
	known = tuple(
		FieldSpec(spec.name, spec.kind, spec.required, _choices(meta.get_options(spec.name)))
		if spec.kind is FieldKind.CHOICE
		else spec
		for spec in base.fields
	)
	return EntitySpec(entity, base.doctype, known).with_fields(tuple(custom))


def compiled_mapping(doc: BankDataSource) -> CompiledMapping:
	"""Raises MappingProblem with every fault of the mapping."""
	return CompiledMapping(entity_spec(SyncEntity(doc.entity)), [_column_mapping(row) for row in doc.mapping])


def load_source(name: str) -> Source:
	"""Raises SourceProblem or MappingProblem if the source's settings can't work."""
	doc: BankDataSource = frappe.get_doc("Bank Data Source", name)
	mapping = compiled_mapping(doc)
	return Source(name, doc.source_system, mapping.entity, mapping, _connector(doc))


def allowed_roots() -> tuple[str, ...]:
	"""The folders that folder sources may read: those of the site's configuration and the data shipped with the app."""
	configured = frappe.conf.get(ROOTS_KEY) or []
	if isinstance(configured, str):
		configured = [configured]
	return (*configured, str(_SHIPPED))


def _connector(doc: BankDataSource) -> Connector:
	kind = ConnectorKind(doc.connector)
	if kind is ConnectorKind.FOLDER:
		return FolderConnector(
			FolderSettings(
				folder=doc.folder_path or "",
				pattern=doc.file_pattern or "*",
				file_format=FileFormat(doc.file_format or FileFormat.CSV.value),
				roots=allowed_roots(),
				delimiter=doc.delimiter or ",",
				encoding=doc.encoding or "utf-8",
				has_header=bool(doc.has_header),
			)
		)
	if kind is ConnectorKind.SQL:
		return SQLConnector(
			SQLSettings(
				url=doc.get_password("connection_url", raise_exception=False) or "",
				table=doc.table_name or "",
				watermark_column=doc.watermark_column or "",
			)
		)
	return HTTPConnector(
		HTTPSettings(
			url=doc.url or "",
			items_path=doc.items_path or "",
			auth_header=doc.auth_header or "Authorization",
			auth_token=doc.get_password("auth_token", raise_exception=False) or "",
			paging=Paging(doc.paging or Paging.NONE.value),
			page_param=doc.page_param or "page",
			size_param=doc.size_param or "page_size",
			page_size=doc.page_size or 500,
			first_page=doc.first_page or 0,
			next_path=doc.next_path or "",
			watermark_column=doc.watermark_column or "",
			watermark_param=doc.watermark_param or "",
		)
	)


def _column_mapping(row: frappe.model.document.Document) -> ColumnMapping:
	return ColumnMapping(
		target=row.target_field,
		columns=_words(row.source_columns),
		separator=row.separator or " ",
		transforms=_words(row.transforms),
		value_map=_value_map(row.value_map, row.target_field),
		date_format=row.date_format or "",
		default=row.default_value or "",
		required=bool(row.required),
		reference_system=row.reference_system or "",
	)


def _words(text: str | None) -> tuple[str, ...]:
	return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def _value_map(text: str | None, target: str) -> tuple[tuple[str, str], ...]:
	if not (text or "").strip():
		return ()
	try:
		words = json.loads(text)
	except ValueError:
		words = None
	if not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
		frappe.throw(
			_("The value map of {0} must be a JSON object of words").format(target), title=_("Value Map")
		)
	return tuple(words.items())


def _choices(options: str | None) -> tuple[str, ...]:
	return tuple(option for option in (options or "").split("\n") if option)
