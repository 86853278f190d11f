"""【权限申请】 from the wish to its end, and handing a portfolio over (SEC-10, SEC-07, scenario 12)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from benchkit import sites
from benchkit.paths import Bench
from tests.e2e import forms
from tests.e2e.conftest import Login, Open, Watch, count, go, settle

RM, BRANCH_MANAGER, ADMINISTRATOR = roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR
REASON = "浏览器测试：客户临时由我行接待"


def user_of(page: Page) -> str:
	return str(page.evaluate("frappe.session.user"))


def rows(page: Page, doctype: str, fields: list[str], **filters: object) -> list[dict]:
	return page.evaluate(
		"([d, fields, filters]) => frappe.db.get_list(d, {fields, filters, limit: 100})",
		[doctype, fields, filters],
	)


@pytest.fixture
def stranger(open_as: Open) -> str:
	"""The number of a customer the relationship manager does not see."""
	own = user_of(open_as(RM, "/desk/bank-crm"))
	admin = open_as(ADMINISTRATOR, "/desk/bank-crm")
	found = rows(
		admin,
		"Bank Customer",
		["name", "manager"],
		status="Active",
		manager=["!=", own],
		branch=["is", "set"],
	)
	return str(found[0]["name"])


@pytest.fixture
def asked(bench: Bench, demo_site: str) -> Iterator[list[str]]:
	"""Requests a test makes; afterwards none of them opens anything any more."""
	names: list[str] = []
	yield names
	for name in names:
		end(bench, demo_site, name)


def end(bench: Bench, site: str, name: str) -> None:
	"""As if the request's last day had been long ago."""
	period = {"from_date": "2020-01-01", "to_date": "2020-01-02"}
	arguments = json.dumps(["Bank Access Request", name, period])
	assert sites.run_here(bench, "execute", site, "frappe.db.set_value", f"--args={arguments}") == 0


def as_user(page: Page, user: str, logins: dict[str, Login]) -> str:
	"""Give `open_as` the demo bank's person with this log-in; all share one password."""
	number = rows(page, "Bank Staff", ["employee_no"], user=user)[0]["employee_no"]
	logins[user] = Login(user, str(number), logins[ADMINISTRATOR].password)
	return user


def sees(page: Page, customer: str) -> bool:
	return count(page, "Bank Customer", name=customer) == 1


def test_scenario_12_access_is_asked_for_approved_used_and_over(
	open_as: Open,
	watch: Watch,
	stranger: str,
	asked: list[str],
	logins: dict[str, Login],
	bench: Bench,
	demo_site: str,
) -> None:
	page = open_as(RM, "/desk/bank-access-request/new")
	assert not sees(page, stranger)
	page.locator(".page-head:visible").get_by_role("button", name="添加客户").click()
	dialog = page.locator(".modal.show")
	dialog.locator("input[data-fieldname=text]").fill(stranger)
	dialog.locator(".btn-primary:visible").click()
	line = forms.field(page, "customers").locator(".grid-row", has_text=stranger).first
	expect(line).to_contain_text("*")  # the name only tells whether it is the right one
	forms.write(page, "reason", REASON)
	name = forms.save(page)
	asked.append(name)
	forms.take_step(page, "提交审批", "待上级审批")
	superior = as_user(
		open_as(ADMINISTRATOR, "/desk/bank-crm"), page.evaluate("cur_frm.doc.approver"), logins
	)
	assert superior != user_of(page) and not sees(page, stranger)

	deciding = open_as(superior, f"/desk/bank-access-request/{name}")
	expect(forms.field(deciding, "reason")).to_contain_text(REASON)
	forms.take_step(deciding, "批准", "已生效")

	go(page, page.url.split("/desk")[0] + f"/desk/bank-customer/{stranger}")
	expect(page.locator(".bank-timeline")).to_be_visible()
	assert sees(page, stranger)

	end(bench, demo_site, name)
	assert not sees(page, stranger)
	watch.expect("403")
	go(page, page.url.split("/desk")[0] + f"/desk/bank-customer/{stranger}")
	expect(page.locator(".bank-timeline")).to_have_count(0)
	assert sites.run_here(bench, "execute", demo_site, "bank_crm.tasks.expire_access") == 0
	page = open_as(RM, f"/desk/bank-access-request/{name}")  # the refused page goes back by itself
	expect(page.locator(".page-head:visible .indicator-pill").first).to_have_text("已到期")


@pytest.fixture
def given_back(open_as: Open) -> Iterator[None]:
	"""Handovers a test orders; whatever is still handed over afterwards is given back."""
	yield
	admin = open_as(ADMINISTRATOR, "/desk/bank-crm")
	for one in rows(admin, "Bank Handover", ["name"], reason=REASON, state="Done"):
		admin.evaluate(
			"""([dn, reason]) => frappe.xcall("run_doc_method", {dt: "Bank Handover", dn, method: "undo",
				args: JSON.stringify({reason})})""",
			[one["name"], REASON],
		)
	settle(admin)


def test_SEC_07_a_portfolio_is_handed_over_and_given_back(open_as: Open, given_back: None) -> None:
	manager = open_as(RM, "/desk/bank-crm")
	own = count(manager, "Bank Customer", manager=user_of(manager))
	assert own > 0
	page = open_as(BRANCH_MANAGER, "/desk/bank-handover/new")
	forms.choose(page, "kind", "Portfolio")
	forms.link(page, "from_user", user_of(manager))
	forms.link(page, "to_user", user_of(page))
	forms.write(page, "reason", REASON)
	forms.save(page)
	page.locator(".page-head:visible .primary-action", has_text="移交").click()
	question = page.locator(".modal.show")
	expect(question).to_contain_text(str(own))
	question.locator(".btn-primary:visible").click()
	pill = page.locator(".page-head:visible .indicator-pill").first
	expect(pill).to_have_text("完成")
	assert page.evaluate("cur_frm.doc.customers_moved") == own
	assert count(manager, "Bank Customer", manager=user_of(manager)) == 0

	page.locator(".page-head:visible").get_by_role("button", name="撤销移交").click()
	dialog = page.locator(".modal.show")
	dialog.locator("textarea").fill(REASON)
	dialog.locator(".btn-primary:visible").click()
	expect(pill).to_have_text("已撤销")
	assert count(manager, "Bank Customer", manager=user_of(manager)) == own


def test_SEC_09_a_new_customer_is_offered_to_those_alone_who_may_make_one(open_as: Open) -> None:
	offers = "a.item-anchor[href='/desk/bank-customer/new'], .shortcut-widget-box[aria-label='新增客户']"
	expect(open_as(RM, "/desk/bank-crm").locator(offers)).to_have_count(2)
	teller = open_as(roles.TELLER, "/desk/bank-crm")
	expect(teller.locator(".shortcut-widget-box[aria-label='客户']")).to_be_visible()
	expect(teller.locator(offers)).to_have_count(0)
	assert not teller.evaluate("frappe.model.can_create('Bank Customer')")
