"""Two real sites on one bench: made (also after an interruption), kept apart, served by host name."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from benchkit import daemon, processes, services, sites
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.progress import StepFailed
from benchkit.state import Ports, Secrets, read_json

from .conftest import ROOT, SMALL

pytestmark = pytest.mark.slow

ONE, TWO = "one.localhost", "two.localhost"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
	"""A bench of its own with Frappe's environment and assets borrowed from this repository's bench."""
	bench = Bench(ROOT, tmp_path_factory.mktemp("bench"))
	with pytest.MonkeyPatch.context() as patch:
		for name, value in SMALL.items():
			patch.setenv(name, value)
		bench.make_folders()
		bench.env.symlink_to(sys.prefix)
		(bench.sites / "assets").symlink_to(Bench.find().sites / "assets")
		(bench.sites / "apps.txt").write_text("\n".join(bench.app_names()) + "\n")
		services.start_all(bench)
		yield bench
		processes.stop(bench)
		services.stop_all(bench)


@pytest.fixture(scope="module")
def first_try_killed(bench: Bench) -> int:
	"""Making site one is killed half-way; gives the number of tables it had by then."""
	script = (
		f"from benchkit import sites; from benchkit.paths import Bench; sites.make(Bench.find(), '{ONE}')"
	)
	making = subprocess.Popen(
		[sys.executable, "-c", script], env=process_env(bench), cwd=bench.root, start_new_session=True
	)
	query = f"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{sites.database_name(bench, ONE)}'"
	assert daemon.wait_until(lambda: int(services.sql(bench, query)) > 60, 120)
	os.killpg(making.pid, signal.SIGKILL)
	making.wait()
	return int(services.sql(bench, query))


@pytest.fixture(scope="module")
def both(bench: Bench, first_try_killed: int) -> Bench:
	assert not sites.is_whole(bench, ONE)
	for site in (ONE, TWO):
		sites.bring_up_to_date(bench, site)
	return bench


@pytest.fixture(scope="module")
def serving(both: Bench) -> Bench:
	processes.choose_ports(both, None)
	runner = processes.start(both, echo=False)
	processes.wait_for_web(both, runner, ONE)
	return both


def execute(bench: Bench, site: str, path: str, **arguments: object) -> object:
	"""What a function of Frappe's gives on a site, called by the verb `execute`."""
	ended = subprocess.run(
		sites.command(bench, "execute", site, path, "--kwargs", json.dumps(arguments)),
		env=process_env(bench),
		cwd=bench.sites,
		capture_output=True,
		text=True,
		check=True,
	)
	return json.loads(ended.stdout) if ended.stdout else None


