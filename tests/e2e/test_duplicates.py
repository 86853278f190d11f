"""Duplicates on entry, side by side, merged and undone, in Chinese as the relationship manager (CUS-13, CUS-14)."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, settle

RM = roles.RELATIONSHIP_MANAGER
PICTURES = os.environ.get("BANK_CRM_PICTURES")


def phone() -> str:
	return f"139{secrets.randbelow(10**8):08d}"


def make(page: Page, **values: object) -> str:
	"""File a customer as the person at the page."""
	given = {
		"doctype": "Bank Customer",
		"customer_type": "Person",
		"core_asset_type": "Savings",
		"core_asset_amount": 1000,
		**values,
	}
	return page.evaluate("(doc) => frappe.db.insert(doc).then((made) => made.name)", given)


def picture(page: Page, name: str) -> None:
	if PICTURES:
		page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture
def twins(open_as: Open) -> tuple[Page, str, str, str]:
	"""(page, kept, merged, phone): two customers of the manager with one phone and names that sound alike."""
	page = open_as(RM, "/desk/bank-crm")
	number = phone()
	kept = make(
		page,
		customer_name="欧阳志强",
		mobile=number,
		birth_date="1988-05-06",
		city="杭州",
		employer="和泰纺织",
	)
	merged = make(
		page,
		customer_name="欧阳智强",
		mobile=number,
		birth_date="1988-05-06",
		city="宁波",
		email="ouyang@bank.example",
	)
	return page, kept, merged, number


def go_to(page: Page, path: str) -> None:
	page.goto(page.url.split("/desk")[0] + path)
	settle(page)


def test_who_is_on_record_is_shown_while_typing(twins: tuple[Page, str, str, str]) -> None:
	page, _kept, _merged, number = twins
	go_to(page, "/desk/bank-customer/new")
	page.evaluate("(mobile) => cur_frm.set_value('mobile', mobile)", number)
	notice = page.locator(".bank-dup-notice")
	expect(notice).to_contain_text("该客户可能已存在")
	expect(notice.locator("li")).to_have_count(2)
	expect(notice).to_contain_text("欧阳智强")
	expect(notice).to_contain_text(f"{number[:3]}****{number[-4:]}")
	assert number not in notice.inner_text()
	picture(page, "duplicates-entry")
	page.evaluate("cur_frm.set_value('mobile', '13900000000')")
	expect(notice).to_have_count(0)


def test_a_customer_elsewhere_is_only_said_to_exist(open_as: Open) -> None:
	administrator = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	number = phone()
	name = make(administrator, customer_name="司马相如", mobile=number)
	page = open_as(RM, "/desk/bank-customer/new")
	page.evaluate("(mobile) => cur_frm.set_value('mobile', mobile)", number)
	notice = page.locator(".bank-dup-notice")
	expect(notice).to_contain_text("其他机构已有相似客户")
	assert "司马相如" not in notice.inner_text() and name not in notice.inner_html()


def test_side_by_side_merge_and_undo(twins: tuple[Page, str, str, str]) -> None:
	page, kept, merged, _number = twins
	go_to(page, "/desk/bank-duplicate-pair")
	rows = page.locator(".list-row-container .list-row")
	expect(rows.first).to_be_visible()
	picture(page, "duplicates-list")
	pair = page.evaluate(
		"([customer, other_customer]) => frappe.db.get_value('Bank Duplicate Pair', {customer, other_customer}, 'name')"
		".then((r) => r.message.name)",
		sorted([kept, merged]),
	)
	go_to(page, f"/desk/bank-duplicate-pair/{pair}")
	table = page.locator(".bank-dup-table")
	expect(table.locator("thead")).to_contain_text("保留的客户")
	expect(page.locator(".bank-dup-signs")).to_contain_text("手机号相同")
	city = table.locator("tr[data-field=city]")
	expect(city.locator("td.chosen")).to_have_text(
		"杭州" if "杭州" in city.locator("td").first.inner_text() else "宁波"
	)
	city.locator("td", has_text="宁波").locator("input").check()
	expect(city.locator("td.chosen")).to_have_text("宁波")
	picture(page, "duplicates-side-by-side")
	page.locator(".page-head button.primary-action").click()
	page.locator(".modal.show .btn-primary").click()
	page.wait_for_url(re.compile(r"/bank-customer-merge/"))
	settle(page)
	expect(page.locator(".bank-dup-counts")).to_contain_text("已修改")
	picture(page, "duplicates-merged")
	survivor = page.evaluate("cur_frm.doc.customer")
	assert (
		page.evaluate(
			"(n) => frappe.db.get_value('Bank Customer', n, 'city').then((r) => r.message.city)", survivor
		)
		== "宁波"
	)

	page.get_by_role("button", name="撤销合并").first.click()
	page.locator(".modal.show textarea").fill("两位不同的客户")
	page.locator(".modal.show .btn-primary").click()
	expect(page.locator(".msgprint")).to_contain_text("条记录已转回")
	picture(page, "duplicates-undone")
	for name, city_before in ((kept, "杭州"), (merged, "宁波")):
		row = page.evaluate(
			"(n) => frappe.db.get_value('Bank Customer', n, ['city', 'status', 'merged_into']).then((r) => r.message)",
			name,
		)
		assert (row["city"], row["status"], row["merged_into"] or None) == (city_before, "Active", None)


def test_not_a_duplicate_is_remembered(twins: tuple[Page, str, str, str]) -> None:
	page, kept, merged, _number = twins
	pair = page.evaluate(
		"([one, other]) => frappe.xcall('bank_crm.api.duplicates.pair_of', {one, other})", [kept, merged]
	)
	go_to(page, f"/desk/bank-duplicate-pair/{pair}")
	page.get_by_role("button", name="不是重复").click()
	page.locator(".modal.show textarea").fill("父子共用手机")
	page.locator(".modal.show .btn-primary").click()
	expect(page.locator(".bank-dup-decided")).to_contain_text("父子共用手机")
	picture(page, "duplicates-decided")
	expect(page.get_by_role("button", name="重新打开")).to_be_visible()
