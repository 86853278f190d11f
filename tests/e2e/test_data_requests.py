"""A customer asks what the bank knows: taken down, approved, handed out once (SEC-17)."""

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE_MS, Open

TAKE_DOWN = """async () => {
	const [customer] = await frappe.db.get_list("Bank Customer", { limit: 1, filters: { status: "Active" } });
	const doc = await frappe.db.insert({
		doctype: "Bank Data Request",
		customer: customer.name,
		request_type: "Access",
		wish: "客户到柜台查阅本人信息",
		identity_checked: "Identity Document",
	});
	return doc.name;
}"""


def act(page: Page, action: str) -> None:
	page.locator(".actions-btn-group > button:visible").click()
	page.locator(".actions-btn-group .dropdown-menu:visible").get_by_text(action, exact=True).click()


def test_SEC_17_the_package_is_approved_and_handed_out_once(open_as: Open):
	manager = open_as("Bank Relationship Manager", "/desk/bank-data-request")
	name = manager.evaluate(TAKE_DOWN)
	manager.evaluate("(name) => frappe.set_route('Form', 'Bank Data Request', name)", name)
	act(manager, "提交审批")
	pill = manager.locator(".indicator-pill:visible")
	expect(pill.filter(has_text="合规审批")).to_be_visible(timeout=PATIENCE_MS)

	officer = open_as("Bank Compliance Officer", f"/desk/bank-data-request/{name}")
	act(officer, "批准")
	expect(
		officer.locator(".indicator-pill:visible").filter(has_text=re.compile("已批准|可下载"))
	).to_be_visible(timeout=PATIENCE_MS)
	officer.wait_for_function(
		"""async (name) => (await frappe.db.get_value("Bank Data Request", name, "status")).message.status
			=== "Ready to Download" """,
		arg=name,
		timeout=PATIENCE_MS,
		polling=1000,
	)

	manager = open_as("Bank Relationship Manager", f"/desk/bank-data-request/{name}")
	pill = manager.locator(".indicator-pill:visible")
	with manager.expect_download(timeout=PATIENCE_MS) as download:
		manager.get_by_role("button", name="下载数据包").click()
	package = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
	assert {"data.json", "说明.txt"} <= set(package.namelist())
	assert any("客户" in entry and entry.endswith(".csv") for entry in package.namelist())
	expect(pill.filter(has_text="已办结")).to_be_visible(timeout=PATIENCE_MS)
	expect(manager.get_by_role("button", name="下载数据包")).to_have_count(0)
