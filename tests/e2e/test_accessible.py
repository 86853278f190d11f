"""The main screens of a role: axe-core finds no serious fault, by day and by night, and nothing sticks out.

A quarter of an hour for all roles: the suite looks at the teller's, `BENCH_EVERY_SCREEN=1` at everybody's.
"""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bank_crm.permissions import roles
from tests.e2e.conftest import SIZES, Open, settle, visit

#: The start page comes first everywhere. A path, or a DocType whose newest document is opened.
SCREENS: dict[str, tuple[str, ...]] = {
	roles.TELLER: (
		"/desk/bank-customer",
		"Bank Customer",
		"/desk/bank-work-order/new",
		"/desk/bank-my-orders",
		"/desk/bank-customer-need",
		"/desk/dashboard-view/Business Today",
		"/desk/bank-help",
	),
	roles.RELATIONSHIP_MANAGER: (
		"/desk/bank-my-day",
		"/desk/bank-customer/new",
		"Bank Customer",
		"/desk/bank-care-task",
		"Bank Care Task",
		"/desk/bank-opportunity",
		"Bank Opportunity",
		"Bank Contract",
		"Bank Lead",
		"/desk/bank-calls",
		"/desk/dashboard-view/Customer Analysis",
		"/desk/query-report/Bank Target Progress",
	),
	roles.MARKETING_OFFICER: (
		"/desk/bank-campaign",
		"Bank Campaign",
		"/desk/bank-segment",
		"Bank Segment",
		"Bank Journey",
		"Bank Survey",
		"/desk/bank-survey-results",
		"/desk/bank-event-check-in",
		"/desk/dashboard-view/Marketing Overview",
		"/desk/query-report/Bank Campaign ROI",
	),
	roles.SERVICE_AGENT: (
		"/desk/bank-work-order",
		"Bank Work Order",
		"/desk/bank-my-orders",
		"Bank Complaint",
		"/desk/bank-screen-pop",
		"/desk/dashboard-view/Service Overview",
		"/desk/query-report/Bank Work Order Timeliness",
	),
	roles.BRANCH_MANAGER: (
		"/desk/bank-tiering",
		"/desk/bank-dashboards",
		"/desk/dashboard-view/Branch Overview",
		"/desk/dashboard-view/Sales Overview",
		"/desk/bank-report-builder",
		"/desk/query-report/Bank Asset Trend",
		"/desk/bank-approval",
		"Bank Approval",
		"Bank Staff",
	),
	roles.COMPLIANCE_OFFICER: (
		"/desk/bank-export-request",
		"/desk/bank-export-request/new",
		"/desk/bank-data-request",
		"/desk/bank-operation-log",
		"/desk/bank-audit",
		"/desk/dashboard-view/Compliance Overview",
		"/desk/query-report/Bank Export Register",
	),
	roles.AUDITOR: (
		"/desk/bank-operation-log",
		"Bank Operation Log",
		"/desk/bank-audit-item",
		"/desk/dashboard-view/Compliance Overview",
		"/desk/query-report/Bank Quarterly Audit",
	),
	roles.ADMINISTRATOR: (
		"/desk/bank-staff",
		"Bank Staff",
		"/desk/bank-data-source",
		"/desk/bank-data-source/new",
		"Bank Approval Rule",
		"/desk/bank-crm-settings",
		"/desk/dashboard-view/System Operations",
		"/desk/query-report/Bank System Usage",
	),
}
#: What is the framework's own and cannot be mended from the app, as part of the place axe names.
FRAMEWORK: tuple[str, ...] = ()
TAGS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}, "resultTypes": ["violations"]}
#: The dark theme changes colours, nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
RUN = "(options) => axe.run(document, options).then((result) => result.violations)"
#: Elements that reach beyond the window, whether it is scrolled sideways for them or they are pushed out of its head.
STICKING_OUT = """() => {
	const width = document.documentElement.clientWidth;
	const held = (node) => {
		for (let above = node.parentElement; above && above !== document.body; above = above.parentElement)
			if (getComputedStyle(above).overflowX !== "visible") return true;
		return false;
	};
	const beyond = (selector) => [...document.querySelectorAll(selector)].filter(
		(node) => node.checkVisibility() && node.getBoundingClientRect().right > width + 1);
	const scrolled = document.scrollingElement.scrollWidth > width + 1;
	return [...beyond(".page-head .btn"), ...(scrolled ? beyond("body *").filter((node) => !held(node)) : [])]
		.slice(0, 5)
		.map((node) => `${node.tagName}.${node.className} → ${Math.round(node.getBoundingClientRect().right)}`);
}"""
#: What is drawn anew after a change of size or theme has been drawn: colours do not fade while a test looks.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))"


def show(page: Page, screen: str) -> None:
	if screen.startswith("/"):
		visit(page, screen)
		return
	name = page.evaluate(
		"(d) => frappe.db.get_list(d, {limit: 1, order_by: 'creation desc'}).then((rows) => rows[0].name)",
		screen,
	)
	page.evaluate("([d, n]) => frappe.set_route('Form', d, n)", [screen, name])
	page.wait_for_function(
		"([d, n]) => cur_frm?.doctype === d && cur_frm.docname === String(n)", arg=[screen, name]
	)
	settle(page)


def faults(page: Page, options: dict) -> list[str]:
	"""Serious and critical ones: the rule, and where."""
	if not page.evaluate("Boolean(window.axe)"):
		page.evaluate(Axe().axe_script)
	return [
		f"{one['id']} at {node['target']}: {node['html'][:160]}"
		for one in page.evaluate(RUN, options)
		if one["impact"] in ("serious", "critical")
		for node in one["nodes"]
		if not any(part in f"{node['target']}" for part in FRAMEWORK)
	]


def theme(page: Page, name: str) -> None:
	page.evaluate("(name) => document.documentElement.setAttribute('data-theme', name)", name)
	page.evaluate(DRAWN)


@pytest.mark.slow
@pytest.mark.parametrize("role", SCREENS if os.environ.get("BENCH_EVERY_SCREEN") else [roles.TELLER])
def test_axe_finds_no_serious_fault_and_nothing_sticks_out(role: str, open_as: Open) -> None:
	page = open_as(role, "/desk")
	page.add_style_tag(content="* {transition: none !important; animation: none !important}")
	found: dict[str, list[str]] = {}
	for screen in ("", *SCREENS[role]):
		if screen:
			show(page, screen)
		by_day = found[screen] = faults(page, TAGS)
		theme(page, "dark")
		found[f"{screen} dark"] = [one for one in faults(page, COLOURS) if one not in by_day]
		theme(page, "light")
		for width, height in SIZES.values():
			page.set_viewport_size({"width": width, "height": height})
			page.evaluate(DRAWN)
			found[f"{screen} {width}"] = page.evaluate(STICKING_OUT)
		page.set_viewport_size(dict(zip(("width", "height"), SIZES["wide"])))
	said = [f"{screen}: {one}" for screen, those in found.items() for one in those]
	assert not said, "\n".join(said)


def test_every_role_is_looked_at() -> None:
	assert set(SCREENS) == set(roles.ALL)
	assert max(map(len, SCREENS.values())) <= 12
