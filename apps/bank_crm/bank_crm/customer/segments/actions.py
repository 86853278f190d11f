"""What people do with segments: refresh one, and choose the members of a group by hand (CUS-12)."""

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import now_datetime

from bank_crm.customer.customer_rows import insert_each
from bank_crm.customer.segments import refresh
from bank_crm.domain.customer_enums import SegmentBasis
from bank_crm.name_list import NameList
from bank_crm.permissions import scope

MOST_AT_ONCE = 5_000
MANUAL = "Manual"
PAGE = 20


def add_members(name: str, customers: Sequence[str]) -> int:
	"""Add customers the user may see to a group; return how many were not in it yet."""
	_check_group(name, customers)
	customer = frappe.qb.DocType(scope.CUSTOMER)
	chosen = (
		frappe.qb.from_(customer)
		.select(customer.name.as_("customer"))
		.where(NameList(customers).holds(customer.name))
	)
	condition = scope.criterion(scope.CUSTOMER, table=customer)
	if condition is not None:
		chosen = chosen.where(condition)
	stamp = now_datetime()
	insert_each(chosen, refresh.MEMBER, {"segment": name, "joined_at": stamp})
	joined = refresh.log_joined(name, stamp, MANUAL)
	_keep_count(name)
	return joined


def remove_members(name: str, customers: Sequence[str]) -> int:
	"""Take customers the user may see out of a group; return how many were in it."""
	_check_group(name, customers)
	member = frappe.qb.DocType(refresh.MEMBER)
	rows = NameList(customers).holds(member.customer)
	condition = scope.criterion(refresh.MEMBER, table=member)
	left = refresh.leave(name, rows if condition is None else rows & condition, MANUAL)
	_keep_count(name)
	return left


def list_members(name: str, start: int) -> list[frappe._dict]:
	"""Return twenty members the user may see from `start` on, the latest first, with their masked phones."""
	member, customer = frappe.qb.DocType(refresh.MEMBER), frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(
			customer.name,
			customer.customer_name,
			customer.mobile,
			customer.tier,
			customer.total_aum,
			member.joined_at,
		)
		.where(member.segment == name)
		.orderby(member.joined_at, member.name, order=Order.desc)
		.limit(PAGE)
		.offset(max(start, 0))
	)
	condition = scope.criterion(scope.CUSTOMER, table=customer)
	return (query if condition is None else query.where(condition)).run(as_dict=True)


def forget(name: str) -> None:
	"""Delete the members and the log of a segment that is being deleted."""
	for doctype in (refresh.MEMBER, refresh.CHANGE):
		frappe.db.delete(doctype, {"segment": name})


def _check_group(name: str, customers: Sequence[str]) -> None:
	if frappe.db.get_value(refresh.SEGMENT, name, "basis", for_update=True) != SegmentBasis.MANUAL:
		frappe.throw(_("Only the members of a manual list are chosen by hand."))
	if len(customers) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} customers at once.").format(MOST_AT_ONCE))


def _keep_count(name: str) -> None:
	values = {"member_count": refresh.count_members(name), "refreshed_at": now_datetime()}
	frappe.db.set_value(refresh.SEGMENT, name, values, update_modified=False)
