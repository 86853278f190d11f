"""A real site on a bench of its own: made after an interruption, served, killed, backed up and restored."""

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

SITE = "one.localhost"


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
		f"from benchkit import sites; from benchkit.paths import Bench; sites.make(Bench.find(), '{SITE}')"
	)
	making = subprocess.Popen(
		[sys.executable, "-c", script], env=process_env(bench), cwd=bench.root, start_new_session=True
	)
	query = f"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{sites.database_name(bench, SITE)}'"
	assert daemon.wait_until(lambda: int(services.sql(bench, query)) > 60, 120)
	os.killpg(making.pid, signal.SIGKILL)
	making.wait()
	return int(services.sql(bench, query))


@pytest.fixture(scope="module")
def made(bench: Bench, first_try_killed: int) -> Bench:
	assert not sites.is_whole(bench, SITE)
	sites.bring_up_to_date(bench, SITE)
	return bench


@pytest.fixture(scope="module")
def serving(made: Bench) -> Bench:
	processes.choose_ports(made, None)
	runner = processes.start(made, echo=False)
	processes.wait_for_web(made, runner, SITE)
	return made


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


def test_an_interrupted_site_is_recognised_and_made_anew(made: Bench, first_try_killed: int):
	assert first_try_killed > 60
	assert sites.is_whole(made, SITE)
	assert sites.installed_apps(made, SITE) == made.app_names()
	assert not sites.bring_up_to_date(made, SITE)  # nothing left to do


def test_a_site_is_set_up_as_the_bench_says(made: Bench):
	wanted = read_json(ROOT / "sites" / "common_site_config.json")["site_setup"]
	settings = execute(made, SITE, "frappe.client.get", doctype="System Settings")
	assert {name: settings[name] for name in wanted} == wanted


def test_only_the_host_name_chooses_the_site(serving: Bench):
	login = {"usr": "Administrator", "pwd": Secrets(serving).get(f"admin:{SITE}")}
	answer, _ = request(
		serving, "POST", "/api/method/login", SITE, login, X_Frappe_Site_Name="other.localhost"
	)
	assert answer.status == 200
	answer, _ = request(
		serving, "POST", "/api/method/login", "other.localhost", login, X_Frappe_Site_Name=SITE
	)
	assert answer.status == 404


@pytest.mark.parametrize("host", ["unknown.localhost", "..", "../sites/one.localhost", "assets", ""])
def test_other_hosts_are_no_site(serving: Bench, host: str):
	assert request(serving, "GET", "/login", host)[0].status == 404


def test_public_files_are_served_and_private_ones_are_guarded(serving: Bench):
	folder = serving.sites / SITE
	(folder / "public" / "files" / "open.txt").write_text("for all")
	(folder / "public" / "files" / "page.svg").write_text("<svg/>")
	(folder / "private" / "files" / "closed.txt").write_text("for few eyes")
	assert request(serving, "GET", "/files/open.txt", SITE)[1] == b"for all"
	assert request(serving, "GET", "/private/files/closed.txt", SITE)[0].status == 403
	for path in ("/files/../../private/files/closed.txt", "/files/%2e%2e/%2e%2e/site_config.json"):
		answer, content = request(serving, "GET", path, SITE)
		assert answer.status in (403, 404) and b"few eyes" not in content and b"db_password" not in content
	answer, _ = request(serving, "GET", "/files/page.svg", SITE)
	assert answer.getheader("Content-Disposition", "").startswith("attachment")


def test_assets_are_kept_by_browsers_and_sent_compressed(serving: Bench):
	listing = read_json(serving.sites / "assets" / "assets.json")
	path = listing["desk.bundle.js"]
	plain, content = request(serving, "GET", path, SITE)
	assert plain.status == 200 and "immutable" in plain.getheader("Cache-Control", "")
	packed, compressed = request(serving, "GET", path, SITE, Accept_Encoding="gzip")
	assert packed.getheader("Content-Encoding") == "gzip"
	assert len(compressed) < len(content) / 2


def test_scheduler_and_workers_are_seen(serving: Bench):
	state = sites.ask(serving, "heartbeat", SITE)
	assert state["scheduler_enabled"] and state["workers"] == 2


def test_the_web_server_comes_back_after_kill_9(serving: Bench):
	pid = read_json(serving.run / "processes.json")["children"]["web"]["pid"]
	os.kill(pid, signal.SIGKILL)
	assert daemon.wait_until(
		lambda: read_json(serving.run / "processes.json")["children"]["web"]["pid"] != pid, 20
	)
	assert daemon.wait_until(lambda: processes.web_answers(serving, SITE), 60)


def test_a_backup_brings_back_what_was_there(made: Bench):
	database = sites.config(made, SITE)["db_name"]

	def content() -> str:
		return services.sql(made, f"SELECT content FROM `{database}`.tabNote WHERE title = 'Kept'")

	note = {"doctype": "Note", "title": "Kept", "content": "before"}
	execute(made, SITE, "frappe.client.insert", doc=note)
	assert sites.run_here(made, "backup", SITE) == 0
	services.sql(made, f"UPDATE `{database}`.tabNote SET content = 'after' WHERE title = 'Kept'")
	assert content() == "after\n"
	backup = max((made.sites / SITE / "private" / "backups").glob("*-database.sql.gz"))
	sites.restore(made, SITE, str(backup), [])
	assert content() == "before\n"
	assert sites.installed_apps(made, SITE) == made.app_names()


def test_an_interrupted_restore_is_not_passed_over(made: Bench):
	marker = sites.marker(made, SITE, "restoring")
	marker.touch()
	try:
		with pytest.raises(StepFailed) as failure:
			sites.bring_up_to_date(made, SITE)
		assert "Restore it again" in str(failure.value)
	finally:
		marker.unlink()


def test_a_changed_app_is_migrated_once(made: Bench, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(sites, "schema_digest", lambda _: "changed")
	assert sites.bring_up_to_date(made, SITE)
	assert not sites.bring_up_to_date(made, SITE)


@pytest.mark.parametrize("name", ["../outside", "Upper", "assets", "frappe", ".hidden"])
def test_names_that_are_no_site_are_refused(made: Bench, name: str):
	with pytest.raises(StepFailed):
		sites.make(made, name)
