"""Addresses of a customer's own in messages: signed, so that nothing about them can be guessed, and nothing of them is stored.

`/c/<message>.<signature>` records the click and leads on to the page the message is about – never to one the visitor
names. `/c/<message>.<signature>/stop` takes the consent back that the message was sent by.
"""

from __future__ import annotations

import base64
import hmac
import re

import frappe
from frappe.utils.password import get_encryption_key

ROUTE, STOP = "c/", "/stop"
_PURPOSE = b"bank_crm/message-address/1"
_TOKEN = re.compile(r"([0-9]{1,18})\.([A-Za-z0-9_-]{22})(/stop)?")
_BYTES = 16


def link(message: int | str) -> str:
	"""Return the address that counts the click and leads on."""
	return frappe.utils.get_url(f"/{ROUTE}{message}.{_sign(str(message))}")


def unsubscribe(message: int | str) -> str:
	"""Return the address to take the consent back with."""
	return link(message) + STOP


def read(path: str) -> tuple[int, bool] | None:
	"""Return the message an address is of, and whether it is the one to stop with; None for any that is not ours."""
	found = _TOKEN.fullmatch(path)
	if not found or not hmac.compare_digest(found[2], _sign(found[1])):
		return None
	return int(found[1]), bool(found[3])


def _sign(name: str) -> str:
	key = hmac.digest(get_encryption_key().encode(), _PURPOSE, "sha256")
	return base64.urlsafe_b64encode(hmac.digest(key, name.encode(), "sha256")[:_BYTES]).decode().rstrip("=")
