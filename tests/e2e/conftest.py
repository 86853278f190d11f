"""A browser at the running bench, logged in as one of the demo bank's people, watched for anything wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchkit import sites
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.pytest_site import Server
from benchkit.state import Secrets, bench_lock

SITE = os.environ.get("BENCH_E2E_SITE", "e2e.localhost")
CUSTOMERS = 400
#: A CPU shared with other work makes the first page of a session slow.
PATIENCE_MS = 60_000
expect.set_options(timeout=20_000)
SIZES = {"wide": (1440, 900), "small": (1024, 768), "phone": (390, 844)}

Open = Callable[..., Page]
#: The Administrator's password by site.
Passwords = Callable[[str], str]


@dataclass
class Watch:
	"""What went wrong on the pages of a test; `expect` takes out what the test provokes itself."""

	faults: list[str] = field(default_factory=list)
	expected: list[re.Pattern[str]] = field(default_factory=list)

	def expect(self, pattern: str) -> None:
		self.expected.append(re.compile(pattern))

	def follow(self, page: Page) -> None:
		page.on(
			"response", lambda r: r.status >= 400 and self.note(f"HTTP {r.status} {r.request.method} {r.url}")
		)
		page.on("console", lambda m: m.type == "error" and self.note(f"console: {m.text}"))
		page.on("pageerror", lambda e: self.note(f"exception: {e.stack or e.message}"))

	def note(self, fault: str) -> None:
		self.faults.append(fault)

	def unexpected(self) -> list[str]:
		return [fault for fault in self.faults if not any(p.search(fault) for p in self.expected)]


@dataclass(frozen=True)
class Login:
	"""One person of the demo bank."""

	role: str
	user: str
	password: str


#: The demo bank's journey would take in whoever a test makes, and a customer with a history is not deleted any more.
STAND_STILL = """
import sys, frappe
frappe.init(sys.argv[1], sites_path=".")
frappe.connect()
frappe.db.set_value("Bank Journey", {"state": "Running"}, "state", "Paused")
frappe.db.commit()
"""


@pytest.fixture(scope="session")
def demo_site(bench: Bench) -> str:
	"""The site with the small demo bank."""
	with bench_lock(bench, wait=True):
		sites.bring_up_to_date(bench, SITE)
		sites.load_demo(bench, SITE, CUSTOMERS)
	command = [str(bench.python), "-c", STAND_STILL, SITE]
	subprocess.run(command, cwd=bench.sites, env=process_env(bench), check=True)
	return SITE


@pytest.fixture(scope="session")
def logins(bench: Bench, demo_site: str) -> dict[str, Login]:
	"""One log-in per role, by the role's name."""
	return {entry["role"]: Login(**entry) for entry in sites.ask(bench, "logins", demo_site)}


@pytest.fixture(scope="session")
def address(bench_server: Server, demo_site: str) -> str:
	"""Where the demo site is, e.g. http://e2e.localhost:8000."""
	return bench_server.url(demo_site)


