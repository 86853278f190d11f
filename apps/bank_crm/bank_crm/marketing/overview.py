"""Campaigns on the customer's page: which ones he or she is in and how far, and what was sent and done, in time (CUS-18)."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Listing, Panel, Source
from bank_crm.domain.campaign_enums import ResponseKind
from bank_crm.marketing.responses import FIRST

CAMPAIGN, MEMBER, RESPONSE, MESSAGE = (
	"Bank Campaign",
	"Bank Campaign Member",
	"Bank Campaign Response",
	"Bank Message",
)
MOST = 6
#: How far somebody has come, the furthest first.
_FURTHEST = (
	ResponseKind.PURCHASED,
	ResponseKind.CLAIMED,
	ResponseKind.ATTENDED,
	ResponseKind.REGISTERED,
	ResponseKind.TALKED,
	ResponseKind.REPLIED,
	ResponseKind.CLICKED,
)


def campaigns(context: PageContext) -> Listing:
	"""The customer's latest campaigns; the control group is nobody's business on this page."""
	member, campaign = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CAMPAIGN)
	columns = [FIRST[kind][0] for kind in _FURTHEST]
	rows = (
		context.rows(member)
		.inner_join(campaign)
		.on(campaign.name == member.campaign)
		.select(campaign.name, campaign.campaign_name, campaign.state, member.joined_at, member.reached_at)
		.select(*(member[column] for column in columns))
		.where(member.in_control == 0)
		.orderby(member.joined_at, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return {
		"title": _("Campaigns"),
		"rows": [
			{
				"title": row.campaign_name,
				"note": _reached(row),
				"status": _(row.state, context="Workflow State"),
				"on": row.joined_at.date() if row.joined_at else None,
				"doctype": CAMPAIGN,
				"name": row.name,
			}
			for row in rows
		],
	}


def message_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Messages that left, by the moment they did."""
	message, campaign = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(CAMPAIGN)
	query = (
		context.rows(message)
		.left_join(campaign)
		.on(campaign.name == message.campaign)
		.select(message.name, message.channel, message.state, message.sent_at.as_("at"), message.text)
		.select(campaign.campaign_name)
		.where(message.sent_at.isnotnull())
	)
	return [
		{
			"kind": "message",
			"at": row.at,
			"name": str(row.name),
			"doctype": MESSAGE,
			"title": row.channel,
			"context": MESSAGE,
			"note": None,
			# of a single message the addresses are only filled in when it leaves
			"text": row.campaign_name
			or (row.text or "").replace("{link}", "…").replace("{unsubscribe}", "…"),
			"outcome": row.state,
		}
		for row in latest(query, message, "sent_at", until, most)
	]


def response_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""What the customer did because of campaigns."""
	response, campaign = frappe.qb.DocType(RESPONSE), frappe.qb.DocType(CAMPAIGN)
	query = (
		context.rows(response)
		.inner_join(campaign)
		.on(campaign.name == response.campaign)
		.select(response.name, response.kind, response.responded_at.as_("at"), campaign.campaign_name)
	)
	return [
		{
			"kind": "response",
			"at": row.at,
			"name": str(row.name),
			"doctype": RESPONSE,
			"title": row.kind,
			"context": RESPONSE,
			"note": None,
			"text": row.campaign_name,
		}
		for row in latest(query, response, "responded_at", until, most)
	]


def _reached(row: frappe._dict) -> str:
	for kind in _FURTHEST:
		if row.get(FIRST[kind][0]):
			return _(kind.value, context=RESPONSE)
	return _("Reached") if row.reached_at else _("Targeted")


PANELS = {"campaigns": Panel(campaigns, (MEMBER, CAMPAIGN))}
SOURCES = (
	Source(("message",), message_entries, (MESSAGE,)),
	Source(("response",), response_entries, (RESPONSE, CAMPAIGN)),
)
