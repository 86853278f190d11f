"""A survey from the builder to the results, and the customer's page on a telephone without script (SUR-01, UX-05)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, settle

OFFICER = roles.MARKETING_OFFICER
QUESTIONS = [
	{"question_type": "NPS", "question": "您有多大可能推荐我行？", "required": 1},
	{
		"question_type": "Single Choice",
		"question": "哪里不满意？",
		"options": "等候\n态度",
		"required": 1,
		"shown_if": "q1",
		"shown_operator": "At Most",
		"shown_value": "6",
	},
	{"question_type": "Text", "question": "建议"},
]

#: The round is opened by a job; asked for until it is.
WATCH_ROUND = """(plan) => {
	const ask = () => frappe.db.get_value('Bank Survey Round', {plan}, 'state').then((found) => {
		window.bank_round_open = found.message?.state === 'Open';
		if (!window.bank_round_open) setTimeout(ask, 300);
	});
	ask();
}"""


@pytest.fixture
def survey(open_as: Open) -> Iterator[str]:
	"""An anonymous draft of the marketing officer's; ended afterwards."""
	page = open_as(OFFICER, "/desk/bank-survey")
	doc = page.evaluate(
		"(doc) => frappe.db.insert(doc)",
		{
			"doctype": "Bank Survey",
			"survey_title": f"浏览器问卷{page.evaluate('Date.now()')}",
			"topic": "Satisfaction",
			"anonymous": 1,
			"questions": QUESTIONS,
		},
	)
	yield doc["name"]
	if (
		page.evaluate("(name) => frappe.db.get_value('Bank Survey', name, 'state')", doc["name"])["message"][
			"state"
		]
		!= "Draft"
	):
		call(page, "bank_crm.api.surveys.set_state", survey=doc["name"], state="Closed")


def test_SUR_01_publish_share_answer_without_script_and_look_at_results(
	open_as: Open, browser: Browser, survey: str
) -> None:
	page = open_as(OFFICER, f"/desk/bank-survey/{survey}")
	settle(page)
	page.get_by_role("button", name="发布", exact=True).click()
	expect(page.get_by_role("button", name="投放…")).to_be_visible()
	plan = page.evaluate(
		"(doc) => frappe.db.insert(doc)",
		{
			"doctype": "Bank Survey Plan",
			"plan_name": "海报",
			"survey": survey,
			"shared_link": 1,
			"enabled": 1,
			"starts_on": page.evaluate("frappe.datetime.get_today()"),
			"open_days": 2,
		},
	)
	address = page.evaluate(
		"(plan) => frappe.xcall('bank_crm.api.surveys.shared_address', {plan}, 'GET')", plan["name"]
	)
	page.evaluate(WATCH_ROUND, plan["name"])
	page.wait_for_function("window.bank_round_open", timeout=30_000)
	base = page.url.split("/desk")[0]
	for score in (3, 9, 9, 10, 6):
		answer(browser, base + "/s/" + address.rpartition("/")[2], score)
	page.goto(f"{base}/desk/bank-survey-results/{survey}")
	settle(page)
	expect(page.locator(".bank-survey-figure").first).to_contain_text("5")
	expect(page.locator("[data-question=q1]")).to_contain_text("20")
	expect(page.locator("[data-question=q2]")).to_contain_text("态度")


def test_SUR_01_the_results_open_with_a_survey(open_as: Open) -> None:
	"""Whoever comes from the menu sees figures, not an empty page."""
	page = open_as(OFFICER, "/desk/bank-survey-results")
	expect(page.locator(".bank-survey-figure").first).to_be_visible()
	expect(page.locator(".bank-survey-results section:visible:empty")).to_have_count(0)
	assert page.evaluate("cur_page.page.querySelector('[data-fieldname=survey] input').value")


def answer(browser: Browser, address: str, score: int) -> None:
	"""A telephone of somebody nobody knows; scripts are switched off."""
	context = browser.new_context(
		viewport={"width": 390, "height": 780}, java_script_enabled=False, locale="zh-CN"
	)
	phone: Page = context.new_page()
	phone.goto(address)
	phone.get_by_role("button", name="下一页").click()
	expect(phone.get_by_role("alert")).to_contain_text("请回答此题")
	phone.get_by_role("group", name="您有多大可能推荐我行？").get_by_text(str(score), exact=True).click()
	phone.get_by_role("button", name="下一页").click()
	if score <= 6:
		phone.get_by_text("态度").click()
	phone.get_by_role("button", name="提交").click()
	expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢！")
	context.close()
