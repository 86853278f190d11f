"""What `./crm benchmark effect` works on: a campaign that reached so many customers, and what some of them bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import click
import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Concat
from frappe.utils import add_days, now_datetime, today
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Term, ValueWrapper

from bank_crm.customer.spans import Span, spans
from bank_crm.domain.campaign_enums import CampaignState, MessageState, WaveState
from bank_crm.domain.enums import AccountStatus, CustomerStatus, ProductCategory

#: By this everything the benchmark makes is found again.
MARK, PREFIX = "benchmark effect", "BENCH-E-"
CAMPAIGN, WAVE, MEMBER, MESSAGE, RESPONSE = (
	"Bank Campaign",
	"Bank Campaign Wave",
	"Bank Campaign Member",
	"Bank Message",
	"Bank Campaign Response",
)
CUSTOMER, ACCOUNT, PRODUCT = "Bank Customer", "Bank Customer Account", "Bank Product"
#: The campaign sells a product of its own: what customers bought of others is not the benchmark's to count.
SOLD = f"{PREFIX}WEALTH"
PER_DELETE = 50_000
REACHED_DAYS, BOUGHT_DAYS = 20, 10
#: In twenty one customer is the control group; in ten one buys, of either group.
CONTROL_OF, BUYER_OF = 20, 10
_crc32 = CustomFunction("CRC32", ["text"])
_mod = CustomFunction("MOD", ["number", "divisor"])


@dataclass(frozen=True, slots=True)
class Made:
	"""The campaign and what is in it; `credited` are the purchases that are to be put down to it."""

	campaign: str
	members: int
	buyers: int
	credited: int


def make(size: int) -> Made:
	"""Make the campaign with its members, messages and purchases, portion by portion."""
	there = frappe.db.count(CUSTOMER, {"status": CustomerStatus.ACTIVE.value})
	if there < size:
		raise click.ClickException(f"the site has {there:,} active customers; load a larger demo bank first")
	reached = now_datetime().replace(microsecond=0) - timedelta(days=REACHED_DAYS)
	campaign, wave = _campaign(reached)
	table = frappe.qb.DocType(CUSTOMER)
	active = table.status == CustomerStatus.ACTIVE.value
	last = (
		frappe.qb.from_(table).select(table.name).where(active).orderby(table.name).limit(1).offset(size - 1)
	)
	end = last.run()[0][0]
	for span, _rows in spans():
		chosen = frappe.qb.from_(table).where(span(table.name) & active & (table.name <= end))
		_members(chosen, campaign, reached)
		_messages(span, campaign, wave, reached)
		_purchases(span, campaign)
		_keep()
	return Made(campaign, *_counted(campaign))


def clear() -> None:
	"""Delete everything a benchmark has made, also one that was killed."""
	for name in frappe.get_all(CAMPAIGN, filters={"campaign_name": MARK}, pluck="name"):
		for doctype in (MESSAGE, MEMBER, RESPONSE):
			table = frappe.qb.DocType(doctype)
			_delete(frappe.qb.from_(table).where(table.campaign == name))
		frappe.db.delete(WAVE, {"campaign": name})
		frappe.db.delete(CAMPAIGN, {"name": name})
		_keep()
	account = frappe.qb.DocType(ACCOUNT)
	_delete(frappe.qb.from_(account).where(account.name.like(f"{PREFIX}%")))
	frappe.db.delete(PRODUCT, {"product_code": SOLD})
	_keep()


def _campaign(reached: datetime) -> tuple[str, str]:
	category = ProductCategory.WEALTH.value
	product = frappe.get_doc(
		{
			"doctype": PRODUCT,
			"product_code": SOLD,
			"product_name": MARK,
			"category": category,
			"risk_level": "R2",
		}
	)
	campaign = frappe.get_doc(
		{
			"doctype": CAMPAIGN,
			"campaign_name": MARK,
			"campaign_type": "Mass SMS",
			"product_category": category,
			"product": product.insert().name,
			"attribution_days": REACHED_DAYS + 1,
			"starts_on": reached.date(),
			"ends_on": add_days(today(), 7),
		}
	).insert()
	wave = frappe.get_doc(
		{
			"doctype": WAVE,
			"campaign": campaign.name,
			"wave_name": MARK,
			"channel": "SMS",
			"send_at": now_datetime(),
		}
	).insert()
	frappe.db.set_value(WAVE, wave.name, "state", WaveState.DONE.value)
	values = {"state": CampaignState.PAUSED.value, "started_at": reached}
	frappe.db.set_value(CAMPAIGN, campaign.name, values)
	_keep()
	return str(campaign.name), str(wave.name)


def _members(customers: QueryBuilder, campaign: str, joined: datetime) -> None:
	table = frappe.qb.DocType(CUSTOMER)
	values = {
		"campaign": campaign,
		"joined_at": joined,
		"reached_at": joined,
		"variant": "A",
		"purchase_amount": 0,
	}
	in_control = Case().when(_draws(table.name, "control", CONTROL_OF), 1).else_(0)
	_insert(MEMBER, customers, {"customer": table.name, "in_control": in_control}, values)


def _messages(span: Span, campaign: str, wave: str, at: datetime) -> None:
	member = frappe.qb.DocType(MEMBER)
	treated = frappe.qb.from_(member).where((member.campaign == campaign) & span(member.customer))
	values = {
		"campaign": campaign,
		"wave": wave,
		"channel": "SMS",
		"purpose": "Marketing",
		"state": MessageState.DELIVERED.value,
		"variant": "A",
		"handed_at": at,
		"sent_at": at,
		"delivered_at": at,
	}
	_insert(MESSAGE, treated.where(member.in_control == 0), {"customer": member.customer}, values)


def _purchases(span: Span, campaign: str) -> None:
	member = frappe.qb.DocType(MEMBER)
	buyers = frappe.qb.from_(member).where((member.campaign == campaign) & span(member.customer))
	buyers = buyers.where(_draws(member.customer, "buys", BUYER_OF))
	values = {
		"product": frappe.db.get_value(CAMPAIGN, campaign, "product"),
		"category": ProductCategory.WEALTH.value,
		"status": AccountStatus.ACTIVE.value,
		"opened_on": add_days(today(), -BOUGHT_DAYS),
		"principal": 10_000,
		"balance": 10_000,
	}
	_insert(ACCOUNT, buyers, {"name": Concat(PREFIX, member.customer), "customer": member.customer}, values)


def _counted(campaign: str) -> tuple[int, int, int]:
	"""Members, all who bought, and those of them who were reached."""
	members = frappe.db.count(MEMBER, {"campaign": campaign})
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.from_(member).select(member.in_control, PseudoColumn("COUNT(*)"))
	query = query.where((member.campaign == campaign) & _draws(member.customer, "buys", BUYER_OF))
	by_group = {int(control): int(count) for control, count in query.groupby(member.in_control).run()}
	return members, sum(by_group.values()), by_group.get(0, 0)


def _draws(customer: Term, what: str, of: int) -> Term:
	"""Chosen by the customer's number, so that each turn draws the same."""
	return _mod(_crc32(Concat(f"{what}:", customer)), of) == 0


def _insert(doctype: str, chosen: QueryBuilder, columns: dict[str, Term], values: dict[str, object]) -> None:
	table, now = frappe.qb.DocType(doctype), now_datetime()
	constants = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		**values,
	}
	source = chosen.select(*(term.as_(name) for name, term in columns.items())).as_("chosen")
	query = frappe.qb.into(table).from_(source)
	if "name" not in columns:
		query = query.columns("name").select(PseudoColumn(f"nextval(`{frappe.scrub(doctype)}_id_seq`)"))
	query = query.columns(*columns, *constants).select(*(source[name] for name in columns))
	query.select(*(ValueWrapper(value) for value in constants.values())).run()


def _delete(rows: QueryBuilder) -> None:
	while True:
		rows.delete().limit(PER_DELETE).run()
		gone = frappe.db._cursor.rowcount
		_keep()
		if gone < PER_DELETE:
			return


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - portions of a million rows, each by itself
