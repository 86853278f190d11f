"""Where gateways report what became of messages: signed, at most five minutes old (INT-06)."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from bank_crm.domain.message_signing import SIGNATURE, TIMESTAMP, is_genuine
from bank_crm.marketing.sending import receipts as taking
from bank_crm.marketing.sending import replies as answering

GATEWAY = "Bank Message Gateway"
MOST_PER_MINUTE = 6_000
LARGEST = 1024 * 1024


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=MOST_PER_MINUTE, seconds=60)
def receive(receipts: list[Any] | None = None) -> dict[str, Any]:
	"""Take `{"receipts": [{"key", "state", "error"}]}` of the gateway the address names; answers with what was new and what is not known.

	PermissionError where the signature over time and body is not the gateway's.
	"""
	gateway, rows = _signed_rows("receipts")
	taken = taking.take(gateway, rows)
	return {"new": taken.new, "unknown": list(taken.unknown), "unreadable": taken.unreadable}


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=MOST_PER_MINUTE, seconds=60)
def receive_replies(replies: list[Any] | None = None) -> dict[str, int]:
	"""Take `{"replies": [{"from", "text"}]}`, what customers answered by SMS; 退订 and TD end their consent (RSK-08).

	PermissionError where the signature over time and body is not the gateway's.
	"""
	gateway, rows = _signed_rows("replies")
	heard = answering.take(gateway, rows)
	return {"answers": heard.answers, "stopped": heard.stopped, "unknown": heard.unknown}


def _signed_rows(key: str) -> tuple[str, list[Any]]:
	"""Return the gateway and the rows its body has under `key`, once the signature has been found to be right."""
	request = frappe.request
	if (request.content_length or 0) > LARGEST:
		frappe.throw(_("Too much at once."), frappe.ValidationError)
	body = request.get_data(cache=True)
	gateway = request.args.get("gateway", "")
	if not _is_of(gateway, body):
		frappe.throw(_("The signature is not right."), frappe.PermissionError)
	try:
		rows = json.loads(body)[key]
	except (ValueError, KeyError, TypeError):
		frappe.throw(_("This is no list of receipts."), frappe.ValidationError)
	if not isinstance(rows, list) or len(rows) > taking.MOST:
		frappe.throw(_("At most {0} receipts at once.").format(taking.MOST), frappe.ValidationError)
	return gateway, rows


def _is_of(gateway: str, body: bytes) -> bool:
	"""Whether a body was signed by an enabled gateway; an unknown one looks like a wrong signature."""
	if not frappe.db.get_value(GATEWAY, {"name": gateway, "enabled": 1}, "name"):
		return False
	record = frappe.get_cached_doc(GATEWAY, gateway)
	secret = record.get_password("receipt_secret", raise_exception=False) or ""
	headers = frappe.request.headers
	return is_genuine(
		secret,
		headers.get(TIMESTAMP, ""),
		body,
		headers.get(SIGNATURE, ""),
		datetime.now(timezone.utc),
	)
