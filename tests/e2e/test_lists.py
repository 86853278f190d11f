"""What lists and reports say of their cells, and where the fields of their filters are on a telephone (UX-01, UX-05)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, settle

#: Nobody reads mail addresses, microseconds or English constants.
STORED = re.compile(r"@|\d\.\d{4,}|\d:\d\d:\d\d\.\d|单据处于草稿状态")
TITLES = """() => [...document.querySelectorAll(".list-row .list-row-col [title]")]
	.filter((node) => node.checkVisibility()).map((node) => node.title)"""
#: The number of a document has its place beside the other buttons, what finds customers above them.
FILTER_FIELDS = ", ".join(
	f"{place} .frappe-control:not(.bank-quick-find):visible"
	for place in (".page-form >", ".standard-filter-section")
)


@pytest.mark.parametrize(
	"role, path",
	[
		(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer"),
		(roles.RELATIONSHIP_MANAGER, "/desk/bank-opportunity"),
		(roles.SERVICE_AGENT, "/desk/bank-work-order"),
		(roles.AUDITOR, "/desk/bank-operation-log"),
	],
)
def test_UX_01_a_cells_tooltip_says_what_is_read_in_it(role: str, path: str, open_as: Open) -> None:
	page = open_as(role, path)
	expect(page.locator(".list-row .list-subject:visible").first).to_be_visible()
	settle(page)
	titles = page.evaluate(TITLES)
	assert titles
	assert not [title for title in titles if STORED.search(title)]


def test_UX_01_a_report_tells_its_time_to_the_hundredth(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/query-report/Bank Work Order Backlog")
	foot = page.locator(".report-footer .pull-right:visible")
	expect(foot).to_be_visible()
	assert re.search(r"\d", foot.inner_text())
	assert not re.search(r"\.\d{3,}", foot.inner_text())


@pytest.mark.parametrize("path", ["/desk/bank-customer", "/desk/query-report/Bank Target Progress"])
def test_UX_05_on_a_telephone_the_rows_come_before_the_filters(path: str, open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, path, "phone")
	button = page.locator(".bank-filters-button:visible")
	fields = page.locator(FILTER_FIELDS)
	expect(button).to_have_attribute("aria-expanded", "false")
	expect(button).to_contain_text("筛选条件")
	expect(fields).to_have_count(0)
	button.click()
	expect(fields.first).to_be_visible()
	button.click()
	expect(fields).to_have_count(0)
	page.set_viewport_size({"width": 1440, "height": 900})
	expect(page.locator(".bank-filters-button:visible")).to_have_count(0)
	expect(fields.first).to_be_visible()
