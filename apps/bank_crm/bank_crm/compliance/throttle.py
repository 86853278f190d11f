"""How often one person or one address may ask (SEC-18): costly methods, and everything guests may call.

Counted in Redis in windows of fixed length; without Redis nothing is given out, as with Frappe's own limits.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import frappe
from frappe import _
from frappe.utils import cint

P = ParamSpec("P")
R = TypeVar("R")
#: Requests of guests to methods, per address and minute; site_config `bank_crm_guest_limit` sets another.
GUEST_LIMIT = 600
GUEST_SECONDS = 60
GUEST_LIMIT_KEY = "bank_crm_guest_limit"


def per_user(limit: int, seconds: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
	"""Allow a whitelisted method `limit` calls per user and `seconds`; more raise RateLimitExceededError (429).

	Calls from the bank's own code, outside of a request, are not counted.
	"""

	def decorate(function: Callable[P, R]) -> Callable[P, R]:
		@wraps(function)
		def limited(*args: P.args, **kwargs: P.kwargs) -> R:
			if frappe.request:
				_count(f"{function.__module__}.{function.__name__}:{frappe.session.user}", limit, seconds)
			return function(*args, **kwargs)

		return limited

	return decorate


def guard_guests(*args: object, **kwargs: object) -> None:
	"""Count what callers without a log-in ask of methods, by their address (hook before_request)."""
	if frappe.session.user != "Guest":
		return
	if frappe.form_dict.get("cmd") or frappe.request.path.startswith("/api/"):
		limit = cint(frappe.conf.get(GUEST_LIMIT_KEY)) or GUEST_LIMIT
		_count(f"guest:{frappe.local.request_ip}", limit, GUEST_SECONDS)


def per_address(what: str, limit: int, seconds: int) -> None:
	"""Count one request for a page open to everybody, by the visitor's address; too many raise the same error (429)."""
	_count(f"{what}:{frappe.local.request_ip}", limit, seconds)


def _count(who: str, limit: int, seconds: int) -> None:
	key = frappe.cache.make_key(f"bank_crm_throttle:{who}")
	frappe.cache.set(key, 0, ex=seconds, nx=True)
	if int(frappe.cache.incrby(key, 1)) > limit:
		frappe.throw(
			_("Too many requests; please wait a moment."),
			frappe.RateLimitExceededError,
			title=_("Too Many Requests"),
		)
