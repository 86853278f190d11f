"""Two orders about the same matter made one, and apart again; one order about two matters made two (SVC-13)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.compliance import sealing, vault
from bank_crm.domain.intake_enums import OrderMergeState
from bank_crm.domain.orders import OVER
from bank_crm.domain.service_enums import OrderState, OrderType
from bank_crm.service.intake import opening
from bank_crm.service.orders import actions, states

ORDER, MERGE = "Bank Work Order", "Bank Order Merge"
#: What moves along: DocType → the column with the order's name, and what else must hold.
MOVING: tuple[tuple[str, str, dict[str, object]], ...] = (
	("Communication", "reference_name", {"reference_doctype": ORDER}),
	("Comment", "reference_name", {"reference_doctype": ORDER, "comment_type": "Comment"}),
	("File", "attached_to_name", {"attached_to_doctype": ORDER}),
	("Bank Collaboration Task", "work_order", {}),
	("Bank Intake Entry", "work_order", {}),
)
#: What a part of a split order takes along from the whole.
COPIED = ("customer", "contact_name", "channel", "branch", "language", "need", "product")
SEALED = ("contact_email", "contact_mobile")
MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Part:
	"""What is taken out of an order: its own matter, and the messages about it."""

	subject: str
	order_type: OrderType
	description: str = ""
	subtype: str | None = None
	messages: tuple[str, ...] = ()


def merge(kept: str, merged: str, reason: str) -> str:
	"""Make `merged` part of `kept`; returns the record by which it can be undone. The caller has checked the rights.

	Both orders are locked first, in one order, so that two people merging the same pair do not meet half-way.
	"""
	if not reason.strip():
		frappe.throw(_("Say why these are the same matter."))
	first, second = _lock(kept, merged)
	main, other = (first, second) if first.name == kept else (second, first)
	_check_pair(main, other)
	record = frappe.get_doc(
		{
			"doctype": MERGE,
			"kept": main.name,
			"merged": other.name,
			"customer": main.customer or other.customer,
			"state": OrderMergeState.MERGED.value,
			"old_state": other.state,
			"reason": reason.strip(),
		}
	)
	for doctype, column, more in MOVING:
		for name in _move(doctype, column, more, other.name, main.name):
			record.append(
				"moved",
				{
					"ref_doctype": doctype,
					"ref_name": str(name),
					"ref_field": column,
					"old_value": other.name,
				},
			)
	record.insert(ignore_permissions=True)  # the record of what the caller was allowed to do
	other.reload()  # what hangs on it has moved meanwhile
	actions.merge_into(other, main)
	if not main.customer and other.customer:
		states.move(frappe.get_doc(ORDER, main.name), main.state, customer=other.customer)
	_note(main.name, _("{0} was merged into this order: {1}").format(other.name, reason.strip()))
	return str(record.name)


def undo(name: str) -> None:
	"""Take a merge apart: what moved goes back, unless somebody has moved or deleted it since."""
	record = frappe.get_doc(MERGE, name, for_update=True)
	if record.state != OrderMergeState.MERGED.value:
		frappe.throw(_("This merge was undone already."))
	_lock(record.kept, record.merged)
	for row in record.moved:
		if frappe.db.get_value(row.ref_doctype, row.ref_name, row.ref_field) == record.kept:
			frappe.db.set_value(row.ref_doctype, row.ref_name, row.ref_field, row.old_value)
	_take_out(record)
	record.state = OrderMergeState.UNDONE.value
	record.undone_on, record.undone_by = now_datetime(), frappe.session.user
	record.save(ignore_permissions=True)  # the caller may change both orders
	for order in (record.kept, record.merged):
		_note(order, _("The merge of {0} into {1} was undone.").format(record.merged, record.kept))


def split(name: str, parts: list[Part]) -> list[str]:
	"""Take further matters out of an order as orders of their own; returns their names. The caller has checked the rights."""
	order = frappe.get_doc(ORDER, name, for_update=True)
	if order.state in {state.value for state in OVER}:
		frappe.throw(_("{0} is over; nothing is taken out of it.").format(name))
	if not 1 <= len(parts) <= MOST_PARTS:
		frappe.throw(_("An order is split into 1 to {0} further ones.").format(MOST_PARTS))
	made = [_split_off(order, part) for part in parts]
	_note(name, _("Split into: {0}").format(", ".join(made)))
	return made


def _split_off(order: Document, part: Part) -> str:
	if not part.subject.strip():
		frappe.throw(_("Each part needs a subject."))
	doc = frappe.get_doc(
		{
			"doctype": ORDER,
			**{field: order.get(field) for field in COPIED},
			**{field: raw for field in SEALED if (raw := _open(order.name, field))},
			"subject": part.subject.strip()[: opening.LONGEST_SUBJECT],
			"description": part.description.strip() or order.description,
			"order_type": part.order_type.value,
			"subtype": part.subtype,
			"split_from": order.name,
		}
	)
	if part.order_type.value != order.order_type or part.subtype:
		doc.need = doc.product = None
	doc.flags.bank_system = True  # where an order comes from is written by functions only
	doc.insert()
	if part.messages:
		_hand_over_messages(order.name, str(doc.name), part.messages)
	return str(doc.name)


def _hand_over_messages(order: str, part: str, messages: tuple[str, ...]) -> None:
	"""Move messages that belong to the order; others are not anybody's to move."""
	table = frappe.qb.DocType("Communication")
	(
		frappe.qb.update(table)
		.set(table.reference_name, part)
		.where(table.name.isin(messages))
		.where((table.reference_doctype == ORDER) & (table.reference_name == order))
	).run()


