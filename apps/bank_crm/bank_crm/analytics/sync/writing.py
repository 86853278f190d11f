"""The statements of stage 3, each for a span of staged rows; they are built here and executed by `applying`."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce
from pypika import Order
from pypika.functions import NullIf
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, PseudoColumn, Term, Values

from bank_crm.analytics.sync.context import (
	BY_RECORD,
	CHANGED,
	LINKED,
	NEW,
	PartContext,
	constant,
	in_span,
)
from bank_crm.analytics.sync.staging import blind_index, ciphertext, key_version, resolved, staged
from bank_crm.domain.enums import LIABILITY_CATEGORIES, AccountStatus
from bank_crm.domain.sync_types import KEY_FIELD, FieldKind, FieldSpec, MatchedBy, SyncEntity

RECORD = "Bank Source Record"
VAULT = "Bank Sealed Value"
_STAMPS = ("creation", "modified", "owner", "modified_by")
_NUMBERS = frozenset({FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.AMOUNT, FieldKind.CHECK})
_DATES = frozenset({FieldKind.DATE, FieldKind.DATETIME})
# fields of an entity that are no columns of its DocType
_NO_COLUMN = frozenset({KEY_FIELD, "holder"})


def _columns(context: PartContext) -> dict[str, Term]:
	"""Column of the DocType → what the staged row has for it; the field's own default where it has nothing."""
	meta = frappe.get_meta(context.spec.doctype)
	stage, match = context.stage, context.match
	columns: dict[str, Term] = {}
	for target in context.staging.targets:
		if target.name in _NO_COLUMN:
			continue
		if target.kind is FieldKind.REFERENCE:
			columns[target.name] = match[resolved(target.name)]
			continue
		default = (field.default or "") if (field := meta.get_field(target.name)) else ""
		columns[target.name] = _filled(stage[staged(target.name)], target, default)
	columns.update(_derived(context, columns))
	return columns


def _filled(cell: Term, target: FieldSpec, default: str) -> Term:
	if target.kind in _NUMBERS:
		return Coalesce(cell, float(default or 0))
	return Coalesce(cell, default) if default and target.kind is FieldKind.CHOICE else cell


def _derived(context: PartContext, columns: dict[str, Term]) -> dict[str, Term]:
	"""Columns that follow from others."""
	stage, match, entity = context.stage, context.match, context.entity
	own: dict[str, Term] = {}
	if entity not in BY_RECORD:
		own["source_system"] = constant(context.source.source_system)
		own["external_id"] = stage[staged(KEY_FIELD)]
		meta = frappe.get_meta(context.spec.doctype)
		if meta.has_field("row_hash"):
			own["row_hash"] = stage.x_hash
	if entity in (SyncEntity.ACCOUNT, SyncEntity.STANDING_ORDER, SyncEntity.TRANSACTION):
		own["customer"] = match[resolved("customer")]
	if entity is SyncEntity.ACCOUNT:
		own |= _of_account(context, columns)
	if entity is SyncEntity.ACCOUNT_HOLDER:
		own["parent"] = match[resolved("account")]
	return own


def _of_account(context: PartContext, columns: dict[str, Term]) -> dict[str, Term]:
	now = constant(context.now)
	liabilities = [category.value for category in LIABILITY_CATEGORIES]
	own: dict[str, Term] = {
		"linked_account": context.match[resolved("linked_account")],
		"is_liability": Case().when(columns["category"].isin(liabilities), 1).else_(0),
		"last_synced_at": now,
	}
	if "balance" in columns:
		if "status" in columns:
			closed = columns["status"] == AccountStatus.CLOSED.value
			own["balance"] = Case().when(closed, 0).else_(columns["balance"])
		if "balance_as_of" not in columns:
			own["balance_as_of"] = now
	return own


