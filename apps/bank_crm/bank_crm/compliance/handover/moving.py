"""Moving a handover's customers and everything open about them, set-based; every value is written down first.

Applying and undoing are the same statement with old and new exchanged: a value is only replaced where it still is what
the entry says, so what somebody changed in between stays and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import Cast_, Concat, Count, IfNull
from frappe.utils import now
from pypika.functions import Cast
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, PseudoColumn, Term, ValueWrapper

from bank_crm.domain.access import HandoverKind
from bank_crm.domain.care import CareStatus
from bank_crm.domain.contracts import OPEN_APPLICATIONS, OPEN_CONTRACTS
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import scope

ENTRY = "Bank Handover Entry"
CUSTOMER, TASK, TODO, STAFF = scope.CUSTOMER, "Bank Care Task", "ToDo", "Bank Staff"
OPPORTUNITY = "Bank Opportunity"
#: What sales has under way with a customer, and in which states it still is.
DEALS = {
	"Bank Contract": tuple(state.value for state in OPEN_CONTRACTS),
	"Bank Application": tuple(state.value for state in OPEN_APPLICATIONS),
}
#: Tables whose rows are a person's because of the post: DocType → column with the user.
POSTS = {"Bank Customer Collaborator": "user", "Bank Customer Teller": "user"}
OWNED = {"Bank Segment": "owner_user", "Bank Customer Tag": "owner_user"}
_NEXT_ID = PseudoColumn("nextval(`bank_handover_entry_id_seq`)")
_STAMPS = ("name", "creation", "modified", "owner", "modified_by")
_replace = CustomFunction("REPLACE", ["text", "old", "new"])


@dataclass(frozen=True, slots=True)
class Order:
	"""A handover as its statements need it; `condition` limits it to what the ordering user may change."""

	name: str
	kind: str
	from_user: str | None
	to_user: str
	customers: tuple[str, ...]
	ordered_by: str


def chosen(order: Order, customer: Table) -> Criterion:
	"""Return the condition of the customers that change hands."""
	if order.kind == HandoverKind.CUSTOMERS:
		which = customer.name.isin(order.customers or ("",))
	else:
		which = customer.manager == order.from_user
	which = which & (IfNull(customer.manager, "") != order.to_user)
	reach = _reach(order, customer)
	return which if reach is None else which & reach


def count(order: Order) -> int:
	"""Return how many customers would change hands now."""
	customer = frappe.qb.DocType(CUSTOMER)
	return int(frappe.qb.from_(customer).select(Count("*")).where(chosen(order, customer)).run()[0][0])


def apply(order: Order) -> tuple[int, int]:
	"""Hand everything over; returns (customers, open tasks and reminders)."""
	customer = frappe.qb.DocType(CUSTOMER)
	mine = frappe.qb.from_(customer).where(chosen(order, customer))
	_note(order, CUSTOMER, "manager", mine.select(customer.name, customer.manager.as_("old")))
	_note_tasks(order)
	_note_reminders(order)
	_note_opportunities(order)
	for doctype, states in DEALS.items():
		_note_deals(order, doctype, states)
	if order.kind == HandoverKind.LEAVER:
		_note_leaver(order)
	for doctype, field in _columns(order.name):
		_write(order.name, doctype, field, back=False)
	tasks = sum(
		_noted(order.name, doctype, field)
		for doctype, field in ((TASK, "assigned_to"), (TODO, "allocated_to"))
	)
	return _noted(order.name, CUSTOMER, "manager"), tasks


def undo(handover: str) -> tuple[int, int]:
	"""Put everything back that nobody has changed since; returns (values put back, values left as they are)."""
	back = sum(_write(handover, doctype, field, back=True) for doctype, field in _columns(handover))
	entry = frappe.qb.DocType(ENTRY)
	total = frappe.qb.from_(entry).select(Count("*")).where(entry.handover == handover).run()[0][0]
	return back, int(total) - back


def _reach(order: Order, customer: Table) -> Criterion | None:
	return scope.criterion(CUSTOMER, order.ordered_by, customer, write=True, grants=False)


def _note_tasks(order: Order) -> None:
	"""Open care tasks of the customers, whoever of the staff has them; what only a channel sends stays nobody's."""
	task = frappe.qb.DocType(TASK)
	still_open = task.status == CareStatus.OPEN.value
	staffed = task.assigned_to.isnotnull() | task.followed_manager.isnull()
	theirs = task.customer.isin(_moved(order)) & staffed
	if order.kind == HandoverKind.LEAVER:
		theirs = theirs | ((task.assigned_to == order.from_user) & _within(order, task.customer))
	for field in ("assigned_to", "followed_manager"):
		rows = frappe.qb.from_(task).select(task.name, task[field].as_("old")).where(still_open & theirs)
		_note(order, TASK, field, rows)


