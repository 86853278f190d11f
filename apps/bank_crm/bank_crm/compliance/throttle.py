"""How often one person or one address may ask (SEC-18): costly methods, and everything guests may call.

Counted in Redis in windows of fixed length; without Redis nothing is given out, as with Frappe's own limits.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import frappe
from frappe import _
from frappe.utils import cint
from werkzeug.wrappers import Request

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
	"""Count what callers without a log-in ask of methods, by their address (hook before_request).

	Who brings a key is nobody yet at this moment; only keys that turn out to be wrong are counted (`count_wrong_keys`),
	and no further one is tried once there were too many.
	"""
	if not _is_guests_call(frappe.request):
		return
	if not _brings_key(frappe.request):
		_count(_guest(), _guest_limit(), GUEST_SECONDS)
	elif cint(frappe.cache.get(_key(_wrong_keys()))) >= _guest_limit():
		_refuse()


def count_wrong_keys(response: object = None, request: Request | None = None) -> None:
	"""Count an address's key that opened nothing (hook after_request)."""
	if request is not None and _brings_key(request) and _is_guests_call(request):
		_add(_wrong_keys(), GUEST_SECONDS)


def _is_guests_call(request: Request) -> bool:
	session = getattr(frappe.local, "session", None)  # a request may fail before it has one
	if session and session.user not in ("", "Guest"):
		return False
	return bool((frappe.local.form_dict or {}).get("cmd")) or request.path.startswith("/api/")


def _brings_key(request: Request) -> bool:
	"""Whether the framework will look for a user by the request's header; it takes two words for a key."""
	return len(request.headers.get("Authorization", "").split(" ")) == 2


def _guest() -> str:
	return f"guest:{frappe.local.request_ip}"


def _wrong_keys() -> str:
	return f"guest-keys:{frappe.local.request_ip}"


def _guest_limit() -> int:
	return cint(frappe.conf.get(GUEST_LIMIT_KEY)) or GUEST_LIMIT


def per_address(what: str, limit: int, seconds: int) -> None:
	"""Count one request for a page open to everybody, by the visitor's address; too many raise the same error (429)."""
	_count(f"{what}:{frappe.local.request_ip}", limit, seconds)


def _count(who: str, limit: int, seconds: int) -> None:
	if _add(who, seconds) > limit:
		_refuse()


def _add(who: str, seconds: int) -> int:
	key = _key(who)
	frappe.cache.set(key, 0, ex=seconds, nx=True)
	return int(frappe.cache.incrby(key, 1))


def _key(who: str) -> bytes:
	return frappe.cache.make_key(f"bank_crm_throttle:{who}")


def _refuse() -> None:
	frappe.throw(
		_("Too many requests; please wait a moment."),
		frappe.RateLimitExceededError,
		title=_("Too Many Requests"),
	)
