"""【操作日志】 and the quarterly audit (SEC-13, SEC-14, scenario 14)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, go, settle

STREET = "浏览器测试路 13 号"


def change_a_customer(page: Page) -> str:
	name = page.evaluate("frappe.db.get_list('Bank Customer', {limit: 1}).then((rows) => rows[0].name)")
	page.evaluate(
		"([name, street]) => frappe.db.set_value('Bank Customer', name, 'address', `${street} ${Date.now()}`)",
		[name, STREET],
	)
	return str(name)


def reveal_a_number(page: Page) -> None:
	name = page.evaluate("frappe.db.get_list('Bank Customer', {limit: 1}).then((rows) => rows[0].name)")
	call(
		page,
		"bank_crm.compliance.reveal.reveal",
		doctype="Bank Customer",
		name=name,
		field="mobile",
		reason="客户来电核对号码",
	)


def test_SEC_13_a_change_is_found_by_words_and_shows_before_and_after(open_as: Open) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	name = change_a_customer(page)
	go(page, page.url.split("/desk")[0] + f"/desk/bank-operation-log?customer={name}&action=Write")
	row = page.locator(".list-row-container .list-row").first
	expect(row).to_contain_text("修改客户")
	expect(row).to_contain_text("写入")
	row.locator(".list-subject a").first.click()
	values = page.locator("[data-fieldname=values_html] table")
	expect(values).to_contain_text("修改后")
	expect(values).to_contain_text(STREET)
	settle(page)
	expect(page.locator(".primary-action:visible")).to_have_count(0)


def test_SEC_14_compliance_gives_verdicts_on_the_quarters_operations(open_as: Open) -> None:
	reveal_a_number(open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-crm"))
	page = open_as(roles.COMPLIANCE_OFFICER, "/desk/bank-crm")
	period = page.evaluate(
		"() => `${new Date().getFullYear()}-Q${Math.floor(new Date().getMonth() / 3) + 1}`"
	)
	call(page, "bank_crm.api.audits.make", period=period)
	go(page, page.url.split("/desk")[0] + f"/desk/bank-audit/{period}")
	items = page.locator("[data-fieldname=items_html]")
	action = "Reveal"
	items.locator(f"[data-judge='{action}']").click()
	dialog = page.locator(".modal.show")
	dialog.locator("select[data-fieldname=verdict]").select_option(label="合规")
	dialog.locator(".btn-primary:visible").click()
	expect(items.locator(f"[data-judge='{action}']")).to_have_count(0)
	expect(items.locator(f"[data-action='{action}'][data-verdict='In Order']")).to_be_visible()


def test_SEC_14_the_quarters_audit_is_printed_in_chinese(open_as: Open) -> None:
	page = open_as(roles.COMPLIANCE_OFFICER, "/desk/bank-crm")
	period = page.evaluate(
		"() => `${new Date().getFullYear()}-Q${Math.floor(new Date().getMonth() / 3) + 1}`"
	)
	call(page, "bank_crm.api.audits.make", period=period)
	page.goto(page.url.split("/desk")[0] + f"/desk/print/Bank Audit/{period}")
	sheet = page.frame_locator("iframe.print-format-container").locator("body")
	for words in ("高权限操作季度审计表", period, "操作", "合规", "结论"):
		expect(sheet).to_contain_text(words)
	expect(page.locator(".page-head:visible").get_by_role("button", name="PDF")).to_have_count(0)