def _note_reminders(order: Order) -> None:
	"""Open reminders about the customers that were the former manager's, with the mark Frappe keeps on the customer."""
	todo, entry, customer = frappe.qb.DocType(TODO), frappe.qb.DocType(ENTRY), frappe.qb.DocType(CUSTOMER)
	theirs = (
		frappe.qb.from_(entry)
		.inner_join(todo)
		.on((todo.reference_type == CUSTOMER) & (todo.reference_name == entry.ref_name))
		.where(_is_moved(order, entry) & (todo.status == "Open") & (todo.allocated_to == entry.old_value))
	)
	marked = (
		theirs.inner_join(customer)
		.on(customer.name == entry.ref_name)
		.where(customer["_assign"].isnotnull())
		.select(
			customer.name,
			customer["_assign"].as_("old"),
			_reassigned(customer["_assign"], entry.old_value, order),
		)
		.distinct()
	)
	_note(order, CUSTOMER, "_assign", marked, new_selected=True)
	_note(order, TODO, "allocated_to", theirs.select(todo.name, todo.allocated_to.as_("old")))


def _note_opportunities(order: Order) -> None:
	"""Open opportunities of the customers that the former manager works on; what a colleague sells stays with him."""
	deal, entry = frappe.qb.DocType(OPPORTUNITY), frappe.qb.DocType(ENTRY)
	theirs = (
		frappe.qb.from_(entry)
		.inner_join(deal)
		.on((deal.customer == entry.ref_name) & (deal.salesperson == entry.old_value))
		.where(_is_moved(order, entry) & (deal.outcome == OpportunityOutcome.OPEN.value))
	)
	_note(order, OPPORTUNITY, "salesperson", theirs.select(deal.name, deal.salesperson.as_("old")))


def _note_deals(order: Order, doctype: str, states: tuple[str, ...]) -> None:
	"""Open contracts and applications of the customers that the former manager answers for."""
	deal, entry, person = frappe.qb.DocType(doctype), frappe.qb.DocType(ENTRY), scope.DEALS[doctype]
	theirs = (
		frappe.qb.from_(entry)
		.inner_join(deal)
		.on((deal.customer == entry.ref_name) & (deal[person] == entry.old_value))
		.where(_is_moved(order, entry) & deal.state.isin(states))
	)
	_note(order, doctype, person, theirs.select(deal.name, deal[person].as_("old")))


def _reassigned(marks: Term, former: Term, order: Order) -> Term:
	quoted = Concat('"', former, '"')
	return _replace(marks, quoted, ValueWrapper(f'"{order.to_user}"')).as_("new")


