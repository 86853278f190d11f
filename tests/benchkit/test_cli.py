"""What a user of `./crm` sees: verbs, exit codes, messages, and nothing secret."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from benchkit import app_verbs, cli, progress, state
from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step
from benchkit.state import Secrets, Stamps, bench_lock, known_secrets, redact

from .conftest import ROOT, Copy

VERBS = (
	"up down status logs test new-site install-app uninstall-app migrate console execute build backup restore "
	"set-admin-password import benchmark doctor audit"
).split()


#: What the apps of this repository bring.
APP_VERBS = set(app_verbs.declared(Bench.find()))


def test_an_app_brings_verbs_by_its_hooks(tmp_path: Path):
	hooks = tmp_path / "apps" / "shop" / "shop" / "hooks.py"
	hooks.parent.mkdir(parents=True)
	hooks.write_text(
		"app_name = 'shop'\nbench_verbs = {'count-stock': 'shop.stock.count', 'up': 'shop.never'}\n"
	)
	(tmp_path / "sites").mkdir()
	(tmp_path / "sites" / "common_site_config.json").write_text('{"default_site": "a.localhost"}')
	bench = Bench(tmp_path, tmp_path / "home")
	assert app_verbs.declared(bench) == {"count-stock": "shop", "up": "shop"}
	given = cli.parser(bench).parse_args(["count-stock", "--site", "a.localhost", "all", "--fast"])
	assert (given.call, given.name, given.site) == (cli.do_app_verb, "count-stock", "a.localhost")
	assert given.arguments == ["all", "--fast"]
	assert cli.parser(bench).parse_args(["up"]).call is cli.do_up, "an app takes no verb of the bench away"


def test_every_verb_is_there_and_explains_itself(capsys: pytest.CaptureFixture[str]):
	parser = cli.parser(Bench.find())
	action = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
	assert sorted(set(action.choices) - APP_VERBS) == sorted(VERBS)
	for verb in VERBS:
		with pytest.raises(SystemExit) as ended:
			cli.main([verb, "--help"])
		assert ended.value.code == 0
		assert len(capsys.readouterr().out) > 60


def test_misuse_has_its_own_exit_code():
	launcher = subprocess.run([ROOT / "crm", "no-such-verb"], capture_output=True, text=True)
	assert launcher.returncode == 2 and "no-such-verb" in launcher.stderr


def test_status_of_a_bench_that_never_ran(copy: Copy):
	answer = copy.crm("status", "--json")
	assert answer.returncode == 3
	told = json.loads(answer.stdout)
	assert told["running"] is False and told["sites"] == []
	assert {row["name"] for row in told["processes"]} == {"mariadb", "redis_cache", "redis_queue"}
	assert "mariadb        stopped" in copy.crm("status").stdout


def test_asking_for_a_log_that_is_not_there_names_those_that_are(copy: Copy):
	(copy.bench.logs / "web.log").write_text("hello\n")
	answer = copy.crm("logs", "wob")
	assert answer.returncode == 1
	assert "There are: web" in answer.stderr
	assert copy.crm("logs", "web").stdout == "hello\n"


def test_what_destroys_data_asks_first(copy: Copy):
	answer = copy.crm("uninstall-app", "some_app")
	assert answer.returncode == 1 and "--yes" in answer.stderr


def test_a_failing_step_shows_command_log_and_remedy(tmp_path: Path):
	script = "for i in range(40): print('line', i)\nraise SystemExit(5)"
	with pytest.raises(StepFailed) as failure:
		run_logged([sys.executable, "-c", script], tmp_path / "it.log", title="Trying it", hint="Try harder.")
	told = str(failure.value)
	assert "Failed: Trying it" in told and "SystemExit(5)" in told and "Try harder." in told
	assert "line 39" in told and "line 20" in told and "line 19" not in told
	assert str(tmp_path / "it.log") in told


def test_a_program_that_is_not_there_is_a_failing_step(tmp_path: Path):
	with pytest.raises(StepFailed) as failure:
		run_logged(["/no/such/program"], tmp_path / "it.log", title="Trying it")
	assert "/no/such/program" in str(failure.value)


def test_secrets_are_taken_out_of_what_is_shown(own_bench: Bench, tmp_path: Path):
	password = Secrets(own_bench).get("mariadb")
	site = own_bench.sites / "a.localhost"
	site.mkdir()
	config = {"db_name": "_a", "db_password": "sitepassword", "encryption_key": "sitekey-sitekey"}
	(site / "site_config.json").write_text(json.dumps(config))
	hidden = known_secrets(own_bench)
	script = f"print('using {password} and sitepassword with sitekey-sitekey on _a'); raise SystemExit(1)"
	with pytest.raises(StepFailed) as failure:
		run_logged(
			[sys.executable, "-c", script],
			tmp_path / "it.log",
			title="Trying it",
			clean=lambda text: redact(text, hidden),
		)
	told = str(failure.value)
	assert "using ****** and ****** with ****** on _a" in told
	assert not [secret for secret in hidden if secret in told]


def test_a_step_shows_one_line_with_its_time(capsys: pytest.CaptureFixture[str]):
	with step("Doing it") as current:
		current.note("again")
	assert capsys.readouterr().err == "✓ Doing it (again) · 0.0 s\n"
	with pytest.raises(ZeroDivisionError), step("Doing that"):
		_ = 1 / 0
	assert capsys.readouterr().err == "✗ Doing that · 0.0 s\n"


def test_quiet_steps_show_only_failures(capsys: pytest.CaptureFixture[str]):
	with progress.quietly(), step("Doing it"):
		pass
	assert capsys.readouterr().err == ""
	with pytest.raises(ZeroDivisionError), progress.quietly(), step("Doing that"):
		_ = 1 / 0
	assert "✗ Doing that" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "words"), [(0.04, "0.0 s"), (12.34, "12.3 s"), (185, "3 min 05 s")])
def test_durations_are_readable(seconds: float, words: str):
	assert progress.duration(seconds) == words


def test_two_calls_do_not_work_on_a_bench_at_once(own_bench: Bench):
	with bench_lock(own_bench), pytest.raises(StepFailed) as failure, bench_lock(own_bench):
		pass
	assert "Another crm command" in str(failure.value)

	order = []

	def second() -> None:
		with bench_lock(own_bench, wait=True):
			order.append("second")

	waiting = threading.Thread(target=second)
	with bench_lock(own_bench):
		waiting.start()
		time.sleep(0.3)
		order.append("first")
	waiting.join(5)
	assert order == ["first", "second"]


def test_stamps_remember_the_input_of_a_step(own_bench: Bench):
	stamps = Stamps(own_bench)
	assert not stamps.is_current("build", "a")
	stamps.put("build", "a")
	assert Stamps(own_bench).is_current("build", "a") and not stamps.is_current("build", "b")
	stamps.drop("build")
	assert not stamps.is_current("build", "a")


def test_an_interrupted_write_leaves_the_old_file(own_bench: Bench, monkeypatch: pytest.MonkeyPatch):
	path = own_bench.run / "facts.json"
	state.write_json(path, {"old": 1})

	def no_space(_: int) -> None:
		raise OSError("no space left")

	monkeypatch.setattr(state.os, "fsync", no_space)
	with pytest.raises(OSError, match="no space"):
		state.write_json(path, {"new": 2})
	assert state.read_json(path) == {"old": 1}


def test_a_path_means_the_place_the_user_called_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
	(tmp_path / "data").mkdir()
	monkeypatch.setenv("CRM_CALLED_FROM", str(tmp_path))
	assert cli.absolute("data") == str(tmp_path / "data")
	assert cli.absolute("no-such-thing") == "no-such-thing"
	assert cli.absolute("--data") == "--data"
