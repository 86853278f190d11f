"""Message fees paid in advance: reserved when a campaign starts, settled by what arrived, the rest given back (MKT-04).

Every booking is a row of Bank Prepaid Entry; account, campaign and wave keep the sums. Booking again what is booked
already changes nothing, because a wave is always brought to an amount, never moved by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt, fmt_money, now_datetime

from bank_crm.domain import message_states
from bank_crm.domain.campaign_budget import Funds, Missing, Shortfall, missing, parts
from bank_crm.domain.campaign_enums import CostKind, MessageState, PrepaidKind
from bank_crm.marketing.gateways import base

ACCOUNT, ENTRY, CAMPAIGN, WAVE, MESSAGE = (
	"Bank Prepaid Account",
	"Bank Prepaid Entry",
	"Bank Campaign",
	"Bank Campaign Wave",
	"Bank Message",
)
_CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tariff:
	"""What a message of a channel costs, in yuan for each part, and who is charged."""

	account: str
	unit_price: Decimal


class NotEnough(frappe.ValidationError):
	"""A campaign cannot pay for its messages."""


def tariff(channel: str) -> Tariff | None:
	"""Return what a channel costs; None where nothing is paid in advance."""
	gateway = base.for_channel(channel)
	if gateway is None or not gateway.prepaid_account:
		return None
	price = frappe.db.get_value(ACCOUNT, gateway.prepaid_account, "unit_price")
	return Tariff(gateway.prepaid_account, _money(price))


def estimate(channel: str, bodies: list[str], customers: int) -> Decimal:
	"""Return what a message to so many customers may cost: the longest of the texts to each."""
	price = tariff(channel)
	if price is None or not bodies:
		return Decimal(0)
	longest = max(parts(body) for body in bodies) if channel == "SMS" else 1
	return price.unit_price * longest * customers


def shortfalls(
	campaign: str | None, budget: float, other_costs: float, cost: Decimal, channel: str
) -> list[Missing]:
	"""Return what does not suffice for a campaign to spend `cost` more on a channel."""
	price = tariff(channel)
	committed = Decimal(0)
	if campaign:
		spent, reserved = frappe.db.get_value(CAMPAIGN, campaign, ["spent", "reserved"]) or (0, 0)
		committed = _money(spent) + _money(reserved)
	available = _available(price.account) if price else None
	return missing(cost, Funds(_money(budget), _money(other_costs), committed, available))


def sentence(found: Missing) -> str:
	"""Say what is missing, naming the campaign's budget."""
	needed, there = (fmt_money(float(amount), currency="CNY") for amount in (found.needed, found.there))
	if found.where is Shortfall.BUDGET:
		return _("Campaign budget: {0} needed for messages, {1} left.").format(needed, there)
	return _("Campaign budget: {0} of prepaid message fees needed, {1} available in the account.").format(
		needed, there
	)


def reserve(wave: str, wanted: Decimal) -> None:
	"""Bring what is reserved for a wave to an amount; NotEnough names what does not suffice."""
	row = frappe.db.get_value(WAVE, wave, ["campaign", "channel", "reserved"], as_dict=True, for_update=True)
	price = tariff(row.channel)
	more = wanted - _money(row.reserved)
	if price is None or not more:
		return
	if more > 0:
		frappe.db.get_value(ACCOUNT, price.account, "name", for_update=True)
		budget, other = _of_campaign(row.campaign)
		if found := shortfalls(row.campaign, budget, other, more, row.channel):
			frappe.throw("<br>".join(sentence(one) for one in found), NotEnough, title=_("Campaign Budget"))
	_book(
		price.account,
		PrepaidKind.RESERVED if more > 0 else PrepaidKind.RELEASED,
		abs(more),
		row.campaign,
		wave,
	)
	_add(price.account, row.campaign, wave, reserved=more)


