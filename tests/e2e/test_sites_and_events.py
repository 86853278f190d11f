"""Two banks on one bench, told apart by host name, and events that arrive in the right browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, expect

from bank_crm.permissions import roles
from benchkit import sites
from benchkit.paths import Bench
from tests.e2e.conftest import Open, count, log_in


def test_two_host_names_show_two_banks(
	context: BrowserContext, bench_server: object, demo_site: str, test_site: str, admin_password: object
) -> None:
	seen = {}
	for site in (demo_site, test_site):
		page = context.new_page()
		log_in(page, bench_server.url(site), "Administrator", admin_password(site))
		seen[site] = (count(page, "Bank Customer"), page.evaluate("frappe.boot.sitename"))
	assert seen[demo_site][1] == demo_site and seen[test_site][1] == test_site
	assert seen[demo_site][0] >= 400
	assert seen[test_site][0] != seen[demo_site][0]
	cookies = {cookie["domain"] for cookie in context.cookies() if cookie["name"] == "sid"}
	assert len(cookies) == 2, "each host has a session of its own"


def test_a_session_of_one_bank_opens_nothing_in_the_other(
	context: BrowserContext,
	bench_server: object,
	demo_site: str,
	test_site: str,
	admin_password: object,
	watch: object,
) -> None:
	watch.expect("401|403")
	page = context.new_page()
	log_in(page, bench_server.url(demo_site), "Administrator", admin_password(demo_site))
	sid = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "sid")
	context.clear_cookies()
	context.add_cookies([{"name": "sid", "value": sid, "url": bench_server.url(test_site)}])
	other = context.new_page()
	other.goto(bench_server.url(test_site) + "/login")
	status = other.evaluate("() => fetch('/api/resource/User').then((answer) => answer.status)")
	assert status in (401, 403)


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


@pytest.mark.parametrize("path", ["/desk/bank-customer/BC99999999", "/desk/no-such-page"])
def test_what_is_not_there_is_told_in_chinese(path: str, open_as: Open, watch: object) -> None:
	watch.expect("404")
	page = open_as(roles.RELATIONSHIP_MANAGER, path)
	expect(page.locator("body")).to_contain_text("找不到")


def test_error_pages_of_the_website_are_chinese(context: BrowserContext, address: str, watch: object) -> None:
	watch.expect("404|403")
	page = context.new_page()
	page.goto(f"{address}/no/such/page")
	expect(page.locator("body")).to_contain_text("页面")
	page.goto(f"{address}/desk/bank-crm")
	expect(page.locator("body")).to_contain_text("登录")