def insert_new(context: PartContext, span: tuple[int, int]) -> QueryBuilder:
	"""New rows become documents."""
	stage, match = context.stage, context.match
	columns = _columns(context)
	fixed: dict[str, object] = dict(zip(_STAMPS, (context.now, context.now, context.user, context.user)))
	if context.entity is SyncEntity.CUSTOMER:
		fixed |= {"source_system": context.source.source_system, "last_synced_at": context.now}
		columns["external_id"] = stage[staged(KEY_FIELD)]
	if context.entity is SyncEntity.ACCOUNT_HOLDER:
		columns.pop("account", None)
		fixed |= {"parenttype": "Bank Customer Account", "parentfield": "holders"}
	return (
		frappe.qb.into(frappe.qb.DocType(context.spec.doctype))
		.columns("name", *fixed, *columns)
		.from_(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.select(match.m_target, *map(constant, fixed.values()), *columns.values())
		.where(in_span(match, span) & (match.m_state == NEW))
		.orderby(match.x_row, order=Order.asc)
	)


def update_changed(context: PartContext, span: tuple[int, int], turn: int) -> QueryBuilder:
	"""Changed rows go over their documents; `turn` is the row's place among those of the same customer."""
	stage, match = context.stage, context.match
	table = frappe.qb.DocType(context.spec.doctype)
	query = (
		frappe.qb.update(table)
		.join(match)
		.on(match.m_target == table.name)
		.join(stage)
		.on(stage.x_row == match.x_row)
	)
	columns = _columns(context)
	if context.entity is SyncEntity.CUSTOMER:
		kinds = {target.name: target for target in context.staging.targets}
		columns = {
			name: _by_precedence(context, table[name], _given(context, kinds[name]), kinds[name])
			for name in columns
		}
		columns["last_synced_at"] = constant(context.now)
	else:
		# as with customers, a sealed value that the source no longer has is kept: its vault entry stays too
		columns |= {
			field.name: Coalesce(columns[field.name], table[field.name]) for field in context.staging.sealed
		}
	columns.pop("account" if context.entity is SyncEntity.ACCOUNT_HOLDER else "", None)
	for name, value in columns.items():
		query = query.set(table[name], value)
	query = query.set(table.modified, context.now).set(table.modified_by, context.user)
	return query.where(in_span(match, span) & _changed(context, turn))


def _changed(context: PartContext, turn: int) -> Criterion:
	match = context.match
	if context.entity is SyncEntity.CUSTOMER:
		return match.m_state.isin([CHANGED, LINKED]) & (match.m_place == turn)
	return match.m_state.isin([CHANGED, LINKED])


def _given(context: PartContext, target: FieldSpec) -> Term:
	"""What the row itself says, NULL where it says nothing."""
	if target.kind is FieldKind.REFERENCE:
		return context.match[resolved(target.name)]
	return context.stage[staged(target.name)]


def _owned(context: PartContext, table: object) -> Criterion:
	"""Whether the customer came from this very row of this source; other sources only fill blanks."""
	return (table.source_system == context.source.source_system) & (
		table.external_id == context.stage[staged(KEY_FIELD)]
	)


def _by_precedence(context: PartContext, column: Term, given: Term, target: FieldSpec) -> Term:
	table = frappe.qb.DocType(context.spec.doctype)
	free = _owned(context, table) | _blank(column, target.kind)
	return Case().when(free, Coalesce(given, column)).else_(column)


def _blank(column: Term, kind: FieldKind) -> Criterion:
	if kind in _NUMBERS:
		return column == 0
	if kind in _DATES:
		return column.isnull()
	return NullIf(column, "").isnull()


def vault_entries(
	context: PartContext, span: tuple[int, int], state: str, turn: int = 0
) -> Iterator[QueryBuilder]:
	"""The sealed values of new rows, or of changed ones whose field is theirs to set; before the rows change."""
	stage, match = context.stage, context.match
	vault = frappe.qb.DocType(VAULT)
	for target in context.staging.sealed:
		query = (
			frappe.qb.into(vault)
			.columns(
				"name",
				*_STAMPS,
				"ref_doctype",
				"ref_name",
				"ref_field",
				"kind",
				"ciphertext",
				"blind_index",
				"key_version",
			)
			.from_(match)
			.join(stage)
			.on(stage.x_row == match.x_row)
		)
		wanted = in_span(match, span) & stage[ciphertext(target.name)].notnull()
		if state == NEW:
			wanted &= match.m_state == NEW
		else:
			wanted &= _changed(context, turn)
			if context.entity is SyncEntity.CUSTOMER:
				table = frappe.qb.DocType(context.spec.doctype)
				query = query.join(table).on(table.name == match.m_target)
				wanted &= _owned(context, table) | _blank(table[target.name], target.kind)
		query = query.select(
			PseudoColumn("nextval(`bank_sealed_value_id_seq`)"),
			*_stamps(context),
			constant(context.spec.doctype),
			match.m_target,
			constant(target.name),
			constant(target.seal_kind),
			stage[ciphertext(target.name)],
			stage[blind_index(target.name)],
			stage[key_version(target.name)],
		).where(wanted)
		for column in ("modified", "modified_by", "kind", "ciphertext", "blind_index", "key_version"):
			if state != NEW:
				query = query.on_duplicate_key_update(vault[column], Values(vault[column]))
		yield query


def source_records(context: PartContext, span: tuple[int, int]) -> QueryBuilder:
	"""Which document a row of the source became, and what it looked like."""
	stage, match = context.stage, context.match
	record = frappe.qb.DocType(RECORD)
	query = (
		frappe.qb.into(record)
		.columns(
			"name",
			*_STAMPS,
			"source_system",
			"entity",
			"external_id",
			"ref_doctype",
			"ref_name",
			"matched_by",
			"row_hash",
			"last_run",
		)
		.from_(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.select(
			PseudoColumn("nextval(`bank_source_record_id_seq`)"),
			*_stamps(context),
			constant(context.source.source_system),
			constant(context.entity.value),
			stage[staged(KEY_FIELD)],
			constant(context.spec.doctype),
			match.m_target,
			Coalesce(match.m_matched_by, MatchedBy.NEW.value),
			stage.x_hash,
			constant(context.run),
		)
		.where(in_span(match, span) & match.m_state.isin([NEW, LINKED, CHANGED]))
	)
	for column in ("modified", "modified_by", "ref_name", "row_hash", "last_run"):
		query = query.on_duplicate_key_update(record[column], Values(record[column]))
	return query


def _stamps(context: PartContext) -> list[Term]:
	return [constant(value) for value in (context.now, context.now, context.user, context.user)]
