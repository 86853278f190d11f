"""What the menu of each role leads to opens, and no English is left over there, but for names, codes and units."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, menu, settle, visit

#: Words that stay as they are in Chinese texts: formats, protocols, units, measures and key names.
ALLOWED = set(
	"""
	AUM ID CNY API URL CSV TSV JSON SQL HTTP PDF HTML CSS Excel Parquet Lines POS App APP ATM SMS Frappe Bank CRM
	CSAT NPS CES SLA XLSX IP ROI
	Ctrl Alt Shift Enter Click Administrator Guest utf gb GB Markdown JavaScript Python
	""".split()
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
#: Not words of the program: placeholders of templates, colours, mail addresses, document numbers, keys, sums of files,
#: codes, credit grades, dates, file names, placeholders in examples.
NOT_WORDS = re.compile(
	r"\{\{.*?\}\}|\{\w+\}|#[0-9a-fA-F]{3,8}\b|\S+@\S+|\b[A-Z]{1,4}-[\w-]*\d|\b(?=\w*\d)(?=\w*[A-Za-z])\w+\b|\b[A-D]{2,3}\b"
	r"|https?://\S+|[A-Za-z]+/[A-Za-z]+|\S+_\S+|[\w.]+\.\w{2,7}\b"
)
#: Fields that hold what machines say or what is looked for in English letters, and codes: some have no digit.
DATA = ("device", "origin", "keywords", "entry_code")
#: Lists of names, which are names in every language, and of what was written, quoted as it was.
NAMES_ONLY = {"/desk/report", "/desk/bank-operation-log"}
SCREENS = (
	"/desk/bank-crm",
	"/desk/bank-customer",
	"/desk/bank-customer/view/report",
	"/desk/bank-product",
)


def left_over(page: Page) -> set[str]:
	"""English words in what is to be seen now."""
	text = page.evaluate(
		"""(data) => {
			const shown = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility({
				checkOpacity: true, checkVisibilityCSS: true}) && !node.closest("script, style, svg, .ace_editor, code" + data));
			const parts = [];
			for (const node of shown) {
				for (const child of node.childNodes)
					if (child.nodeType === Node.TEXT_NODE) parts.push(child.textContent);
				if (node.placeholder) parts.push(node.placeholder);
				// the text editor's words are in its style sheet
				if (node.closest(".ql-toolbar")) parts.push(getComputedStyle(node, "::before").content.replace("none", ""));
			}
			// names made by chance are no words
			const loaded = Object.values(locals).flatMap((documents) => Object.values(documents));
			const named = loaded.flatMap((doc) => [doc.name, ...Object.values(doc)]).concat(
				(window.cur_list?.data || []).map((row) => row.name)
			);
			const chance = new Set(named.filter((name) => /^[a-z0-9]{10}$/.test(name)));
			return parts.join("\\n").replace(/\\b[a-z0-9]{10}\\b/g, (word) => (chance.has(word) ? " " : word));
		}""",
		"".join(f", [data-fieldname={field}]" for field in DATA),
	)
	return {word for word in WORD.findall(NOT_WORDS.sub(" ", text)) if word not in ALLOWED}


#: Whether the server gives the user what a screen is made of, by the path of its link: what cannot be opened.
REFUSED = """async (paths) => {
	const asked = async (method, args) => {
		const query = new URLSearchParams(args);
		return (await fetch(`/api/method/${method}?${query}`, {headers: {"X-Frappe-CSRF-Token": frappe.csrf_token}})).ok;
	};
	const opens = async (path) => {
		const [kind, name] = await frappe.router.parse(path.split("?")[0]);
		if (kind === "Workspaces") return Boolean(Object.values(frappe.workspaces).find((one) => one.name === name));
		if (kind === "query-report") return asked("frappe.desk.query_report.get_script", {report_name: name});
		if (kind === "List" || kind === "Tree")
			return asked("frappe.desk.reportview.get_list", {doctype: name, page_length: 1, fields: '["name"]'});
		if (kind === "Form") return asked("frappe.desk.form.load.getdoctype", {doctype: name});
		if (kind === "dashboard-view") return asked("frappe.client.get", {doctype: "Dashboard", name});
		return asked("frappe.desk.desk_page.getpage", {name: kind});
	};
	const found = [];
	for (const path of paths) if (!(await opens(path))) found.push(path);
	return found;
}"""
#: Screens looked at as an earlier role: another role may open them or not, their words are the same.
LOOKED_AT: set[str] = set()


def walk(page: Page, links: list[str]) -> Iterator[str]:
	"""Open the screens, one document of each list, and all of its tabs."""
	for path in links:
		visit(page, path)
		assert page.locator(".page-card-container, .not-found-image").filter(visible=True).count() == 0, path
		said = page.locator(".msgprint").filter(visible=True).all_inner_texts()
		assert not said, f"{path}: {said}"
		if path in NAMES_ONLY:
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
def test_what_the_menu_leads_to_opens_in_chinese(role: str, open_as: Open) -> None:
	page = open_as(role, "/desk/bank-crm")
	links = menu(page)
	assert len(links) >= 3
	known = [link for link in links if link in LOOKED_AT]
	assert page.evaluate(REFUSED, known) == []
	new = [link for link in dict.fromkeys((*SCREENS, *links)) if link not in LOOKED_AT]
	LOOKED_AT.update(new)
	found = {screen: words for screen in walk(page, new) if (words := left_over(page))}
	assert not found, "\n".join(f"{screen}: {', '.join(sorted(words))}" for screen, words in found.items())


#: What a pointer or a screen reader is told, in the order of the page.
SAID_ASIDE = """() => [...document.querySelectorAll("[title], [aria-label]")]
	.filter((node) => node.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
	.flatMap((node) => [node.title, node.getAttribute("aria-label")]).filter(Boolean)"""


def test_UX_01_the_text_editor_is_chinese(open_as: Open) -> None:
	page = open_as("Bank Marketing Officer", "/desk/bank-campaign/new")
	page.wait_for_function("document.querySelector('.ql-toolbar .ql-header')?.checkVisibility()")
	assert not left_over(page)
	menus = page.locator(".ql-toolbar").first.evaluate(
		"""(bar) => [...bar.querySelectorAll(".ql-header .ql-picker-item, .ql-table .ql-picker-item")].map(
			(entry) => getComputedStyle(entry, "::before").content)"""
	)
	assert menus
	assert not [entry for entry in menus if WORD.search(entry)]


def test_UX_01_tooltips_are_chinese(open_as: Open) -> None:
	page = open_as(roles.BRANCH_MANAGER, "/desk/bank-crm")
	found = {}
	for path in (
		"/desk/branch-manager-desk",
		"/desk/bank-customer?tier=Mass",
		"/desk/bank-customer-tier",
		"/desk/dashboard-view/Customer Analysis",
		"/desk/query-report/Bank Work Order Backlog",
	):
		visit(page, path)
		page.wait_for_timeout(300)  # names for screen readers are given a moment after what they name
		said = page.evaluate(SAID_ASIDE)
		words = {word for text in said for word in WORD.findall(NOT_WORDS.sub(" ", text))}
		found[path] = sorted(words - ALLOWED)
	assert not any(found.values()), found
