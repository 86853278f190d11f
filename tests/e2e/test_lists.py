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


def test_a_choice_that_must_be_made_begins_empty_in_every_dialog(open_as: Open) -> None:
	"""The framework shows the first entry as if it were chosen, and then says that a value is missing."""
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer")
	chosen = page.evaluate(
		"""() => {
			const field = (fieldname, more) => ({ fieldname, fieldtype: "Select", label: fieldname, reqd: 1, ...more });
			const dialog = new frappe.ui.Dialog({
				fields: [
					field("lines", { options: "A\\nB" }),
					field("pairs", { options: [{ value: "A", label: "甲" }, { value: "B", label: "乙" }] }),
					field("empty_first", { options: ["", "A"] }),
					field("given", { options: ["A", "B"], default: "B" }),
					field("free", { options: ["A", "B"], reqd: 0 }),
				],
			});
			dialog.show();
			dialog.set_df_property("pairs", "options", [{ value: "C", label: "丙" }]);
			const told = ["lines", "pairs", "empty_first", "given", "free"].map((name) => {
				const { $input } = dialog.fields_dict[name];
				return [name, $input.val(), $input.find("option").length];
			});
			dialog.hide();
			return told;
		}"""
	)
	assert chosen == [
		["lines", "", 3],
		["pairs", "", 2],
		["empty_first", "", 2],
		["given", "B", 2],
		["free", None, 2],
	]


def test_the_framework_words_of_saved_filters_are_chinese(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-customer")
	expect(page.locator(".saved-filter-item[data-name=create_new] .filter-label")).to_have_text(
		"保存当前筛选"
	)


def test_SEC_09_a_reader_is_offered_no_change_of_ticked_rows(open_as: Open) -> None:
	offered = {}
	for role in (roles.AUDITOR, roles.RELATIONSHIP_MANAGER):
		page = open_as(role, "/desk/bank-lead")
		page.locator(".list-row-checkbox:visible").first.click()
		menu = page.locator(".page-head:visible .actions-btn-group")
		expect(menu).to_be_visible(visible=role != roles.AUDITOR)
		offered[role] = page.evaluate("""() => cur_list.get_actions_menu_items().map((item) => item.label)""")
	changes = {"编辑", "分派给", "清除分派", "应用分派规则", "添加标签"}
	assert not changes & set(offered[roles.AUDITOR])
	assert changes <= set(offered[roles.RELATIONSHIP_MANAGER])


def test_UX_01_a_bulk_edit_calls_the_fields_as_the_form_does(open_as: Open) -> None:
	page = open_as(roles.RELATIONSHIP_MANAGER, "/desk/bank-lead")
	page.locator(".list-row-checkbox:visible").first.click()
	page.evaluate(
		"() => { cur_list.get_actions_menu_items().find((item) => item.label === '编辑').action(); }"
	)
	options = page.locator(".modal.show [data-fieldname=field] option")
	expect(options.first).to_be_attached()
	names = [name for name in options.all_text_contents() if name.strip()]
	assert names
	assert not [name for name in names if "Bank" in name or re.match(r"[A-Z][a-z]+ ", name)]
