"""SMS, app push, WeChat and webhooks over HTTP: signed JSON, some hundred messages in a call (INT-06).

`POST <address>` with `{"messages": [{"key", "to", "subject", "text"}]}` is answered by `{"results": [{"key", "ref",
"state", "error"}]}`; `POST <address>/lookup` with `{"keys": […]}` tells the same of messages that were handed over
before, without an entry for those it does not know. States are `Sent`, `Delivered`, `Bounced`, `Failed`. A gateway
that sees a key again answers as before and sends nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import requests
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.message_signing import KEY, SIGNATURE, TIMESTAMP, sign
from bank_crm.domain.message_states import REPORTED
from bank_crm.marketing.gateways.base import Answer, GatewayDown, OutcomeUnknown, Outgoing

_KNOWN = {state.value: state for state in REPORTED}
_LONGEST_ERROR = 140


class HttpGateway:
	"""Speaks to one address; the connection is kept open between calls."""

	def __init__(self, record: Document) -> None:
		self.url = str(record.url or "").rstrip("/")
		self.key_id = str(record.key_id or "")
		self.secret = record.get_password("secret", raise_exception=False) or ""
		self.timeout = max(cint(record.timeout_seconds), 1)
		self.session = requests.Session()

	def hand_over(self, messages: Sequence[Outgoing]) -> list[Answer]:
		"""Hand messages over; raises GatewayDown, or OutcomeUnknown where the answer did not come."""
		rows = [{"key": one.key, "to": one.to, "subject": one.subject, "text": one.text} for one in messages]
		return self._answers(self._post(self.url, {"messages": rows}), [one.key for one in messages])

	def look_up(self, keys: Sequence[str]) -> list[Answer]:
		"""Ask what became of messages; raises GatewayDown where nobody answers."""
		try:
			found = self._post(f"{self.url}/lookup", {"keys": list(keys)})
		except OutcomeUnknown as error:
			raise GatewayDown(str(error)) from error
		return self._answers(found, keys, missing_is_unknown=True)

	def _post(self, url: str, content: dict[str, object]) -> dict[str, Any]:
		body = json.dumps(content, ensure_ascii=False).encode()
		timestamp = str(int(time.time()))
		headers = {
			"Content-Type": "application/json",
			KEY: self.key_id,
			TIMESTAMP: timestamp,
			SIGNATURE: sign(self.secret, timestamp, body),
		}
		try:
			# a redirection would take complete numbers somewhere else
			response = self.session.post(
				url, data=body, headers=headers, timeout=self.timeout, allow_redirects=False
			)
		except requests.exceptions.ConnectTimeout as error:
			raise GatewayDown(type(error).__name__) from error
		except requests.exceptions.RequestException as error:
			raise OutcomeUnknown(type(error).__name__) from error
		if 400 <= response.status_code < 500:
			raise GatewayDown(f"HTTP {response.status_code}")
		if response.status_code != 200:
			raise OutcomeUnknown(f"HTTP {response.status_code}")
		try:
			answer = response.json()
		except ValueError as error:
			raise OutcomeUnknown("no JSON") from error
		if not isinstance(answer, dict):
			raise OutcomeUnknown("no JSON object")
		return answer

	def _answers(
		self, found: dict[str, Any], keys: Sequence[str], *, missing_is_unknown: bool = False
	) -> list[Answer]:
		results = found.get("results")
		rows = (
			{row.get("key"): row for row in results if isinstance(row, dict)}
			if isinstance(results, list)
			else {}
		)
		answers = []
		for key in keys:
			row = rows.get(key)
			if row is None and not missing_is_unknown:
				raise OutcomeUnknown("an answer is missing")
			state = _KNOWN.get(str(row.get("state"))) if row else None
			if row and state is None:
				state = MessageState.FAILED
			ref = str((row or {}).get("ref") or "")[:100]
			answers.append(Answer(key, state, ref, str((row or {}).get("error") or "")[:_LONGEST_ERROR]))
		return answers
