"""A journey built in the drawn editor, tested before its start, and read on a telephone (MKT-14, UX-05)."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, settle

#: A way with a split, two ways into one step and one that leads back.
BRANCHED = {
	"start": "s1",
	"steps": [
		{
			"key": "s1",
			"kind": "Split",
			"title": "分成三组",
			"settings": {},
			"branches": [
				{"name": "短信组", "share": 40, "to": "s2"},
				{"name": "致电组", "share": 40, "to": "s3"},
				{"name": "对照组", "share": 20, "to": ""},
			],
		},
		{
			"key": "s2",
			"kind": "Task",
			"title": "介绍首购权益",
			"settings": {"subject": "介绍"},
			"branches": [{"name": "next", "to": "s4"}],
		},
		{
			"key": "s3",
			"kind": "Task",
			"title": "致电新客",
			"settings": {"subject": "致电"},
			"branches": [{"name": "next", "to": "s4"}],
		},
		{
			"key": "s4",
			"kind": "Wait",
			"title": "等待三天",
			"settings": {"mode": "For Some Time", "amount": 3, "unit": "Days"},
			"branches": [{"name": "next", "to": "s5"}],
		},
		{
			"key": "s5",
			"kind": "Condition",
			"title": "是否已购买",
			"settings": {"test": "Product Bought Since Entry"},
			"branches": [{"name": "yes", "to": ""}, {"name": "no", "to": "s3"}],
		},
	],
}
#: What the boxes and the words on the lines of the drawn way cover.
RECTANGLES = """() => [...document.querySelectorAll(".bank-journey-board > div, .bank-journey-board > button")].map((one) => {
	const { left, top, right, bottom } = one.getBoundingClientRect();
	return { text: one.innerText, left, top, right, bottom };
})"""

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


def test_mkt_14_nothing_of_a_branching_way_is_drawn_over_anything_else(open_as: Open) -> None:
	page = open_as(OFFICER, "/desk/bank-journey")
	doc = page.evaluate(
		"(doc) => frappe.db.insert(doc)",
		{
			"doctype": JOURNEY,
			"journey_name": f"分支旅程{page.evaluate('Date.now()')}",
			"trigger": "New Customer",
			"steps": json.dumps(BRANCHED),
		},
	)
	page.evaluate("(name) => frappe.set_route('Form', 'Bank Journey', name)", doc["name"])
	settle(page)
	page.get_by_role("tab", name="步骤").click()
	board = page.locator(".bank-journey-board")
	expect(board.locator(".bank-journey-branch", has_text="对照组 · 20%")).to_be_visible()
	# a line for the way in and for each branch; the one that leads back is dashed
	expect(board.locator(".bank-journey-line")).to_have_count(9)
	expect(board.locator("path.back")).to_have_count(1)
	drawn = page.evaluate(RECTANGLES)
	assert len(drawn) == 6 + 2 + 9  # boxes, ends, lines' words and buttons
	for place, one in enumerate(drawn):
		for other in drawn[place + 1 :]:
			apart = (
				one["right"] <= other["left"]
				or other["right"] <= one["left"]
				or one["bottom"] <= other["top"]
				or other["bottom"] <= one["top"]
			)
			assert apart, f"{one['text']!r} lies over {other['text']!r}"
