"""Tags of customers for the Desk: the dialog on a customer, batches, and the list cut down by tags (SEG-08, UX-04)."""

from datetime import date
from typing import TypedDict

import frappe
from frappe import _
from frappe.desk import reportview
from frappe.query_builder import Order
from frappe.query_builder.functions import Count

from bank_crm.customer.tags import actions, list_filter, store
from bank_crm.domain.customer_enums import TagSource
from bank_crm.name_list import NameList
from bank_crm.permissions import scope

LAST_CHANGES = 30
MOST_ROWS = 500
#: Above this many customers a batch runs in the background.
AT_ONCE = 2_000
CUSTOMER = scope.CUSTOMER


class Panel(TypedDict):
	"""What the dialog shows of one customer."""

	tags: list[frappe._dict]
	offered: list[frappe._dict]
	history: list[frappe._dict]
	may_change: bool
	may_create: bool


@frappe.whitelist()
def panel(customer: str) -> Panel:
	"""Return a customer's tags, the tags on offer and the last changes."""
	frappe.has_permission(CUSTOMER, "read", doc=customer, throw=True)
	return {
		"tags": _carried([customer]),
		"offered": _offered(),
		"history": _history(customer),
		"may_change": _may_change() and scope.allows(CUSTOMER, customer, write=True),
		"may_create": bool(frappe.has_permission(store.TAG, "create")),
	}


@frappe.whitelist()
def of_customers(customers: list | str) -> dict[str, list[frappe._dict]]:
	"""Return the tags by customer, of those among `customers` whom the user may see; up to 500."""
	frappe.has_permission(store.ASSIGNMENT, "read", throw=True)
	found: dict[str, list[frappe._dict]] = {}
	for row in _carried(_names(customers)[:MOST_ROWS]):
		found.setdefault(row.pop("customer"), []).append(row)
	return found


@frappe.whitelist()
def popular() -> list[frappe._dict]:
	"""Return the tags in force with the number of the user's own customers who carry them, most used first."""
	frappe.has_permission(store.ASSIGNMENT, "read", throw=True)
	assignment = frappe.qb.DocType(store.ASSIGNMENT)
	condition = scope.criterion(store.ASSIGNMENT, table=assignment)
	if condition is None:
		counts = dict(frappe.get_all(store.TAG, fields=["name", "customer_count"], as_list=True, limit=0))
	else:
		query = frappe.qb.from_(assignment).select(assignment.tag, Count("*")).where(condition)
		counts = dict(query.groupby(assignment.tag).run())
	tags = [{**tag, "count": counts.get(tag.name, 0)} for tag in _offered()]
	return sorted(tags, key=lambda tag: (-tag["count"], tag["name"]))


@frappe.whitelist(methods=["POST"])
def change(
	customer: str,
	add: list | str | None = None,
	remove: list | str | None = None,
	valid_until: str | None = None,
) -> Panel:
	"""Put tags on one customer and take tags off, all or nothing; return what the dialog shows then."""
	frappe.has_permission(CUSTOMER, "write", doc=customer, throw=True)
	_check_may_change()
	adding, removing = _names(add), _names(remove)
	actions.check_not_by_rule(customer, removing)
	actions.change_tags([customer], adding, removing, TagSource.MANUAL, valid_until=_day(valid_until))
	return panel(customer)


@frappe.whitelist(methods=["POST"])
def change_many(
	add: list | str | None = None,
	remove: list | str | None = None,
	customers: list | str | None = None,
	filters: list | str | None = None,
	tags: list | str | None = None,
	every: int = 1,
	valid_until: str | None = None,
) -> dict[str, int | bool]:
	"""Put tags on and take them off many customers: those named, or all that the list shows by its filters.

	Customers the user may only read are left alone and counted. Large batches run in the background.
	"""
	frappe.has_permission(CUSTOMER, "write", throw=True)
	_check_may_change()
	adding, removing, until = _names(add), _names(remove), _day(valid_until)
	if not adding and not removing:
		frappe.throw(_("Choose at least one tag."))
	actions.check_offered(adding)
	actions.check_until(until)
	names = _names(customers)
	if not names:
		with list_filter.tagged(_names(tags), every=bool(int(every))):
			names = frappe.get_list(
				CUSTOMER, filters=frappe.parse_json(filters or "[]"), pluck="name", limit=0
			)
	values = {"customers": names, "add": adding, "remove": removing, "valid_until": until}
	if len(names) > AT_ONCE:
		frappe.enqueue(
			"bank_crm.api.customer_tags.run_batch",
			queue="long",
			timeout=60 * 60,
			user=frappe.session.user,
			**values,
		)
		return {"queued": True, "customers": len(names)}
	done = actions.change_tags(source=TagSource.BATCH, **values)
	return {
		"queued": False,
		"customers": done.customers,
		"added": done.added,
		"removed": done.removed,
		"not_allowed": done.not_allowed,
	}


