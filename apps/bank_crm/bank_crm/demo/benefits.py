"""The demo bank's benefits and salons: coupons issued, claimed and used; one salon that was held, one tomorrow, one to come.

They belong to the newest benefit and salon campaigns, where the bank has some, and count there.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import frappe
import numpy as np
from frappe.utils import add_days

from bank_crm.demo import state
from bank_crm.demo.plan import Plan
from bank_crm.demo.service import some_customers
from bank_crm.domain.benefit_enums import BenefitState, GrantState
from bank_crm.domain.benefits import end_of
from bank_crm.domain.campaign_enums import CampaignType, ResponseKind
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.domain.event_seats import CODE_ALPHABET, CODE_LENGTH, SEATED
from bank_crm.marketing import responses
from bank_crm.marketing.benefits import counters
from bank_crm.marketing.events import seats

NOTE = "benefits"
BENEFIT, GRANT, EVENT, SEAT = counters.BENEFIT, counters.GRANT, seats.EVENT, seats.SEAT
CUSTOMERS_PER_GRANT, LEAST, MOST = 8, 24, 240
#: How far customers come with a benefit.
WAYS = (
	(GrantState.ISSUED, 0.38),
	(GrantState.CLAIMED, 0.27),
	(GrantState.USED, 0.23),
	(GrantState.EXPIRED, 0.12),
)
BENEFITS = (
	{
		"benefit_name": "新客理财加息券",
		"kind": "Rate Coupon",
		"value": 0.5,
		"stock": 300,
		"min_amount": 10_000,
		"products": [{"category": "Wealth"}],
		"description": "首次购买理财产品，年化收益加息0.5个百分点。",
		"terms": "1. 仅限首次购买本行理财产品的个人客户。\n2. 单笔购买金额不低于1万元，加息本金上限10万元。\n3. 领取后购买指定产品自动使用，逾期作废。",
	},
	{
		"benefit_name": "生日立减金",
		"kind": "Cash Voucher",
		"value": 20,
		"stock": 200,
		"products": [],
		"description": "生日当月刷卡消费立减20元。",
		"terms": "到店消费时向客户经理出示本页面。",
	},
	{
		"benefit_name": "定期存款加息券",
		"kind": "Rate Coupon",
		"value": 0.2,
		"stock": 150,
		"min_amount": 50_000,
		"products": [{"category": "Time Deposit"}],
		"description": "存入一年期及以上定期存款，利率上浮0.2个百分点。",
		"terms": "起存金额5万元；提前支取不享受加息。",
	},
)
#: Days from today, name, venue, capacity, state, what the guests did.
EVENTS = (
	(
		-20,
		"家庭财富传承沙龙",
		"总行贵宾理财中心",
		20,
		EventState.HELD,
		(SeatState.CHECKED_IN, SeatState.CHECKED_IN, SeatState.ABSENT),
	),
	(
		1,
		"冬季养生与养老规划沙龙",
		"城东支行二楼会议室",
		12,
		EventState.OPEN,
		(SeatState.REGISTERED, SeatState.REGISTERED, SeatState.INVITED),
	),
	(21, "新春资产配置策略会", "城市会展酒店三号厅", 60, EventState.PLANNED, (SeatState.INVITED,)),
)


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its benefits and salons, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None:
		return {}
	rng, now = plan.rng("benefits"), datetime.combine(plan.today, datetime.min.time()) + timedelta(hours=9)
	count = min(MOST, max(LEAST, plan.size // CUSTOMERS_PER_GRANT))
	drawn = some_customers(plan, rng, count, first_customer)
	host = Counter(one.manager for one in drawn if one.manager).most_common(1)
	customers = [one.name for one in drawn]
	grants = sum(_benefit(dict(values), rng, now, customers) for values in BENEFITS)
	guests = sum(_event(one, host[0][0] if host else None, rng, now, customers) for one in EVENTS)
	rows = {BENEFIT: len(BENEFITS), GRANT: grants, EVENT: len(EVENTS), SEAT: guests}
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _benefit(values: dict[str, object], rng: np.random.Generator, now: datetime, customers: list[str]) -> int:
	campaign = _campaign(CampaignType.BENEFIT) if values["value"] == 0.5 else None
	benefit = frappe.get_doc(
		{
			"doctype": BENEFIT,
			"campaign": campaign,
			"valid_from": add_days(now, -40).date(),
			"valid_until": add_days(now, 50).date(),
			"claim_days": 30,
			**values,
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	benefit.state = BenefitState.OPEN.value
	benefit.save(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	chosen = rng.permutation(len(customers))[: max(len(customers) // 2, 10)]
	for place in chosen:
		_grant(benefit, customers[int(place)], rng, now)
	counters.refresh(str(benefit.name))
	return len(chosen)


def _grant(benefit: frappe._dict, customer: str, rng: np.random.Generator, now: datetime) -> None:
	way = GrantState(str(rng.choice([one.value for one, _share in WAYS], p=[share for _one, share in WAYS])))
	expired = way is GrantState.EXPIRED
	issued = now - timedelta(
		days=int(rng.integers(32, 38) if expired else rng.integers(1, 25)), minutes=int(rng.integers(0, 400))
	)
	claimed = (
		issued + timedelta(hours=int(rng.integers(1, 12)))
		if way in (GrantState.CLAIMED, GrantState.USED)
		else None
	)
	used = (
		min(claimed + timedelta(hours=int(rng.integers(2, 90))), now)
		if claimed and way is GrantState.USED
		else None
	)
	amount = float(int(rng.integers(2, 40)) * 5_000) + float(benefit.min_amount or 0) if used else 0
	ends = end_of(issued.date() + timedelta(days=30)) if not claimed else end_of(benefit.valid_until)
	doc = frappe.get_doc(
		{
			"doctype": GRANT,
			"benefit": benefit.name,
			"campaign": benefit.campaign,
			"customer": customer,
			"state": way.value,
			"issued_at": issued,
			"claimed_at": claimed,
			"used_at": used,
			"used_amount": amount,
			"expired_at": ends + timedelta(hours=1) if expired else None,
			"expires_at": ends,
			"text_version": 1 if claimed else 0,
			"grant_key": f"demo:{benefit.name}:{customer}",
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	for kind, at in ((ResponseKind.CLAIMED, claimed), (ResponseKind.PURCHASED, used)):
		if benefit.campaign and at:
			key, paid = (
				f"demo-benefit:{doc.name}:{kind.value}",
				amount if kind is ResponseKind.PURCHASED else 0,
			)
			responses.record(benefit.campaign, customer, kind, at, "benefit", key=key, amount=paid)


def _event(
	one: tuple[int, str, str, int, EventState, tuple[SeatState, ...]],
	host: str | None,
	rng: np.random.Generator,
	now: datetime,
	customers: list[str],
) -> int:
	days, name, venue, capacity, stands, ways = one
	starts = now + timedelta(days=days, hours=5)
	event = frappe.get_doc(
		{
			"doctype": EVENT,
			"event_name": name,
			"campaign": _campaign(CampaignType.SALON) if stands is EventState.OPEN else None,
			"venue": venue,
			"starts_at": starts,
			"ends_at": starts + timedelta(hours=2),
			"capacity": capacity,
			"host": host,
			"description": "特邀专家主讲，现场备有茶歇。请提前10分钟到场，凭入场码签到。",
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	if stands is not EventState.PLANNED:
		event.db_set("state", stands.value)  # a held one lies in the past, where no step leads
	chosen = [customers[int(place)] for place in rng.permutation(len(customers))[: capacity + 12]]
	seated = 0
	for place, customer in enumerate(chosen):
		way = ways[place % len(ways)]
		if way in SEATED and seated >= capacity:
			way = SeatState.WAITING if stands is EventState.OPEN else SeatState.INVITED
		seated += way in SEATED
		_seat(event, customer, way, starts, now, rng)
	seats.refresh(str(event.name))
	return len(chosen)


def _seat(
	event: frappe._dict,
	customer: str,
	way: SeatState,
	starts: datetime,
	now: datetime,
	rng: np.random.Generator,
) -> None:
	invited = min(starts, now) - timedelta(days=9)
	answered = invited + timedelta(hours=int(rng.integers(1, 150)))
	has_seat = way in (SeatState.REGISTERED, SeatState.CHECKED_IN, SeatState.ABSENT)
	code = "".join(rng.choice(list(CODE_ALPHABET), CODE_LENGTH))
	frappe.get_doc(
		{
			"doctype": SEAT,
			"event": event.name,
			"campaign": event.campaign,
			"customer": customer,
			"state": way.value,
			"entry_code": code if has_seat else None,
			"invited_at": invited,
			"registered_at": answered if has_seat else None,
			"waiting_since": answered if way is SeatState.WAITING else None,
			"checked_in_at": starts - timedelta(minutes=int(rng.integers(0, 20)))
			if way is SeatState.CHECKED_IN
			else None,
			"absent_at": starts + timedelta(hours=4) if way is SeatState.ABSENT else None,
			"registration_key": f"{event.name}:{customer}",
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell


def _campaign(kind: CampaignType) -> str | None:
	return frappe.db.get_value(
		"Bank Campaign", {"campaign_type": kind.value}, "name", order_by="creation desc"
	)
