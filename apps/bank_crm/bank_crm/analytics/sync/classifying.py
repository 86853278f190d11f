"""What each staged row is – new, changed, unchanged or refused – in one statement for a span of rows.

The match table is written once, in the order of the staging table's primary key; nothing wide is updated in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Min
from pypika import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, NullValue, PseudoColumn, Term

from bank_crm.analytics.sync.context import (
	BY_RECORD,
	CHANGED,
	NEW,
	REFUSED,
	UNCHANGED,
	PartContext,
	in_span,
)
from bank_crm.analytics.sync.staging import AUTOINCREMENT, resolved, staged
from bank_crm.domain.sync_types import KEY_FIELD, FieldSpec, RefusalReason, SyncEntity

RECORD = "Bank Source Record"
ACCOUNT = "Bank Customer Account"
HOLDER = "Bank Account Holder"


@dataclass
class _Links:
	"""A query with its joins, the document each reference leads to, and what makes a row refused."""

	query: QueryBuilder
	found: dict[str, Term] = field(default_factory=dict)
	problems: list[tuple[Criterion, str]] = field(default_factory=list)


def link_fields(context: PartContext) -> list[str]:
	"""The fields of the match table that hold names of our documents."""
	fields = [reference.name for reference in context.staging.references if reference.name != "holder"]
	if context.entity is SyncEntity.ACCOUNT:
		fields += ["linked_account", "customer"]
	if context.entity in (SyncEntity.STANDING_ORDER, SyncEntity.TRANSACTION):
		fields.append("customer")
	return list(dict.fromkeys(fields))


def classification(context: PartContext, span: tuple[int, int]) -> QueryBuilder:
	"""INSERT … SELECT that fills the match table for a span of staged rows."""
	stage = context.stage
	fields = link_fields(context)
	columns = ["x_row", "m_state", "m_target", "m_reason", "m_reason_column", *map(resolved, fields)]
	links = _Links(frappe.qb.into(context.match).columns(*columns).from_(stage))
	for reference in context.staging.references:
		_join_reference(context, links, reference)
	_derive_customer(context, links)
	name, unchanged = _join_target(context, links)

	state, reason, column = Case(), Case(), Case()
	for problem, source_column in links.problems:
		state = state.when(problem, REFUSED)
		reason = reason.when(problem, RefusalReason.UNKNOWN_REFERENCE.value)
		column = column.when(problem, source_column)
	state = state.when(name.isnull(), NEW).when(unchanged, UNCHANGED).else_(CHANGED)
	nothing = NullValue()
	return links.query.select(
		stage.x_row,
		state,
		_drawn_name(context, links, name),
		reason.else_(nothing) if links.problems else nothing,
		column.else_(nothing) if links.problems else nothing,
		*(links.found.get(link, nothing) for link in fields),
	).where(in_span(stage, span))


def _join_reference(context: PartContext, links: _Links, reference: FieldSpec) -> None:
	stage, mapping = context.stage, context.source.mapping.mapping_of(reference.name)
	system = mapping.reference_system or context.source.source_system
	key = stage[staged(reference.name)]
	if reference.entity is SyncEntity.ACCOUNT:
		account = frappe.qb.DocType(ACCOUNT).as_(f"account_{reference.name}")
		links.query = links.query.left_join(account).on(
			(account.source_system == system) & (account.external_id == key)
		)
		links.found[reference.name] = found = account.name
		links.found[f"{reference.name}.customer"] = account.customer
	else:
		record = frappe.qb.DocType(RECORD).as_(f"record_{reference.name}")
		links.query = links.query.left_join(record).on(
			(record.source_system == system)
			& (record.entity == (reference.entity or SyncEntity.CUSTOMER).value)
			& (record.external_id == key)
		)
		found = record.ref_name
		if reference.entity is context.entity is SyncEntity.BRANCH:
			found = _or_of_this_part(context, links, key, found)
		if reference.entity is SyncEntity.ACCOUNT_HOLDER:
			holder = frappe.qb.DocType(HOLDER).as_(f"holder_{reference.name}")
			links.query = links.query.left_join(holder).on(holder.name == found)
			found = holder.parent
			links.found[f"{reference.name}.customer"] = holder.customer
		links.found[reference.name] = found
	links.problems.append((key.notnull() & found.isnull(), " + ".join(mapping.columns) or reference.name))


def _or_of_this_part(context: PartContext, links: _Links, key: Term, found: Term) -> Term:
	"""A branch's parent may come in the same file; a branch is named by its code."""
	stage: Table = context.stage
	external = stage[staged(KEY_FIELD)]
	same = (
		frappe.qb.from_(stage)
		.select(external.as_("same_id"), Min(stage[staged("branch_code")]).as_("same_code"))
		.groupby(external)
	).as_("same_part")
	links.query = links.query.left_join(same).on(same.same_id == key)
	return Coalesce(found, same.same_code)


def _derive_customer(context: PartContext, links: _Links) -> None:
	"""Whose row it is: named by the source, or the owner of the account it belongs to."""
	found = links.found
	if context.entity is SyncEntity.ACCOUNT:
		owners = [
			found[name]
			for name in ("customer", "holder.customer", "linked_account.customer")
			if name in found
		]
		accounts = [found[name] for name in ("linked_account", "holder") if name in found]
		if owners:
			found["customer"] = Coalesce(*owners)
		if accounts:
			found["linked_account"] = Coalesce(*accounts)
	elif context.entity in (SyncEntity.STANDING_ORDER, SyncEntity.TRANSACTION):
		owner = found["account.customer"]
		found["customer"] = owner
		columns = context.source.mapping.mapping_of("account").columns
		links.problems.append((owner.isnull(), " + ".join(columns)))


def _join_target(context: PartContext, links: _Links) -> tuple[Term, Criterion]:
	"""(name of the document the row already is, whether it is unchanged)."""
	stage, system = context.stage, context.source.source_system
	key = stage[staged(KEY_FIELD)]
	if context.entity in BY_RECORD:
		own = frappe.qb.DocType(RECORD).as_("own_record")
		links.query = links.query.left_join(own).on(
			(own.source_system == system) & (own.entity == context.entity.value) & (own.external_id == key)
		)
		return own.ref_name, own.row_hash == stage.x_hash
	own = frappe.qb.DocType(context.spec.doctype).as_("own_row")
	links.query = links.query.left_join(own).on((own.source_system == system) & (own.external_id == key))
	if context.entity is SyncEntity.ACCOUNT and "customer" in links.found:
		# an account that came before its owner was known gets its customer now
		orphan = own.customer.isnull() & links.found["customer"].notnull()
		return own.name, (own.row_hash == stage.x_hash) & orphan.negate()
	if frappe.get_meta(context.spec.doctype).has_field("row_hash"):
		return own.name, own.row_hash == stage.x_hash
	return own.name, own.name.notnull()


def _drawn_name(context: PartContext, links: _Links, name: Term) -> Term:
	"""The target's name; a new row of an autoincrement DocType draws its number here."""
	if frappe.get_meta(context.spec.doctype).autoname != AUTOINCREMENT:
		return name
	sequence = f"{frappe.scrub(context.spec.doctype)}_id_seq"
	drawn = Case()
	for problem, _column in links.problems:
		drawn = drawn.when(problem, NullValue())
	return drawn.when(name.isnull(), PseudoColumn(f"nextval(`{sequence}`)")).else_(name)
