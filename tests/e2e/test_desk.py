"""Log-in and what each role finds on the Desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Login, Open, Watch, log_in, settle

TITLE = "银行客户关系管理"
#: Role → the address of its start page and what it is called.
STARTS = {
	roles.TELLER: ("teller-desk", "柜员工作台"),
	roles.RELATIONSHIP_MANAGER: ("bank-my-day", "我的一天"),
	roles.MARKETING_OFFICER: ("marketing-desk", "营销工作台"),
	roles.SERVICE_AGENT: ("service-desk", "客服工作台"),
	roles.BRANCH_MANAGER: ("branch-manager-desk", "支行行长工作台"),
	roles.COMPLIANCE_OFFICER: ("compliance-desk", "合规工作台"),
	roles.AUDITOR: ("compliance-desk", "合规工作台"),
	roles.ADMINISTRATOR: ("administration-desk", "系统管理工作台"),
}


def test_the_login_page_is_the_banks_own_and_in_chinese(context: BrowserContext, address: str) -> None:
	page = context.new_page()
	page.goto(f"{address}/login")
	expect(page.locator(".page-card-head h4").first).to_have_text(re.compile(TITLE))
	expect(page.locator(".page-card-head img").first).to_have_attribute("src", re.compile("bank-crm-logo"))
	expect(page.locator(".btn-login").first).to_have_text(re.compile("登录"))
	assert "Frappe" not in page.locator("body").inner_text()


def test_a_wrong_password_is_refused_in_chinese(context: BrowserContext, address: str, watch: Watch) -> None:
	watch.expect(r"401")
	page = context.new_page()
	page.goto(f"{address}/login")
	page.fill("#login_email", "nobody@example.com")
	page.fill("#login_password", "wrong")
	page.click(".btn-login")
	expect(page.locator("body")).to_contain_text("密码错误")
	assert "/login" in page.url


@pytest.mark.parametrize("role", roles.ALL)
def test_the_desk_opens_on_the_workspace(
	role: str, context: BrowserContext, address: str, logins: dict[str, Login]
) -> None:
	page = context.new_page()
	log_in(page, address, logins[role].user, logins[role].password)
	start, title = STARTS[role]
	assert page.url.split("?")[0].rstrip("/").endswith(f"/{start}")
	expect(page).to_have_title(title)
	if start.endswith("-desk"):
		expect(page.locator(".number-widget-box").first).to_be_visible()
	page.goto(f"{address}/desk")
	settle(page)
	assert page.url.split("?")[0].rstrip("/").endswith(f"/{start}"), (
		"the bare Desk leads to the workspace too"
	)


def test_the_cards_show_only_the_users_own_customers(open_as: Open) -> None:
	def customers(role: str) -> int:
		page = open_as(role, "/desk/bank-crm")
		card = page.locator("[data-widget-name='Bank Customers'], .number-widget-box").first
		return int(card.locator(".number").inner_text().replace(",", ""))

	everybody, own = customers(roles.ADMINISTRATOR), customers(roles.RELATIONSHIP_MANAGER)
	assert 0 < own < everybody
