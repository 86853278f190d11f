"""What people do in a form: choose a linked record, write into a field, save, take a step of an approval."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import settle


def field(page: Page, name: str) -> Locator:
	"""The field of the form that is open."""
	return page.locator(f".form-layout:visible [data-fieldname='{name}']").first


def write(page: Page, name: str, text: str) -> None:
	field(page, name).locator("input:visible, textarea:visible").first.fill(text)
	page.keyboard.press("Tab")


def choose(page: Page, name: str, value: str) -> None:
	"""An option of a field with a list, by its stored value."""
	field(page, name).locator("select").select_option(value)


def link(page: Page, name: str, text: str) -> None:
	"""Type into a link and take the first record found."""
	wanted = field(page, name).locator("input:visible").first
	wanted.click()
	wanted.fill(text)
	wanted.press("End")
	option = field(page, name).locator("[role=option]:visible", has_text=text).first
	option.click()
	page.keyboard.press("Tab")


def save(page: Page) -> str:
	"""Save the form that is open; gives the document's name."""
	page.locator(".page-head:visible .primary-action").click()
	page.wait_for_function("() => cur_frm && !cur_frm.is_new() && !cur_frm.is_dirty()")
	settle(page)
	return str(page.evaluate("cur_frm.docname"))


def take_step(page: Page, label: str, state: str) -> None:
	"""Take a step of the approval by its button; the head of the form says the new state."""
	group = page.locator(".page-head:visible .actions-btn-group")
	group.locator("button").first.click()
	group.locator(".dropdown-item:visible").get_by_text(label, exact=True).click()
	expect(page.locator(".page-head:visible .indicator-pill").first).to_have_text(state)
	settle(page)


def entries(page: Page, group: str = "menu-btn-group") -> list[str]:
	"""The entries of the page's menu, hidden ones left out."""
	return page.eval_on_selector_all(
		f".page-head .{group} .dropdown-menu .dropdown-item",
		"""all => all.filter(a => a.closest(".page-head").checkVisibility() && a.parentElement.style.display !== "none")
			.map(a => (a.querySelector(".menu-item-label") || a).textContent.trim())""",
	)


def choose_entry(page: Page, label: str, group: str = "menu-btn-group") -> None:
	menu = page.locator(f".page-head:visible .{group}")
	menu.locator("button").first.click()
	menu.locator(".dropdown-item:visible").get_by_text(label, exact=True).click()