def _note_leaver(order: Order) -> None:
	"""Collaborations, counters and audiences of somebody who leaves, and the post itself."""
	for doctype, field in POSTS.items():
		row = frappe.qb.DocType(doctype)
		theirs = (row[field] == order.from_user) & (row.parenttype == CUSTOMER) & _within(order, row.parent)
		_note(
			order, doctype, field, frappe.qb.from_(row).select(row.name, row[field].as_("old")).where(theirs)
		)
	for doctype, field in OWNED.items():
		row = frappe.qb.DocType(doctype)
		theirs = row[field] == order.from_user
		_note(
			order, doctype, field, frappe.qb.from_(row).select(row.name, row[field].as_("old")).where(theirs)
		)
	staff = frappe.qb.DocType(STAFF)
	post = (staff.user == order.from_user) & (staff.active == 1)
	rows = frappe.qb.from_(staff).select(staff.name, Cast_(staff.active, "CHAR").as_("old")).where(post)
	_note(order, STAFF, "active", rows, new="0")


def _within(order: Order, column: Term) -> Criterion:
	customer = frappe.qb.DocType(CUSTOMER)
	reach = _reach(order, customer)
	if reach is None:
		return column.isnotnull()
	return column.isin(frappe.qb.from_(customer).select(customer.name).where(reach))


def _moved(order: Order) -> QueryBuilder:
	entry = frappe.qb.DocType(ENTRY).as_("moved")
	return frappe.qb.from_(entry).select(entry.ref_name).where(_is_moved(order, entry))


def _is_moved(order: Order, entry: Table) -> Criterion:
	"""Whether an entry is a customer's, who gets another manager; its old value is the former one."""
	return (entry.handover == order.name) & (entry.ref_doctype == CUSTOMER) & (entry.ref_field == "manager")


def _note(
	order: Order,
	doctype: str,
	field: str,
	rows: QueryBuilder,
	*,
	new: str | None = None,
	new_selected: bool = False,
) -> None:
	"""Write down (name, old) of `rows`, with the new value: the successor unless something else is said."""
	found = rows.as_("found")
	moment, user = now(), order.ordered_by
	(
		frappe.qb.into(frappe.qb.DocType(ENTRY))
		.columns(*_STAMPS, "handover", "ref_doctype", "ref_field", "ref_name", "old_value", "new_value")
		.from_(found)
		.select(
			_NEXT_ID,
			*map(ValueWrapper, (moment, moment, user, user, order.name, doctype, field)),
			PseudoColumn("`found`.`name`"),
			found.old,
			found.new if new_selected else ValueWrapper(new or order.to_user),
		)
	).run()


def _columns(handover: str) -> list[tuple[str, str]]:
	entry = frappe.qb.DocType(ENTRY)
	query = frappe.qb.from_(entry).select(entry.ref_doctype, entry.ref_field).distinct()
	return [tuple(row) for row in query.where(entry.handover == handover).run()]


def _noted(handover: str, doctype: str, field: str) -> int:
	return frappe.db.count(ENTRY, {"handover": handover, "ref_doctype": doctype, "ref_field": field})


def _write(handover: str, doctype: str, field: str, *, back: bool) -> int:
	"""Set the column of every noted row, where it is as noted; returns how many rows changed."""
	table, entry = frappe.qb.DocType(doctype), frappe.qb.DocType(ENTRY)
	numbered = frappe.get_meta(doctype).autoname == "autoincrement"
	# columns of its own, since SET names its columns without their table
	noted = (
		frappe.qb.from_(entry)
		.select(
			(Cast(entry.ref_name, "UNSIGNED") if numbered else entry.ref_name).as_("noted_row"),
			entry.old_value.as_("noted_old"),
			entry.new_value.as_("noted_new"),
		)
		.where((entry.handover == handover) & (entry.ref_doctype == doctype) & (entry.ref_field == field))
	).as_("noted")
	wanted, standing = (noted.noted_old, noted.noted_new) if back else (noted.noted_new, noted.noted_old)
	query = (
		frappe.qb.update(table)
		.join(noted)
		.on(noted.noted_row == table.name)
		.set(table[field], wanted)
		.set(table.modified, now())
		.set(table.modified_by, frappe.session.user)
		.where((table[field] == standing) | (table[field].isnull() & standing.isnull()))
	)
	query.run()
	return max(0, int(frappe.db._cursor.rowcount))
