"""What the demo bank and its customers have said to each other: consents, contacts of half a year, needs at the counter.

All of it comes set-based; nothing is sent and nobody is reminded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
import numpy as np
import pyarrow as pa

from bank_crm.compliance.contact import consents
from bank_crm.demo import bulk, state
from bank_crm.demo.plan import Plan
from bank_crm.demo.service import some_customers
from bank_crm.demo.sheet import Sheet
from bank_crm.numbering import reserve_sequence

NOTE = "contacts"
CONSENT, INTERACTION, NEED = "Bank Contact Consent", "Bank Interaction", "Bank Customer Need"
#: A bank of a million customers is for measuring; only so many of them have said something.
MOST = 50_000
DAYS = 180
#: Purpose, channel and the share of customers that allow it (RSK-08).
ALLOWED = (
	("Care", "SMS", 0.92),
	("Service", "SMS", 0.97),
	("Survey", "SMS", 0.75),
	("Marketing", "SMS", 0.72),
	("Marketing", "Phone", 0.35),
	("Marketing", "App", 0.55),
	("Marketing", "Email", 0.3),
)
#: Share of the allowed that were taken back later.
WITHDRAWN = 0.03
SOURCES = ("开户协议", "手机银行授权", "柜面签署", "客户经理面签")
#: Channel, share, subject, what came of it, next step (none: nothing is left to do).
TALKS = (
	("Call", 0.34, "理财产品到期提醒", "Interested", "下周电话跟进续作意向"),
	("Call", 0.16, "定期存款到期回访", "Reached", None),
	("Call", 0.1, "信用卡分期介绍", "Not Reached", "改日再次致电"),
	("Visit", 0.08, "上门走访企业主客户", "Interested", "准备授信方案"),
	("Branch", 0.14, "网点面谈资产配置", "Done", None),
	("WeChat", 0.12, "发送市场周报", "Reached", None),
	("Email", 0.06, "发送季度资产检视报告", "Done", None),
)
#: Product line and what a customer says at the counter (CUS-17).
NEEDS = (
	("Wealth", "想了解一年期稳健理财"),
	("Time Deposit", "咨询大额存单额度"),
	("Loan", "计划明年换房，想了解按揭政策"),
	("Insurance", "想给孩子配置教育金"),
	("Fund", "想开始每月定投"),
	("Savings", "孩子明年留学，咨询留学汇款"),
	("Credit Card", "想申请提高信用卡额度"),
)


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its consents, contacts and needs, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None:
		return {}
	rng = plan.rng("contacts")
	end = datetime.combine(plan.today, datetime.min.time())
	customers = some_customers(plan, rng, min(plan.size, MOST), first_customer)
	rows = {
		CONSENT: _consents(rng, customers, end),
		INTERACTION: _interactions(rng, customers[::2], end),
		NEED: _needs(rng, customers[::9], end),
	}
	consents.settle_all([one.name for one in customers])
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _consents(rng: np.random.Generator, customers: list[frappe._dict], end: datetime) -> int:
	"""Decisions of the last three years; some customers have changed their mind since."""
	rows: list[tuple[object, ...]] = []
	for customer in customers:
		given = end - timedelta(days=int(rng.integers(200, 1_000)), hours=-int(rng.integers(9, 17)))
		source = SOURCES[int(rng.integers(len(SOURCES)))]
		for purpose, channel, share in ALLOWED:
			if rng.random() >= share:
				continue
			rows.append((customer.name, purpose, channel, "Given", given, source))
			if rng.random() < WITHDRAWN:
				later = given + timedelta(days=int(rng.integers(1, 199)))
				rows.append((customer.name, purpose, channel, "Withdrawn", later, "客服热线"))
	fields = ("customer", "purpose", "channel", "decision", "decided_at", "source")
	sheet = _sheet(CONSENT, fields, rows, moment="decided_at")
	sheet.constants["lawful_basis"] = "Consent"
	return bulk.insert(sheet)


def _interactions(rng: np.random.Generator, customers: list[frappe._dict], end: datetime) -> int:
	shares = [talk[1] for talk in TALKS]
	rows: list[tuple[object, ...]] = []
	for customer in customers:
		if not customer.manager:
			continue
		for _talk in range(int(rng.geometric(0.45))):
			channel, _share, subject, outcome, following = TALKS[int(rng.choice(len(TALKS), p=shares))]
			at = end - timedelta(days=int(rng.integers(1, DAYS)), minutes=-int(rng.integers(540, 1_050)))
			minutes = int(rng.integers(2, 45)) if channel in ("Call", "Visit", "Branch") else 0
			rows.append(
				(
					customer.name,
					channel,
					"Outbound",
					at,
					minutes,
					customer.manager,
					outcome,
					subject,
					following,
				)
			)
	fields = (
		"customer",
		"channel",
		"direction",
		"occurred_at",
		"duration_minutes",
		"user",
		"outcome",
		"subject",
		"next_step",
	)
	return bulk.insert(_sheet(INTERACTION, fields, rows, moment="occurred_at"))


def _needs(rng: np.random.Generator, customers: list[frappe._dict], end: datetime) -> int:
	rows: list[tuple[object, ...]] = []
	for customer in customers:
		line, need = NEEDS[int(rng.integers(len(NEEDS)))]
		on = end - timedelta(days=int(rng.integers(0, DAYS)))
		status = str(rng.choice(("Open", "Met", "Dropped"), p=(0.5, 0.4, 0.1)))
		rows.append((customer.name, need, on, status, line, "Branch", customer.manager))
	fields = ("customer", "need", "need_on", "status", "product_category", "channel", "user")
	return bulk.insert(_sheet(NEED, fields, rows, moment="need_on"))


def _sheet(doctype: str, fields: tuple[str, ...], rows: list[tuple[object, ...]], *, moment: str) -> Sheet:
	"""Rows of an autoincrement DocType, made at the moment they tell of."""
	last = reserve_sequence(doctype, len(rows)) if rows else 0
	sheet = Sheet(doctype, pa.array(range(last + 1, last + 1 + len(rows)), pa.int64()))
	for place, field in enumerate(fields):
		sheet.columns[field] = pa.array([row[place] for row in rows])
	sheet.columns["creation"] = sheet.columns["modified"] = sheet.columns[moment]
	if moment == "need_on":
		sheet.columns[moment] = sheet.columns[moment].cast(pa.date32())
	sheet.constants.update(owner="Administrator", modified_by="Administrator")
	return sheet
