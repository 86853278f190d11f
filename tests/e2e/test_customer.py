"""The customer list, the search, the customer's page and making a customer (CUS-01, 02, 05, 11, 14)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, Watch, call, count, settle

RM = roles.RELATIONSHIP_MANAGER
MASK = re.compile(r"^1\d{2}\*{4}\d{4}$")


def first_customer(page: Page) -> dict:
	"""The relationship manager's richest customer."""
	return page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {fields: ["name", "customer_name", "mobile", "total_aum"],
			order_by: "total_aum desc", limit: 1}).then((rows) => rows[0])"""
	)


def test_the_list_shows_masked_customers_in_chinese(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer")
	expect(page.locator(".list-row-container .list-row").first).to_be_visible()
	phones = page.locator(".list-row-col.mobile").all_inner_texts()
	assert len(phones) >= 10 and all(MASK.match(text.strip()) for text in phones if text.strip() != "手机")
	heads = page.locator(".list-row-head").inner_text()
	for word in ("客户姓名", "客户层级", "客户活跃度", "总资产"):
		assert word in heads
	assert page.locator(".list-row-col.tier .indicator-pill").first.inner_text().strip().endswith("客户")


def test_a_saved_filter_narrows_the_list(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer")
	page.get_by_role("button", name="已保存的筛选").click()
	page.locator(".saved-filter-item", has_text="流失风险客户").locator(".dropdown-item").click()
	page.wait_for_function("cur_list.filter_area.get().some((f) => f[1] === 'relationship_stage')")
	settle(page)
	expected = count(page, "Bank Customer", relationship_stage="At Risk")
	assert expected
	page.wait_for_function("(n) => cur_list.data.length === Math.min(n, 20)", arg=expected)
	assert page.evaluate("cur_list.data.every((row) => row.relationship_stage === 'At Risk')")


@pytest.mark.parametrize("by", ["customer_name", "name"])
def test_UX_01_quick_find_opens_the_customer(by: str, open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer")
	customer = first_customer(page)
	field = page.locator(".bank-quick-find input")
	field.fill(customer[by])
	option = page.locator(f".bank-quick-find [data-name='{customer['name']}']")
	expect(option).to_contain_text(customer["customer_name"])
	expect(option).to_contain_text("****")
	option.dispatch_event("mousedown")
	page.wait_for_url(re.compile(customer["name"]))


def test_quick_find_tells_that_nobody_matches(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer")
	page.locator(".bank-quick-find input").fill("<b>查无此人</b>")
	expect(page.locator(".bank-quick-find ul")).to_have_text("您名下没有匹配的客户。")


@pytest.mark.parametrize("size", ["wide", "small", "phone"])
def test_the_customers_page(size: str, open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-crm", size)
	customer = first_customer(page)
	page.goto(page.url.split("/desk")[0] + f"/desk/bank-customer/{customer['name']}")
	settle(page)
	panorama = page.locator(".bank-panorama")
	expect(panorama.locator(".bank-name")).to_contain_text(customer["customer_name"])
	expect(panorama.locator(".bank-facts")).to_contain_text(customer["mobile"])
	expect(panorama.locator(".bank-accounts tbody tr").first).to_be_visible()
	expect(panorama.locator(".bank-transactions tbody tr").first).to_be_visible()
	assert panorama.locator(".bank-chart-months svg rect").count() >= 12
	expect(panorama.locator(".bank-timeline")).to_be_visible()
	numbers = panorama.locator(".bank-accounts td:nth-child(3)").all_inner_texts()
	assert numbers and all(re.fullmatch(r"\*{4} \d{4}", number) for number in numbers if number)
	widest = page.evaluate("document.querySelector('.bank-panorama').getBoundingClientRect().right")
	assert widest <= page.viewport_size["width"], "nothing sticks out of the screen"


def test_the_page_tells_when_the_accounts_cannot_be_loaded(open_as: Open, watch: Watch) -> None:
	watch.expect(r"customer_page\.page|500")
	page = open_as(RM, "/desk/bank-crm")
	customer = first_customer(page)
	page.route("**/bank_crm.api.customer_page.page**", lambda route: route.fulfill(status=500, body="{}"))
	page.evaluate("(name) => frappe.set_route('Form', 'Bank Customer', name)", customer["name"])
	expect(page.locator(".bank-state-error")).to_contain_text("客户账户信息加载失败")
	page.unroute("**/bank_crm.api.customer_page.page**")
	page.evaluate("frappe.hide_msgprint(true)")
	page.locator(".bank-state-error button").click()
	expect(page.locator(".bank-accounts")).to_be_visible()


def test_another_managers_customer_is_refused(open_as: Open, watch: Watch) -> None:
	watch.expect("403")
	administrator = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	manager = open_as(RM, "/desk/bank-crm")
	user = manager.evaluate("frappe.session.user")
	foreign = administrator.evaluate(
		"""(user) => frappe.db.get_list("Bank Customer", {filters: {manager: ["!=", user]}, limit: 50})
			.then((rows) => rows.map((row) => row.name))""",
		user,
	)
	own = set(
		manager.evaluate(
			'() => frappe.db.get_list("Bank Customer", {limit: 500}).then((r) => r.map((row) => row.name))'
		)
	)
	name = next(candidate for candidate in foreign if candidate not in own)
	for path in (
		f"/api/resource/Bank Customer/{name}",
		f"/api/method/bank_crm.api.customer_page.page?customer={name}",
	):
		assert manager.evaluate("(path) => fetch(path).then((answer) => answer.status)", path) == 403


def fill_new_customer(page: Page, name: str, mobile: str) -> None:
	page.evaluate(
		"""([customer_name, mobile]) => cur_frm.set_value({customer_name, mobile,
			core_asset_type: "Savings", core_asset_amount: 50000})""",
		[name, mobile],
	)
	page.locator("[data-fieldname='mobile'] input").last.blur()


def test_a_bad_phone_is_refused_at_the_field_and_nothing_is_saved(open_as: Open, watch: Watch) -> None:
	watch.expect("417|Traceback")  # the framework prints the refusal on the console
	page = open_as(RM, "/desk/bank-customer/new")
	fill_new_customer(page, "浏览器测试甲", "12345")
	page.keyboard.press("Control+Enter")
	expect(page.locator(".modal.show .msgprint, .msgprint-dialog.show")).to_contain_text("手机")
	expect(page.locator(".modal.show")).to_contain_text("不是有效的手机号码")
	assert count(page, "Bank Customer", customer_name="浏览器测试甲") == 0


def test_a_mandatory_field_is_named(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer/new")
	page.evaluate("cur_frm.set_value({customer_name: '浏览器测试乙', core_asset_type: 'Savings'})")
	page.keyboard.press("Control+Enter")
	expect(page.locator(".modal.show")).to_contain_text("手机")
	assert count(page, "Bank Customer", customer_name="浏览器测试乙") == 0


def test_UX_03_a_new_customer_is_saved_by_ctrl_enter_and_masked_from_the_first_save(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-customer/new")
	name = f"浏览器测试{page.evaluate('Date.now()')}"
	mobile = "139" + str(page.evaluate("String(Date.now()).slice(-8)"))
	fill_new_customer(page, name, mobile)
	page.keyboard.press("Control+Enter")
	page.wait_for_function("() => cur_frm && !cur_frm.is_new()")
	try:
		shown = page.evaluate("cur_frm.doc.mobile")
		assert shown == f"{mobile[:3]}****{mobile[-4:]}"
		expect(page.locator(".bank-facts")).to_contain_text(shown)
		assert mobile not in page.content()
		assert page.evaluate("cur_frm.doc.manager") == page.evaluate("frappe.session.user")
	finally:
		remove_customer(open_as, page.evaluate("cur_frm.doc.name"))


def remove_customer(open_as: Open, name: str) -> None:
	"""The relationship manager may not delete; the bank's administrator may."""
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	call(page, "frappe.client.delete", doctype="Bank Customer", name=name)
	settle(page)
