"""Data leave the bank by asking for it, and in no other way (SEC-12, SEC-14, SEC-20, scenario 14)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from bank_crm.compliance.export.routes import CLOSED
from bank_crm.permissions import roles
from tests.e2e import forms
from tests.e2e.conftest import Open, Watch, go, settle, visit

RM, COMPLIANCE = roles.RELATIONSHIP_MANAGER, roles.COMPLIANCE_OFFICER
ENTRY = "导出申请"
#: Entries of the framework that end in a file.
FILES = {"导出", "PDF", "设置自动邮件", "复制到剪贴板"}
#: Arguments with which the framework's routes would answer with data.
WANTED = {
	"doctype": "Bank Customer",
	"name": "x",
	"dt": "Bank Customer",
	"file_format_type": "CSV",
	"fields": '["name","customer_name"]',
	"report_name": "Bank Export Register",
	"reference_doctype": "Bank Customer",
	"with_data": "1",
	"export_records": "all",
	"filters": "{}",
	"select_columns": "{}",
	"export_fields": "{}",
	"data": "[]",
	"html": "x",
	"filename": "x",
	"as_csv": "1",
}


#: Looks at the request until it has the state, for two minutes (other jobs may wait before it); gives the last one.
WHEN_DECIDED = """async ([name, wanted]) => {
	for (let turn = 0; ; turn++) {
		const { message } = await frappe.db.get_value("Bank Export Request", name, "status");
		if (message.status === wanted || turn > 240) return message.status;
		await new Promise((next) => setTimeout(next, 500));
	}
}"""


def ask_all(page: Page) -> list[tuple[str, int, str | None, str]]:
	"""Ask every closed route from the page: path, status, name of the file, text of the answer."""
	rows = "frappe.desk.reportview.export_query"
	paths = [f"/api/method/{name}" for name in CLOSED]
	paths += [f"/api/v2/method/{rows}", f"/?cmd={rows}", "/backups/20260101_000000-database.sql.gz"]
	answers = page.evaluate(
		"""async ([paths, wanted]) => {
			const headers = {"X-Frappe-CSRF-Token": window.frappe?.csrf_token || "", Accept: "application/json"};
			const found = [];
			for (const path of paths) {
				const post = {method: "POST", headers, body: new URLSearchParams(wanted)};
				const answer = await fetch(path, path.startsWith("/backups") ? {headers} : post);
				found.push([path, answer.status, answer.headers.get("Content-Disposition"), await answer.text()]);
			}
			return found;
		}""",
		[paths, WANTED],
	)
	assert len(answers) == len(paths) > 20
	return answers


def opened(answers: list[tuple[str, int, str | None, str]]) -> list[tuple[str, int, str | None, str]]:
	"""The answers that are no refusal, or carry a file or a customer."""
	return [answer for answer in answers if answer[1] != 403 or answer[2] or "customer_name" in answer[3]]


@pytest.mark.parametrize("role", roles.ALL)
def test_SEC_20_the_frameworks_export_routes_are_closed_to(role: str, open_as: Open, watch: Watch) -> None:
	watch.expect("403")
	assert not opened(ask_all(open_as(role, "/desk/bank-crm")))


def test_SEC_20_the_frameworks_export_routes_are_closed_to_guests(
	context: BrowserContext, address: str, watch: Watch
) -> None:
	watch.expect("403")
	page = context.new_page()
	go(page, f"{address}/login")
	assert not opened(ask_all(page))


@pytest.mark.parametrize("role", [RM, roles.BRANCH_MANAGER, roles.ADMINISTRATOR, roles.TELLER])
def test_SEC_12_lists_and_reports_offer_a_request_and_no_file(role: str, open_as: Open) -> None:
	page = open_as(role, "/desk/bank-customer")
	asks = role != roles.TELLER
	for path in (
		"/desk/bank-customer",
		"/desk/bank-customer/view/report",
		"/desk/query-report/Bank Key Customers to Review",
	):
		if not asks and path != "/desk/bank-customer":
			continue
		visit(page, path)
		said = forms.entries(page)
		assert not FILES.intersection(said), (path, said)
		assert (ENTRY in said) == asks, (path, said)
	visit(page, "/desk/bank-customer")
	page.locator(".list-row-container .list-row-checkbox:visible").first.check()
	# who may only read has nothing to do with ticked rows, and no menu of it
	expect(page.locator(".page-head:visible .actions-btn-group")).to_be_visible(visible=asks)
	said = forms.entries(page, "actions-btn-group")
	assert not {*FILES, "打印"}.intersection(said), said
	assert (ENTRY in said) == asks, said
	page.locator(".list-row-container .list-row-checkbox:visible").first.uncheck()


@pytest.fixture
def request_forms(open_as: Open) -> Iterator[Callable[..., Page]]:
	"""Opens forms of requests; what a test left waiting is taken back."""
	yield lambda role, name: open_as(role, f"/desk/bank-export-request/{name}")
	page = open_as(RM, "/desk/bank-crm")
	page.evaluate(
		"""async () => {
			const filters = {applicant: frappe.session.user, status: ["in", ["Masking Check", "Draft"]]};
			for (const row of await frappe.db.get_list("Bank Export Request", {filters, limit: 50}))
				await frappe.xcall("frappe.client.delete", {doctype: "Bank Export Request", name: row.name});
		}"""
	)
	settle(page)


def test_scenario_14_asked_for_in_the_list_approved_and_had_once(
	open_as: Open, request_forms: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
	page = open_as(RM, "/desk/bank-customer")
	forms.choose_entry(page, ENTRY)
	page.wait_for_function("() => cur_frm?.doctype === 'Bank Export Request' && cur_frm.is_new()")
	settle(page)
	names = page.evaluate("cur_frm.doc.columns.map(row => [row.fieldname, row.treatment])")
	assert ["customer_name", "Masked"] in names and ["name", "As It Is"] in names
	forms.write(page, "purpose", "浏览器测试：报送监管")
	forms.write(page, "recipient", "人民银行")
	name = forms.save(page)
	forms.take_step(page, "脱敏校验", "脱敏校验")
	sample = forms.field(page, "sample_area").locator("tbody")
	expect(sample).to_contain_text("*")
	forms.take_step(page, "提交审批", "合规审批")

	deciding = request_forms(COMPLIANCE, name)
	forms.take_step(deciding, "批准", "已批准")

	state = page.evaluate(WHEN_DECIDED, [name, "Ready to Download"])
	assert state == "Ready to Download"
	go(page, page.url)
	button = page.locator(".page-head:visible").get_by_role("button", name="下载文件")
	with page.expect_download() as started:
		button.click()
	file = tmp_path / "export.xlsx"
	started.value.save_as(file)
	expect(page.locator(".page-head:visible .indicator-pill").first).to_have_text("已关闭")
	expect(button).to_have_count(0)
	stored = page.evaluate("cur_frm.doc")
	assert hashlib.sha256(file.read_bytes()).hexdigest() == stored["file_hash"]
	sheet = [row for row in load_workbook(file).active.iter_rows(values_only=True)]
	assert name in str(sheet[0][0]) and len(sheet) == stored["row_count"] + 3

	watch.expect("417")
	again = page.evaluate(
		"""(name) => fetch("/api/method/bank_crm.api.exports.download_file", {
			method: "POST",
			headers: {"X-Frappe-CSRF-Token": frappe.csrf_token, "Content-Type": "application/json"},
			body: JSON.stringify({name}),
		}).then((answer) => answer.status)""",
		name,
	)
	assert again == 417

	go(deciding, deciding.url.split("/desk")[0] + "/desk/query-report/Bank Export Register")
	line = deciding.locator(".dt-scrollable .dt-row", has_text=name)
	for words in ("已关闭", "报送监管", "人民银行", "客户"):
		expect(line).to_contain_text(words)
	expect(deciding.locator(".page-head:visible")).to_contain_text("导出审批台账")


def test_SEC_12_a_new_request_names_the_applicants_branch_at_once(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-export-request/new")
	page.evaluate(
		"""cur_frm.set_value({
			purpose: "季度回访名单核对", recipient: "零售部", source_type: "DocType", document_type: "Bank Customer",
		}).then(() => cur_frm.add_child("columns", { fieldname: "customer_name", label: "客户姓名", treatment: "As It Is" }))"""
	)
	page.evaluate("cur_frm.save()")
	page.wait_for_function("cur_frm.doc.branch && !cur_frm.is_new()")
	branch = page.evaluate(
		"frappe.db.get_value('Bank Branch', cur_frm.doc.branch, 'branch_name').then((r) => r.message.branch_name)"
	)
	assert branch != page.evaluate("cur_frm.doc.branch")
	expect(page.locator(".form-layout [data-fieldname=branch] .control-value")).to_have_text(branch)
	page.evaluate("frappe.db.delete_doc(cur_frm.doctype, cur_frm.docname)")
