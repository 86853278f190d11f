"""A journey built in the drawn editor, tested before its start, and read on a telephone (MKT-14, UX-05)."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, settle

OFFICER = roles.MARKETING_OFFICER
JOURNEY = "Bank Journey"


def test_mkt_14_a_journey_is_drawn_step_by_step_and_tested_before_its_start(open_as: Open) -> None:
	page = open_as(OFFICER, "/desk/bank-journey")
	doc = page.evaluate(
		"(doc) => frappe.db.insert(doc)",
		{
			"doctype": JOURNEY,
			"journey_name": f"浏览器旅程{page.evaluate('Date.now()')}",
			"trigger": "New Customer",
		},
	)
	page.evaluate("(name) => frappe.set_route('Form', 'Bank Journey', name)", doc["name"])
	settle(page)
	page.get_by_role("tab", name="步骤").click()
	board = page.locator(".bank-journey")
	board.locator(".bank-journey-plus").click()
	dialog = page.locator(".modal.show")
	dialog.locator("select[data-fieldname=kind]").select_option("Task")
	dialog.get_by_role("button", name="下一步").click()
	dialog = page.locator(".modal.show").last
	dialog.locator("input[data-fieldname=title]").fill("致电新客")
	dialog.locator("input[data-fieldname=set_subject]").fill("介绍首购权益")
	dialog.get_by_role("button", name="添加").click()
	expect(board.locator("[data-step]")).to_have_count(1)
	page.get_by_role("button", name="保存").click()
	expect(page.locator(".indicator-pill", has_text="未保存")).to_have_count(0)
	stored = page.evaluate("(name) => frappe.db.get_value('Bank Journey', name, 'steps')", doc["name"])
	(step,) = json.loads(stored["message"]["steps"])["steps"]
	assert (step["kind"], step["settings"]["subject"]) == ("Task", "介绍首购权益")
	page.get_by_role("button", name="启动前检查").click()
	expect(page.get_by_text("该旅程可以启动。")).to_be_visible()
	page.evaluate("cur_frm.bank_graph.way.steps[0].settings.subject = ''; cur_frm.bank_graph.changed()")
	page.get_by_role("button", name="启动前检查").click()
	expect(page.locator(".msgprint")).to_contain_text("步骤“致电新客”")
	expect(board.locator("[data-step].wrong")).to_have_count(1)
