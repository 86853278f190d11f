"""The messages of the demo bank's ended campaign: one wave of text messages, as sending would have left it (MKT-07)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import frappe
from frappe.model.document import Document
from pypika.terms import PseudoColumn

from bank_crm.domain.campaign_enums import Exclusion, MessageState, WaveState
from bank_crm.marketing.campaigns import tallies

WAVE, MESSAGE, TEMPLATE = "Bank Campaign Wave", "Bank Message", "Bank Message Template"
BODY = "【城商行】{{ customer_name }}您好，开门红理财加息0.5%，限时领取：{{ link }} 拒收请回复R"
PRICE, PORTION = 0.05, 1_000
_STATES = ("handed_at", "sent_at", "delivered_at", "clicked_at", "ended_at")
_COLUMNS = (
	*(
		"name",
		"creation",
		"modified",
		"owner",
		"modified_by",
		"campaign",
		"wave",
		"customer",
		"channel",
		"purpose",
	),
	*("state", "exclusion", "variant", "template", "price", *_STATES),
)


def template(officer: str) -> str:
	"""Make the text of the wave; returns its name."""
	made = frappe.get_doc(
		{
			"doctype": TEMPLATE,
			"template_name": "开门红加息短信",
			"channel": "SMS",
			"body": BODY,
			"owner_user": officer,
		}
	)
	return str(made.insert(ignore_permissions=True).name)  # loaded by the site's owner from the shell


def add(
	campaign: Document, text: str, members: Sequence[tuple], clicked: Mapping[str, datetime], begun: datetime
) -> None:
	"""Give a campaign its only wave and a message for each of its `members` (customer, segment, in control, reached, …)."""
	at = begun + timedelta(hours=10)
	wave = frappe.get_doc(
		{
			"doctype": WAVE,
			"campaign": campaign.name,
			"wave_name": "首轮短信触达",
			"channel": "SMS",
			"send_at": at,
			"wave_audience": "Everybody",
			"state": WaveState.DONE.value,
		}
	)
	wave.set_new_name()
	wave.db_insert()  # a schedule of weeks ago is refused to people
	for start in range(0, len(members), PORTION):
		query = frappe.qb.into(frappe.qb.DocType(MESSAGE)).columns(*_COLUMNS)
		for customer, _segment, in_control, reached, _bought in members[start : start + PORTION]:
			known = (campaign.name, wave.name, customer, "SMS", "Marketing")
			way = _left_out() if in_control else _sent(text, at, reached, clicked.get(customer))
			number = PseudoColumn("nextval(`bank_message_id_seq`)")
			query = query.insert(number, at, at, "Administrator", "Administrator", *known, *way)
		query.run()
	figures = tallies.recount_wave(wave.name)
	values = {
		**figures,
		"fixed_at": at,
		"ended_at": at + timedelta(hours=2),
		"targeted": figures["audience_size"] - figures["excluded"],
		"reached": figures["delivered"],
		"spent": round(PRICE * figures["sent"], 2),
		"exclusions": json.dumps({Exclusion.CONTROL.value: figures["excluded"]}),
	}
	frappe.db.set_value(WAVE, wave.name, values, update_modified=False)


def _left_out() -> tuple:
	return (MessageState.EXCLUDED.value, Exclusion.CONTROL.value, None, None, 0, *[None] * len(_STATES))


def _sent(text: str, at: datetime, reached: datetime | None, clicked: datetime | None) -> tuple:
	state = MessageState.CLICKED if clicked else MessageState.DELIVERED if reached else MessageState.FAILED
	ended = None if reached else at + timedelta(hours=2)
	return (state.value, None, "A", text, PRICE, at, at, reached, clicked, ended)
