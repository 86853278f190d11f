"""A work order from the call to the answer, in Chinese, as those who touch it (scenario 7, SVC-01 to SVC-06, UX-05)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, settle, visit

ORDER, TASK = "Bank Work Order", "Bank Collaboration Task"
AGENT, COMPLIANCE = roles.SERVICE_AGENT, roles.COMPLIANCE_OFFICER


def make_order(page: Page, subject: str, **values: object) -> str:
	doc = {"doctype": ORDER, "subject": subject, "order_type": "Enquiry", "channel": "Phone", **values}
	return call(page, "frappe.client.insert", doc=doc)["name"]


def value(page: Page, name: str, field: str) -> object:
	return page.evaluate(
		"([d, n, f]) => frappe.db.get_value(d, n, f).then((r) => r.message[f])", [ORDER, name, field]
	)


@pytest.fixture
def agent(open_as: Open) -> Iterator[tuple[Page, list[str]]]:
	"""The agent's Desk and three new orders of his or her own; they are closed afterwards."""
	page = open_as(AGENT, "/desk")
	me = page.evaluate("frappe.session.user")
	names = [make_order(page, f"客户咨询 {number}", handler=me) for number in range(3)]
	yield page, names
	for name in names:
		if value(page, name, "state") not in ("Answered", "Closed"):
			call(page, "bank_crm.api.work_orders.handle", name=name, solution="测试", state="Answered")
		if value(page, name, "state") != "Closed":
			call(page, "bank_crm.api.work_orders.close", name=name, reason="测试结束")


def test_SVC_02_a_new_order_about_disputed_money_is_urgent_and_finds_a_handler(open_as: Open) -> None:
	page = open_as(AGENT, "/desk/bank-work-order/new")
	page.locator("[data-fieldname=subject] input").fill("客户反映资金纠纷")
	page.locator("[data-fieldname=order_type] select").select_option("Complaint")
	expect(page.locator("[data-fieldname=order_type] select option:checked")).to_have_text("投诉")
	page.locator("[data-fieldname=channel] select").select_option("Phone")
	page.keyboard.press("Control+s")
	page.wait_for_url("**/bank-work-order/WO-*")
	settle(page)
	name = page.url.rsplit("/", 1)[1].split("?")[0]
	assert value(page, name, "priority") == "High"
	handler = value(page, name, "handler")
	assert handler and value(page, name, "assignment_reason")
	expect(
		page.locator(".indicator-pill", has_text="新建")
		.or_(page.locator(".indicator-pill", has_text="已查看"))
		.first
	).to_be_visible()


def test_UX_05_ctrl_a_then_viewed_in_one_go(agent: tuple[Page, list[str]]) -> None:
	page, names = agent
	visit(page, "/desk/bank-my-orders")
	page.wait_for_url("**/bank-work-order**")
	settle(page)
	expect(page).to_have_title("我的工单")
	for name in names:
		expect(page.locator(f".list-row-checkbox[data-name='{name}']")).to_be_visible()
	page.keyboard.press("Control+a")
	page.get_by_role("button", name="操作").click()
	page.locator(".actions-btn-group .dropdown-item:not(.disabled)", has_text="已查看").click()
	expect(page.locator(".alert-message, .desk-alert").filter(has_text="已查看").first).to_be_visible()
	assert [value(page, name, "state") for name in names] == ["Viewed"] * 3


def own_alone(page: Page, names: list[str]) -> None:
	"""The list is that of one's own open orders, and holds these."""
	expect(page).to_have_title("我的工单")
	page.wait_for_function(
		"""([names, user]) => {
			const list = window.cur_list;
			if (list?.doctype !== "Bank Work Order" || !list.page.wrapper.is(":visible")) return false;
			const asked = list.filter_area.get().map(([, field, how]) => `${field} ${how}`).sort().join();
			const shown = list.data.map((row) => row.name);
			return asked === "handler =,state not in" && names.every((name) => shown.includes(name))
				&& list.data.every((row) => row.handler === user);
		}""",
		arg=[names, page.evaluate("frappe.session.user")],
	)
	for name in names:
		expect(page.locator(f".list-row-checkbox[data-name='{name}']:visible")).to_be_visible()


