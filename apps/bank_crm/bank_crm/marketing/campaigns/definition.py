"""What a campaign sends, as one value: what a version keeps and the only thing targets and messages are made from (MKT-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt
from jinja2 import TemplateSyntaxError

from bank_crm.customer import checks
from bank_crm.domain.campaign_enums import SegmentUse
from bank_crm.domain.message_template import LINK, UNSUBSCRIBE
from bank_crm.marketing import links
from bank_crm.marketing.templates import fields, rendering

CAMPAIGN, TEMPLATE = "Bank Campaign", "Bank Message Template"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = ("campaign_name", "benefit_text", "audience_match", "quiet_from", "quiet_until")
_NUMBERS = ("cap_messages", "cap_days", "avoid_duplicates", "per_hour")
#: Longest time in which a purchase may be put down to a campaign.
MOST_DAYS = 365
#: Stands for a name, and for the number of a message, in an estimate.
_USUAL, _NUMBER = "某某某某", 10**8
_TEXTS = ("subject", "body", "link_url")


def content_of(campaign: Document) -> dict[str, Any]:
	"""Return what a campaign sends as it stands now; plain values only, equal where nothing has changed."""
	content: dict[str, Any] = {name: str(campaign.get(name) or "") for name in _PLAIN}
	content |= {name: cint(campaign.get(name)) for name in _NUMBERS}
	content["control_percent"] = flt(campaign.control_percent)
	content["weekdays"] = [number for number, name in enumerate(WEEKDAYS) if cint(campaign.get(name))]
	product = campaign.product and frappe.db.get_value("Bank Product", campaign.product, "product_name")
	content["product_name"] = product or ""
	content["audience"] = [{"segment": row.segment, "use": row.use} for row in campaign.audience]
	content["variants"] = [_line(row) for row in campaign.variants]
	return content


def check(campaign: Document) -> None:
	"""Refuse what could never be sent: no such template, another channel's, a variant told twice."""
	seen: set[tuple[str, str, str]] = set()
	for row in campaign.variants:
		template = frappe.db.get_value(TEMPLATE, row.template, ["channel", "enabled"], as_dict=True)
		if template is None:
			continue  # the link itself is refused by the framework
		if template.channel != row.channel:
			checks.refuse(
				campaign,
				"variants",
				_("row {0}: the template is one for {1}.").format(row.idx, _(template.channel)),
			)
		key = (row.channel, row.segment or "", row.variant)
		if key in seen:
			checks.refuse(campaign, "variants", _("row {0}: this variant is there already.").format(row.idx))
		seen.add(key)
	segments = [row.segment for row in campaign.audience]
	if len(segments) != len(set(segments)):
		checks.refuse(campaign, "audience", _("a segment is named twice."))


def check_goods(campaign: Document) -> None:
	"""A product names its line; what is to be counted has days in which it may happen (MKT-13)."""
	if campaign.product:
		campaign.product_category = frappe.get_cached_value("Bank Product", campaign.product, "category")
	if not 0 < cint(campaign.attribution_days) <= MOST_DAYS:
		checks.refuse(campaign, "attribution_days", _("between 1 and {0}.").format(MOST_DAYS))
	if flt(campaign.return_percent) > 100:
		checks.refuse(campaign, "return_percent", _("at most 100 %."))


def findings(campaign: Document) -> list[str]:
	"""Return what is wrong with the texts a campaign sends, each with its template and line."""
	told = []
	for name in dict.fromkeys(row.template for row in campaign.variants):
		template = frappe.get_cached_doc(TEMPLATE, name)
		if not template.enabled:
			told.append(_("Template {0}: it is switched off.").format(template.template_name))
		for found in rendering.check(
			template.channel, template.subject or "", template.body or "", template.link_url or ""
		):
			told.append(_("Template {0}: {1}").format(template.template_name, rendering.sentence(found)))
	return told


def samples(content: Mapping[str, Any], channel: str) -> list[str]:
	"""Return the texts of a channel filled in as for a customer with a name of usual length, to estimate what they cost."""
	return [_sample(line, content) for line in content["variants"] if line["channel"] == channel]


def includes_anybody(content: Mapping[str, Any]) -> bool:
	"""Whether at least one segment is included."""
	return any(row["use"] == SegmentUse.INCLUDE.value for row in content["audience"])


def _sample(line: Mapping[str, Any], content: Mapping[str, Any]) -> str:
	try:
		text = rendering.compiled(line["body"])
	except TemplateSyntaxError:
		return str(line["body"])  # it is not sent before it is mended
	values = dict.fromkeys(text.used, _USUAL) | {
		LINK: links.link(_NUMBER),
		UNSUBSCRIBE: links.unsubscribe(_NUMBER),
	}
	values |= {name: str(content[name]) for name in fields.OF_CAMPAIGN if content.get(name)}
	return rendering.fill(text, values, {})


def _line(row: Document) -> dict[str, Any]:
	template = frappe.get_cached_doc(TEMPLATE, row.template)
	return {
		"variant": row.variant,
		"channel": row.channel,
		"template": row.template,
		"segment": row.segment or None,
		"share": cint(row.share),
		**{name: str(template.get(name) or "") for name in _TEXTS},
		"defaults": {one.merge_field: one.value or "" for one in template.defaults},
	}
