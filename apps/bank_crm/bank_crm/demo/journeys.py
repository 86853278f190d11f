"""The demo bank's journey 新客首购权益触达, running for a year: customers stand at every step (MKT-14).

Who entered and what was done is the app's own doing; only the time in between is turned back, and what became of the
messages, which in a demo nobody sends.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime
from pypika.functions import Cast

from bank_crm.demo import state
from bank_crm.demo.organisation import MARKETING_OFFICER
from bank_crm.demo.plan import Plan
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.journey_enums import JourneyState, RunState
from bank_crm.marketing.journeys import advancing, entering
from bank_crm.marketing.journeys.definition import JOURNEY, LOG, RUN

NOTE = "journeys"
MESSAGE, TEMPLATE = "Bank Message", "Bank Message Template"
DAYS = 360
#: Of a larger bank only the newest customers enter: what a journey does for one is documents.
WHOLE_YEAR_FOR = 20_000
TEXTS = {
	"新客首购权益": "【城商行】{{ customer_name }}您好，欢迎加入！首次购买理财可享加息0.5%，30天内有效，领取：{{ link }} 拒收请回复R",
	"新客首购提醒": "【城商行】{{ customer_name }}您好，您的首购加息权益还有7天到期，点击查看适合您的产品：{{ link }} 拒收请回复R",
}


def add(plan: Plan) -> dict[str, int]:
	"""Give a loaded demo bank its journey, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None:
		return {}
	filters = {"role": MARKETING_OFFICER, "parenttype": "User"}
	officers = frappe.get_all("Has Role", filters, pluck="parent", order_by="parent asc", limit=2)
	owner, approver = officers[0], (*officers[1:], "Administrator")[0]
	templates = [_template(name, body, owner) for name, body in TEXTS.items()]
	journey = _journey(templates, owner, approver)
	begun = datetime.combine(plan.today, datetime.min.time()) - timedelta(days=_days(plan.size))
	frappe.db.set_value(JOURNEY, journey, {"started_at": begun, "looked_at": begun}, update_modified=False)
	entered = entering.enter(journey)
	advancing.advance(journey)
	_answer(journey)
	for _step in range(2):
		_turn_back(journey)
		advancing.advance(journey)
	state.keep_note(NOTE, journey)
	return {JOURNEY: 1, TEMPLATE: len(templates), RUN: entered}


def _days(customers: int) -> int:
	return max(1, min(DAYS, DAYS * WHOLE_YEAR_FOR // customers))


def _template(name: str, body: str, owner: str | None) -> str:
	doc = frappe.get_doc(
		{
			"doctype": TEMPLATE,
			"template_name": name,
			"channel": "SMS",
			"body": body,
			"link_url": "https://www.bank.example/first-purchase",
			"owner_user": owner,
		}
	)
	return str(doc.insert().name)


def _journey(templates: list[str], owner: str, approver: str) -> str:
	def step(key: str, kind: str, title: str, to: str = "", **settings: object) -> dict[str, object]:
		branches = [{"name": "next", "to": to}]
		return {"key": key, "kind": kind, "title": title, "settings": settings, "branches": branches}

	steps = [
		step("offer", "Message", "首购权益短信", "week", template=templates[0]),
		step("week", "Wait", "等待3天", "clicked", mode="For Some Time", amount=3, unit="Days"),
		{
			"key": "clicked",
			"kind": "Condition",
			"title": "是否点击权益链接",
			"settings": {"test": "Answer to a Message", "of_step": "offer", "answer": "Clicked"},
			"branches": [{"name": "yes", "to": "chance"}, {"name": "no", "to": "morning"}],
		},
		step("chance", "Opportunity", "转为理财商机", product_category="Wealth"),
		step(
			"morning",
			"Wait",
			"等到工作日10点",
			"remind",
			mode="Until Weekday and Hour",
			weekdays=[0, 1, 2, 3, 4],
			hour="10:00",
		),
		step("remind", "Message", "权益到期提醒", "days", template=templates[1]),
		step("days", "Wait", "再等待4天", "call", mode="For Some Time", amount=4, unit="Days"),
		step("call", "Task", "客户经理致电", subject="致电新客，介绍首购加息权益", days=3, priority="Medium"),
	]
	loader = frappe.session.user
	frappe.set_user(owner)
	journey = frappe.get_doc(
		{
			"doctype": JOURNEY,
			"journey_name": "新客首购权益触达",
			"owner_user": owner,
			"trigger": "New Customer",
			"steps": json.dumps({"start": "offer", "steps": steps}, ensure_ascii=False),
			"goal_kind": "Product Bought",
			"goal_category": "Wealth",
		}
	).insert()
	# handed in by who answers for it, approved by somebody else, started by the first
	for step, user in (
		(JourneyState.PENDING, owner),
		(JourneyState.APPROVED, approver),
		(JourneyState.RUNNING, owner),
	):
		frappe.set_user(user)
		journey = frappe.get_doc(JOURNEY, journey.name)
		journey.state = step.value
		journey.save()
	frappe.set_user(loader)
	return str(journey.name)


def _answer(journey: str) -> None:
	"""The messages arrived, and one in five customers looked."""
	message, log, now = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(LOG), now_datetime()
	sent = frappe.qb.from_(log).select(Cast(log.reference_name, "UNSIGNED"))
	names = sorted(sent.where((log.journey == journey) & (log.reference_doctype == MESSAGE)).run(pluck=True))
	for places, chosen in (((1, 2, 3, 4), MessageState.DELIVERED), ((0,), MessageState.CLICKED)):
		some = [name for place, name in enumerate(names) if place % 5 in places]
		if not some:
			continue
		query = frappe.qb.update(message).set(message.state, chosen.value).set(message.sent_at, now)
		query = query.set(message.handed_at, now).set(message.delivered_at, now)
		if chosen is MessageState.CLICKED:
			query = query.set(message.clicked_at, now)
		query.where(message.name.isin(some)).run()


def _turn_back(journey: str) -> None:
	"""Let the time of half of those who wait be over."""
	run = frappe.qb.DocType(RUN)
	waiting = frappe.qb.from_(run).select(run.name).orderby(run.name)
	names = waiting.where((run.journey == journey) & (run.state == RunState.ACTIVE.value)).run(pluck=True)
	past = now_datetime() - timedelta(minutes=1)
	if names:
		frappe.qb.update(run).set(run.due_at, past).where(run.name.isin(names[::2])).run()
