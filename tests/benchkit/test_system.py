"""What is missing is installed, or the user is told exactly what to do; what was half done is done again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchkit import doctor, environment, system
from benchkit.paths import Bench
from benchkit.progress import StepFailed
from benchkit.state import Stamps
from benchkit.system import Need

from .conftest import Copy


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""A folder that is the whole PATH, for programs that record how they were called."""
	folder = tmp_path / "programs"
	folder.mkdir()
	monkeypatch.setenv("PATH", str(folder))
	return folder


def recording(folder: Path, name: str, then: str = "") -> Path:
	"""A program that appends its name and arguments to calls.txt, then does something more."""
	program = folder / name
	program.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/calls.txt\n{then}\n')
	program.chmod(0o755)
	return folder / "calls.txt"


def needs(monkeypatch: pytest.MonkeyPatch, *made_by: Path) -> None:
	"""Let the system need these files, each from a package of its own."""
	wanted = tuple(Need(path.name, (f"{path.name}-package",), path.exists) for path in made_by)
	monkeypatch.setattr(system, "NEEDS", wanted)
	monkeypatch.setattr(system, "check_node", lambda _: None)


def test_missing_packages_are_installed_without_questions(
	own_bench: Bench, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
	here, there = tmp_path / "here", tmp_path / "there"
	here.touch()
	needs(monkeypatch, here, there)
	monkeypatch.setattr(system.os, "getuid", lambda: 0)
	apt = f'if [ "$DEBIAN_FRONTEND" = noninteractive ]; then : > {there}; fi'
	(programs / "env").symlink_to("/usr/bin/env")
	calls = recording(programs, "apt-get", apt)
	system.ensure(own_bench)
	assert calls.read_text().splitlines() == [
		"apt-get -q update",
		"apt-get -q install -y --no-install-recommends there-package",
	]


def test_nothing_is_installed_when_nothing_is_missing(
	own_bench: Bench, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
	(tmp_path / "here").touch()
	needs(monkeypatch, tmp_path / "here")
	calls = recording(programs, "apt-get")
	system.ensure(own_bench)
	assert not calls.exists()


def test_a_user_without_root_is_told_the_command(
	own_bench: Bench, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
	needs(monkeypatch, tmp_path / "there")
	monkeypatch.setattr(system.os, "getuid", lambda: 1000)
	calls = recording(programs, "apt-get")
	with pytest.raises(StepFailed) as failure:
		system.ensure(own_bench)
	assert "apt-get install --no-install-recommends there-package" in failure.value.hint
	assert not calls.exists()

	recording(programs, "sudo", f": > {tmp_path / 'there'}")
	system.ensure(own_bench)
	assert "sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install" in calls.read_text()


def test_a_package_that_did_not_help_is_named(
	own_bench: Bench, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
	needs(monkeypatch, tmp_path / "there")
	monkeypatch.setattr(system.os, "getuid", lambda: 0)
	(programs / "env").symlink_to("/usr/bin/env")
	recording(programs, "apt-get")
	with pytest.raises(StepFailed, match="still missing: there"):
		system.ensure(own_bench)


@pytest.mark.parametrize(("version", "number"), [("v20.11.1", 20), ("v8.1.0", 8), ("nonsense", 0)])
def test_the_version_of_node_is_read(programs: Path, version: str, number: int):
	recording(programs, "node", f"echo {version}")
	assert system.node_version() == number


def test_an_old_node_is_refused_with_a_remedy(own_bench: Bench, programs: Path):
	recording(programs, "node", "echo v18.20.4")
	recording(programs, "npm")
	with pytest.raises(StepFailed) as failure:
		system.check_node(own_bench)
	assert "version 18 found, 20 or newer" in failure.value.title and failure.value.hint


def test_redis_is_found_under_its_other_name(programs: Path):
	recording(programs, "redis-check-rdb")
	found = Path(system.find_program("redis-server"))
	assert found.name in ("redis-server", "redis-check-rdb")


def test_a_half_made_environment_is_made_anew(own_bench: Bench):
	(own_bench.env / "bin").mkdir(parents=True)
	own_bench.python.symlink_to("/no/such/python")
	Stamps(own_bench).put("environment", "as if it were whole")
	environment.make_venv(own_bench)
	assert environment.works(own_bench.python)
	assert not Stamps(own_bench).is_current("environment", "as if it were whole")


def test_an_interrupted_installation_is_repeated(
	own_bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
	wheel = tmp_path / "frappe.whl"
	wheel.write_bytes(b"first")
	done: list[bytes] = []

	def install(bench: Bench, wheel: Path, digest: str) -> None:
		if wheel.read_bytes() == b"broken":
			raise StepFailed("Installing")
		done.append(wheel.read_bytes())

	monkeypatch.setattr(environment, "make_venv", lambda _: None)
	monkeypatch.setattr(environment, "install", install)
	assert environment.ensure(own_bench, wheel)
	assert not environment.ensure(own_bench, wheel)
	wheel.write_bytes(b"broken")
	with pytest.raises(StepFailed):
		environment.ensure(own_bench, wheel)
	wheel.write_bytes(b"first")
	assert environment.ensure(own_bench, wheel)  # the broken one may have removed half of it
	assert done == [b"first", b"first"]


def test_processes_find_the_bench_in_their_environment(own_bench: Bench):
	env = environment.process_env(own_bench)
	assert env["PATH"].split(os.pathsep)[0] == str(own_bench.env / "bin")
	assert (env["SITES_PATH"], env["FRAPPE_BENCH_ROOT"]) == (".", str(own_bench.home))


def test_the_doctor_names_each_trouble_and_its_remedy(copy: Copy, capsys: pytest.CaptureFixture[str]):
	config = copy.bench.sites / "common_site_config.json"
	config.write_text("{}")
	config.chmod(0o644)
	half_made = copy.bench.sites / "half.localhost"
	half_made.mkdir()
	(half_made / "site_config.json").write_text('{"db_name": "_x"}')
	(half_made / "site_config.json").chmod(0o600)
	(copy.bench.run / "making-half.localhost").touch()
	assert doctor.examine(copy.bench) == 1
	told = capsys.readouterr().out
	assert f"BAD  others can read {config}\n     → chmod 600 {config}" in told
	assert "BAD  mariadb does not run" in told
	assert "BAD  half.localhost is half-made\n     → ./crm up makes it anew" in told
	assert "ok   Python environment whole" in told
