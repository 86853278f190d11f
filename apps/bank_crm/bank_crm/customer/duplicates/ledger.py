"""Moving rows from one customer to another and back, set-based; every moved row is written down first.

INSERT … SELECT takes the rows' locks, so that nothing is added to them between the note and the move.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now
from pypika import analytics as an
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, PseudoColumn, ValueWrapper

from bank_crm.customer.duplicates.links import Reference, references, rivals
from bank_crm.domain.customer_enums import MergeAction

ENTRY = "Bank Customer Merge Entry"
NEXT_ID = PseudoColumn("nextval(`bank_customer_merge_entry_id_seq`)")
STAMPS = ("name", "creation", "modified", "owner", "modified_by")
ACCOUNT = "Bank Customer Account"


@dataclass(frozen=True, slots=True)
class Move:
	"""One merge: its name and both customers."""

	merge: str
	source: str
	target: str


def move_all(move: Move) -> int:
	"""Let everything that names `source` name `target`; returns how many rows moved."""
	moved = 0
	for link in references():
		moved += _move_single(link, move) if link.single else _move_rows(link, move)
	_renumber_children(move)
	return moved


def move_late(move: Move, links: Iterable[Reference]) -> int:
	"""Move rows that named `source` only after the merge, in some columns; undoing gives them back too."""
	moved = sum(_move_rows(link, move) for link in links if not link.single)
	_renumber_children(move)
	return moved


def move_back(move: Move) -> tuple[int, int]:
	"""Let the moved rows name `source` again; returns (rows moved back, rows that stay with `target`).

	A row deleted since is gone, a row that names a third customer by now keeps it: both stay as they are. What was
	booked on a returning account since the merge returns with it.
	"""
	known = {(link.doctype, link.field): link for link in references()}
	back = stay = 0
	for doctype, field in _moved_columns(move):
		link = known.get((doctype, field))
		if link is None:
			continue  # the DocType or field was uninstalled since
		returned, left = _return_single(link, move) if link.single else _return_rows(link, move)
		back, stay = back + returned, stay + left
	back += _follow_accounts(move)
	_renumber_children(move)
	return back, stay


def note_changes(merge: str, doctype: str, changes: Iterable[tuple[str, str, object, object]]) -> None:
	"""Write down changed values as (document, field, before, after); values are kept as JSON."""
	rows = list(changes)
	if not rows:
		return
	query = frappe.qb.into(frappe.qb.DocType(ENTRY)).columns(
		*STAMPS, "merge", "action", "ref_doctype", "ref_name", "ref_field", "old_value", "new_value"
	)
	for name, field, before, after in rows:
		query = query.insert(
			NEXT_ID,
			*_stamps(),
			merge,
			MergeAction.CHANGED.value,
			doctype,
			name,
			field,
			as_json(before),
			as_json(after),
		)
	query.run()


def changes(merge: str, doctype: str) -> list[frappe._dict]:
	"""Return what was changed in documents of one DocType: ref_name, ref_field, old_value, new_value (JSON)."""
	return frappe.get_all(
		ENTRY,
		filters={"merge": merge, "ref_doctype": doctype, "action": MergeAction.CHANGED.value},
		fields=["ref_name", "ref_field", "old_value", "new_value"],
		order_by="name asc",
		limit=0,
	)


def counts(merge: str) -> list[tuple[str, str, int]]:
	"""Return (DocType, action, rows) of a merge, the largest first."""
	entry = frappe.qb.DocType(ENTRY)
	number = Count("*").as_("number")
	query = (
		frappe.qb.from_(entry)
		.select(entry.ref_doctype, entry.action, number)
		.where(entry.merge == merge)
		.groupby(entry.ref_doctype, entry.action)
		.orderby(Count("*"), order=frappe.qb.desc)
	)
	return [(doctype, action, int(rows)) for doctype, action, rows in query.run()]


def as_json(value: object) -> str:
	"""One form for comparing what was with what is, whatever type the driver gives."""
	return json.dumps(value, default=str, ensure_ascii=False, sort_keys=True)


def _move_rows(link: Reference, move: Move) -> int:
	table = link.table
	mine = link.names(table, move.source)
	if not frappe.qb.from_(table).select(table.name).where(mine).limit(1).run():
		return 0  # most tables have nothing of this customer; a locking statement would scan them
	staying = rivals(link, table, move.source, move.target)
	left = _entries(link, move, MergeAction.STAYED)
	if staying is not None:
		# what stayed before is noted
		_note(link, move, MergeAction.STAYED, staying.where(table.name.notin(left)), table)
	moving = frappe.qb.from_(table).where(mine & table.name.notin(left))
	_note(link, move, MergeAction.MOVED, moving, table)
	return _redirect(link, move, move.source, move.target, [])


def _note(link: Reference, move: Move, action: MergeAction, rows: QueryBuilder, table: Table) -> None:
	(
		frappe.qb.into(frappe.qb.DocType(ENTRY))
		.columns(*STAMPS, "merge", "action", "ref_doctype", "ref_name", "ref_field")
		.from_(rows.select(table.name).as_("found"))
		.select(
			NEXT_ID,
			*map(ValueWrapper, _stamps()),
			*map(ValueWrapper, (move.merge, action.value, link.doctype)),
			PseudoColumn("`found`.`name`"),
			ValueWrapper(link.field),
		)
	).run()


def _entries(link: Reference, move: Move, action: MergeAction) -> QueryBuilder:
	entry = frappe.qb.DocType(ENTRY).as_("noted")
	return frappe.qb.from_(entry).select(link.key(entry)).where(_of(entry, link, move, action))


def _of(entry: Table, link: Reference, move: Move, action: MergeAction) -> Criterion:
	return (
		(entry.merge == move.merge)
		& (entry.ref_doctype == link.doctype)
		& (entry.ref_field == link.field)
		& (entry.action == action.value)
	)


def _redirect(link: Reference, move: Move, source: str, target: str, staying: list[str]) -> int:
	"""Point the moved rows, but those that stay, from one customer to the other; returns how many did."""
	table, entry = link.table, frappe.qb.DocType(ENTRY)
	# columns of its own, since SET names its columns without their table
	noted = (
		frappe.qb.from_(entry)
		.select(link.key(entry).as_("noted_row"))
		.where(_of(entry, link, move, MergeAction.MOVED))
	).as_("noted")
	condition = link.names(table, source)
	if staying:
		condition &= table.name.notin(staying)
	query = (
		frappe.qb.update(table)
		.join(noted)
		.on(noted.noted_row == table.name)
		.set(table[link.field], target)
		.set(table.modified, now())
	)
	for column, value in _fetched(link, target).items():
		query = query.set(table[column], value)
	query.where(condition).run()
	return frappe.db._cursor.rowcount


def _fetched(link: Reference, customer: str) -> Mapping[str, object]:
	"""Columns that repeat a field of the linked customer (fetch_from)."""
	prefix = f"{link.field}."
	wanted = {
		field.fieldname: field.fetch_from.removeprefix(prefix)
		for field in frappe.get_meta(link.doctype).fields
		if (field.fetch_from or "").startswith(prefix) and not field.is_virtual
	}
	if not wanted or link.type_field:
		return {}
	row = frappe.db.get_value("Bank Customer", customer, list(set(wanted.values())), as_dict=True)
	return {column: row[source] for column, source in wanted.items()}


def _moved_columns(move: Move) -> list[tuple[str, str]]:
	entry = frappe.qb.DocType(ENTRY)
	query = (
		frappe.qb.from_(entry)
		.select(entry.ref_doctype, entry.ref_field)
		.distinct()
		.where((entry.merge == move.merge) & (entry.action == MergeAction.MOVED.value))
	)
	return query.run()


def _return_rows(link: Reference, move: Move) -> tuple[int, int]:
	table = link.table
	noted = _entries(link, move, MergeAction.MOVED)
	clashing = rivals(link, table, move.target, move.source)
	staying = (
		[] if clashing is None else clashing.select(table.name).where(table.name.isin(noted)).run(pluck=True)
	)
	back = _redirect(link, move, move.target, move.source, staying)
	left = (
		frappe.qb.from_(table)
		.select(Count("*"))
		.where(link.names(table, move.target) & table.name.isin(noted))
	).run()
	return back, int(left[0][0])


def _move_single(link: Reference, move: Move) -> int:
	if frappe.db.get_single_value(link.doctype, link.field, cache=False) != move.source:
		return 0
	_note_one(link, move)
	frappe.db.set_single_value(link.doctype, link.field, move.target)
	return 1


def _note_one(link: Reference, move: Move) -> None:
	columns = (*STAMPS, "merge", "action", "ref_doctype", "ref_name", "ref_field")
	values = (move.merge, MergeAction.MOVED.value, link.doctype, link.doctype, link.field)
	frappe.qb.into(frappe.qb.DocType(ENTRY)).columns(*columns).insert(NEXT_ID, *_stamps(), *values).run()


def _return_single(link: Reference, move: Move) -> tuple[int, int]:
	if frappe.db.get_single_value(link.doctype, link.field, cache=False) != move.target:
		return 0, 0
	frappe.db.set_single_value(link.doctype, link.field, move.source)
	return 1, 0


def _follow_accounts(move: Move) -> int:
	"""Bookings and orders made since on accounts that have gone back belong to their owner."""
	followed = 0
	for link in references():
		if link.single or link.field != "customer" or link.doctype == ACCOUNT:
			continue
		field = frappe.get_meta(link.doctype).get_field("account")
		if field is None or field.options != ACCOUNT or field.fieldtype != "Link":
			continue
		table, account, entry = link.table, frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(ENTRY)
		returned = (
			frappe.qb.from_(entry)
			.join(account)
			.on(account.name == entry.ref_name)
			.select(account.name.as_("account_row"))
			.where(
				(entry.merge == move.merge)
				& (entry.ref_doctype == ACCOUNT)
				& (entry.action == MergeAction.MOVED.value)
				& (account.customer == move.source)
			)
		).as_("returned")
		(
			frappe.qb.update(table)
			.join(returned)
			.on(returned.account_row == table.account)
			.set(table.customer, move.source)
			.where(table.customer == move.target)
		).run()
		followed += frappe.db._cursor.rowcount
	return followed


def _renumber_children(move: Move) -> None:
	"""Rows of the customers' child tables are numbered from 1."""
	for link in references():
		if link.field != "parent":
			continue
		table = link.table
		numbered = (
			frappe.qb.from_(table)
			.select(
				table.name.as_("row_name"),
				an.RowNumber()
				.over(table.parent, table.parentfield)
				.orderby(table.idx, table.creation, table.name)
				.as_("turn"),
			)
			.where(table.parent.isin([move.source, move.target]) & (table.parenttype == "Bank Customer"))
		).as_("numbered")
		(
			frappe.qb.update(table)
			.join(numbered)
			.on(numbered.row_name == table.name)
			.set(table.idx, numbered.turn)
		).run()


def _stamps() -> list[str]:
	stamp, user = now(), frappe.session.user
	return [stamp, stamp, user, user]
