"""Dashboards in the browser: what one opens, what a number leads to, one's own (ANA-05, ANA-14)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, go, settle, visit

PAGE = "/desk/bank-dashboards"


def test_ana_05_a_number_leads_to_the_rows_it_counts(open_as: Open, address: str) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/dashboard-view/Service Overview")
	card = page.locator("[data-widget-name='Bank Orders Open']")
	expect(card.locator(".number")).to_have_text(re.compile(r"\d"))
	shown = int(card.locator(".number").inner_text().replace(",", ""))
	card.locator(".number").click()
	page.wait_for_function(
		"() => frappe.get_route()[1] === 'Bank Work Order' && cur_list?.doctype === 'Bank Work Order'"
	)
	settle(page)
	filters = page.evaluate("() => cur_list.get_filters_for_args()")
	counted = call(page, "frappe.client.get_count", doctype="Bank Work Order", filters=filters)
	assert shown > 0 and counted == shown


def test_ana_14_each_post_finds_its_dashboard_first(open_as: Open) -> None:
	for role, first in ((roles.MARKETING_OFFICER, "营销概览"), (roles.BRANCH_MANAGER, "支行概览")):
		page = open_as(role, PAGE)
		tiles = page.locator(".bank-dashboard-tiles").first.locator("li")
		expect(tiles.first).to_contain_text(first)
		expect(tiles.first).to_contain_text("本岗位")
		assert "系统运行" not in page.locator(".bank-dashboards").inner_text()


def test_ana_05_a_dashboard_of_ones_own_is_made_opened_and_deleted(open_as: Open, address: str) -> None:
	page = open_as(roles.TELLER, PAGE)
	page.get_by_role("button", name="新建仪表盘").click()
	dialog = page.locator(".modal:visible")
	name = f"柜台看板{page.evaluate('() => Date.now()')}"
	dialog.locator("[data-fieldname=title] input").fill(name)
	dialog.locator("[data-fieldname=charts] label", has_text="今日各时段交易").click()
	dialog.locator(".btn-primary").click()
	page.wait_for_function("(name) => decodeURIComponent(location.pathname).endsWith(name)", arg=name)
	settle(page)
	expect(page.get_by_text("今日各时段交易").first).to_be_visible()
	go(page, f"{address}{PAGE}")
	tile = page.locator(".bank-dashboard-tiles li", has_text=name)
	tile.get_by_role("button", name="删除").click()
	page.locator(".modal:visible .btn-primary").click()
	expect(tile).to_have_count(0)


def test_UX_01_a_dashboard_keeps_the_apps_menu(open_as: Open) -> None:
	"""Directly opened or from a form: the framework would show what it has for builders."""
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/dashboard-view/Sales Overview")
	shown = "frappe.app.sidebar.sidebar_title"
	assert page.evaluate(shown) == "Bank CRM"
	visit(page, "/desk/bank-opportunity")
	visit(page, "/desk/dashboard-view/Service Overview")
	assert page.evaluate(shown) == "Bank CRM"
	visit(page, "/desk/todo")
	assert page.evaluate(shown) == "Bank CRM"
