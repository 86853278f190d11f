"""The page 【客户分层】 and the tier dialog (SEG-03 to SEG-05, scenario 1)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, count, visit


def search(page: Page) -> int:
	"""资产 ≥ 50万 and 近30天登录APP; the number the page shows."""
	page.fill("[data-key=assets_from]", "50")
	with page.expect_response(lambda answer: "tiering.find" in answer.url):
		page.select_option("[data-key=login]", "30")
	expect(page.locator(".bank-tiering-result[aria-busy]")).to_have_count(0)
	return int(page.locator(".bank-tiering-count b").inner_text().replace(",", ""))


def test_scenario_01_batch_to_wealth_potential_and_back(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/bank-tiering")
	expect(page.locator(".bank-tiering-ladder li")).to_have_count(4)
	found = search(page)
	assert found > 0
	expect(page.locator(".bank-tiering-table tbody tr")).to_have_count(min(found, 50))
	page.click("[data-action=change]")
	dialog = page.locator(".modal.show")
	dialog.locator("textarea").fill("浏览器测试")
	dialog.locator("input.input-with-feedback[data-fieldname=only_upwards]").uncheck()
	dialog.locator(".btn-primary:visible").click()
	figures = dialog.locator(".bank-tiering-preview dd")
	assert figures.first.inner_text() == str(found)
	to_change = int(figures.nth(1).inner_text())
	assert to_change > 0
	batch = dialog.locator(".bank-tiering-preview").get_attribute("data-batch")
	dialog.locator(".btn-primary:visible").click()
	row = page.locator(f".bank-tiering-batches [data-batch='{batch}']")
	expect(row).to_contain_text("已执行")
	assert count(page, "Bank Tier Change", batch=batch, high_privilege=1) == to_change
	row.locator("[data-batch-action=undo]").click()
	question = page.locator(".bank-tiering-question")
	expect(question).to_contain_text(f"将{to_change}位客户从财富潜力客户恢复为原层级")
	expect(question).to_contain_text("浏览器测试")
	came_from = [int(text.split()[-1]) for text in question.locator("li").all_inner_texts()]
	assert sum(came_from) == to_change
	page.locator(".modal.show .btn-primary:visible").click()
	expect(row).to_contain_text("已撤销")
	assert count(page, "Bank Tier Change", batch=batch, source="Undo") == to_change


def test_SEG_04_a_filter_nobody_fulfils_says_so(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-tiering")
	page.fill("[data-key=assets_from]", "99999999")
	expect(page.locator(".bank-tiering-list")).to_contain_text("没有客户同时满足")
	expect(page.locator("[data-action=change]")).to_have_count(0)


def test_SEG_03_the_dialog_explains_and_offers_only_whom_it_may(open_as: Open) -> None:
	for role, offered in ((roles.BRANCH_MANAGER, 1), (roles.RELATIONSHIP_MANAGER, 0)):
		page = open_as(role, "/desk/bank-crm")
		name = page.evaluate("frappe.db.get_list('Bank Customer', {limit: 1}).then((rows) => rows[0].name)")
		page.goto(page.url.split("/desk")[0] + f"/desk/bank-customer/{name}")
		page.wait_for_function(
			"() => Boolean(window.cur_frm && cur_frm.doc.name && window.bank_crm?.show_tier)"
		)
		page.evaluate("() => { bank_crm.show_tier(cur_frm); }")
		expect(page.locator(".bank-tier-steps li")).to_have_count(4)
		expect(page.locator(".bank-tier-dialog [data-action=override]")).to_have_count(offered)


def test_SEG_03_the_page_says_until_when_a_tier_was_set_by_hand(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/bank-crm")
	name, tier = page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {fields: ["name", "tier"], limit: 1,
			filters: {tier_source: "Rule", status: "Active"}}).then(([row]) => [row.name, row.tier])"""
	)
	visit(page, f"/desk/bank-customer/{name}")
	page.get_by_role("button", name="客户层级").filter(visible=True).click()
	page.locator(".bank-tier-dialog [data-action=override]").click()
	asked = page.locator(".modal.show", has_text="保留至").last
	offered = asked.locator("[data-fieldname=tier] select option")
	expect(offered).to_have_count(5)  # the four tiers, and none chosen yet
	other = offered.evaluate_all(
		"(all, held) => all.map((one) => one.value).find((value) => value && value !== held)", tier
	)
	asked.locator("[data-fieldname=tier] select").select_option(other)
	asked.locator("[data-fieldname=until] input").fill("2099-12-31")
	asked.locator("[data-fieldname=reason] textarea").fill("总行批准的试点")
	asked.get_by_role("button", name="调整层级").click()
	held = page.locator(".bank-tier-by-hand").filter(visible=True)
	expect(held).to_have_text("客户层级: 人工指定，保留至2099-12-31 · 总行批准的试点")
	page.locator(".bank-tier-dialog [data-action=release]").click()
	asked = page.locator(".modal.show", has_text="立即").last
	asked.locator("[data-fieldname=reason] textarea").fill("试点结束")
	asked.locator(".btn-primary:visible").click()
	expect(held).to_have_count(0)
