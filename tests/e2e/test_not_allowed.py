"""An address one has no right to says so in words, with the way back to one's own menu (UX-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, settle

NO_RIGHT = "您的岗位不能使用“{}”。如工作需要，请联系系统管理员开通。"


@pytest.mark.parametrize(
	("path", "name"),
	[
		("/desk/bank-message-template", "消息模板"),
		("/desk/bank-tiering", "客户分层"),
		("/desk/marketing-desk", "营销工作台"),
		("/desk/query-report/Bank%20Lead%20Conversion", "线索转化率表"),
	],
)
def test_UX_09_what_the_post_does_not_include_is_said_and_leads_back(
	open_as: Open, path: str, name: str
) -> None:
	page = open_as(roles.TELLER, path)
	shown = page.locator(".message-page").filter(visible=True)
	expect(shown).to_contain_text(NO_RIGHT.format(name))
	expect(page.locator(".msgprint")).to_have_count(0)
	_goes_home(page)


def test_UX_09_an_address_with_nothing_says_so(open_as: Open) -> None:
	page = open_as(roles.TELLER, "/desk/nonsense")
	expect(page.locator(".message-page").filter(visible=True)).to_contain_text("该地址没有对应的页面。")
	_goes_home(page)


def _goes_home(page: Page) -> None:
	page.get_by_role("link", name="返回我的工作台").filter(visible=True).click()
	settle(page)
	expect(page.locator(".page-head").filter(visible=True)).to_contain_text("柜员工作台")
