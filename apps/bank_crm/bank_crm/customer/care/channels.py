"""The ways a greeting leaves the bank: one small interface, Frappe's own channels behind it (CAR-05).

A bank's own app adds or replaces a gateway through the hook `bank_care_gateways` = {channel: dotted path of
a class}; the last one wins.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Protocol

import frappe
from frappe.core.doctype.sms_settings import sms_settings

from bank_crm.domain.mail_text import as_html
from bank_crm.mail_headers import mail_headers

HOOK = "bank_care_gateways"
#: Python encodes what does not fit on a header's line, and no mail program reads an address so encoded.
LONGEST_IN_HEADER = 75


@dataclass(frozen=True, slots=True)
class Message:
	"""What goes to one customer. `to` is the complete address and is not to be stored or logged.

	`task` is the name of what it is about, a care task unless `doctype` says otherwise. An e-mail may carry an `image` at
	an address of the bank's, and say at which address its reader wants no more (`stop`).
	"""

	to: str
	subject: str
	text: str
	task: str
	doctype: str = "Bank Care Task"
	image: str = ""
	stop: str = ""


class Gateway(Protocol):
	"""One channel."""

	#: The customer's sealed field that holds the address.
	address_field: str

	def ready(self) -> bool:
		"""Tell whether the channel is set up."""

	def send(self, message: Message) -> str | None:
		"""Hand the message over; the name of an Email Queue entry where it waits there. Raises on failure."""


class EmailGateway:
	"""Through the Email Queue: what is queued is written in the caller's transaction."""

	address_field = "email"

	def ready(self) -> bool:
		"""Tell whether an outgoing e-mail account is set up."""
		return bool(frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}))

	def send(self, message: Message) -> str | None:
		"""Queue an e-mail; the text is escaped, its line breaks stay, its addresses can be followed."""
		image = (
			f'<img src="{html.escape(message.image)}" width="1" height="1" alt="">' if message.image else ""
		)
		with mail_headers(_one_click(message.stop)):
			queued = frappe.sendmail(
				recipients=[message.to],
				subject=message.subject,
				message=as_html(message.text) + image,
				reference_doctype=message.doctype,
				reference_name=message.task,
				add_unsubscribe_link=0,
				delayed=True,
			)
		return str(queued.name) if queued else None


class SMSGateway:
	"""Through the gateway of Frappe's SMS Settings, or the site's `send_sms` hook.

	Frappe's own sending keeps the complete number in SMS Log; numbers are sealed here, so the request is
	made without that log, and the task keeps what was sent.
	"""

	address_field = "mobile"

	def ready(self) -> bool:
		"""Tell whether the bank has set up a gateway."""
		return bool(
			frappe.get_hooks("send_sms") or frappe.db.get_single_value("SMS Settings", "sms_gateway_url")
		)

	def send(self, message: Message) -> str | None:
		"""Send one text; raises what the gateway answers other than success."""
		if hooks := frappe.get_hooks("send_sms"):
			frappe.get_attr(hooks[-1])([message.to], message.text, "", False)
			return None
		settings = frappe.get_doc("SMS Settings")
		headers = sms_settings.get_headers(settings)
		values = {row.parameter: row.value for row in settings.parameters if not row.header}
		values[settings.message_parameter] = message.text
		values[settings.receiver_parameter] = message.to
		as_json = headers.get("Content-Type") == "application/json"
		sms_settings.send_request(settings.sms_gateway_url, values, headers, settings.use_post, as_json)
		return None


def gateways() -> dict[str, Gateway]:
	"""Return the channels that are set up, by name."""
	paths = frappe.get_hooks(HOOK, default={})
	known = {channel: frappe.get_attr(found[-1])() for channel, found in paths.items()}
	return {channel: gateway for channel, gateway in known.items() if gateway.ready()}


def _one_click(stop: str) -> dict[str, str]:
	"""Headers by which mail programs offer to unsubscribe (RFC 8058); none with an address that would be folded."""
	if not stop or len(stop) > LONGEST_IN_HEADER:
		return {}
	return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
