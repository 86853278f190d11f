"""The stock of gifts: it changes through movements, never below zero, however many act at once (CAR-05)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now, now_datetime, today

from bank_crm.domain.care import CareStatus, GiftMove, GiftStatus

GIFT = "Bank Gift"
MOVEMENT = "Bank Gift Movement"
TASK = "Bank Care Task"
#: What may be done with a task's gift: step → (states it starts from, state it leads to).
STEPS = {
	"ship": ((GiftStatus.RESERVED,), GiftStatus.SHIPPED),
	"deliver": ((GiftStatus.RESERVED, GiftStatus.SHIPPED), GiftStatus.DELIVERED),
	"return": ((GiftStatus.RESERVED, GiftStatus.SHIPPED), GiftStatus.RETURNED),
}


def change_stock(gift: str, quantity: int) -> int:
	"""Add to or take from the stock and return what is left; ValidationError where too little is there.

	One conditional statement decides, so two who take the last piece cannot both have it.
	"""
	table = frappe.qb.DocType(GIFT)
	(
		frappe.qb.update(table)
		.set(table.stock, table.stock + quantity)
		.set(table.modified, now())
		.where((table.name == gift) & (table.stock + quantity >= 0))
	).run()
	if frappe.db._cursor.rowcount != 1:
		frappe.throw(_("There are not enough pieces of {0} in stock.").format(frappe.bold(gift)))
	frappe.clear_document_cache(GIFT, gift)
	return int(frappe.db.get_value(GIFT, gift, "stock"))


def move(gift: str, quantity: int, reason: GiftMove, note: str = "") -> Document:
	"""Record a movement; the stock follows (see the movement's controller)."""
	return frappe.get_doc(
		{"doctype": MOVEMENT, "gift": gift, "quantity": quantity, "reason": reason.value, "note": note}
	).insert(ignore_permissions=True)  # who works on a task moves the gift that goes with it, nothing else


def reserve_waiting(task_name: int | None = None) -> int:
	"""Give what is in stock to waiting tasks, the earliest due first; returns how many got theirs."""
	task = frappe.qb.DocType(TASK)
	waiting = (task.gift_status == GiftStatus.WAITING.value) & (task.status == CareStatus.OPEN.value)
	if task_name is not None:
		waiting = waiting & (task.name == task_name)
	wanted = frappe.qb.from_(task).select(task.gift).where(waiting).distinct().run(pluck=True)
	reserved = 0
	for gift in sorted(wanted):
		row = frappe.db.get_value(
			GIFT, gift, ["stock", "unit_cost", "enabled"], as_dict=True, for_update=True
		)
		if not row.enabled or row.stock <= 0:
			continue
		first = (
			frappe.qb.from_(task)
			.select(task.name)
			.where(waiting & (task.gift == gift))
			.orderby(task.due_on)
			.orderby(task.name)
			.limit(row.stock)
			.for_update()
		).run(pluck=True)
		if not first:
			continue
		(
			frappe.qb.update(task)
			.set(task.gift_status, GiftStatus.RESERVED.value)
			.set(task.gift_cost, row.unit_cost)
			.where(task.name.isin(first))
		).run()
		move(gift, -len(first), GiftMove.ISSUE, _("Reserved for {0} care tasks").format(len(first)))
		reserved += len(first)
	return reserved


def take_step(task: Document, step: str) -> None:
	"""Ship, deliver or return the gift of a task; a returned one is in stock again."""
	starts, leads_to = STEPS[step]
	current = frappe.db.get_value(TASK, task.name, "gift_status", for_update=True)
	if current not in {state.value for state in starts}:
		frappe.throw(
			_("The gift cannot be handled like this while it is: {0}").format(_(current) if current else "–")
		)
	task.gift_status = leads_to.value
	if leads_to is GiftStatus.DELIVERED:
		task.gift_delivered_on = today()
	if leads_to is GiftStatus.RETURNED:
		task.gift_cost = 0
		move(task.gift, 1, GiftMove.RETURN, _("Returned from care task {0}").format(task.name))


def release(task: Document) -> None:
	"""Give back what a task that ends without its gift had reserved, and stop waiting."""
	if task.gift_status == GiftStatus.RESERVED.value:
		take_step(task, "return")
	elif task.gift_status == GiftStatus.WAITING.value:
		task.gift_status = None


def stamp(movement: Document) -> None:
	"""Fill who moved and when, change the stock and keep what was left."""
	movement.moved_at, movement.moved_by = now_datetime(), frappe.session.user
	movement.stock_after = change_stock(movement.gift, int(movement.quantity))
	if movement.reason != GiftMove.RECEIPT.value or not movement.unit_cost:
		movement.unit_cost = frappe.db.get_value(GIFT, movement.gift, "unit_cost")
