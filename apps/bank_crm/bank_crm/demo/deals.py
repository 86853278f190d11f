"""The demo bank's contracts and applications in every state, decided by its own people (CON-01, SAL-11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import numpy as np
from frappe.model.document import Document
from frappe.utils import add_days, add_months

from bank_crm.compliance.approvals import requests
from bank_crm.demo import state
from bank_crm.demo.plan import Plan
from bank_crm.demo.service import some_customers
from bank_crm.domain.approval_enums import VoteState

NOTE = "deals"
APPLICATION, CONTRACT, APPROVAL = "Bank Application", "Bank Contract", "Bank Approval"
OPPORTUNITY = "Bank Opportunity"
CUSTOMERS_PER_DEAL, FEWEST, MOST = 25, 6, 36
PURPOSES = ("购买自住房屋", "店铺进货周转", "住房装修", "购买家用汽车", "企业设备更新")
COLLATERAL = ("住房抵押，评估值覆盖贷款金额", "第三方保证", "存单质押", "")
REFUSALS = ("收入证明与流水不一致，请补充材料", "负债率偏高，建议降低金额后重新申报")
#: What both sides owe by the product line of the contract's type.
OBLIGATIONS = {
	"Loan": (
		("为抵押物投保并交付保单", "Customer", "逾期按日万分之五计收违约金"),
		("按约发放款项", "Bank", "逾期按日万分之五支付违约金"),
	),
	"Wealth": (
		("提交风险承受能力评估并完成双录", "Customer", "未完成前不得申购"),
		("每季度提供资产配置与收益报告", "Bank", "逾期按服务费千分之一减收"),
	),
	"": (
		("提供合作所需的资质文件", "Customer", "逾期可中止合作"),
		("开通合作渠道并指定联系人", "Bank", ""),
	),
}


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its applications and contracts, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None or not frappe.db.count("Bank Contract Type"):
		return {}
	rng = plan.rng("deals")
	count = min(MOST, max(FEWEST, plan.size // CUSTOMERS_PER_DEAL))
	customers = [one for one in some_customers(plan, rng, count * 2, first_customer) if one.manager]
	half, won = len(customers) // 2, _won(plan, first_customer)
	rows = {
		APPLICATION: sum(_application(rng, one, place) for place, one in enumerate(customers[:half])),
		CONTRACT: sum(_contract(plan, rng, one, place, won) for place, one in enumerate(customers[half:])),
	}
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _application(rng: np.random.Generator, customer: frappe._dict, place: int) -> int:
	"""Received, waiting, half decided, approved, handed over or refused, in turn."""
	with _as(customer.manager):
		one = frappe.get_doc(
			{
				"doctype": APPLICATION,
				"customer": customer.name,
				"application_type": ("Personal Loan", "Business Loan", "Credit Card", "Credit Line")[
					place % 4
				],
				"amount": float(int(rng.integers(3, 120)) * 10_000),
				"term_months": int(rng.choice((12, 24, 36, 60, 240))),
				"purpose": str(rng.choice(PURPOSES)),
				"collateral": str(rng.choice(COLLATERAL)),
			}
		).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	way = place % 6
	if not way or not _hand_in(one, customer.manager, "In Approval"):
		return 1
	if way == 1:
		return 1
	_decide(one, refuse=str(rng.choice(REFUSALS)) if way == 5 else "", once=way == 2)
	if way == 4 and one.reload().state == "Approved":
		_step(one, customer.manager, "Handed Over", handed_over_to="分行放款中心")
	return 1


def _won(plan: Plan, first: int) -> dict[str, list[frappe._dict]]:
	"""Won opportunities by product line, the latest last: what is sold is what the contract is about."""
	found: dict[str, list[frappe._dict]] = {}
	fields = ["name", "customer", "salesperson", "amount", "product", "product_category"]
	own = ("between", [f"BC{first + 1:08d}", f"BC{first + plan.size:08d}"])
	wanted = {"outcome": "Won", "customer": own}
	rows = frappe.get_all(OPPORTUNITY, wanted, fields, order_by="closed_on asc, name asc", limit=0)
	active = {"name": ("in", sorted({row.customer for row in rows})), "status": "Active"}
	names = dict(frappe.get_all("Bank Customer", active, ["name", "customer_name"], as_list=True, limit=0))
	for row in rows:
		if row.customer in names and row.salesperson:
			row.customer_name = names[row.customer]
			found.setdefault(row.product_category, []).append(row)
	return found


def _contract(
	plan: Plan,
	rng: np.random.Generator,
	customer: frappe._dict,
	place: int,
	won: dict[str, list[frappe._dict]],
) -> int:
	"""Draft, waiting, approved, signed, in execution (some ending soon) or completed, in turn; of won deals where they fit."""
	way, amount = place % 6, float(int(rng.integers(5, 200)) * 10_000)
	begins = add_days(plan.today, -int(rng.integers(0, 40)))
	ends = add_days(plan.today, 20) if place % 12 == 4 else add_months(begins, 12)
	fields = ["name", "product_category"]
	kinds = frappe.get_all("Bank Contract Type", fields=fields, order_by="creation asc, name asc")
	kind = kinds[place % len(kinds)]
	owed, deals = (
		OBLIGATIONS.get(kind.product_category or "", OBLIGATIONS[""]),
		won.get(kind.product_category),
	)
	deal = deals.pop() if deals else None
	if deal:
		customer = frappe._dict(
			name=deal.customer, manager=deal.salesperson, customer_name=deal.customer_name
		)
		amount = deal.amount
	with _as(customer.manager):
		one = frappe.get_doc(
			{
				"doctype": CONTRACT,
				"customer": customer.name,
				"contract_type": kind.name,
				"opportunity": deal.name if deal else None,
				"product": deal.product if deal else None,
				"amount": amount,
				"starts_on": begins,
				"ends_on": ends,
				"payments": [
					{"milestone": "首期", "due_on": begins, "amount": round(amount * 0.4, 2)},
					{
						"milestone": "尾款",
						"due_on": add_days(ends, -1),
						"amount": amount - round(amount * 0.4, 2),
					},
				],
				"obligations": [
					{"item": item, "party": party, "penalty": penalty, "due_on": add_days(begins, 10)}
					for item, party, penalty in owed
				],
			}
		).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	if not way or not _hand_in(one, customer.manager, "Pending Approval") or way == 1:
		return 1
	_decide(one)
	if way == 2 or one.reload().state != "Approved":
		return 1
	_step(one, customer.manager, "Signed", customer_signatory=customer.customer_name)
	if way > 3:
		_step(one, customer.manager, "In Execution")
	if way == 5:
		for row in one.obligations:
			row.done_on = plan.today
		for row in one.payments:
			row.paid_on = plan.today
		_step(one, customer.manager, "Completed")
	return 1


def _hand_in(doc: Document, user: str, to: str) -> bool:
	"""Hand in for approval; a branch in which nobody may decide keeps it as it is."""
	frappe.db.savepoint("demo_deal")
	try:
		_step(doc, user, to)
	except frappe.ValidationError:
		frappe.db.rollback(save_point="demo_deal")
		frappe.clear_messages()
		doc.reload()
		return False
	return True


def _decide(doc: Document, *, refuse: str = "", once: bool = False) -> None:
	"""Have everybody who is asked decide, one after another; with `once` only the first."""
	name = requests.of_document(doc.doctype, str(doc.name))
	while name:
		asked = next(row for row in frappe.get_doc(APPROVAL, name).votes if row.state == VoteState.OPEN.value)
		with _as(asked.approver):
			requests.vote(name, agree=not refuse, reason=refuse)
		name = None if once else requests.of_document(doc.doctype, str(doc.name))


def _step(doc: Document, user: str, to: str, **values: object) -> None:
	with _as(user):
		doc.update({**values, "state": to}).save(
			ignore_permissions=True  # the demo is loaded by the site's owner from the shell
		)


@contextmanager
def _as(user: str) -> Iterator[None]:
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