@pytest.fixture(scope="session")
def admin_password(bench: Bench) -> Passwords:
	"""The Administrator's password by site."""
	return lambda site: Secrets(bench).get(f"admin:{site}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
	"""Chromium as Debian has it, without a window's own screens; without the sandbox, whose rights a container lacks."""
	with sync_playwright() as playwright:
		chromium = playwright.chromium.launch(
			executable_path=shutil.which("chromium-headless-shell"),
			args=[
				"--no-sandbox",
				"--disable-gpu",
				"--disable-dev-shm-usage",
				"--disable-background-networking",
				"--host-resolver-rules=MAP *.localhost 127.0.0.1",
			],
		)
		yield chromium
		chromium.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
	watching = Watch()
	yield watching
	found = watching.unexpected()
	assert not found, "the pages reported:\n" + "\n".join(found)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
	"""A fresh browser session, as of another person at another desk."""
	made = new_context(browser, "wide")
	made.on("page", watch.follow)
	yield made
	made.close()


@pytest.fixture(scope="session")
def desks(browser: Browser) -> Iterator[dict[tuple[str, str, str], BrowserContext]]:
	"""A browser session by site, user and size, kept for the whole run.

	Each person logs in once, and the Desk's scripts come from the browser's cache after the first page.
	"""
	kept: dict[tuple[str, str, str], BrowserContext] = {}
	yield kept
	for made in kept.values():
		made.close()


@pytest.fixture
def open_as(
	browser: Browser, watch: Watch, address: str, logins: dict[str, Login], desks: dict
) -> Iterator[Open]:
	"""`open_as(role, path, size="wide")` gives the page of `path` in a session of that role's person."""
	opened: list[Page] = []
	used: list[BrowserContext] = []

	def desk(person: Login, size: str) -> BrowserContext:
		key = (address, person.user, size)
		if key not in desks:
			same = next((made for known, made in desks.items() if known[:2] == key[:2]), None)
			desks[key] = new_context(browser, size, same.storage_state() if same else None)
			if not same:
				page = desks[key].new_page()
				log_in(page, address, person.user, person.password)
				page.close()
		if desks[key] not in used:
			used.append(desks[key])
			desks[key].on("page", watch.follow)
		return desks[key]

	def open_page(role: str, path: str, size: str = "wide") -> Page:
		page = desk(logins[role], size).new_page()
		opened.append(page)
		go(page, address + path)
		return page

	yield open_page
	for made in used:
		made.remove_listener("page", watch.follow)
	for page in opened:
		page.close()


def new_context(browser: Browser, size: str, state: dict | None = None) -> BrowserContext:
	width, height = SIZES[size]
	made = browser.new_context(
		viewport={"width": width, "height": height},
		locale="zh-CN",
		storage_state=state,
		accept_downloads=True,
	)
	made.set_default_timeout(PATIENCE_MS)
	made.set_default_navigation_timeout(PATIENCE_MS)
	return made


def log_in(page: Page, address: str, user: str, password: str) -> None:
	"""Through the log-in form, as a person does; waits for the Desk."""
	page.goto(f"{address}/login")
	page.fill("#login_email", user)
	page.fill("#login_password", password)
	page.click(".btn-login")
	page.wait_for_url(re.compile(r"/(desk|app)"))
	settle(page)


def go(page: Page, url: str) -> None:
	page.goto(url)
	settle(page)


#: The Desk is there, asks for nothing, shows no loading state, and has been so for as long as the argument says (ms).
#: Frappe's charts say "no data" in an element of the class of their loading state.
CALM = """(held) => {
	const desk = /\\/(desk|app)\\b/.test(location.pathname);
	const there = !desk || (window.frappe && frappe.boot && frappe.router && frappe.router.current_route);
	const asking = window.jQuery && jQuery.active > 0;
	const loading = () => [...document.querySelectorAll(
		".bank-skeleton, .number-card-loading, .chart-loading-state, .freeze-message-container"
	)].some((node) => node.checkVisibility() && !/无数据|No Data/.test(node.textContent));
	if (!there || asking || loading()) {
		window.bank_calm_since = null;
		return false;
	}
	window.bank_calm_since ??= performance.now();
	return performance.now() - window.bank_calm_since >= held;
}"""
CALM_MS = 300


def settle(page: Page) -> None:
	"""Wait until the page has loaded and has been calm for a moment; what the last answer set off is drawn then."""
	page.wait_for_load_state("networkidle")
	page.evaluate("() => { window.bank_calm_since = null; }")
	page.wait_for_function(CALM, arg=CALM_MS)


def call(page: Page, method: str, **arguments: object) -> object:
	"""Call a whitelisted method in the page's session."""
	return page.evaluate("([m, a]) => frappe.xcall(m, a)", [method, arguments])


def count(page: Page, doctype: str, **filters: object) -> int:
	"""Documents of a DocType the page's user may see."""
	return page.evaluate("([d, f]) => frappe.db.count(d, {filters: f})", [doctype, filters])


def menu(page: Page) -> list[str]:
	"""Where the entries of the menu lead, in their order."""
	links = page.eval_on_selector_all(
		".sidebar-items a.item-anchor",
		"all => all.map(a => a.getAttribute('href')).filter(h => h && h !== '#')",
	)
	return list(dict.fromkeys(links))


#: Entries of the menu that lead to a list with its filters set.
LEADING_ON = {"/desk/bank-my-orders": "/desk/bank-work-order"}


def visit(page: Page, path: str) -> None:
	"""To a screen as a link of the Desk leads there, without loading the Desk anew."""
	page.evaluate(
		"""(path) => {
			const link = Object.assign(document.createElement("a"), {href: path});
			document.body.append(link);
			link.click();
			link.remove();
		}""",
		path,
	)
	page.wait_for_function(
		"(path) => decodeURI(location.pathname).startsWith(decodeURI(path).split('?')[0])",
		arg=LEADING_ON.get(path, path),
	)
	settle(page)
