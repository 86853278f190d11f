"""Two banks on one bench, told apart by host name, and events that arrive in the right browser."""

from __future__ import annotations

import json

from playwright.sync_api import BrowserContext, Page, expect

from bank_crm.permissions import roles
from benchkit import sites
from benchkit.paths import Bench
from benchkit.pytest_site import Server
from tests.e2e.conftest import Open, Passwords, Watch


def log_in_quietly(page: Page, address: str, user: str, password: str) -> None:
	"""Without the Desk, which on a site without demo bank begins with the setup wizard."""
	page.goto(f"{address}/login")
	status = page.evaluate(
		"""([usr, pwd]) => fetch("/api/method/login", {method: "POST", body: new URLSearchParams({usr, pwd})})
			.then((answer) => answer.status)""",
		[user, password],
	)
	assert status == 200


def customers(page: Page) -> int:
	"""The site's customers, as the page's session may count them; -1 if it may not."""
	return page.evaluate(
		"""() => fetch("/api/method/frappe.client.get_count?doctype=Bank%20Customer")
			.then(async (answer) => (answer.ok ? (await answer.json()).message : -1))"""
	)


def test_two_host_names_show_two_banks(
	context: BrowserContext, bench_server: Server, demo_site: str, test_site: str, admin_password: Passwords
) -> None:
	pages = {site: context.new_page() for site in (demo_site, test_site)}
	for site, page in pages.items():
		log_in_quietly(page, bench_server.url(site), "Administrator", admin_password(site))
	seen = {site: customers(page) for site, page in pages.items()}
	assert seen[demo_site] >= 400
	assert 0 <= seen[test_site] != seen[demo_site]
	sessions = {cookie["value"] for cookie in context.cookies() if cookie["name"] == "sid"}
	assert len(sessions) == 2, "each host has a session of its own"


def test_a_session_of_one_bank_opens_nothing_in_the_other(
	context: BrowserContext,
	bench_server: Server,
	demo_site: str,
	test_site: str,
	admin_password: Passwords,
	watch: Watch,
) -> None:
	watch.expect("401|403")
	page = context.new_page()
	log_in_quietly(page, bench_server.url(demo_site), "Administrator", admin_password(demo_site))
	assert customers(page) >= 400
	sid = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "sid")
	context.clear_cookies()
	context.add_cookies([{"name": "sid", "value": sid, "url": bench_server.url(test_site)}])
	page.goto(bench_server.url(test_site) + "/login")
	assert customers(page) == -1


def test_an_event_for_a_user_arrives_in_that_users_browser_only(
	open_as: Open, bench: Bench, demo_site: str
) -> None:
	mine = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-crm")
	other = open_as(roles.TELLER, "/desk/bank-crm")
	for page in (mine, other):
		page.wait_for_function("frappe.realtime.socket && frappe.realtime.socket.connected")
		page.evaluate("frappe.realtime.on('bank_e2e', (data) => { window.bank_e2e = data.text; })")
	user = mine.evaluate("frappe.session.user")
	arguments = {"event": "bank_e2e", "message": {"text": "到账提醒"}, "user": user}
	sites.run(
		bench,
		"Publishing an event",
		"execute",
		demo_site,
		"frappe.publish_realtime",
		"--kwargs",
		json.dumps(arguments),
	)
	mine.wait_for_function("window.bank_e2e === '到账提醒'")
	assert other.evaluate("window.bank_e2e") is None


def test_a_customer_who_is_not_there_is_told_in_chinese(open_as: Open, watch: Watch) -> None:
	watch.expect("404")
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer/BC99999999")
	expect(page.locator("body")).to_contain_text("找不到")


def test_a_page_without_permission_is_told_in_chinese(open_as: Open, watch: Watch) -> None:
	watch.expect("403|Traceback")
	page = open_as(roles.TELLER, "/desk/permission-manager")
	expect(page.locator("body")).to_contain_text("权限")


def test_error_pages_of_the_website_are_chinese(context: BrowserContext, address: str, watch: Watch) -> None:
	watch.expect("404|403")
	page = context.new_page()
	page.goto(f"{address}/no/such/page")
	expect(page.locator("body")).to_contain_text("页面")
	page.goto(f"{address}/desk/bank-crm")
	expect(page.locator("body")).to_contain_text("登录")
