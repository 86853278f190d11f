"""A salon on two telephones: the customer registers without script, the manager lets him or her in at the door (MKT-01, UX-05)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, settle

MANAGER, OFFICER = roles.RELATIONSHIP_MANAGER, roles.MARKETING_OFFICER
AT = "(hours) => moment(frappe.datetime.now_datetime()).add(hours, 'hours').format('YYYY-MM-DD HH:mm:ss')"


@pytest.fixture
def event(open_as: Open) -> Iterator[str]:
	"""A salon of the marketing officer's that begins in two hours, received by the manager; called off afterwards."""
	host = open_as(MANAGER, "/desk/bank-my-day").evaluate("frappe.session.user")
	page = open_as(OFFICER, "/desk/bank-event")
	doc = page.evaluate(
		"(doc) => frappe.db.insert(doc)",
		{
			"doctype": "Bank Event",
			"event_name": f"浏览器沙龙{page.evaluate('Date.now()')}",
			"venue": "贵宾厅",
			"host": host,
			"capacity": 5,
			"starts_at": page.evaluate(AT, 2),
			"ends_at": page.evaluate(AT, 4),
		},
	)
	page.goto(page.url.split("/desk")[0] + f"/desk/bank-event/{doc['name']}")
	settle(page)
	page.get_by_role("button", name="开放报名", exact=True).click()
	expect(page.locator(".page-head:visible .indicator-pill").first).to_have_text("报名中")
	yield doc["name"]
	call(
		page,
		"frappe.client.set_value",
		doctype="Bank Event",
		name=doc["name"],
		fieldname="state",
		value="Called Off",
	)


def test_MKT_01_register_on_a_telephone_and_get_in_by_the_code(
	open_as: Open, browser: Browser, event: str
) -> None:
	page = open_as(MANAGER, f"/desk/bank-event-check-in/{event}", size="phone")
	customer = page.evaluate(
		"() => frappe.db.get_list('Bank Customer', {fields: ['name', 'customer_name'], limit: 1, "
		"filters: {status: 'Active', manager: frappe.session.user}})"
	)[0]
	invited = call(page, "bank_crm.api.events.invite", event=event, customer=customer["name"], by_sms=0)
	context = browser.new_context(
		viewport={"width": 390, "height": 780}, java_script_enabled=False, locale="zh-CN"
	)
	phone = context.new_page()
	phone.goto(page.url.split("/desk")[0] + "/e/" + invited["url"].rpartition("/")[2])
	phone.get_by_role("button", name="立即报名").click()
	expect(phone.get_by_role("status")).to_contain_text("报名成功")
	expect(phone.locator(".code svg")).to_be_visible()
	code = phone.locator(".code p").inner_text()
	context.close()
	page.locator("[name=code]").fill(code.lower())
	page.get_by_role("button", name="签到", exact=True).first.click()
	expect(page.locator(".bank-door-told")).to_contain_text(customer["customer_name"])
	expect(page.locator(".bank-door-count")).to_contain_text("1 / 1")
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
