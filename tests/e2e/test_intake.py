"""The web form and the rating link as a customer sees them, and what they set going in the Desk (SVC-07, SVC-08, SVC-13)."""

from __future__ import annotations

import json
import re
import subprocess
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from benchkit.environment import process_env
from benchkit.paths import Bench
from tests.e2e.conftest import SIZES, Open, Watch, call, count, settle

ORDER, TRACE = "Bank Work Order", "Bank Rating Trace"
MANAGER = "Bank Relationship Manager"
#: The sending job itself, with a gateway that only tells what it was given.
SEND = """
import json, sys
from unittest import mock
import frappe
frappe.init(sys.argv[1], sites_path=".")
frappe.connect()
from bank_crm.customer.care import channels
from bank_crm.service.ratings import sending
texts = []
gateway = mock.Mock(address_field="mobile")
gateway.send.side_effect = lambda message: texts.append(message.text)
frappe.db.set_single_value("Bank CRM Settings", "rating_delay_minutes", 0)
with mock.patch.object(channels, "gateways", return_value={"SMS": gateway}):
	with mock.patch.object(sending.gate, "quiet_until", return_value=None):
		sending.send_due(commit=True)
frappe.db.commit()
print(json.dumps(texts))
"""


@pytest.fixture
def phone(browser: Browser, watch: Watch) -> Page:
	"""A customer's phone whose browser runs no scripts."""
	width, height = SIZES["phone"]
	context = browser.new_context(
		viewport={"width": width, "height": height}, locale="zh-CN", java_script_enabled=False
	)
	page = context.new_page()
	watch.follow(page)
	yield page
	context.close()


def fits(page: Page) -> None:
	"""Nothing is wider than the phone."""
	box = page.locator("main").bounding_box()
	assert box and box["x"] >= 0 and box["x"] + box["width"] <= SIZES["phone"][0]


def test_SVC_13_the_web_form_makes_an_order_without_scripts(
	phone: Page, address: str, open_as: Open, watch: Watch
):
	subject = f"柜台排队 {uuid.uuid4().hex[:8]}"
	phone.goto(f"{address}/service-request")
	expect(phone.get_by_role("heading", name="联系我们")).to_be_visible()
	fits(phone)
	phone.select_option("#order_type", label="建议")
	phone.fill("#subject", subject)
	phone.fill("#description", "建议中午多开一个窗口。")
	phone.fill("#name", "李雷")
	phone.fill("#mobile", "12345")
	watch.expect(r"HTTP 417 .*service_request\.submit")
	watch.expect(r"console: .*status of 417")
	phone.get_by_role("button", name="提交").click()
	expect(phone.locator("#problem-mobile")).to_have_text("手机号码不正确。")
	assert phone.input_value("#subject") == subject
	phone.fill("#mobile", "13800138000")
	phone.get_by_role("button", name="提交").click()
	expect(phone.get_by_role("status")).to_have_text("我们已收到您的请求。")
	number = re.search(r"WO-\d{4}-\d{8}", phone.inner_text("main"))
	assert number
	phone.reload()
	expect(phone.get_by_text("当前状态：已受理")).to_be_visible()

	desk = open_as("Bank Compliance Officer", f"/desk/bank-work-order/{number.group()}")
	assert desk.evaluate("() => [cur_frm.doc.subject, cur_frm.doc.channel]") == [subject, "Portal"]
	assert "13800138000" not in desk.content()


def test_scenario_07_the_customer_rates_with_one_tap_and_a_low_grade_is_traced(
	phone: Page, address: str, open_as: Open, bench: Bench, demo_site: str
):
	desk = open_as(MANAGER, "/desk")
	order = answered_order(desk)
	links = [text for text in send_links(bench, demo_site) if order in text]
	assert len(links) == 1
	link = next(word for word in links[0].split() if word.startswith("http"))
	token = link.partition("?")[2]

	phone.goto(f"{address}/rate?{token}")
	grades = phone.locator("button[name=grade]")
	expect(grades).to_have_count(5)
	expect(grades.first).to_contain_text("非常满意")
	expect(grades.last).to_contain_text("需改进")
	fits(phone)
	grades.last.click()
	expect(phone.get_by_role("status")).to_have_text("感谢您的评价！")
	expect(phone.get_by_text("您的评价：需改进")).to_be_visible()
	phone.fill("textarea", "解释得不清楚")
	phone.get_by_role("button", name="提交").click()
	expect(phone.get_by_role("status")).to_contain_text("您的意见已经转达")
	# the link is used: nothing to tap on any more
	phone.goto(f"{address}/rate?{token}")
	expect(grades).to_have_count(0)

	assert count(desk, ORDER, name=order, state="Rated", rating=1) == 1
	trace = open_as("Bank Compliance Officer", f"/desk/bank-rating-trace?work_order={order}")
	row = trace.locator(".list-row", has_text=order)
	expect(row).to_have_count(1)
	row.locator(".list-subject a").first.click()
	trace.wait_for_function("() => window.cur_frm?.doctype === 'Bank Rating Trace'")
	settle(trace)
	comment, measure = trace.evaluate("() => [cur_frm.doc.comment, cur_frm.doc.improvement]")
	assert comment == "解释得不清楚"
	assert count(trace, "Bank Improvement", name=measure, origin="Low Rating") == 1


def answered_order(desk: Page) -> str:
	"""An order of one of the manager's customers, answered."""
	customer = desk.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {filters: {manager: frappe.session.user}, limit: 1})
			.then((rows) => rows[0].name)"""
	)
	made = call(
		desk,
		"bank_crm.api.service_intake.create_order",
		source="e2e",
		external_id=uuid.uuid4().hex,
		order_type="Enquiry",
		subject="理财咨询",
		customer=customer,
	)
	desk.evaluate(
		"(name) => frappe.db.set_value('Bank Work Order', name, 'handler', frappe.session.user)",
		made["name"],
	)
	call(
		desk,
		"bank_crm.api.work_orders.handle",
		name=made["name"],
		solution="已为客户匹配稳健型理财组合",
		state="Answered",
	)
	return str(made["name"])


def send_links(bench: Bench, site: str) -> list[str]:
	"""Run the sending job and return the texts it has handed to the gateway."""
	done = subprocess.run(
		[str(bench.python), "-c", SEND, site],
		cwd=bench.sites,
		env=process_env(bench),
		capture_output=True,
		text=True,
	)
	assert done.returncode == 0, done.stderr[-2000:]
	return json.loads(done.stdout.splitlines()[-1])
