"""A message from a template, put into the queue every message leaves by: gate, quiet hours and gateway ask there (MKT-15, MKT-18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.message_template import LINK, UNSUBSCRIBE, is_too_long
from bank_crm.marketing.campaigns import definition
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Work, reference_to
from bank_crm.marketing.sending import single
from bank_crm.marketing.templates import fields, rendering

TEMPLATE = "Bank Message Template"


def sendable() -> list[str]:
	"""Return the templates that are switched on and without a fault."""
	rows = frappe.get_all(
		TEMPLATE,
		filters={"enabled": 1, "channel": ("!=", "Phone")},
		fields=["name", "channel", "subject", "body", "link_url"],
		limit=0,
	)
	return [
		row.name
		for row in rows
		if not rendering.check(row.channel, row.subject or "", row.body or "", row.link_url or "")
	]


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "template",
			"fieldtype": "Link",
			"options": TEMPLATE,
			"label": _("Message Template"),
			"filters": {"enabled": 1, "channel": ["!=", "Phone"]},
			"reqd": 1,
		}
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	"""Whether the template can be sent is a rule of the journey itself (Fault.DEAD_TEMPLATE)."""
	return []


def _freeze(settings: Mapping[str, Any]) -> dict[str, Any]:
	template = frappe.get_doc(TEMPLATE, settings["template"])
	return {
		"template": template.name,
		"channel": template.channel,
		"subject": template.subject or "",
		"body": template.body or "",
		"link_url": template.link_url or "",
		"defaults": {row.merge_field: row.value or "" for row in template.defaults},
	}


def _perform(work: Work) -> dict[int, Outcome]:
	text = work.frozen
	body, subject = rendering.compiled(text["body"]), rendering.compiled(text["subject"])
	used = body.used | subject.used
	values = fields.load(used, work.customers, work.campaign) if used else {}
	# the message's own addresses are made when it leaves
	words = {LINK: "{link}", UNSUBSCRIBE: "{unsubscribe}", **_words(work.campaign)}
	outcomes: dict[int, Outcome] = {}
	messages: list[single.Message] = []
	for run in work.runs:
		own = {**words, **values.get(run.customer, {})}
		try:
			headline = rendering.fill(subject, own, text["defaults"]) if text["subject"] else ""
			filled = rendering.fill(body, own, text["defaults"])
		except rendering.ValueMissing as missing:
			note = _("No value for {0}.").format(str(missing)[:100])
			outcomes[run.name] = Outcome(StepResult.SKIPPED, note)
			continue
		if is_too_long(text["channel"], filled):
			outcomes[run.name] = Outcome(StepResult.SKIPPED, _("The text is too long."))
			continue
		messages.append(single.Message(run.customer, filled, work.key(run), headline, reference_to(run)))
	names = single.send_each(
		messages,
		text["channel"],
		link_url=text["link_url"],
		purpose=work.purpose,
		campaign=work.campaign,
		template=text["template"],
	)
	for run in work.runs:
		if run.name not in outcomes:
			name = names[work.key(run)]
			outcomes[run.name] = Outcome(reference=single.Reference(single.MESSAGE, str(name)))
	return outcomes


def _words(campaign: str | None) -> dict[str, str]:
	if not campaign:
		return {}
	content = definition.content_of(frappe.get_cached_doc("Bank Campaign", campaign))
	return {name: str(content.get(name) or "") for name in fields.OF_CAMPAIGN}


ACTION = JourneyAction(lambda: _("Message"), _fields, _check, _perform, _freeze, reaches=True)
