"""How much everybody has to do: open orders are counted on the profile, so that nobody is given more than fits (SVC-03).

The count is changed in the transaction of the order, under the lock of the profile's row: two orders that arrive at
the same moment cannot both take the last place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.functions import Coalesce
from pypika.terms import PyformatParameter

from bank_crm.domain.orders import DONE
from bank_crm.domain.service_enums import Presence

PROFILE, ORDER = "Bank Service Profile", "Bank Work Order"


def take(users: Sequence[str]) -> str | None:
	"""Take one more order on for the first of `users` who is there and has room; None if nobody has.

	Profiles another transaction is just writing to are passed over. Only if nothing else is left, the best of them is
	waited for – and never while this transaction holds another one, so that no two wait for each other.
	"""
	busy, held = [], False
	for user in users:
		row = _lock(user, wait=False)
		if row is None:
			busy.append(user)
		elif _has_room(row, present=True):
			_count(user)
			return user
		else:
			held = True  # full by now; the row stays locked until the transaction ends
	if busy and not held and (row := _lock(busy[0], wait=True)) and _has_room(row, present=True):
		_count(busy[0])
		return busy[0]
	return None


def claim(user: str) -> bool:
	"""Take one more order on for somebody named, there or not; False if there is no room."""
	row = _lock(user, wait=True)
	if row is None or not _has_room(row, present=False):
		return False
	_count(user)
	return True


def _lock(user: str, *, wait: bool) -> frappe._dict | None:
	query = _lock_query(wait)
	rows = frappe.db.sql(str(query), {"user": user}, as_dict=True)
	return rows[0] if rows else None


@lru_cache(maxsize=2)
def _lock_query(wait: bool) -> str:
	"""The text of a query every order asks; building it takes longer than answering it."""
	profile = frappe.qb.DocType(PROFILE)
	query = (
		frappe.qb.from_(profile)
		.select(profile.open_orders, profile.capacity, profile.accepts_orders, profile.presence)
		.where(profile.name == PyformatParameter("user"))
		.for_update(skip_locked=not wait)
	)
	return query.get_sql()


def _has_room(row: frappe._dict, *, present: bool) -> bool:
	there = row.accepts_orders and row.presence == Presence.AVAILABLE.value
	return row.open_orders < row.capacity and bool(there or not present)


def _count(user: str) -> None:
	query = _count_query()
	frappe.db.sql(str(query), {"user": user, "now": now_datetime()})


@lru_cache(maxsize=1)
def _count_query() -> str:
	profile = frappe.qb.DocType(PROFILE)
	query = (
		frappe.qb.update(profile)
		.set(profile.open_orders, profile.open_orders + 1)
		.set(profile.last_assigned_on, PyformatParameter("now"))
		.where(profile.name == PyformatParameter("user"))
	)
	return query.get_sql()


def change(user: str | None, by: int) -> None:
	"""Count an order more or less for somebody, whether there is room or not; nobody without a profile is counted."""
	if not user:
		return
	profile = frappe.qb.DocType(PROFILE)
	query = frappe.qb.update(profile).set(profile.open_orders, profile.open_orders + by)
	query = query.where(profile.name == user)
	(query.where(profile.open_orders > 0) if by < 0 else query).run()


def has_profile(user: str) -> bool:
	"""Tell whether somebody's orders are counted at all."""
	return bool(frappe.db.exists(PROFILE, user))


def recount(user: str | None = None) -> None:
	"""Count the open orders of everybody, or of one, anew: after loads, and every night."""
	order, profile = frappe.qb.DocType(ORDER), frappe.qb.DocType(PROFILE)
	open_orders = (
		frappe.qb.from_(order)
		.select(order.handler.as_("who"), Count("*").as_("many"))
		.where(order.handler.isnotnull() & order.state.notin([state.value for state in sorted(DONE)]))
		.groupby(order.handler)
	)
	if user:
		open_orders = open_orders.where(order.handler == user)
	counted = open_orders.as_("counted")
	query = (
		frappe.qb.update(profile)
		.left_join(counted)
		.on(counted.who == profile.name)
		.set(profile.open_orders, Coalesce(counted.many, 0))
	)
	(query.where(profile.name == user) if user else query).run()
