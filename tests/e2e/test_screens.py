"""Screens of the framework that bank staff and administrators use: they open, work and speak Chinese."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import SIZES, Open, Passwords, Watch, go, log_in, settle, visit


@pytest.fixture
def administrator(context: BrowserContext, address: str, demo_site: str, admin_password: Passwords) -> Page:
	page = context.new_page()
	log_in(page, address, "Administrator", admin_password(demo_site))
	return page


def test_synchronisation_screens(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-data-source")
	expect(page.locator(".page-head")).to_contain_text("数据源")
	page.goto(page.url.replace("bank-data-source", "bank-sync-run"))
	settle(page)
	expect(page.locator(".page-head")).to_contain_text("同步记录")


def test_user_form(administrator: Page, address: str) -> None:
	go(administrator, f"{address}/desk/user/Administrator")
	expect(administrator.locator(".page-head")).to_contain_text("用户")
	expect(administrator.locator(".form-tabs")).to_contain_text("设置")


def test_role_list(administrator: Page, address: str) -> None:
	go(administrator, f"{address}/desk/role")
	expect(administrator.locator(".page-head")).to_contain_text("角色")
	assert administrator.evaluate("cur_list.data.length") >= 8


def test_permission_manager(administrator: Page, address: str) -> None:
	go(administrator, f"{address}/desk/permission-manager/Bank%20Customer")
	expect(administrator.locator(".perm-engine")).to_contain_text("客户经理")


def test_report_builder(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer/view/report")
	expect(page.locator(".dt-row").nth(5)).to_be_visible()
	text = page.locator(".datatable").inner_text()
	assert "****" in text and "客户姓名" in text


def test_a_customer_is_printed_on_paper_and_never_to_a_file(open_as: Open, watch: Watch) -> None:
	watch.expect("403")
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-crm")
	name = page.evaluate('() => frappe.db.get_list("Bank Customer", {limit: 1}).then((rows) => rows[0].name)')
	base = page.url.split("/desk")[0]
	page.goto(f"{base}/desk/print/Bank Customer/{name}")
	expect(page.frame_locator("iframe.print-format-container").locator("body")).to_contain_text("客户姓名")
	status, begin = page.evaluate(
		"""(name) => fetch("/api/method/frappe.utils.print_format.download_pdf?doctype=Bank%20Customer&name=" + name)
			.then(async (answer) => [answer.status, (await answer.text()).slice(0, 5)])""",
		name,
	)
	assert status == 403 and begin != "%PDF-"


def test_dashboard(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/dashboard-view/Customer%20Analysis")
	expect(page.locator(".dashboard-graph")).to_contain_text("客户分层")
	expect(page.locator(".dashboard-graph svg.frappe-chart").first).to_be_visible()


def test_SEC_17_a_consent_is_entered_in_the_form_and_then_never_changed(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-contact-consent/new")
	page.locator(".form-layout [data-fieldname='customer'] input:visible").first.focus()
	page.keyboard.type("B")
	page.locator(".form-layout .awesomplete [role=option]:visible").first.click()
	page.evaluate("cur_frm.set_value({channel: 'SMS', purpose: 'Marketing'})")
	page.keyboard.press("Control+s")
	page.wait_for_function("!cur_frm.is_new()")
	settle(page)
	expect(page.locator(".page-head .primary-action:visible")).to_have_count(0)
	assert page.evaluate("cur_frm.fields_dict.decision.disp_status") == "Read"


def test_a_row_with_two_customers_names_both(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer-relationship")
	page.wait_for_function(
		"""() => {
			const text = (row, name) => row.querySelector(`.list-row-col.${name}`)?.textContent.trim();
			const rows = [...document.querySelectorAll(".list-row-container .list-row")];
			return rows.length && rows.some((row) => text(row, "customer") !== text(row, "other_customer"));
		}"""
	)
	heads = page.locator(".list-row-container .list-subject").all_inner_texts()
	assert heads and not any(re.search("[A-Za-z]", head) for head in heads), heads


def test_a_column_of_words_alone_is_no_selector(open_as: Open) -> None:
	"""jQuery takes what has an @ for a selector it cannot read, and a list that measured it so stayed empty."""
	page = open_as(roles.SERVICE_AGENT, "/desk/bank-work-order")
	shown = page.evaluate(
		"""() => {
			const column = cur_list.columns.find((one) => one.type === "Field" && one.df?.fieldname);
			const { fieldname } = column.df;
			cur_list.settings.formatters = {...cur_list.settings.formatters, [fieldname]: () => "81003@zhijiang.example"};
			return $(cur_list.get_column_html(column, {...cur_list.data[0], [fieldname]: "x"})).text().trim();
		}"""
	)
	assert shown == "81003@zhijiang.example"


def test_colleagues_nobody_has_met_yet_are_named_in_a_list(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/bank-customer")
	page.evaluate(
		"() => { frappe.boot.user_info = {[frappe.session.user]: frappe.user_info(frappe.session.user)}; }"
	)
	visit(page, "/desk/bank-care-task")
	people = page.locator(".list-row .list-row-col.assigned_to")
	expect(people.first).not_to_have_text(re.compile("@"))
	assert not [text for text in people.all_inner_texts() if "@" in text]


def test_the_first_column_is_called_as_its_doctype_calls_it(open_as: Open) -> None:
	page = open_as(roles.COMPLIANCE_OFFICER, "/desk/bank-behaviour-event")
	expect(page.locator(".list-row-head .list-subject").first).to_contain_text("行为类型")


def test_first_steps_stand_once_on_the_start_page(open_as: Open) -> None:
	page = open_as(roles.COMPLIANCE_OFFICER, "/desk")
	expect(page.locator(".number-widget-box").first).to_be_visible()
	assert page.locator(".onboarding-widget-box:visible").count() <= 1


@pytest.mark.parametrize(
	("role", "path", "size"),
	[
		(roles.SERVICE_AGENT, "/desk/bank-work-order", "small"),
		(roles.BRANCH_MANAGER, "/desk/bank-report-builder", "phone"),
	],
)
def test_the_head_keeps_its_buttons_in_the_window(role: str, path: str, size: str, open_as: Open) -> None:
	page = open_as(role, path, size)
	button = page.locator(".page-head .primary-action:visible")
	expect(button).to_be_visible()
	place = button.bounding_box()
	assert place["x"] + place["width"] <= SIZES[size][0] + 1, place


def test_a_subject_is_shown_as_it_was_written(open_as: Open) -> None:
	page = open_as(roles.SERVICE_AGENT, "/desk/bank-work-order")
	said = page.evaluate(
		"() => $(cur_list.get_subject_element({...cur_list.data[0], subject: 'A & B <b>', task_summary: ''}, 'A & B <b>')).text()"
	)
	assert said.strip() == "A & B <b>"


def test_a_constant_is_read_in_its_own_words(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	for doctype, stored, said in (
		("Bank Tier Batch", "Applied", "已执行"),
		("Bank Interaction", "Done", "已办理"),
		("Bank Customer Transaction", "Counter", "柜台"),
		("Bank Segment Change", "Left", "退出"),
	):
		shown = page.evaluate(
			"([parent, value]) => frappe.format(value, {fieldtype: 'Select', fieldname: 'x', parent})",
			[doctype, stored],
		)
		assert shown == said, doctype


def test_UX_01_figures_have_two_decimals_and_as_many_more_as_they_fill(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	for value, field, shown in (
		(5255.5903, {"fieldtype": "Percent"}, "5,255.59%"),
		(2.75, {"fieldtype": "Percent", "precision": "4"}, "2.75%"),
		(3.8325, {"fieldtype": "Percent", "precision": "4"}, "3.8325%"),
		(0.1251, {"fieldtype": "Float"}, "0.13"),
		(0.125, {"fieldtype": "Float", "precision": "4"}, "0.125"),
		(8, {"fieldtype": "Float", "precision": "4"}, "8"),
		(None, {"fieldtype": "Percent", "precision": "4"}, ""),
	):
		text = page.evaluate("([v, df]) => strip_html(String(frappe.format(v, df)))", [value, field])
		assert text == shown, (value, field)


def test_UX_01_an_axis_says_zero_thousands_and_what_is_owed(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	said = page.evaluate(
		"[0, 500, 3000, 20000, -3e7].map((n) => frappe.utils.format_chart_axis_number(n).trim())"
	)
	assert said == ["0", "500", "3000", "2 万", "-3000 万"]


def test_who_only_reads_gets_no_dialog(open_as: Open) -> None:
	page = open_as(roles.AUDITOR, "/desk")
	for doctype in ("Bank Work Order", "Bank Opportunity", "Bank Contract", "Bank Lead"):
		name = page.evaluate("(d) => frappe.db.get_list(d, {limit: 1}).then((rows) => rows[0].name)", doctype)
		page.evaluate("([d, n]) => frappe.set_route('Form', d, n)", [doctype, name])
		page.wait_for_function(
			"([d, n]) => cur_frm?.doctype === d && cur_frm.docname === n", arg=[doctype, name]
		)
		settle(page)
		assert page.locator(".modal.show").count() == 0, doctype
