"""How much everybody has to do: open orders are counted on the profile, so that nobody is given more than fits (SVC-03).

The count is changed in the transaction of the order, under the lock of the profile's row: two orders that arrive at
the same moment cannot both take the last place.
"""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.functions import Coalesce

from bank_crm.domain.orders import DONE
from bank_crm.domain.service_enums import Presence

PROFILE, ORDER = "Bank Service Profile", "Bank Work Order"


def claim(user: str, *, wait: bool = True, present: bool = False) -> bool:
	"""Take one more order on for `user` if there is room; False if there is none.

	Without `wait` a profile somebody else is just writing to counts as having no room. With `present`, only of somebody
	who accepts orders and is available at this moment.
	"""
	profile = frappe.qb.DocType(PROFILE)
	condition = (profile.name == user) & (profile.open_orders < profile.capacity)
	if present:
		condition = condition & (profile.accepts_orders == 1) & (profile.presence == Presence.AVAILABLE.value)
	query = frappe.qb.from_(profile).select(profile.name).where(condition)
	if not query.for_update(skip_locked=not wait).run():
		return False
	(
		frappe.qb.update(profile)
		.set(profile.open_orders, profile.open_orders + 1)
		.set(profile.last_assigned_on, now_datetime())
		.where(profile.name == user)
	).run()
	return True


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
