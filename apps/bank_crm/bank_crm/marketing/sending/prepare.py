"""Making messages out of claimed rows: the gate is asked again, texts are filled in, addresses opened – in memory only.

Addresses are read from the vault for one portion and go to the gateway; they are in no row, no log and no error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.contact import frequency, gate
from bank_crm.domain.campaign_budget import parts
from bank_crm.domain.campaign_enums import Exclusion
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.message_template import LINK, UNSUBSCRIBE, is_too_long
from bank_crm.domain.privacy_enums import ContactRefusal
from bank_crm.marketing import links
from bank_crm.marketing.audience import reasons
from bank_crm.marketing.audience.reasons import ADDRESS_FIELD, CUSTOMER, OF_REFUSAL
from bank_crm.marketing.campaigns import money
from bank_crm.marketing.gateways.base import Outgoing
from bank_crm.marketing.sending import receipts, states
from bank_crm.marketing.sending.queue import Claimed
from bank_crm.marketing.templates import fields, rendering
from bank_crm.name_list import NameList


@dataclass(slots=True)
class Prepared:
	"""What can be handed over, what is left out and why, and what has to wait for the end of the quiet hours."""

	outgoing: list[Outgoing] = field(default_factory=list)
	left_out: dict[int, tuple[Exclusion, str]] = field(default_factory=dict)
	waiting: list[int] = field(default_factory=list)
	#: Parts a message is charged as, where it is more than one.
	parts: dict[int, int] = field(default_factory=dict)


def prepare(
	claimed: Sequence[Claimed], channel: str, campaign: str | None, content: Mapping[str, Any] | None
) -> Prepared:
	"""Fill in and address messages of one channel; `content` is the version's, None for single messages."""
	done = Prepared()
	open_rows = _keep_caps(_ask_gate(claimed, channel, done), content, done)
	to = addresses(channel, [one.customer for one in open_rows])
	lines = _lines(content, channel)
	used = frozenset().union(*(_used(line) for line in lines.values()), frozenset())
	values = fields.load(used, [one.customer for one in open_rows], campaign) if used else {}
	words = {name: str((content or {}).get(name) or "") for name in fields.OF_CAMPAIGN}
	for one in open_rows:
		if one.customer not in to:
			done.left_out[one.name] = (Exclusion.NO_ADDRESS, "")
			continue
		own = {**words, **values.get(one.customer, {})}
		if LINK in used or one.text is not None:
			own[LINK] = links.link(one.name)
		if UNSUBSCRIBE in used or one.text is not None:
			own[UNSUBSCRIBE] = links.unsubscribe(one.name)
		try:
			subject, text = _texts(one, lines, own)
		except rendering.ValueMissing as missing:
			done.left_out[one.name] = (Exclusion.MISSING_VALUE, str(missing)[:140])
			continue
		except KeyError:
			done.left_out[one.name] = (Exclusion.NO_CONTENT, "")
			continue
		if is_too_long(channel, text):
			done.left_out[one.name] = (Exclusion.NO_CONTENT, _("The text is too long."))
			continue
		done.outgoing.append(
			Outgoing(
				states.key_of(one.name), one.name, to[one.customer], subject, text, **_of_mail(one, channel)
			)
		)
		if channel == "SMS" and (count := parts(text)) > 1:
			done.parts[one.name] = count
	return done


def price(prepared: Prepared, names: Sequence[int], channel: str) -> dict[Decimal, list[int]]:
	"""Return price → messages; empty where the channel is not paid in advance."""
	tariff = money.tariff(channel)
	if tariff is None:
		return {}
	found: dict[Decimal, list[int]] = {}
	for name in names:
		found.setdefault(tariff.unit_price * prepared.parts.get(name, 1), []).append(name)
	return found


def addresses(channel: str, customers: Sequence[str]) -> dict[str, str]:
	"""Return customer → complete address; who has none is not there. For handing over only, never to be stored."""
	sealed = ADDRESS_FIELD.get(channel)
	if sealed is None:
		return {customer: customer for customer in customers}
	table = frappe.qb.DocType(vault.DOCTYPE)
	rows = (
		frappe.qb.from_(table)
		.select(table.ref_name, table.ciphertext, table.key_version)
		.where((table.ref_doctype == CUSTOMER) & (table.ref_field == sealed))
		.where(NameList(customers).holds(table.ref_name))
	).run()
	found = {}
	for customer, ciphertext, version in rows:
		if value := sealing.try_open(CUSTOMER, sealed, ciphertext, int(version)):
			found[customer] = value
	return found


def _of_mail(one: Claimed, channel: str) -> dict[str, str]:
	"""What marketing by e-mail carries besides its text."""
	if channel != ConsentChannel.EMAIL.value or one.purpose != ConsentPurpose.MARKETING.value:
		return {}
	image = links.opened(one.name) if receipts.counts_openings() else ""
	return {"stop": links.unsubscribe(one.name), "image": image}


def _ask_gate(claimed: Sequence[Claimed], channel: str, done: Prepared) -> list[Claimed]:
	"""Consents may have been withdrawn since the targets were fixed."""
	allowed = []
	for purpose in dict.fromkeys(one.purpose for one in claimed):
		rows = [one for one in claimed if one.purpose == purpose]
		verdicts = gate.may_contact_each([one.customer for one in rows], [channel], purpose)
		for one in rows:
			verdict = verdicts[one.customer][channel]
			if verdict.allowed:
				allowed.append(one)
			elif verdict.refusal is ContactRefusal.QUIET_HOURS:
				done.waiting.append(one.name)
			else:
				done.left_out[one.name] = (OF_REFUSAL[verdict.refusal.value], gate.words(verdict))
	return allowed


def _keep_caps(rows: Sequence[Claimed], content: Mapping[str, Any] | None, done: Prepared) -> list[Claimed]:
	"""Who has been contacted often enough meanwhile, by a campaign or a journey, gets no more."""
	limits = reasons.caps(content)
	limited = [one for one in rows if frequency.counts_for(one.purpose)] if limits else []
	if not limited:
		return list(rows)
	customers, own, now = [one.customer for one in limited], [one.name for one in limited], now_datetime()
	rooms = [frequency.room(customers, limit, now, own) for limit in limits]
	kept = []
	for one in rows:
		if not frequency.counts_for(one.purpose):
			kept.append(one)
		elif all(room[one.customer] for room in rooms):
			kept.append(one)
			for room in rooms:
				room[one.customer] -= 1
		else:
			done.left_out[one.name] = (Exclusion.CAPPED, "")
	return kept


def _lines(content: Mapping[str, Any] | None, channel: str) -> dict[str, Mapping[str, Any]]:
	return {
		line["variant"]: line for line in (content or {}).get("variants", ()) if line["channel"] == channel
	}


def _used(line: Mapping[str, Any]) -> frozenset[str]:
	return rendering.compiled(line["body"]).used | rendering.compiled(line["subject"]).used


def _texts(one: Claimed, lines: Mapping[str, Mapping[str, Any]], own: Mapping[str, str]) -> tuple[str, str]:
	if one.text is not None:
		text = one.text.replace("{{ link }}", own[LINK]).replace("{link}", own[LINK])
		return one.subject or "", text.replace("{unsubscribe}", own[UNSUBSCRIBE])
	line = lines[one.variant or ""]
	defaults = line["defaults"]
	subject = rendering.fill(rendering.compiled(line["subject"]), own, defaults) if line["subject"] else ""
	return subject, rendering.fill(rendering.compiled(line["body"]), own, defaults)
