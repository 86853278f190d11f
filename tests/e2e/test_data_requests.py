"""A customer asks what the bank knows: taken down, approved, made in the background, handed out once (SEC-17)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import PATIENCE_MS, Open, settle
from tests.e2e.forms import take_step

TAKE_DOWN = """async () => {
	const [customer] = await frappe.db.get_list("Bank Customer", { limit: 1, filters: { status: "Active" } });
	const doc = await frappe.db.insert({
		doctype: "Bank Data Request",
		customer: customer.name,
		request_type: "Access",
		wish: "客户到柜台查阅本人信息",
		identity_checked: "Identity Document",
	});
	window.bank_same_page = true;
	await frappe.set_route("Form", "Bank Data Request", doc.name);
	return doc.name;
}"""


def pill(page: Page) -> object:
	return page.locator(".page-head:visible .indicator-pill").first


def test_SEC_17_the_package_is_approved_comes_by_itself_and_is_handed_out_once(open_as: Open) -> None:
	manager = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-data-request")
	name = manager.evaluate(TAKE_DOWN)
	manager.wait_for_function("(name) => cur_frm?.docname === name", arg=name)
	settle(manager)
	take_step(manager, "提交审批", "合规审批")

	officer = open_as(roles.COMPLIANCE_OFFICER, f"/desk/bank-data-request/{name}")
	group = officer.locator(".page-head:visible .actions-btn-group")
	group.locator("button").first.click()
	group.locator(".dropdown-item:visible").get_by_text("批准", exact=True).click()
	# both forms follow the approval and the job behind it without anybody loading them anew
	for page in (officer, manager):
		expect(pill(page)).to_have_text("可下载", timeout=PATIENCE_MS)
	expect(officer.get_by_role("button", name="下载数据包")).to_have_count(0)
	assert manager.evaluate("window.bank_same_page"), "the manager's page was never left"

	with manager.expect_download() as download:
		manager.get_by_role("button", name="下载数据包").click()
	package = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
	assert {"data.json", "说明.txt"} <= set(package.namelist())
	assert any("客户" in entry and entry.endswith(".csv") for entry in package.namelist())
	expect(pill(manager)).to_have_text("已办结")
	expect(manager.get_by_role("button", name="下载数据包")).to_have_count(0)


def test_UX_05_a_change_told_while_the_form_is_loading_is_not_missed(open_as: Open) -> None:
	"""The answer under way had read the document before the change; without another look it would stay so for good."""
	reading = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-data-request")
	name = reading.evaluate(TAKE_DOWN)
	reading.wait_for_function("(name) => cur_frm?.docname === name", arg=name)
	settle(reading)
	writing = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-data-request")
	write = "([name, wish]) => frappe.db.set_value('Bank Data Request', name, 'wish', wish)"

	def change_meanwhile(route: Route) -> None:
		site = urlsplit(route.request.url)
		# only the browser knows where a bench's sites are
		near = site._replace(netloc=f"127.0.0.1:{site.port}").geturl()
		before = route.fetch(url=near, headers={**route.request.all_headers(), "host": site.netloc})
		assert before.ok
		writing.evaluate(write, [name, "后提出的诉求"])
		reading.wait_for_timeout(1000)  # the news of it arrives before the answer does
		route.fulfill(response=before)

	reading.route("**/api/method/frappe.desk.form.load.getdoc?*", change_meanwhile, times=1)
	writing.evaluate(write, [name, "先提出的诉求"])
	for wish in ("先提出的诉求", "后提出的诉求"):
		reading.wait_for_function("(text) => cur_frm.doc.wish === text", arg=wish, timeout=PATIENCE_MS)