def run_batch(
	user: str, customers: list[str], add: list[str], remove: list[str], valid_until: str | None
) -> None:
	"""Run a large batch as the user who started it, and tell that user when it is done."""
	frappe.set_user(user)
	done = actions.change_tags(customers, add, remove, TagSource.BATCH, valid_until=_day(valid_until))
	text = _("Tags changed: {0} put on, {1} taken off, {2} customers left alone.")
	message = text.format(done.added, done.removed, done.not_allowed)
	frappe.publish_realtime("msgprint", {"message": message, "alert": True}, user=user, after_commit=True)


@frappe.whitelist()
def list_rows(tags: list | str, every: int = 1) -> dict | list:
	"""Return the rows of the customer list with these tags; its other arguments are the list's own."""
	frappe.has_permission(CUSTOMER, "read", throw=True)
	_take_own_arguments()
	with list_filter.tagged(_names(tags), every=bool(int(every))):
		return reportview.get()


@frappe.whitelist()
def list_count(tags: list | str, every: int = 1) -> int | None:
	"""Return how many customers the list has with these tags; its other arguments are the list's own."""
	frappe.has_permission(CUSTOMER, "read", throw=True)
	_take_own_arguments()
	with list_filter.tagged(_names(tags), every=bool(int(every))):
		return reportview.get_count()


def _take_own_arguments() -> None:
	"""The list engine reads the request itself and knows neither argument; only customers are listed here."""
	for name in ("tags", "every"):
		frappe.local.form_dict.pop(name, None)
	frappe.local.form_dict.doctype = CUSTOMER


def _carried(customers: list[str]) -> list[frappe._dict]:
	assignment, tag = frappe.qb.DocType(store.ASSIGNMENT), frappe.qb.DocType(store.TAG)
	query = (
		frappe.qb.from_(assignment)
		.inner_join(tag)
		.on(tag.name == assignment.tag)
		.select(
			assignment.customer,
			assignment.tag,
			tag.colour,
			tag.category,
			tag.description,
			assignment.source,
			assignment.assigned_by,
			assignment.assigned_at,
			assignment.valid_until,
		)
		.where(NameList(customers).holds(assignment.customer))
		.orderby(tag.category, assignment.tag)
	)
	condition = scope.criterion(store.ASSIGNMENT, table=assignment)
	return (query if condition is None else query.where(condition)).run(as_dict=True)


def _offered() -> list[frappe._dict]:
	tag = frappe.qb.DocType(store.TAG)
	return (
		frappe.qb.from_(tag)
		.select(
			tag.name, tag.colour, tag.category, tag.description, tag.conditions.isnotnull().as_("has_rule")
		)
		.where(actions.in_force(tag))
		.orderby(tag.category, tag.name)
		.run(as_dict=True)
	)


def _history(customer: str) -> list[frappe._dict]:
	change = frappe.qb.DocType(store.CHANGE)
	return (
		frappe.qb.from_(change)
		.select(change.tag, change.change, change.source, change.changed_at, change.changed_by, change.reason)
		.where(change.customer == customer)
		.orderby(change.changed_at, change.name, order=Order.desc)
		.limit(LAST_CHANGES)
		.run(as_dict=True)
	)


def _may_change() -> bool:
	return bool(frappe.has_permission(store.ASSIGNMENT, "create"))


def _check_may_change() -> None:
	frappe.has_permission(store.ASSIGNMENT, "create", throw=True)


def _names(value: list | str | None) -> list[str]:
	"""Return the names a request brings, as JSON or as a list; whatever is no list of texts is refused."""
	names = frappe.parse_json(value) if isinstance(value, str) and value.startswith("[") else value
	if names in (None, ""):
		return []
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw(_("A list of names is expected."))
	return list(dict.fromkeys(names))


def _day(value: str | None) -> date | None:
	return frappe.utils.getdate(value) if value else None
