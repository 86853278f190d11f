"""The demo bank's campaigns: one that has ended with what came of it, one whose calls are to be made (MKT-09, MKT-13).

What customers did goes through `marketing.responses`, so that members and counters are those of the app itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import frappe
import numpy as np
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now_datetime
from pypika.terms import PseudoColumn

from bank_crm.demo import ended_wave, state
from bank_crm.demo.plan import Plan
from bank_crm.demo.service import some_customers
from bank_crm.domain.campaign_enums import CampaignState, ResponseKind
from bank_crm.domain.care import ConsentDecision
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies, versions
from bank_crm.marketing.sending import waves
from bank_crm.permissions import roles

NOTE = "campaign-effect"
CAMPAIGN, MEMBER, SEGMENT, SEAT, WAVE, CONSENT = (
	"Bank Campaign",
	"Bank Campaign Member",
	"Bank Segment",
	"Bank Segment Member",
	"Bank Campaign Wave",
	"Bank Contact Consent",
)
#: One member of the ended campaign per so many customers, and at most so many; customers to be called.
CUSTOMERS_PER_MEMBER, MOST, CALLS = 2, 3_000, 24
CONTROL = 0.1
#: Born later, customers click and buy more often: group → share reached, clicked, claimed, bought, bought without it.
RATES = {"young": (0.96, 0.42, 0.6, 0.5, 0.03), "old": (0.93, 0.2, 0.5, 0.35, 0.025)}
BORN = "1986-01-01"
SCRIPT = (
	"您好，请问是{{ customer_name }}吗？我是您的客户经理。您领取的{{ benefit_text }}还没有使用，"
	"本周内购买理财即可生效。请问您现在方便了解一下吗？"
)


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its campaigns, once; returns rows by DocType."""
	officer = _officer()
	if state.read_note(NOTE) is not None or officer is None:
		return {}
	rng = plan.rng("campaign_effect")
	people = some_customers(plan, rng, min(MOST, plan.size // CUSTOMERS_PER_MEMBER), first_customer)
	young, old = _by_age([one.name for one in people])
	rows = {MEMBER: _ended(plan, rng, officer, young, old), "Bank Campaign Call": 0}
	managed = [one.name for one in people if one.manager][:CALLS]
	if managed:
		rows["Bank Campaign Call"] = _calling(plan, officer, managed)
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _officer() -> str | None:
	found = frappe.get_all(
		"Has Role",
		filters={"role": roles.MARKETING_OFFICER, "parenttype": "User"},
		pluck="parent",
		order_by="parent asc",
		limit=1,
	)
	return found[0] if found else None


def _by_age(names: list[str]) -> tuple[list[str], list[str]]:
	born = dict(
		frappe.get_all(
			"Bank Customer", {"name": ("in", names)}, ["name", "birth_date"], as_list=True, limit=0
		)
	)
	young = [name for name in names if born.get(name) and getdate(born[name]) >= getdate(BORN)]
	return young, [name for name in names if name not in set(young)]


def _ended(plan: Plan, rng: np.random.Generator, officer: str, young: list[str], old: list[str]) -> int:
	begun = datetime.combine(plan.today, datetime.min.time()) - timedelta(days=45)
	groups = {
		_segment("开门红：年轻客群", young, officer, begun): ("young", young),
		_segment("开门红：中老年客群", old, officer, begun): ("old", old),
	}
	text = ended_wave.template(officer)
	campaign = _campaign(
		officer,
		campaign_name="开门红新客理财加息券（上期）",
		campaign_type="Benefit Claim",
		starts_on=begun.date(),
		ends_on=add_days(begun.date(), 20),
		product_category="Wealth",
		goal_text="提升理财首购客户数",
		goal_metric="Purchases",
		goal_target=max(10, (len(young) + len(old)) // 12),
		benefit_text="理财加息0.5%",
		budget=20_000,
		return_percent=1.2,
		control_percent=100 * CONTROL,
		audience=[{"segment": name, "use": "Include"} for name in groups],
		variants=[{"variant": "A", "channel": "SMS", "template": text, "share": 1}],
		costs=[
			{"kind": "Benefits and Gifts", "item": "加息成本", "planned": 6_000, "actual": 5_200},
			{"kind": "Material", "item": "宣传物料", "planned": 800, "actual": 760},
		],
	)
	members, done = [], []
	for segment, (kind, names) in groups.items():
		for name in names:
			in_control = rng.random() < CONTROL
			way = list(_way(rng, RATES[kind], begun)) if not in_control else []
			bought = _bought(way) or (rng.random() < RATES[kind][4] and begun + timedelta(days=9)) or None
			reached = way[0][1] if way else None
			members.append((name, segment, in_control, reached, bought))
			done += [
				responses.Done(
					campaign.name, name, what, at, f"demo:{campaign.name}:{name}:{what.value}", "Demo"
				)
				if what is not ResponseKind.PURCHASED
				else responses.Done(
					campaign.name,
					name,
					what,
					at,
					f"demo:{campaign.name}:{name}:{what.value}",
					"Demo",
					float(int(rng.integers(1, 30)) * 10_000),
				)
				for what, at in way[1:]
			]
	_insert_members(campaign.name, members, begun)
	clicked = {one.customer: one.at for one in done if one.kind is ResponseKind.CLICKED}
	ended_wave.add(campaign, text, members, clicked, begun)
	responses.record_many(done)
	_close(campaign, members, begun)
	return len(members)


def _way(
	rng: np.random.Generator, rates: tuple[float, ...], begun: datetime
) -> Iterator[tuple[ResponseKind | None, datetime]]:
	"""Yield how far somebody came, the first entry being that he or she was reached."""
	at = begun + timedelta(hours=10, minutes=int(rng.integers(90)))
	kinds = (None, ResponseKind.CLICKED, ResponseKind.CLAIMED, ResponseKind.PURCHASED)
	for kind, rate in zip(kinds, rates, strict=False):
		if rng.random() >= rate:
			return
		yield kind, at
		at += timedelta(hours=int(rng.integers(1, 60)))


def _bought(way: list[tuple[ResponseKind | None, datetime]]) -> datetime | None:
	return next((at for kind, at in way if kind is ResponseKind.PURCHASED), None)


def _insert_members(campaign: str, members: list[tuple], begun: datetime) -> None:
	table = frappe.qb.DocType(MEMBER)
	columns = (
		"name creation modified owner modified_by campaign customer segment variant in_control joined_at reached_at "
		"bought_on purchase_amount"
	).split()
	for start in range(0, len(members), 1_000):
		query = frappe.qb.into(table).columns(*columns)
		for name, segment, in_control, reached, bought in members[start : start + 1_000]:
			query = query.insert(
				PseudoColumn("nextval(`bank_campaign_member_id_seq`)"),
				begun,
				begun,
				"Administrator",
				"Administrator",
				campaign,
				name,
				segment,
				None if in_control else "A",
				int(in_control),
				begun,
				reached,
				bought.date() if bought else None,
				0,
			)
		query.run()


def _close(campaign: Document, members: list[tuple], begun: datetime) -> None:
	"""Set what the steps of the campaign's life would have set on the way."""
	tallies.count_members(campaign.name)
	tallies.repair(campaign.name)
	treated = [one for one in members if not one[2]]
	control = [one for one in members if one[2]]
	values = {
		"state": CampaignState.ENDED.value,
		"started_at": begun,
		"ended_at": begun + timedelta(days=20),
		"audience_size": len(members),
		"spent": round(ended_wave.PRICE * sum(1 for one in treated if one[3]), 2),
		"trial_treated": len(treated),
		"trial_treated_bought": sum(1 for one in treated if one[4]),
		"trial_control": len(control),
		"trial_control_bought": sum(1 for one in control if one[4]),
		"effect_counted_at": begun + timedelta(days=21),
	}
	frappe.db.set_value(CAMPAIGN, campaign.name, values, update_modified=False)


def _calling(plan: Plan, officer: str, names: list[str]) -> int:
	"""A campaign that runs, with a wave of calls made by the app itself."""
	now = datetime.combine(plan.today, datetime.min.time())
	for name in names:
		_allow(name, now)
	segment = _segment("已领券未购买客户", names, officer, now)
	template = frappe.get_doc(
		{
			"doctype": "Bank Message Template",
			"template_name": "加息券电话回访话术",
			"channel": "Phone",
			"body": SCRIPT,
			"owner_user": officer,
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	campaign = _campaign(
		officer,
		campaign_name="理财加息券电话回访",
		campaign_type="Telemarketing",
		starts_on=plan.today,
		ends_on=add_days(plan.today, 30),
		product_category="Wealth",
		goal_metric="Purchases",
		goal_target=8,
		benefit_text="理财加息0.5%",
		audience=[{"segment": segment, "use": "Include"}],
		variants=[{"variant": "A", "channel": "Phone", "template": template.name, "share": 1}],
	)
	wave = frappe.get_doc(
		{
			"doctype": WAVE,
			"campaign": campaign.name,
			"wave_name": "未购买客户追加电话营销",
			"channel": "Phone",
		}
	)
	due = now_datetime().replace(microsecond=0)
	wave.update({"send_at": due, "call_attempts": 3, "wave_audience": "Everybody"})
	wave.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	campaign.reload()
	campaign.flags.bank_itself = True
	versions.make(campaign)
	running = {"state": CampaignState.RUNNING.value, "started_at": now}
	frappe.db.set_value(CAMPAIGN, campaign.name, running, update_modified=False)
	waves.run(str(wave.name))
	return frappe.db.count("Bank Campaign Call", {"campaign": campaign.name})


def _campaign(officer: str, **values: object) -> Document:
	campaign = frappe.get_doc({"doctype": CAMPAIGN, "owner_user": officer, **values})
	campaign.flags.bank_itself = True
	return campaign.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell


def _segment(name: str, customers: list[str], officer: str, joined: datetime) -> str:
	segment = frappe.get_doc(
		{
			"doctype": SEGMENT,
			"segment_name": name,
			"basis": "Manual List",
			"kind": "Static",
			"owner_user": officer,
		}
	)
	segment.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	for customer in customers:
		seat = {"doctype": SEAT, "segment": segment.name, "customer": customer, "joined_at": joined}
		frappe.get_doc(seat).db_insert()
	frappe.db.set_value(SEGMENT, segment.name, "member_count", len(customers), update_modified=False)
	return str(segment.name)


def _allow(customer: str, at: datetime) -> None:
	known = {"customer": customer, "channel": "Phone", "purpose": "Marketing", "is_current": 1}
	if frappe.db.exists(CONSENT, known):
		return
	frappe.get_doc(
		{
			"doctype": CONSENT,
			"customer": customer,
			"channel": "Phone",
			"purpose": "Marketing",
			"decision": ConsentDecision.GIVEN.value,
			"decided_at": at - timedelta(days=30),
			"source": "网点签署",
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
