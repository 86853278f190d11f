"""Finding purchases of what a campaign sells, and putting them down to it (MKT-06, MKT-10, MKT-13, MKT-22).

`count` may be done again at any time: what was put down once stays, as its key says. Purchases of everybody who was
chosen – the control group too – are noted at the member, for `uplift`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count
from frappe.utils import add_days, cint, flt, get_datetime, getdate, now_datetime, today
from pypika.terms import Term

from bank_crm.domain.attribution import Touch, credited
from bank_crm.domain.campaign_enums import CampaignState, ResponseKind, TouchRule
from bank_crm.marketing import responses
from bank_crm.marketing.effect import products
from bank_crm.name_list import NameList

CAMPAIGN, MEMBER, MESSAGE, RESPONSE = (
	"Bank Campaign",
	"Bank Campaign Member",
	"Bank Message",
	"Bank Campaign Response",
)
FIELDS = (
	"name",
	"state",
	"product",
	"product_category",
	"attribution_touch",
	"attribution_days",
	"started_at",
	"ended_at",
)
#: Whose answers are touches; a purchase is what is to be explained.
_TOUCHING = sorted(
	kind.value for kind in responses.PARTICIPATION - {ResponseKind.PURCHASED} | {ResponseKind.OPENED}
)
#: Bookings reach us that much later than they were made; each night all are looked at.
DAYS_LATE = 3
#: Members looked at in one statement and stored at once, and purchases put down in one.
MEMBERS, PORTION = 20_000, 1_000
SOURCE = "Core System"
Row = frappe._dict


def count(name: str, *, everything: bool = True, commit: bool = False) -> int:
	"""Put the purchases of a campaign's members down to it; returns how many were new.

	`everything` looks at all since the start, else bookings of the last days only. Members are taken some thousands at a
	time; `commit` is for jobs only: each portion stands for itself, and the counters are locked for no longer.
	"""
	campaign = frappe.db.get_value(CAMPAIGN, name, FIELDS, as_dict=True)
	goods = products.of(campaign) if campaign and campaign.started_at else None
	if goods is None:
		return 0
	begun = getdate(campaign.started_at)
	since = begun if everything else max(begun, getdate(add_days(today(), -DAYS_LATE)))
	queries = [products.opened(campaign, goods, begun), products.added(campaign, goods, since)]
	rivals = [name, *_rivals(campaign, goods)]
	new = 0
	for first, last in _ranges(name):
		within = frappe.qb.DocType(MEMBER).customer[first:last]
		rows = [
			row for query in queries if query is not None for row in query.where(within).run(as_dict=True)
		]
		_note_bought(rows, cint(campaign.attribution_days))
		asked = [row for row in rows if not row.in_control]
		for start in range(0, len(asked), PORTION):
			unknown = _unknown(name, asked[start : start + PORTION])
			new += responses.record_many(_done(campaign, unknown, rivals))
		_keep(commit)
	_count_trial(name)
	return new


def open_campaigns() -> list[str]:
	"""Return the campaigns purchases may still be put down to: running, paused, or ended within their days."""
	table = frappe.qb.DocType(CAMPAIGN)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.state, table.ended_at, table.attribution_days)
		.where(table.started_at.isnotnull() & (table.state != CampaignState.REVIEWED.value))
		.orderby(table.name)
	)
	now = now_datetime()
	return [row.name for row in query.run(as_dict=True) if not _is_over(row, now)]


def moment(bought: date | datetime) -> datetime:
	"""Return until when a touch came before a purchase; of a day without a time, its end."""
	if isinstance(bought, datetime):
		return bought
	return datetime.combine(bought, time.max)


def _is_over(row: Row, now: datetime) -> bool:
	if row.state != CampaignState.ENDED.value or not row.ended_at:
		return False
	return get_datetime(row.ended_at) + timedelta(days=cint(row.attribution_days) + DAYS_LATE) < now


def _ranges(campaign: str) -> Iterator[tuple[str, str]]:
	"""Walk a campaign's members by customer; only the two ends of each range are held."""
	member, after = frappe.qb.DocType(MEMBER), ""
	while True:
		query = frappe.qb.from_(member).select(member.customer).orderby(member.customer).limit(MEMBERS)
		query = query.where((member.campaign == campaign) & (member.customer > after))
		names = query.run(pluck=True)
		if not names:
			return
		yield names[0], names[-1]
		after = names[-1]


