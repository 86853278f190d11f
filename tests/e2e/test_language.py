"""No English is left over on the screens of any role, but for names, codes and units."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, menu, settle, visit

#: Words that stay as they are in Chinese texts: formats, protocols, units and key names.
ALLOWED = set(
	"""
	AUM ID CNY API URL CSV TSV JSON SQL HTTP PDF HTML CSS Excel Parquet Lines POS App APP ATM SMS Frappe Bank CRM
	Ctrl Alt Shift Enter Administrator Guest utf gb Markdown JavaScript Python
	""".split()
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
#: Not words of the program: placeholders of templates, colours, mail addresses, document numbers, codes, credit grades, dates, file names, placeholders in examples.
NOT_WORDS = re.compile(
	r"\{\w+\}|#[0-9a-fA-F]{3,8}\b|\S+@\S+|\b[A-Z]{1,3}\d+\S*|\b\d+[A-Za-z]+\b|\b[A-D]{2,3}\b|https?://\S+|[A-Za-z]+/[A-Za-z]+|\S+_\S+|[\w.]+\.\w{2,4}\b"
)
#: Lists of the framework's own documents by their names, which are names in every language.
NAMES_ONLY = {"/desk/report"}
SCREENS = (
	"/desk/bank-crm",
	"/desk/bank-customer",
	"/desk/bank-customer/view/report",
	"/desk/bank-product",
)


def left_over(page: Page) -> set[str]:
	"""English words in what is to be seen now."""
	text = page.evaluate(
		"""() => {
			const shown = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility({
				checkOpacity: true, checkVisibilityCSS: true}) && !node.closest("script, style, svg, .ace_editor, code"));
			const parts = [];
			for (const node of shown) {
				for (const child of node.childNodes)
					if (child.nodeType === Node.TEXT_NODE) parts.push(child.textContent);
				if (node.placeholder) parts.push(node.placeholder);
			}
			return parts.join("\\n");
		}"""
	)
	return {word for word in WORD.findall(NOT_WORDS.sub(" ", text)) if word not in ALLOWED}


def walk(page: Page) -> Iterator[str]:
	"""Open every screen of the role's menu, one document of each list, and all of its tabs."""
	for path in dict.fromkeys([*SCREENS, *menu(page)]):
		visit(page, path)
		if page.locator(".not-found-image, .page-card").filter(visible=True).count() or path in NAMES_ONLY:
			continue
		yield path
		first = page.evaluate(
			"""() => {
				const list = frappe.get_route()[0] === "List" && window.cur_list;
				return list && list.page.wrapper.is(":visible") && list.data?.[0]?.name
					? [list.doctype, list.data[0].name] : null;
			}"""
		)
		if first:
			page.evaluate("([d, n]) => frappe.set_route('Form', d, n)", first)
			page.wait_for_function(
				"([d, n]) => cur_frm?.doctype === d && cur_frm.docname === String(n)", arg=first
			)
			settle(page)
			yield f"{path} → {first[1]}"
			for tab in page.locator(".form-tabs .nav-link:visible").all():
				tab.click()
				yield f"{path} → {first[1]} → {tab.inner_text()}"


@pytest.mark.slow
@pytest.mark.parametrize("role", roles.ALL)
def test_every_screen_is_chinese(role: str, open_as: Open) -> None:
	page = open_as(role, "/desk/bank-crm")
	found = {screen: words for screen in walk(page) if (words := left_over(page))}
	assert not found, "\n".join(f"{screen}: {', '.join(sorted(words))}" for screen, words in found.items())
