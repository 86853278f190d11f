"""Two sites on one bench, chosen by host name: their data and secrets never meet.

The second site has the framework only, so it is made in seconds and shows that apps are per site too.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator

import pytest
import requests

from benchkit import sites
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.state import Secrets, bench_lock

SECOND = "second.localhost"


@pytest.fixture(scope="module")
def second_site(bench: Bench) -> str:
	"""Another site on the bench, with no app but the framework."""
	with bench_lock(bench, wait=True):
		if not sites.is_whole(bench, SECOND):
			sites.make(bench, SECOND)
	return SECOND


@pytest.fixture(scope="module")
def both(bench_server, test_site: str, second_site: str) -> dict[str, requests.Session]:
	"""A logged-in session of Administrator on each site."""
	return {site: log_in(bench_server, site) for site in (test_site, second_site)}


def log_in(server, site: str) -> requests.Session:
	session = requests.Session()
	session.headers["Host"] = server.url(site).removeprefix("http://")
	password = Secrets(server.bench).get(f"admin:{site}")
	answer = session.post(
		address(server, "/api/method/login"), data={"usr": "Administrator", "pwd": password}
	)
	assert answer.status_code == 200, answer.text
	return session


def address(server, path: str) -> str:
	"""By loopback address, so that only the Host header tells the site."""
	port = server.url("x").rsplit(":", 1)[1]
	return f"http://127.0.0.1:{port}{path}"


def eventually(probe, seconds: float = 30):
	"""The probe's first true value; fails when there is none in time."""
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		if found := probe():
			return found
		time.sleep(0.3)
	pytest.fail("nothing happened in time")


def test_sites_have_their_own_secrets(bench: Bench, test_site: str, second_site: str):
	configs = [
		json.loads((bench.sites / site / "site_config.json").read_text()) for site in (test_site, second_site)
	]
	for key in ("db_name", "db_password"):
		assert configs[0][key] != configs[1][key]
	assert Secrets(bench).get(f"admin:{test_site}") != Secrets(bench).get(f"admin:{second_site}")
	for site in (test_site, second_site):
		assert (bench.sites / site / "site_config.json").stat().st_mode & 0o077 == 0


def test_apps_are_per_site(bench_server, both, test_site: str, second_site: str):
	def modules(site: str) -> set[str]:
		answer = both[site].get(
			address(bench_server, "/api/resource/Module Def"), params={"limit_page_length": 0}
		)
		return {row["name"] for row in answer.json()["data"]}

	assert modules(test_site) > modules(second_site) >= {"Core", "Desk"}


def test_session_of_one_site_is_nobody_on_the_other(bench_server, both, test_site: str, second_site: str):
	stranger = requests.Session()
	stranger.cookies.update(both[test_site].cookies)
	stranger.headers["Host"] = both[second_site].headers["Host"]
	answer = stranger.get(address(bench_server, "/api/method/frappe.auth.get_logged_user"))
	assert answer.status_code in (401, 403)


def test_data_of_one_site_is_not_on_the_other(bench_server, both, test_site: str, second_site: str):
	mark = uuid.uuid4().hex
	created = both[test_site].post(
		address(bench_server, "/api/resource/Note"),
		json={"title": mark},
		headers={"X-Frappe-CSRF-Token": csrf_token(bench_server, both[test_site])},
	)
	assert created.status_code == 200, created.text
	path = f"/api/resource/Note/{created.json()['data']['name']}"
	try:
		for site, expected in ((test_site, 200), (second_site, 404)):
			assert both[site].get(address(bench_server, path)).status_code == expected
	finally:
		both[test_site].delete(
			address(bench_server, path),
			headers={"X-Frappe-CSRF-Token": csrf_token(bench_server, both[test_site])},
		)


def test_jobs_run_on_the_site_that_queued_them(bench: Bench, bench_server, test_site: str, second_site: str):
	mark = uuid.uuid4().hex
	for site in (test_site, second_site):
		on_site(
			bench,
			site,
			"frappe.enqueue('frappe.client.insert', queue='short', doc={'doctype': 'Note', "
			f"'title': '{mark} ' + frappe.local.site}}); frappe.db.commit()",
		)
	for site in (test_site, second_site):
		titles = eventually(
			lambda site=site: json.loads(
				on_site(
					bench,
					site,
					f"print(json.dumps(frappe.get_all('Note', {{'title': ('like', '{mark}%')}}, pluck='title')))",
				)
			)
		)
		assert titles == [f"{mark} {site}"]
		on_site(bench, site, f"frappe.db.delete('Note', {{'title': '{mark} {site}'}}); frappe.db.commit()")


def test_scheduler_queues_for_every_site(bench: Bench, bench_server, test_site: str, second_site: str):
	for site in (test_site, second_site):
		on_site(
			bench,
			site,
			"from frappe.utils.scheduler import enable_scheduler; enable_scheduler();"
			"frappe.db.set_value('Scheduled Job Type', {'stopped': 0}, 'last_execution', '2020-01-01');"
			"frappe.db.commit(); frappe.clear_cache()",
		)
	queued = on_bench(
		bench,
		"import frappe.utils.scheduler as s, frappe\n"
		"seen = []\n"
		"original = s.enqueue_events\n"
		"s.enqueue_events = lambda: seen.append((frappe.local.site, len(original() or [])))\n"
		"s.enqueue_events_for_all_sites()\n"
		"print(json.dumps(dict(seen)))",
	)
	found = json.loads(queued.splitlines()[-1])
	assert found[test_site] > 0 and found[second_site] > 0


@pytest.fixture(autouse=True, scope="module")
def scheduler_off_again(bench: Bench, test_site: str) -> Iterator[None]:
	"""The test site's scheduler stays off outside of these tests."""
	yield
	on_site(
		bench,
		test_site,
		"from frappe.utils.scheduler import disable_scheduler; disable_scheduler(); frappe.db.commit()",
	)


def csrf_token(server, session: requests.Session) -> str:
	"""The token the Desk page carries for this session."""
	page = session.get(address(server, "/desk")).text
	return page.split('csrf_token = "', 1)[1].split('"', 1)[0]


def on_site(bench: Bench, site: str, code: str) -> str:
	"""Run a line of Python on a site in a process of its own; gives what it prints."""
	return on_bench(
		bench, f"import frappe\nfrappe.init({site!r})\nfrappe.connect()\n{code}\nfrappe.destroy()"
	)


def on_bench(bench: Bench, code: str) -> str:
	done = subprocess.run(
		[str(bench.python), "-c", f"import json\n{code}"],
		cwd=bench.sites,
		env={**os.environ, **process_env(bench)},
		capture_output=True,
		text=True,
		timeout=120,
	)
	assert done.returncode == 0, done.stderr[-3000:]
	return done.stdout.strip()
