"""A template as a customer would get it, and whether it can be sent at all (MKT-15)."""

from __future__ import annotations

from typing import Any

import frappe
from jinja2 import TemplateSyntaxError

from bank_crm.domain.campaign_budget import parts
from bank_crm.domain.message_template import LINK, MOST_CHARACTERS, UNSUBSCRIBE, is_too_long
from bank_crm.marketing import links
from bank_crm.marketing.campaigns import definition
from bank_crm.marketing.templates import fields, rendering

TEMPLATE = "Bank Message Template"
#: Stands for the address only the message itself has; as long as one.
_EXAMPLE = 123456789


def of(template: str, customer: str | None, campaign: str | None) -> dict[str, Any]:
	"""Fill in a template; without a customer every merge field is shown by its name. Permission is the caller's."""
	doc = frappe.get_cached_doc(TEMPLATE, template)
	findings = rendering.check(doc.channel, doc.subject or "", doc.body or "", doc.link_url or "")
	found: dict[str, Any] = {
		"channel": doc.channel,
		"findings": [rendering.sentence(one) for one in findings],
		"most": MOST_CHARACTERS[doc.channel],
		"subject": "",
		"text": "",
		"missing": "",
	}
	try:
		body, subject = rendering.compiled(doc.body or ""), rendering.compiled(doc.subject or "")
	except TemplateSyntaxError:
		return found
	used = body.used | subject.used
	defaults = {row.merge_field: row.value or "" for row in doc.defaults}
	values = _values(used, customer, campaign)
	try:
		found["subject"] = rendering.fill(subject, values, defaults) if doc.subject else ""
		found["text"] = rendering.fill(body, values, defaults)
	except rendering.ValueMissing as missing:
		found["missing"] = str(missing)
	text = found["text"]
	return found | {
		"characters": len(text),
		"parts": parts(text) if doc.channel == "SMS" else 1,
		"too_long": is_too_long(doc.channel, text),
	}


def _values(used: frozenset[str], customer: str | None, campaign: str | None) -> dict[str, str]:
	values = {LINK: links.link(_EXAMPLE), UNSUBSCRIBE: links.unsubscribe(_EXAMPLE)}
	if campaign:
		content = definition.content_of(frappe.get_doc("Bank Campaign", campaign))
		values |= {name: str(content.get(name) or "") for name in fields.OF_CAMPAIGN}
	if customer:
		return values | fields.load(used, [customer], campaign)[customer]
	return {name: f"[{name}]" for name in used} | {name: value for name, value in values.items() if value}