def _done(campaign: Row, rows: Sequence[Row], rivals: Sequence[str]) -> Iterable[responses.Done]:
	reached = touches(rivals, sorted({row.customer for row in rows}))
	rule, days = (
		TouchRule(campaign.attribution_touch or TouchRule.LAST.value),
		cint(campaign.attribution_days),
	)
	for row in rows:
		until = moment(row.bought)
		touch = credited(reached.get(row.customer, ()), until, rule, days)
		if touch is None or touch.campaign != campaign.name:
			continue
		at = row.bought if isinstance(row.bought, datetime) else get_datetime(row.bought)
		yield responses.Done(
			campaign.name,
			row.customer,
			ResponseKind.PURCHASED,
			max(at, touch.at),
			_key(campaign.name, row),
			SOURCE,
			flt(row.amount),
			touch.wave,
			touch.variant,
			responses.Reference(row.doctype, str(row.name)),
		)


def _key(campaign: str, row: Row) -> str:
	return f"purchase:{campaign}:{row.doctype}:{row.name}"


def _unknown(campaign: str, rows: Sequence[Row]) -> list[Row]:
	"""Leave out what is put down to the campaign already, by this job or by whoever sold it."""
	table = frappe.qb.DocType(RESPONSE)
	query = (
		frappe.qb.from_(table)
		.select(table.reference_doctype, table.reference_name)
		.where((table.campaign == campaign) & (table.kind == ResponseKind.PURCHASED.value))
		.where(NameList(sorted({row.customer for row in rows})).holds(table.customer))
	)
	known = {(doctype, str(name)) for doctype, name in query.run()}
	return [row for row in rows if (row.doctype, str(row.name)) not in known]


def _rivals(campaign: Row, goods: products.Goods) -> list[str]:
	"""Other campaigns for the same that count by the same rule, and were under way within the days."""
	table = frappe.qb.DocType(CAMPAIGN)
	oldest = add_days(get_datetime(campaign.started_at), -cint(campaign.attribution_days))
	query = (
		frappe.qb.from_(table)
		.select(table.name)
		.where((table.name != campaign.name) & table.started_at.isnotnull())
		.where(table.ended_at.isnull() | (table.ended_at >= oldest))
		.where(table.product_category == goods.category)
		.where(table.attribution_touch == campaign.attribution_touch)
	)
	if goods.product:
		query = query.where(table.product.isnull() | table.product.isin([goods.product, ""]))
	return query.run(pluck=True)


def touches(campaigns: Sequence[str], customers: Sequence[str]) -> dict[str, list[Touch]]:
	"""Return customer → the moments these campaigns reached him or her, or were answered."""
	found: dict[str, list[Touch]] = defaultdict(list)
	if not customers:
		return found
	for doctype, column in ((MESSAGE, "delivered_at"), (RESPONSE, "responded_at")):
		table = frappe.qb.DocType(doctype)
		query = (
			frappe.qb.from_(table)
			.select(table.customer, table.campaign, table[column], table.wave, table.variant)
			.where(NameList(customers).holds(table.customer) & table.campaign.isin(campaigns))
			.where(table[column].isnotnull())
		)
		if doctype == RESPONSE:
			query = query.where(table.kind.isin(_TOUCHING))
		for customer, campaign, at, wave, variant in query.run():
			found[customer].append(Touch(campaign, at, wave, variant))
	return found


def _note_bought(rows: Sequence[Row], days: int) -> None:
	"""Keep the first day each member bought, if within the days from being chosen; whoever had a hand in it."""
	first: dict[int, date] = {}
	for row in rows:
		day, joined = getdate(row.bought), getdate(row.joined_at)
		if joined <= day <= joined + timedelta(days=days):
			first[row.member] = min(day, first.get(row.member, day))
	by_day: dict[date, list[int]] = defaultdict(list)
	for member, day in first.items():
		by_day[day].append(member)
	table = frappe.qb.DocType(MEMBER)
	for day, members in sorted(by_day.items()):
		for start in range(0, len(members), PORTION):
			query = frappe.qb.update(table).set(table.bought_on, day)
			query = query.where(NameList(members[start : start + PORTION]).holds(table.name))
			query.where(table.bought_on.isnull() | (table.bought_on > day)).run()


def _count_trial(campaign: str) -> None:
	"""Count the buyers of both groups; who came by themselves was drawn for neither."""
	member = frappe.qb.DocType(MEMBER)

	def those(in_control: int, column: Term) -> Term:
		return Count(Case().when(member.in_control == in_control, column))

	query = (
		frappe.qb.from_(member)
		.select(those(0, member.name), those(0, member.bought_on))
		.select(those(1, member.name), those(1, member.bought_on))
		.where((member.campaign == campaign) & (member.variant.isnotnull() | (member.in_control == 1)))
	)
	treated, treated_bought, control, control_bought = query.run()[0]
	values = {
		"trial_treated": treated,
		"trial_treated_bought": treated_bought,
		"trial_control": control,
		"trial_control_bought": control_bought,
		"effect_counted_at": now_datetime(),
	}
	frappe.db.set_value(CAMPAIGN, campaign, values, update_modified=False)


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion may be repeated