def settle(wave: str, *, final: bool = False) -> Decimal:
	"""Book what a wave's messages have cost since the last time; returns how much.

	With receipts a message costs once it arrived, without once it was taken; `final` counts those still without a
	receipt as arrived. What no message of the wave can cost any more is given back.
	"""
	row = frappe.db.get_value(
		WAVE, wave, ["campaign", "channel", "reserved", "spent"], as_dict=True, for_update=True
	)
	price = tariff(row.channel)
	if price is None:
		return Decimal(0)
	gateway = base.for_channel(row.channel)
	waits = bool(gateway and gateway.gives_receipts) and not final
	charged = message_states.ARRIVED if waits else message_states.TAKEN
	cost = _sum(
		wave, message_states.values(tuple(state for state in charged if state is not MessageState.BOUNCED))
	)
	spent = cost - _money(row.spent)
	if spent:
		_book(price.account, PrepaidKind.SPENT, spent, row.campaign, wave)
		released = min(spent, _money(row.reserved))
		_add(price.account, row.campaign, wave, spent=spent, reserved=-released)
	if not _are_open(wave):
		left = _sum(wave, (MessageState.SENT.value,)) if waits else Decimal(0)
		reserve(wave, min(left, _money(frappe.db.get_value(WAVE, wave, "reserved"))))
	return spent


def top_up(account: str, paid: Decimal, note: str = "") -> None:
	"""Book money paid in; below zero it is a correction."""
	frappe.db.get_value(ACCOUNT, account, "name", for_update=True)
	kind = PrepaidKind.TOP_UP if paid > 0 else PrepaidKind.CORRECTION
	_book(account, kind, paid, None, None, note)
	table = frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.update(table).set(table.balance, table.balance + paid)
	query.set(table.available, table.available + paid).where(table.name == account).run()


def other_costs(rows: list[object]) -> float:
	"""Return what a campaign plans to spend on everything but messages; actual costs count where they are known."""
	return sum(flt(row.actual) or flt(row.planned) for row in rows if row.kind != CostKind.MESSAGES.value)


def amount(value: object) -> Decimal:
	"""Return an amount in yuan, to the cent."""
	return _money(value)


def _of_campaign(campaign: str) -> tuple[float, float]:
	rows = frappe.get_all(
		"Bank Campaign Cost",
		filters={"parent": campaign, "parenttype": CAMPAIGN},
		fields=["kind", "planned", "actual"],
		limit=0,
	)
	return flt(frappe.db.get_value(CAMPAIGN, campaign, "budget")), other_costs(rows)


def _available(account: str) -> Decimal:
	return _money(frappe.db.get_value(ACCOUNT, account, "available"))


def _sum(wave: str, states: tuple[str, ...]) -> Decimal:
	table = frappe.qb.DocType(MESSAGE)
	query = (
		frappe.qb.from_(table).select(Sum(table.price)).where((table.wave == wave) & table.state.isin(states))
	)
	return _money(query.run()[0][0])


def _are_open(wave: str) -> bool:
	table = frappe.qb.DocType(MESSAGE)
	states = message_states.values(message_states.OPEN)
	query = frappe.qb.from_(table).select(table.name).where((table.wave == wave) & table.state.isin(states))
	ended = frappe.db.get_value(WAVE, wave, "ended_at")
	return not ended or bool(query.limit(1).run())


def _book(
	account: str, kind: PrepaidKind, amount: Decimal, campaign: str | None, wave: str | None, note: str = ""
) -> None:
	frappe.get_doc(
		{
			"doctype": ENTRY,
			"account": account,
			"kind": kind.value,
			"amount": float(amount),
			"booked_at": now_datetime(),
			"campaign": campaign,
			"wave": wave,
			"note": note,
		}
	).insert(ignore_permissions=True)  # bookings follow from what is booked, nobody makes one by hand


def _add(
	account: str, campaign: str, wave: str, *, reserved: Decimal = Decimal(0), spent: Decimal = Decimal(0)
) -> None:
	"""Move the sums of account, campaign and wave; `available` is the balance without what is reserved."""
	table = frappe.qb.DocType(ACCOUNT)
	(
		frappe.qb.update(table)
		.set(table.reserved, table.reserved + reserved)
		.set(table.balance, table.balance - spent)
		.set(table.available, table.available - reserved - spent)
		.where(table.name == account)
	).run()
	for doctype, name in ((CAMPAIGN, campaign), (WAVE, wave)):
		own = frappe.qb.DocType(doctype)
		(
			frappe.qb.update(own)
			.set(own.reserved, own.reserved + reserved)
			.set(own.spent, own.spent + spent)
			.where(own.name == name)
		).run()


def _money(value: object) -> Decimal:
	return Decimal(str(value or 0)).quantize(_CENT)
