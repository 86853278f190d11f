"""The customer's page at work: contacts, needs, reminders, stage, timeline and the screen pop (CUS-16 to CUS-19)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, settle

RM, AGENT = roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT
DOCTYPES = ("Bank Interaction", "Bank Customer Need")


@pytest.fixture
def customer(open_as: Open) -> Iterator[str]:
	"""A customer of the manager's who also serves as caller; what tests write about him is removed."""
	page = open_as(RM, "/desk/bank-crm")
	name = page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {filters: {customer_type: "Person"}, limit: 1,
			order_by: "total_aum asc"}).then((rows) => rows[0].name)"""
	)
	yield name
	admin = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	admin.evaluate(
		"""async ([doctypes, customer]) => {
			for (const doctype of doctypes)
				for (const row of await frappe.db.get_list(doctype, {filters: {customer}, limit: 100}))
					await frappe.xcall("frappe.client.delete", {doctype, name: row.name});
		}""",
		[list(DOCTYPES), name],
	)
	settle(admin)


def open_customer(open_as: Open, role: str, name: str, size: str = "wide") -> Page:
	page = open_as(role, f"/desk/bank-customer/{name}", size)
	expect(page.locator(".bank-timeline")).to_be_visible()
	return page


def test_the_page_takes_at_most_three_requests(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	page.evaluate("frappe.set_route('List', 'Bank Customer')")
	settle(page)
	page.evaluate("name => frappe.model.remove_from_locals('Bank Customer', name)", customer)
	asked: list[str] = []
	page.on("request", lambda r: "/api/" in r.url and asked.append(r.url))
	page.evaluate("name => frappe.set_route('Form', 'Bank Customer', name)", customer)
	expect(page.locator(".bank-timeline")).to_be_visible()
	needed = [url for url in asked if re.search(r"getdoc\b|customer_page|customer_contact", url)]
	assert len([url for url in needed if "customer_page.page" in url]) == 1
	assert 1 <= len(needed) <= 3, needed


def test_a_contact_takes_two_clicks(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	page.click("[data-log='Call']")
	page.click(".bank-sheet [data-outcome='Reached']")
	entry = page.locator(".bank-timeline li").first
	expect(entry).to_contain_text("电话")
	expect(entry).to_contain_text("已联系上")
	expect(page.locator(".bank-sheet")).to_have_count(0)


def test_a_next_step_becomes_a_reminder_and_is_ticked_off(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	page.click("[data-log='Visit']")
	page.fill(".bank-sheet [name=content]", "<b>谈了存单</b>")
	page.fill(".bank-sheet [name=next_step]", "带合同上门")
	page.click(".bank-sheet [data-days='3']")
	page.click(".bank-sheet [data-outcome='Interested']")
	step = page.locator(".bank-side .bank-rows li", has_text="带合同上门")
	expect(step).to_be_visible()
	expect(page.locator(".bank-timeline li").first).to_contain_text("下一步")
	assert page.locator(".bank-timeline .bank-text b").count() == 0, "what was typed is text, never markup"
	reminders = (
		"""customer => frappe.db.count("ToDo", {filters: {reference_name: customer, status: "Open"}})"""
	)
	assert page.evaluate(reminders, customer) == 1
	step.locator("[data-step]").click()
	expect(step).to_have_count(0)
	assert page.evaluate(reminders, customer) == 0


def test_a_need_takes_one_field_and_enter_at_the_counter(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	page.fill(".bank-need-field", "客户咨询留学汇款")
	page.keyboard.press("Enter")
	row = page.locator(".bank-side .bank-rows li", has_text="客户咨询留学汇款")
	expect(row).to_be_visible()
	expect(page.locator(".bank-need-field")).to_be_focused()
	row.locator("[data-need]").click()
	expect(page.locator(".bank-side .bank-done", has_text="客户咨询留学汇款")).to_contain_text("已满足")


def test_the_timelines_filter_shows_one_kind(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	for channel, outcome in (("Call", "Reached"), ("Visit", "Done")):
		page.click(f"[data-log='{channel}']")
		page.click(f".bank-sheet [data-outcome='{outcome}']")
		expect(page.locator(".bank-sheet")).to_have_count(0)
		settle(page)
	page.click(".bank-filter [data-kind='visit']")
	expect(page.locator(".bank-timeline .bank-dot.call")).to_have_count(0)
	expect(page.locator(".bank-timeline .bank-dot.visit")).to_have_count(1)
	page.click(".bank-filter [data-kind='']")
	expect(page.locator(".bank-timeline .bank-dot.call")).to_have_count(1)


def test_the_stage_is_changed_from_its_pill_and_kept_in_the_history(open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer)
	before = page.evaluate("cur_frm.doc.relationship_stage")
	for stage, word in (("Won Back", "已挽回"), (before, "")):
		page.click(".bank-stage")
		page.wait_for_function("window.cur_dialog?.fields_dict.stage")
		page.evaluate(
			"([stage, reason]) => cur_dialog.set_values({stage, reason})", [stage, f"测试改为{stage}"]
		)
		page.locator(".modal.show .btn-primary").click()
		page.wait_for_function("stage => cur_frm.doc.relationship_stage === stage", arg=stage)
		settle(page)
		expect(page.locator(".bank-stage")).to_contain_text(word)
		expect(page.locator(".bank-timeline li").first).to_contain_text(f"测试改为{stage}")


def test_scenario_16_a_call_from_a_known_number_pops_the_page(open_as: Open, customer: str) -> None:
	manager = open_as(RM, "/desk/bank-crm")
	number = call(
		manager,
		"bank_crm.compliance.reveal.reveal",
		doctype="Bank Customer",
		name=customer,
		field="mobile",
		reason="browser test",
	)
	page = open_as(AGENT, f"/desk/bank-screen-pop/{number}")
	page.wait_for_url(re.compile(customer))
	assert number not in page.url and number not in page.content()
	expect(page.locator(".bank-sheet [data-channel='Call'].on")).to_be_visible()
	page.click(".bank-sheet [data-outcome='Done']")
	expect(page.locator(".bank-timeline li", has_text="已办理")).to_have_count(1)


def test_an_unknown_caller_is_told_and_another_number_can_be_tried(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-screen-pop#13900000000")
	expect(page.locator(".bank-state")).to_contain_text("没有您可查看的客户使用此号码")
	assert "13900000000" not in page.url
	page.click("[data-again]")
	expect(page.locator(".bank-caller input")).to_be_focused()


@pytest.mark.parametrize("size", ["small", "phone"])
def test_the_sheet_fits_the_screen(size: str, open_as: Open, customer: str) -> None:
	page = open_customer(open_as, RM, customer, size)
	page.click("[data-log='Call']")
	for part in (".bank-sheet", ".bank-columns", ".bank-figures"):
		right = page.locator(part).evaluate("node => node.getBoundingClientRect().right")
		assert right <= page.viewport_size["width"], part