def _lock(one: str, other: str) -> tuple[Document, Document]:
	if one == other:
		frappe.throw(_("An order cannot be merged with itself."))
	first, second = sorted((one, other))
	return frappe.get_doc(ORDER, first, for_update=True), frappe.get_doc(ORDER, second, for_update=True)


def _check_pair(main: Document, other: Document) -> None:
	for order in (main, other):
		if order.state == OrderState.MERGED.value:
			frappe.throw(_("{0} was merged already.").format(order.name))
	if other.state == OrderState.CLOSED.value:
		frappe.throw(_("{0} is closed; only open orders are merged into others.").format(other.name))
	if main.state == OrderState.CLOSED.value:
		frappe.throw(_("{0} is closed; keep the open order.").format(main.name))
	if main.customer and other.customer and main.customer != other.customer:
		frappe.throw(_("The orders belong to different customers."))
	if OrderType.COMPLAINT.value == other.order_type != main.order_type:
		frappe.throw(
			_("A complaint is not merged into something else: its time goes on. Keep the complaint.")
		)


def _move(doctype: str, column: str, more: dict[str, object], old: str, new: str) -> list[str]:
	"""Hang everything of one kind onto another order; returns what was moved."""
	names = frappe.get_all(doctype, filters={column: old, **more}, pluck="name", order_by="creation asc")
	if names:
		table = frappe.qb.DocType(doctype)
		(frappe.qb.update(table).set(table[column], new).where(table.name.isin(names))).run()
	return names


def _take_out(record: Document) -> None:
	"""Give the merged order its state back, with loads and clocks going on; that it was apart counts as no reopening."""
	order = frappe.get_doc(ORDER, record.merged)
	reopened = order.reopened_count
	order.flags.bank_undo_merge = True
	states.move(order, record.old_state, merged_into=None)
	frappe.db.set_value(ORDER, record.merged, "reopened_count", reopened)
	frappe.clear_document_cache(ORDER, record.merged)


def _open(order: str, field: str) -> str:
	entry = vault.read_one(ORDER, order, field)
	return sealing.open_value(ORDER, field, *entry) if entry else ""


def _note(order: str, text: str) -> None:
	frappe.get_doc(ORDER, order).add_comment("Info", frappe.utils.escape_html(text))
