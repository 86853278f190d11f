"""The Procfile's processes: started again when they end, ended together, found again after a kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from benchkit import daemon, processes
from benchkit.state import read_json

from .conftest import Copy

SLEEPER = "steady: exec sleep 600\n"


def children(copy: Copy) -> dict[str, dict[str, int]]:
	return read_json(copy.bench.run / "processes.json").get("children", {})


def start(copy: Copy, procfile: str) -> subprocess.Popen[bytes]:
	copy.bench.procfile.write_text(procfile)
	runner = processes.start(copy.bench, echo=False)
	names = [line.partition(":")[0] for line in procfile.splitlines()]

	def all_started() -> bool:
		of_this_runner = read_json(copy.bench.run / "processes.json").get("runner") == runner.pid
		return of_this_runner and all(children(copy)[name]["pid"] for name in names)

	assert daemon.wait_until(all_started, 20)
	return runner


def new_pid(copy: Copy, name: str, old: int) -> int:
	assert daemon.wait_until(lambda: children(copy)[name]["pid"] != old, 20)
	return children(copy)[name]["pid"]


def test_a_killed_process_is_started_again_and_the_others_go_on(copy: Copy):
	start(copy, SLEEPER + "victim: exec sleep 600\n")
	before = children(copy)
	os.kill(before["victim"]["pid"], signal.SIGKILL)
	assert daemon.is_alive(new_pid(copy, "victim", before["victim"]["pid"]))
	assert children(copy)["victim"]["restarts"] == 1
	assert children(copy)["steady"] == before["steady"]
	assert "ended with code -9; starting it again" in (copy.bench.logs / "victim.log").read_text()


def test_what_a_killed_process_left_behind_does_not_outlive_it(copy: Copy):
	start(copy, "parent: sleep 601 & sleep 602 & wait\n")
	parent = children(copy)["parent"]["pid"]
	offspring = [
		pid for pid in daemon.find_marked(copy.bench.home) if "60" in " ".join(daemon.command_of(pid))
	]
	assert len(offspring) >= 2
	os.kill(parent, signal.SIGKILL)
	new_pid(copy, "parent", parent)
	assert not [pid for pid in offspring if daemon.is_alive(pid)]


def test_a_process_that_ends_at_once_is_tried_less_and_less_often(copy: Copy):
	start(copy, "broken: echo I cannot; exit 7\n" + SLEEPER)
	time.sleep(6)
	assert 2 <= children(copy)["broken"]["restarts"] <= 3  # after 1, 2 and 4 seconds
	log = (copy.bench.logs / "broken.log").read_text()
	assert "I cannot" in log and "ended with code 7; starting it again in 2 s" in log


def test_stopping_ends_everything_even_what_ignores_the_request(copy: Copy):
	start(copy, SLEEPER + "deaf: trap '' TERM; while true; do sleep 1; done\n")
	assert processes.stop(copy.bench)
	assert daemon.find_marked(copy.bench.home) == []
	assert processes.runner_pid(copy.bench) is None


def test_what_a_killed_runner_left_is_cleared_before_the_next(copy: Copy):
	runner = start(copy, SLEEPER)
	left = children(copy)["steady"]["pid"]
	runner.kill()
	runner.wait()
	assert daemon.is_alive(left) and processes.runner_pid(copy.bench) is None
	start(copy, SLEEPER)
	assert not daemon.is_alive(left)
	assert children(copy)["steady"]["pid"] != left


def test_a_second_runner_is_refused(copy: Copy):
	start(copy, SLEEPER)
	second = subprocess.run(
		[sys.executable, "-m", "benchkit.runner"],
		env={**os.environ, **copy.env},
		cwd=copy.bench.root,
		capture_output=True,
		text=True,
		timeout=30,
	)
	assert second.returncode == 1 and "already running" in second.stderr


def test_a_stranger_with_the_old_number_is_not_taken_for_the_runner(copy: Copy):
	stranger = subprocess.Popen(["sleep", "60"])
	try:
		state = f'{{"runner": {stranger.pid}, "children": {{}}}}'
		(copy.bench.run / "processes.json").write_text(state)
		assert processes.runner_pid(copy.bench) is None
		assert not processes.stop(copy.bench)
		assert stranger.poll() is None
	finally:
		stranger.kill()
		stranger.wait()


@pytest.mark.parametrize("name", ["steady", "mariadb"])
def test_status_shows_what_runs(copy: Copy, name: str):
	start(copy, SLEEPER)
	rows = {row["name"]: row for row in processes.status(copy.bench)["processes"]}
	assert rows[name]["running"] is (name == "steady")
	if name == "steady":
		assert rows[name]["memory"] > 0 and 0 <= rows[name]["seconds_up"] < 60


def test_logs_show_the_end_and_follow_what_comes(copy: Copy):
	start(copy, "talker: while true; do echo tick; sleep 0.3; done\n")
	assert daemon.wait_until(lambda: "tick" in (copy.bench.logs / "talker.log").read_text(), 10)
	lines = processes.show_logs(copy.bench, "talker", follow=True, lines=1)
	seen = [next(lines) for _ in range(4)]
	assert all(line.endswith("tick") for line in seen[1:])