def request(
	bench: Bench, method: str, path: str, host: str, body: dict[str, str] | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
	connection = http.client.HTTPConnection("127.0.0.1", Ports(bench).get("web"), timeout=60)
	sent = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
	if body is not None:
		sent["Content-Type"] = "application/x-www-form-urlencoded"
	connection.request(method, path, urlencode(body) if body is not None else None, sent)
	answer = connection.getresponse()
	content = answer.read()
	connection.close()
	return answer, content


def test_an_interrupted_site_is_recognised_and_made_anew(both: Bench, first_try_killed: int):
	assert first_try_killed > 60
	assert sites.is_whole(both, ONE) and sites.is_whole(both, TWO)
	assert sites.installed_apps(both, ONE) == both.app_names()
	assert not sites.bring_up_to_date(both, ONE)  # nothing left to do


def test_a_site_is_set_up_as_the_bench_says(both: Bench):
	wanted = read_json(ROOT / "sites" / "common_site_config.json")["site_setup"]
	settings = execute(both, ONE, "frappe.client.get", doctype="System Settings")
	assert {name: settings[name] for name in wanted} == wanted


def test_sites_have_data_and_secrets_of_their_own(both: Bench):
	one, two = sites.config(both, ONE), sites.config(both, TWO)
	for key in ("db_name", "db_password"):
		assert one[key] != two[key]
	secrets = Secrets(both)
	assert secrets.get(f"admin:{ONE}") != secrets.get(f"admin:{TWO}")
	for site in (ONE, TWO):
		assert (both.sites / site / "site_config.json").stat().st_mode & 0o077 == 0
	# the database user of one site sees nothing of the other
	grants = services.sql(both, f"SHOW GRANTS FOR '{one['db_name']}'@'localhost'")
	assert one["db_name"] in grants and two["db_name"] not in grants


def test_the_host_name_chooses_the_site(serving: Bench):
	secrets = Secrets(serving)
	for site in (ONE, TWO):
		answer, _ = request(serving, "GET", "/login", site)
		assert answer.status == 200
		login = {"usr": "Administrator", "pwd": secrets.get(f"admin:{site}")}
		assert request(serving, "POST", "/api/method/login", site, login)[0].status == 200
		other = TWO if site == ONE else ONE
		assert request(serving, "POST", "/api/method/login", other, login)[0].status == 401


def test_no_header_of_the_client_chooses_another_site(serving: Bench):
	login = {"usr": "Administrator", "pwd": Secrets(serving).get(f"admin:{TWO}")}
	answer, _ = request(serving, "POST", "/api/method/login", ONE, login, X_Frappe_Site_Name=TWO)
	assert answer.status == 401


@pytest.mark.parametrize("host", ["unknown.localhost", "..", "../sites/one.localhost", "assets", ""])
def test_other_hosts_are_no_site(serving: Bench, host: str):
	assert request(serving, "GET", "/login", host)[0].status == 404


def test_public_files_are_those_of_the_site_and_private_ones_are_guarded(serving: Bench):
	for site in (ONE, TWO):
		(serving.sites / site / "public" / "files" / "same.txt").write_text(f"of {site}")
		(serving.sites / site / "private" / "files" / "secret.txt").write_text("for few eyes")
	(serving.sites / ONE / "public" / "files" / "page.svg").write_text("<svg/>")
	for site in (ONE, TWO):
		assert request(serving, "GET", "/files/same.txt", site)[1] == f"of {site}".encode()
		assert request(serving, "GET", "/private/files/secret.txt", site)[0].status in (403, 404)
		for path in ("/files/../../private/files/secret.txt", "/files/%2e%2e/%2e%2e/site_config.json"):
			answer, content = request(serving, "GET", path, site)
			assert (
				answer.status in (403, 404) and b"few eyes" not in content and b"db_password" not in content
			)
	answer, _ = request(serving, "GET", "/files/page.svg", ONE)
	assert answer.getheader("Content-Disposition", "").startswith("attachment")
	assert request(serving, "GET", "/files/page.svg", TWO)[0].status == 404


def test_assets_are_kept_by_browsers_and_sent_compressed(serving: Bench):
	listing = read_json(serving.sites / "assets" / "assets.json")
	path = listing["desk.bundle.js"]
	plain, content = request(serving, "GET", path, ONE)
	assert plain.status == 200 and "immutable" in plain.getheader("Cache-Control", "")
	packed, compressed = request(serving, "GET", path, ONE, Accept_Encoding="gzip")
	assert packed.getheader("Content-Encoding") == "gzip"
	assert len(compressed) < len(content) / 2


def test_a_job_runs_on_the_site_that_queued_it(serving: Bench):
	note = {"doctype": "Note", "title": "Made by a worker"}
	execute(serving, TWO, "frappe.enqueue", method="frappe.client.insert", doc=note)

	def notes(site: str) -> int:
		database = sites.config(serving, site)["db_name"]
		return int(services.sql(serving, f"SELECT COUNT(*) FROM `{database}`.tabNote"))

	assert daemon.wait_until(lambda: notes(TWO) == 1, 30)
	assert notes(ONE) == 0


def test_scheduler_and_workers_answer_for_both_sites(serving: Bench):
	for site in (ONE, TWO):
		state = sites.ask(serving, "heartbeat", site)
		assert state["scheduler_enabled"] and state["workers"] == 2


def test_the_web_server_comes_back_after_kill_9(serving: Bench):
	pid = read_json(serving.run / "processes.json")["children"]["web"]["pid"]
	os.kill(pid, signal.SIGKILL)
	assert daemon.wait_until(
		lambda: read_json(serving.run / "processes.json")["children"]["web"]["pid"] != pid, 20
	)
	assert daemon.wait_until(lambda: processes.web_answers(serving, TWO), 60)


def test_a_backup_brings_back_what_was_there(both: Bench):
	database = sites.config(both, TWO)["db_name"]

	def content() -> str:
		return services.sql(both, f"SELECT content FROM `{database}`.tabNote WHERE title = 'Kept'")

	note = {"doctype": "Note", "title": "Kept", "content": "before"}
	execute(both, TWO, "frappe.client.insert", doc=note)
	assert sites.run_here(both, "backup", TWO) == 0
	services.sql(both, f"UPDATE `{database}`.tabNote SET content = 'after' WHERE title = 'Kept'")
	assert content() == "after\n"
	backup = max((both.sites / TWO / "private" / "backups").glob("*-database.sql.gz"))
	sites.restore(both, TWO, str(backup), [])
	assert content() == "before\n"
	assert sites.installed_apps(both, TWO) == both.app_names()


def test_an_interrupted_restore_is_not_passed_over(both: Bench):
	marker = sites.marker(both, TWO, "restoring")
	marker.touch()
	try:
		with pytest.raises(StepFailed) as failure:
			sites.bring_up_to_date(both, TWO)
		assert "Restore it again" in str(failure.value)
	finally:
		marker.unlink()


def test_a_changed_app_is_migrated_once(both: Bench, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(sites, "schema_digest", lambda _: "changed")
	assert sites.bring_up_to_date(both, ONE)
	assert not sites.bring_up_to_date(both, ONE)


@pytest.mark.parametrize("name", ["../outside", "Upper", "assets", "frappe", ".hidden"])
def test_names_that_are_no_site_are_refused(both: Bench, name: str):
	with pytest.raises(StepFailed):
		sites.make(both, name)
