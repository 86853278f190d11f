"""Tags on customers and segments of them, as people use them (SEG-08 to SEG-12, UX-04; scenario 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, Watch, call, settle

RM = roles.RELATIONSHIP_MANAGER


@pytest.fixture
def tag(open_as: Open) -> Iterator[str]:
	"""A tag of the bank, taken off everybody and switched off afterwards, for its history stays."""
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	name = f"浏览器标签{page.evaluate('Date.now()')}"
	insert(
		page, {"doctype": "Bank Customer Tag", "tag_name": name, "category": "Product", "colour": "#2f6fde"}
	)
	yield name
	rows = page.evaluate(
		"(t) => frappe.db.get_list('Bank Tag Assignment', {filters: {tag: t}, fields: ['customer'], limit: 500})",
		name,
	)
	if rows:
		customers = [row["customer"] for row in rows]
		call(page, "bank_crm.api.customer_tags.change_many", remove=[name], customers=customers)
	page.evaluate("(t) => frappe.db.set_value('Bank Customer Tag', t, 'enabled', 0)", name)


def insert(page: Page, doc: dict) -> dict:
	return page.evaluate("(doc) => frappe.db.insert(doc)", doc)


def own_customers(page: Page, count: int) -> list[str]:
	return page.evaluate(
		"""(limit) => frappe.db.get_list('Bank Customer', {filters: {manager: frappe.session.user, status: 'Active'},
			order_by: 'name', limit}).then((rows) => rows.map((row) => row.name))""",
		count,
	)


def test_SEG_08_the_dialog_puts_a_tag_on_and_takes_it_off(open_as: Open, tag: str) -> None:
	page = open_as(RM, "/desk/bank-crm")
	(customer,) = own_customers(page, 1)
	page.goto(page.url.split("/desk")[0] + f"/desk/bank-customer/{customer}")
	settle(page)
	page.get_by_role("button", name="标签", exact=True).first.click()
	dialog = page.locator(".bank-tags-dialog.show")
	dialog.locator(f".bank-tag-picker [data-tag='{tag}']").click()
	dialog.get_by_role("button", name="保存").click()
	held = dialog.locator(f".bank-tags-held [data-tag='{tag}']")
	expect(held).to_be_visible()
	dialog.locator(".bank-tag-history summary").click()
	expect(dialog.locator(".bank-tag-history")).to_contain_text("人工")
	held.get_by_role("button").click()
	dialog.get_by_role("button", name="保存").click()
	expect(held).to_have_count(0)


def test_UX_04_shift_click_adds_tags_to_the_filter(open_as: Open, tag: str) -> None:
	admin = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	other = f"{tag}乙"
	insert(admin, {"doctype": "Bank Customer Tag", "tag_name": other, "category": "Need"})
	page = open_as(RM, "/desk/bank-crm")
	first, second, third = own_customers(page, 3)
	change = "bank_crm.api.customer_tags.change_many"
	call(page, change, add=[tag], customers=[first, second])
	call(page, change, add=[other], customers=[second, third])
	page.goto(page.url.split("/desk")[0] + "/desk/bank-customer")
	settle(page)
	page.evaluate("cur_list.filter_area.clear()")  # those of the last visit are kept
	settle(page)
	bar = page.locator(".bank-tag-bar")
	bar.locator(f"[data-tag='{tag}']").click()
	page.wait_for_function("cur_list.data.length === 2")
	bar.locator(f"[data-tag='{other}']").click(modifiers=["Shift"])
	page.wait_for_function("cur_list.data.length === 1")
	assert page.evaluate("cur_list.data[0].name") == second
	bar.get_by_role("button", name="满足任一").click()
	page.wait_for_function("cur_list.data.length === 3")
	bar.get_by_role("button", name="清除").click()
	page.wait_for_function("cur_list.data.length > 3")
	call(page, change, remove=[tag, other], customers=[first, second, third])
	admin.evaluate("(t) => frappe.db.set_value('Bank Customer Tag', t, 'enabled', 0)", other)


DELETE_PATIENTLY = """async (name) => {
	for (let turn = 0; turn < 60; turn++) {
		try {
			await frappe.xcall("frappe.client.delete", { doctype: "Bank Segment", name });
			return true;
		} catch {
			await new Promise((next) => setTimeout(next, 500));
		}
	}
	return false;
}"""


def test_scenario_02_tag_tier_and_page_are_built_by_keyboard_with_a_live_count(
	open_as: Open, tag: str, watch: Watch
) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-segment/new")
	customers = page.evaluate(
		"""() => frappe.db.get_list('Bank Customer', {filters: {tier: 'Wealth Potential', status: 'Active'}, limit: 30})
			.then((rows) => rows.map((row) => row.name))"""
	)
	call(page, "bank_crm.api.customer_tags.change_many", add=[tag], customers=customers)
	picker, count = page.locator(".condition-picker"), page.locator(".condition-count")
	picker.select_option("common:tag")
	page.keyboard.type(tag)
	option = page.locator(f".condition-options [data-value='{tag}']")
	expect(option).to_be_visible()
	page.keyboard.press("Enter")
	expect(count).to_have_attribute("data-count", str(len(customers)))
	picker.select_option("field:tier")
	page.keyboard.type("潜力")  # a Chinese screen is searched in Chinese
	expect(page.locator(".condition-options [data-value='Wealth Potential']")).to_be_visible()
	page.keyboard.press("Enter")
	picker.select_option("common:page")
	settle(page)
	tree = page.evaluate("JSON.parse(cur_frm.doc.conditions)")
	expected = call(page, "bank_crm.api.segments.preview", conditions=tree)
	expect(count).to_have_attribute("data-count", str(expected["count"]))
	assert expected["count"] <= len(customers)
	assert [node.get("fact") or node["field"] for node in tree["root"]["conditions"]] == [
		"tag",
		"tier",
		"behaviour",
	]
	page.evaluate("cur_frm.set_value('segment_name', '浏览器客群')")
	page.get_by_role("button", name="保存").click()
	page.wait_for_function("!cur_frm.is_new() && !cur_frm.is_dirty()")
	name = page.evaluate("cur_frm.doc.name")
	# while its members are looked for it is locked: "somebody is changing it, try again"
	watch.expect("HTTP 500 POST .*frappe.client.delete|status of 500|服务器未能完成|404")
	gone = page.evaluate(DELETE_PATIENTLY, name)
	assert gone


def test_SEG_08_found_tags_are_described_in_chinese(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-segment/new")
	page.locator(".condition-picker").select_option("common:tag")
	found = page.locator(".condition-options li[data-value]")
	expect(found.first).to_be_visible()
	said = " ".join(found.all_inner_texts())
	assert "产品" in said and not re.search("Product|Need|Profile", said), said


def test_SEG_11_what_empties_the_audience_is_named(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-segment/new")
	picker = page.locator(".condition-picker")
	for operator, value in ((">=", "5000000"), ("<=", "10")):
		picker.select_option("field:total_aum")
		row = page.locator(".condition-row").last
		row.locator(".condition-operator").select_option(operator)
		row.locator(".condition-figure").fill(value)
	expect(page.locator(".condition-warning")).to_have_attribute("data-code", "empty")
	expect(page.locator(".condition-emptied li")).to_have_count(2)
	expect(page.locator(".condition-row.condition-wrong")).to_have_count(2)


def test_SEG_09_a_combination_is_counted_called_by_names_and_shows_its_members(
	open_as: Open, watch: Watch
) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-segment/new")
	titles = ("开门红：年轻客群", "开门红：中老年客群")  # nobody is in both
	names = [
		page.evaluate("(t) => frappe.db.get_value('Bank Segment', {segment_name: t}, 'name')", title)[
			"message"
		]["name"]
		for title in titles
	]
	combination = {"op": "intersection", "segments": names}
	made = insert(
		page,
		{
			"doctype": "Bank Segment",
			"segment_name": f"组合{page.evaluate('Date.now()')}",
			"basis": "Combination",
			"combination": page.evaluate("(value) => JSON.stringify(value)", combination),
		},
	)
	page.goto(page.url.split("/desk")[0] + f"/desk/bank-segment/{made['name']}")
	settle(page)
	expect(page.locator(".condition-warning")).to_have_attribute("data-code", "empty")
	said = page.locator(".condition-emptied")
	for title in titles:
		expect(said).to_contain_text(f"属于客群：{title}")
	expect(said).not_to_contain_text("SEG0")
	page.get_by_role("button", name="并集").click()
	expect(page.locator(".condition-count")).not_to_have_attribute("data-count", "0")
	expect(page.locator(".bank-members")).to_contain_text("您可查看的成员")
	watch.expect("HTTP 500 POST .*frappe.client.delete|status of 500|服务器未能完成|404")
	assert page.evaluate(DELETE_PATIENTLY, made["name"])
