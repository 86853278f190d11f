"""The demo bank's service desk: who handles orders, a year of closed ones, and today's open ones.

Closed orders come set-based with the time each state took; open ones are documents, so that priority, assignment and
clocks are those of the app itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
import numpy as np
import pyarrow as pa

from bank_crm.demo import bulk, state
from bank_crm.demo.marks import STAFF_DOMAIN
from bank_crm.demo.plan import Plan
from bank_crm.demo.sheet import Sheet
from bank_crm.numbering import name_of, reserve_sequence
from bank_crm.service.orders import actions, loads, states

NOTE = "service-desk"
ORDER, DWELL, PROFILE = "Bank Work Order", "Bank Work Order State", "Bank Service Profile"
#: One closed order per so many customers, and at most so many; open ones likewise.
CUSTOMERS_PER_ORDER, MOST_CLOSED = 4, 5_000
CUSTOMERS_PER_OPEN, MOST_OPEN = 25, 40
DAYS = 360
#: Whose orders come by turn: role → most open orders at once.
CAPACITIES = {"Bank Service Agent": 20, "Bank Relationship Manager": 10}
CHANNELS = ("Phone", "Counter", "App", "Email", "Chat", "Social", "Portal")
CHANNEL_SHARES = (0.38, 0.2, 0.18, 0.08, 0.08, 0.04, 0.04)
#: What customers say, by type.
SUBJECTS = {
	"Enquiry": (
		"咨询理财产品赎回时间",
		"询问大额存单利率",
		"房贷提前还款怎么办理",
		"信用卡账单分期手续费",
		"手机银行无法登录",
		"基金定投如何修改扣款日",
	),
	"Complaint": (
		"网点排队时间过长",
		"短信通知费未提前告知",
		"对账单金额有疑问，疑似资金纠纷",
		"工作人员解释不清楚",
	),
	"Suggestion": ("建议增加周末营业窗口", "希望手机银行增加大字版", "建议优化预约取号流程"),
	"Business Request": ("申请开具存款证明", "申请调整信用卡额度", "预约大额取现", "借记卡挂失补办"),
}
TYPE_SHARES = (0.55, 0.15, 0.1, 0.2)
SOLUTIONS = {
	"Enquiry": "已为客户匹配稳健型理财组合，并说明申购赎回规则。",
	"Complaint": "已核实情况并向客户致歉，费用已退回，客户表示认可。",
	"Suggestion": "已记录客户建议并转交相关部门。",
	"Business Request": "业务已办理完成，已通知客户。",
}


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its service desk, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None or not frappe.db.count("Bank Work Order Subtype"):
		return {}
	rows = {PROFILE: _profiles()}
	rng = plan.rng("service")
	subtypes = _subtypes()
	closed, dwelt = _closed(plan, rng, subtypes, first_customer)
	opened = _open(plan, rng, subtypes, first_customer)
	loads.recount()
	rows |= {ORDER: closed + opened, DWELL: dwelt}
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _profiles() -> int:
	"""Agents of the service centre know everything a little, relationship managers know wealth."""
	skills = frappe.get_all("Bank Service Skill", pluck="name", order_by="creation asc, name asc")
	wealth = skills[:1]
	made, agents = 0, []
	for role, capacity in CAPACITIES.items():
		for user in _staff(role):
			if frappe.db.exists(PROFILE, user):
				continue
			known = skills if role == "Bank Service Agent" else wealth
			frappe.get_doc(
				{
					"doctype": PROFILE,
					"user": user,
					"capacity": capacity,
					"skills": [
						{"skill": skill, "level": 2 + (made + place) % 4} for place, skill in enumerate(known)
					],
					"languages": [{"language": "en"}]
					if made % 2 == 0 and frappe.db.exists("Language", "en")
					else [],
				}
			).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
			made += 1
			if role == "Bank Service Agent":
				agents.append(user)
	for name in frappe.get_all("Bank Service Queue", filters={"is_fallback": 1}, pluck="name"):
		queue = frappe.get_doc("Bank Service Queue", name)
		if not queue.members:
			queue.extend("members", [{"user": user} for user in agents])
			queue.save(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	return made


def _staff(role: str) -> list[str]:
	has_role, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(has_role)
		.inner_join(user)
		.on(user.name == has_role.parent)
		.select(user.name)
		.where(
			(has_role.role == role) & (has_role.parenttype == "User") & user.name.like(f"%@{STAFF_DOMAIN}")
		)
		.orderby(user.name)
		.limit(200)
	).run(pluck=True)


def _subtypes() -> dict[str, list[str]]:
	found: dict[str, list[str]] = {order_type: [] for order_type in SUBJECTS}
	for row in frappe.get_all("Bank Work Order Subtype", fields=["name", "order_type"], order_by="name asc"):
		found[row.order_type].append(row.name)
	return {order_type: names for order_type, names in found.items() if names}


def _closed(
	plan: Plan, rng: np.random.Generator, subtypes: dict[str, list[str]], first_customer: int
) -> tuple[int, int]:
	count = min(MOST_CLOSED, max(1, plan.size // CUSTOMERS_PER_ORDER))
	handlers = _staff("Bank Service Agent") or _staff("Bank Relationship Manager")
	if not handlers or not subtypes:
		return 0, 0
	customers = some_customers(plan, rng, count, first_customer)
	end = datetime.combine(plan.today, datetime.min.time())
	dwell: list[tuple[str, str, str, datetime, datetime]] = []
	columns: dict[str, list[object]] = {}
	last = reserve_sequence(ORDER, len(customers))
	for place, customer in enumerate(customers):
		order_type = str(rng.choice(list(SUBJECTS), p=TYPE_SHARES))
		handler = handlers[int(rng.integers(len(handlers)))]
		opened = end - timedelta(days=int(rng.integers(2, DAYS)), minutes=-int(rng.integers(8 * 60, 20 * 60)))
		name = name_of(ORDER, last + 1 + place, opened.year)
		viewed = opened + timedelta(minutes=int(rng.exponential(40)) + 1)
		begun = viewed + timedelta(minutes=int(rng.exponential(90)) + 1)
		answered = begun + timedelta(minutes=int(rng.exponential(900)) + 5)
		rated = bool(rng.random() < 0.6)
		closed = min(answered + timedelta(hours=int(rng.integers(2, 40))), end)
		row = {
			"name": name,
			"order_type": order_type,
			"subtype": _one(rng, subtypes.get(order_type, [])),
			"subject": _one(rng, SUBJECTS[order_type]),
			"channel": str(rng.choice(CHANNELS, p=CHANNEL_SHARES)),
			"priority": str(rng.choice(("High", "Medium", "Low"), p=(0.15, 0.6, 0.25))),
			"customer": customer.name,
			"customer_tier": customer.tier,
			"branch": customer.branch,
			"handler": handler,
			"solution": SOLUTIONS[order_type],
			"opened_on": opened,
			"assigned_on": opened,
			"viewed_on": viewed,
			"first_response_on": answered,
			"answered_on": answered,
			"closed_on": max(closed, answered),
			"state_since": max(closed, answered),
			"rating": int(rng.choice((5, 4, 3, 2, 1), p=(0.55, 0.27, 0.1, 0.05, 0.03))) if rated else 0,
			"rated_on": answered + timedelta(hours=1) if rated else None,
			"creation": opened,
			"modified": max(closed, answered),
		}
		for column, value in row.items():
			columns.setdefault(column, []).append(value)
		steps = [("New", opened), ("Viewed", viewed), ("In Progress", begun), ("Answered", answered)]
		ends = [when for _step, when in steps[1:]] + [max(closed, answered)]
		dwell += [
			(name, step, handler, since, until) for (step, since), until in zip(steps, ends, strict=True)
		]
	sheet = _sheet(ORDER, columns)
	sheet.constants["state"] = "Closed"
	return bulk.insert(sheet), _dwell(dwell)


def _dwell(rows: list[tuple[str, str, str, datetime, datetime]]) -> int:
	last = reserve_sequence(DWELL, len(rows))
	columns: dict[str, list[object]] = {
		"name": [last + 1 + place for place in range(len(rows))],
		"work_order": [row[0] for row in rows],
		"state": [row[1] for row in rows],
		"handler": [row[2] for row in rows],
		"changed_by": [row[2] for row in rows],
		"from_on": [row[3] for row in rows],
		"to_on": [row[4] for row in rows],
		"seconds": [int((row[4] - row[3]).total_seconds()) for row in rows],
		"creation": [row[4] for row in rows],
		"modified": [row[4] for row in rows],
	}
	return bulk.insert(_sheet(DWELL, columns))


def _open(plan: Plan, rng: np.random.Generator, subtypes: dict[str, list[str]], first_customer: int) -> int:
	count = min(MOST_OPEN, max(3, plan.size // CUSTOMERS_PER_OPEN))
	made = 0
	for place, customer in enumerate(some_customers(plan, rng, count, first_customer)):
		order_type = list(SUBJECTS)[place % len(SUBJECTS)]
		if order_type not in subtypes:
			continue
		order = actions.open_order(
			{
				"order_type": order_type,
				"subtype": _one(rng, subtypes[order_type]),
				"subject": _one(rng, SUBJECTS[order_type]),
				"channel": str(rng.choice(CHANNELS, p=CHANNEL_SHARES)),
				"customer": customer.name,
			}
		)
		if place % 3 == 1 and order.handler:
			states.move(order, "Viewed")
		elif place % 3 == 2 and order.handler:
			states.move(order, "In Progress")
		made += 1
	return made


def some_customers(plan: Plan, rng: np.random.Generator, count: int, first: int) -> list[frappe._dict]:
	"""Draw active customers of the demo bank, in the order of their numbers."""
	numbers = rng.choice(plan.size, size=min(count, plan.size), replace=False)
	names = [f"BC{first + 1 + int(number):08d}" for number in numbers]
	fields = ["name", "branch", "tier", "manager", "customer_name"]
	return frappe.get_all(
		"Bank Customer",
		filters={"name": ("in", names), "status": "Active"},
		fields=fields,
		order_by="name asc",
	)


def _one(rng: np.random.Generator, choices: list[str] | tuple[str, ...]) -> str | None:
	return str(choices[int(rng.integers(len(choices)))]) if choices else None


def _sheet(doctype: str, columns: dict[str, list[object]]) -> Sheet:
	names = columns.pop("name", [])
	sheet = Sheet(doctype, pa.array(names))
	for column, values in columns.items():
		sheet.columns[column] = pa.array(values)
	sheet.constants.update(owner="Administrator", modified_by="Administrator")
	return sheet