def test_UX_05_the_menus_entry_shows_ones_own_orders_whatever_the_list_showed_before(
	agent: tuple[Page, list[str]], open_as: Open
) -> None:
	_other, names = agent
	page = open_as(AGENT, "/desk/bank-work-order")
	page.get_by_role("button", name="清除全部筛选条件").click()
	settle(page)
	page.wait_for_function("!cur_list.filter_area.get().length")
	visit(page, "/desk/bank-my-orders")
	own_alone(page, names)

	page.evaluate("cur_list.filter_area.clear()")
	page.wait_for_function("!cur_list.filter_area.get().length")
	visit(page, "/desk/bank-crm")
	name = make_order(page, "客户咨询 3", handler=page.evaluate("frappe.session.user"))
	names.append(name)  # closed with the others
	visit(page, "/desk/bank-my-orders")
	own_alone(page, names)
	visit(page, "/desk/bank-my-orders")
	own_alone(page, names)


def test_scenario_07_colleagues_help_and_the_order_is_answered(
	agent: tuple[Page, list[str]], open_as: Open
) -> None:
	page, (name, *_rest) = agent
	visit(page, f"/desk/bank-work-order/{name}")
	page.get_by_role("button", name="协作任务").click()
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname=whom] input").fill("合规专员")
	dialog.locator("[data-fieldname=whom] .awesomplete li", has_text="@合规专员").first.click()
	dialog.locator("[data-fieldname=task] input").fill("调取历史交易记录")
	dialog.get_by_role("button", name="提请协作").click()
	row = page.locator(".bank-tasks li", has_text="调取历史交易记录")
	expect(row).to_contain_text("@合规专员")
	expect(row).to_contain_text("待处理")
	expect(page.locator(".page-head .indicator-pill", has_text="协作中").first).to_be_visible()
	(task,) = page.evaluate(
		"([d, n]) => frappe.db.get_list(d, {filters: {work_order: n}, pluck: 'name'})", [TASK, name]
	)

	helper = open_as(COMPLIANCE, f"/desk/bank-collaboration-task/{task}")
	assert helper.evaluate(
		"(t) => frappe.db.count('Notification Log', {filters: {document_name: t}})", task
	), "who is asked is told"
	helper.get_by_role("button", name="已完成").click()
	helper.locator(".modal.show textarea").fill("已调取近三年记录")
	helper.locator(".modal.show .btn-modal-primary, .modal.show .btn-primary").first.click()
	expect(helper.locator(".modal.show")).to_have_count(0)
	settle(helper)

	visit(page, "/desk/bank-my-orders")
	visit(page, f"/desk/bank-work-order/{name}")
	page.evaluate("cur_frm.reload_doc()")
	settle(page)
	expect(page.locator(".bank-tasks li", has_text="已完成")).to_contain_text("已调取近三年记录")
	expect(page.locator(".page-head .indicator-pill", has_text="处理中").first).to_be_visible()
	page.get_by_role("button", name="处理", exact=True).click()
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname=solution] textarea").fill("已为客户匹配稳健型理财组合")
	dialog.locator("[data-fieldname=state] select").select_option("Answered")
	dialog.get_by_role("button", name="保存").click()
	expect(page.locator(".page-head .indicator-pill", has_text="已反馈").first).to_be_visible()
	assert value(page, name, "solution") == "已为客户匹配稳健型理财组合"


def test_SVC_13_two_orders_of_one_matter_are_merged_and_taken_apart_again(
	agent: tuple[Page, list[str]],
) -> None:
	page, (kept, merged, _other) = agent
	visit(page, f"/desk/bank-work-order/{merged}")
	expect(page.get_by_role("button", name="处理", exact=True)).to_be_visible()
	matter(page, "合并到其他工单")
	dialog = page.locator(".modal.show")
	box = dialog.locator("[data-fieldname=kept] input")
	box.click()
	box.fill(kept)
	box.press("End")
	dialog.locator("[role=option]:visible", has_text=kept).first.click()
	dialog.locator("[data-fieldname=reason] textarea").fill("同一件事")
	dialog.get_by_role("button", name="合并", exact=True).click()
	# leaving a form that is still being loaded would bring it back
	page.wait_for_function("(name) => cur_frm?.docname === name", arg=kept)
	settle(page)
	assert value(page, merged, "merged_into") == kept

	visit(page, f"/desk/bank-work-order/{merged}")
	expect(page.locator(".page-head:visible .indicator-pill", has_text="已合并").first).to_be_visible()
	matter(page, "撤销合并")
	page.locator(".modal.show .btn-modal-primary:visible").click()
	expect(page.locator(".page-head:visible .indicator-pill", has_text="已合并")).to_have_count(0)
	assert value(page, merged, "state") != "Merged"


def matter(page: Page, label: str) -> None:
	"""An entry of 【事项】 in the head of the order that is open."""
	head = page.locator(".page-head:visible")
	head.get_by_role("button", name="事项").click()
	head.locator(".dropdown-item:visible").get_by_text(label, exact=True).click()
