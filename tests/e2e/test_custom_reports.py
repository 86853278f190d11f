"""The page 【自定义报表】: put together, shown, saved and pinned (ANA-04, ANA-05, ANA-14, ANA-15)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, count

PATH = "/desk/bank-report-builder"


def choose(page: Page, act: str, *arguments: str) -> None:
	"""Do something that asks for the report again and wait for the answer."""
	with page.expect_response(lambda answer: "custom_reports.run" in answer.url):
		getattr(page, act)(*arguments)
	expect(page.locator(".bank-report-result[aria-busy]")).to_have_count(0)


def test_ana_04_ana_05_tier_by_product_as_a_branch_manager(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, PATH)
	expect(page.locator("table.bank-report-table")).to_be_visible()
	choose(page, "select_option", ".bank-report-build select", "transaction")
	for shelf, text in (
		("rows", "客户分层"),
		("columns", "产品类型"),
		("measures", "购买金额"),
		("measures", "购买人数"),
	):
		expect(page.locator(f"[data-shelf={shelf}]")).to_contain_text(text)
	expect(page.locator("table.bank-report-table thead")).to_contain_text("购买金额")
	rows = page.locator("table.bank-report-table tbody tr")
	assert rows.count() > 0
	choose(page, "click", "[data-chart=Line]")
	expect(page.locator(".bank-report-chart svg.frappe-chart").first).to_be_visible()
	page.locator(".page-actions .primary-action").click()
	dialog = page.locator(".modal.show")
	before = count(page, "Bank Custom Report", title="分层产品购买")
	dialog.locator("input[data-fieldname=title]").fill("分层产品购买")
	dialog.locator(".btn-primary:visible").click()
	page.wait_for_url("**/bank-report-builder/RPT*")
	assert count(page, "Bank Custom Report", title="分层产品购买") == before + 1
	name = page.url.rsplit("/", 1)[1]
	board = page.evaluate(
		"(name) => frappe.xcall('bank_crm.api.custom_reports.pin', {name, dashboard: '我的经营看板'})", name
	)
	page.goto(page.url.split("/desk")[0] + f"/desk/dashboard-view/{board}")
	expect(page.locator(".widget.dashboard-widget-box svg.frappe-chart").first).to_be_visible()


def test_ana_04_fields_by_keyboard_and_an_empty_report_says_what_to_do(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, PATH)
	expect(page.locator("table.bank-report-table")).to_be_visible()
	while page.locator("[data-shelf=measures] .bank-report-chip").count():
		page.locator("[data-shelf=measures] .bank-report-chip .btn").last.click()
	expect(page.locator(".bank-report-result .bank-state")).to_contain_text("请在左侧选择指标")
	choose(page, "press", "[data-list=measures] .bank-report-field >> nth=0", "Enter")
	expect(page.locator("table.bank-report-table tbody tr").first).to_be_visible()


@pytest.mark.parametrize("size", ["small", "phone"])
def test_ana_04_the_page_fits_small_screens(open_as: Open, size: str) -> None:
	page = open_as(roles.BRANCH_MANAGER, PATH, size)
	expect(page.locator("table.bank-report-table")).to_be_visible()
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
