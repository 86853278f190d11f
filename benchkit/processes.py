"""Starting, stopping and showing the Procfile's processes; the work is done by `benchkit.runner`."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchkit import daemon, services
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.progress import StepFailed, step, tail
from benchkit.state import Ports, known_secrets, read_json, redact

WEB_TIMEOUT = 120


def runner_pid(bench: Bench) -> int | None:
	"""The process id of the running runner."""
	pid = read_json(bench.run / "processes.json").get("runner")
	if pid and daemon.is_alive(pid) and "benchkit.runner" in daemon.command_of(pid):
		mark = f"{daemon.MARK}={bench.home}".encode()
		if mark in daemon.read_proc(pid, "environ").split(b"\0"):
			return pid
	return None


def choose_ports(bench: Bench, web_port: int | None) -> None:
	"""Choose the ports the processes will listen on; `web_port` is wanted by the user and not moved."""
	if web_port is not None:
		from benchkit.state import port_is_free

		if not port_is_free(web_port):
			raise StepFailed(
				f"Choosing port {web_port} for the web server: it is taken",
				hint="Name another with --port, or leave --port out to have a free one chosen.",
			)
		Ports(bench).put("web", web_port)
	else:
		Ports(bench).choose("web")
	Ports(bench).choose("socketio")
	services.write_site_config(bench)


def start(bench: Bench, *, echo: bool) -> subprocess.Popen[bytes]:
	"""Start the runner: detached with its output in logs/runner.log, or with `echo` on this terminal."""
	clear_leftovers(bench)
	command = [str(bench.python), "-m", "benchkit.runner"]
	env = {**process_env(bench), daemon.MARK: str(bench.home)}
	if echo:
		return subprocess.Popen([*command, "--echo"], env=env, cwd=bench.sites, stdin=subprocess.DEVNULL)
	return daemon.start(command, bench.logs / "runner.log", env=env, cwd=bench.sites)


def ensure_started(bench: Bench, site: str) -> bool:
	"""Start the processes if they do not run and wait until `site` answers; whether they had to be started."""
	if runner_pid(bench) is not None:
		return False
	choose_ports(bench, None)
	wait_for_web(bench, start(bench, echo=False), site)
	return True


def clear_leftovers(bench: Bench) -> None:
	"""End what a runner that was killed left behind."""
	left = daemon.find_marked(bench.home)
	if left and daemon.stop(left, 10, force=True):
		raise StepFailed(f"Ending processes left over: {left}", hint="End them by hand, then ./crm up")


def wait_for_web(bench: Bench, runner: subprocess.Popen[bytes], site: str) -> None:
	"""Wait until the web server answers for the site."""
	log_path = bench.logs / "web.log"
	with step("Starting the web server"):
		daemon.wait_ready(
			runner,
			lambda: web_answers(bench, site),
			title="Starting the web server",
			timeout=WEB_TIMEOUT,
			log_path=log_path,
			hint="See logs with ./crm logs web",
			clean=lambda text: redact(text, known_secrets(bench)),
		)


def web_answers(bench: Bench, site: str) -> bool:
	"""Whether the web server answers Frappe's ping for that site."""
	connection = http.client.HTTPConnection("127.0.0.1", Ports(bench).get("web"), timeout=20)
	try:
		connection.request("GET", "/api/method/ping", headers={"Host": site})
		answer = connection.getresponse()
		return answer.status == 200 and b"pong" in answer.read()
	except (OSError, http.client.HTTPException):
		return False
	finally:
		connection.close()


def stop(bench: Bench) -> bool:
	"""End the runner and all it started. Returns whether anything ran."""
	pid = runner_pid(bench)
	if pid is None and not daemon.find_marked(bench.home):
		return False
	with step("Stopping web, workers and scheduler"):
		if pid is not None:
			daemon.stop([pid], 30, force=False)
		clear_leftovers(bench)
	return True


def reload(bench: Bench) -> None:
	"""Have the running web server load its code and asset list anew, and the workers after the job they are at."""
	if runner_pid(bench) is None:
		return
	for name, child in read_json(bench.run / "processes.json")["children"].items():
		# a worker ends when its job is done, and the runner starts it again
		wanted = signal.SIGHUP if name == "web" else signal.SIGTERM if name.startswith("worker") else None
		if wanted and child["pid"] and daemon.is_alive(child["pid"]):
			os.kill(child["pid"], wanted)


def status(bench: Bench) -> dict[str, Any]:
	"""Everything that should run: name, running, pid, port, seconds up, memory in bytes, restarts."""
	ports = read_json(Ports(bench).path)
	rows = []
	for service in services.SERVICES:
		pid = services.find(bench, service)
		healthy = pid is not None and services.answers(bench, service)
		rows.append(row(service.name, "service", pid, healthy, ports.get(service.name)))
	state = read_json(bench.run / "processes.json") if runner_pid(bench) else {}
	names = [line.partition(":")[0] for line in bench.procfile.read_text().splitlines() if process_line(line)]
	for name in names:
		child = state.get("children", {}).get(name, {})
		pid = child.get("pid")
		alive = pid is not None and daemon.is_alive(pid)
		entry = row(name, "process", pid if alive else None, alive, ports.get(name))
		rows.append({**entry, "restarts": child.get("restarts", 0)})
	return {
		"home": str(bench.home),
		"running": all(entry["running"] for entry in rows),
		"sites": bench.site_names(),
		"processes": rows,
	}


def process_line(line: str) -> bool:
	return ":" in line and not line.startswith("#")


def row(name: str, kind: str, pid: int | None, running: bool, port: int | None) -> dict[str, Any]:
	return {
		"name": name,
		"kind": kind,
		"running": running,
		"pid": pid,
		"port": port,
		"seconds_up": round(daemon.seconds_up(pid), 1) if pid else 0,
		"memory": daemon.memory_of(pid) if pid else 0,
	}


def log_files(bench: Bench, name: str | None) -> list[Path]:
	"""The logs of that name, or of all processes and services."""
	if name is None:
		names = [entry["name"] for entry in status(bench)["processes"]]
	else:
		names = [name]
	files = [bench.logs / f"{each.replace('_', '-')}.log" for each in names]
	files += [bench.logs / f"{each}.log" for each in names]
	found = sorted({path for path in files if path.is_file()})
	if not found and name is not None:
		there = ", ".join(sorted(path.stem for path in bench.logs.glob("*.log"))) or "none yet"
		raise StepFailed(f"Showing the log {name}: there is none", hint=f"There are: {there}")
	return found


def show_logs(bench: Bench, name: str | None, *, follow: bool, lines: int) -> Iterator[str]:
	"""The last lines of the logs, then (with `follow`) each new line as it is written."""
	files = log_files(bench, name)
	hidden = known_secrets(bench)
	prefix = {path: f"{path.stem} | " if len(files) > 1 else "" for path in files}
	positions = {}
	for path in files:
		positions[path] = path.stat().st_size
		for line in tail(path, lines).splitlines():
			yield redact(prefix[path] + line, hidden)
	while follow:
		time.sleep(0.3)
		for path in files:
			size = path.stat().st_size if path.exists() else 0
			if size < positions[path]:
				positions[path] = 0  # a new file took its place
			if size > positions[path]:
				with open(path, "rb") as file:
					file.seek(positions[path])
					text = file.read(size - positions[path]).decode("utf-8", "replace")
				positions[path] = size
				for line in text.splitlines():
					yield redact(prefix[path] + line, hidden)
