"""How often one person may do what costs or tells much: counted by user and hour, for all web processes together."""

import time

import frappe
from frappe import _

HOUR = 3600


def count(action: str, most: int, user: str | None = None) -> None:
	"""Count one use of `action` by the user; above `most` in the running hour raises TooManyRequestsError.

	`most` 0 means no limit. Refused attempts count too, so that trying on does not help.
	"""
	if most and uses_this_hour(action, user, more=1) > most:
		frappe.throw(
			_("You have done this {0} times within the hour; try again later.").format(most),
			frappe.TooManyRequestsError,
			title=_("Too Often"),
		)


def uses_this_hour(action: str, user: str | None = None, *, more: int = 0) -> int:
	"""Return how often the user has done `action` in the running hour, after adding `more`."""
	hour = int(time.time() // HOUR)
	key = frappe.cache.make_key(f"bank_crm_limit:{action}:{user or frappe.session.user}:{hour}")
	used = frappe.cache.incrby(key, more)
	frappe.cache.expire(key, HOUR)
	return int(used)
