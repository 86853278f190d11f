"""`./crm doctor`: looks for the usual troubles and says what to do about each."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchkit import daemon, environment, processes, services, sites, system
from benchkit.paths import Bench
from benchkit.progress import StepFailed
from benchkit.state import Ports, port_is_free, read_json

GIB = 1024**3
DISK_NEEDED = 5 * GIB
MEMORY_NEEDED = 3 * GIB
# The scheduler looks every four minutes by default; twice that and some jobs' run time is still healthy.
HEARTBEAT_LIMIT = 900


@dataclass(frozen=True)
class Finding:
	"""One thing looked at: whether it is well, what was seen, and what to do if it is not."""

	well: bool
	seen: str
	remedy: str = ""


def examine(bench: Bench) -> int:
	"""Print every finding; gives 1 if something is not well."""
	findings = list(look(bench))
	for finding in findings:
		print(f"{'ok  ' if finding.well else 'BAD '} {finding.seen}")
		if not finding.well and finding.remedy:
			print(f"     → {finding.remedy}")
	return 0 if all(finding.well for finding in findings) else 1


def look(bench: Bench) -> Iterator[Finding]:
	yield from look_at_system(bench)
	yield from look_at_secrets(bench)
	yield from look_at_services(bench)
	yield from look_at_processes(bench)
	yield from look_at_sites(bench)


def look_at_system(bench: Bench) -> Iterator[Finding]:
	lacking = system.missing()
	names = ", ".join(need.what for need in lacking) or "nothing missing"
	yield Finding(not lacking, f"system packages: {names}", "./crm up installs them")
	node = system.node_version()
	yield Finding(
		node >= system.NODE_AT_LEAST, f"Node {node or 'missing'}", "install Node 20 or newer with npm"
	)
	there = bench.home if bench.home.exists() else bench.root
	free = shutil.disk_usage(there).free
	yield Finding(
		free > DISK_NEEDED,
		f"free disk: {free / GIB:.1f} GiB at {there}",
		"free some space, or move BENCH_HOME",
	)
	memory = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") + cached_memory()
	yield Finding(
		memory > MEMORY_NEEDED,
		f"available memory: {memory / GIB:.1f} GiB",
		"end other programs, or set BENCH_DB_BUFFER_POOL=256M and WEB_WORKERS=1",
	)
	ahead = clock_ahead(bench)
	yield Finding(
		ahead < 5, f"clock: files are at most {max(ahead, 0):.0f} s ahead of it", "set the clock right"
	)
	whole = environment.works(bench.python)
	yield Finding(
		whole, f"Python environment {'whole' if whole else 'missing or broken'}", "./crm up makes it"
	)


def cached_memory() -> int:
	"""Memory the kernel uses as a cache and gives back on demand, in bytes."""
	for line in Path("/proc/meminfo").read_text().splitlines():
		if line.startswith("Cached:"):
			return int(line.split()[1]) * 1024
	return 0


def clock_ahead(bench: Bench) -> float:
	"""How far the newest file of the run folder lies in the future, in seconds."""
	times = [path.lstat().st_mtime for path in bench.run.glob("*")]
	return max(times, default=0) - time.time()


def look_at_secrets(bench: Bench) -> Iterator[Finding]:
	files = [path for path in bench.run.glob("*") if path.suffix in (".json", ".cnf", ".conf")]
	files += [bench.sites / "common_site_config.json", *bench.sites.glob("*/site_config.json")]
	for path in files:
		if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
			yield Finding(False, f"others can read {path}", f"chmod 600 {path}")
	for folder in (bench.run, bench.sites, bench.logs):
		if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
			yield Finding(False, f"others can look into {folder}", f"chmod 700 {folder}")
	yield Finding(True, f"secrets: {len(files)} files looked at")


def look_at_services(bench: Bench) -> Iterator[Finding]:
	for service in services.SERVICES:
		pid = services.find(bench, service)
		port = Ports(bench).get(service.name)
		if pid is None:
			taken = not port_is_free(port)
			seen = f"{service.name} does not run" + (
				f"; its port {port} is taken by another program" if taken else ""
			)
			yield Finding(False, seen, "./crm up starts it" + (" on another port" if taken else ""))
		else:
			yield Finding(
				services.answers(bench, service),
				f"{service.name} runs as process {pid} on port {port}",
				f"it does not answer: see {services.log_path(bench, service)}, then ./crm down and ./crm up",
			)


def look_at_processes(bench: Bench) -> Iterator[Finding]:
	runner = processes.runner_pid(bench)
	if runner is None:
		left = daemon.find_marked(bench.home)
		seen = "web, workers and scheduler do not run" + (f"; left over: {left}" if left else "")
		yield Finding(False, seen, "./crm up")
		return
	for row in processes.status(bench)["processes"]:
		if row["kind"] == "process":
			well = row["running"] and row["restarts"] < 5
			seen = f"{row['name']} {'runs' if row['running'] else 'does not run'}, restarted {row['restarts']} times"
			yield Finding(well, seen, f"./crm logs {row['name']}")


def look_at_sites(bench: Bench) -> Iterator[Finding]:
	answering = services.find(bench, services.MARIADB) is not None
	for site in bench.site_names():
		if not sites.is_whole(bench, site):
			yield Finding(False, f"{site} is half-made", "./crm up makes it anew")
		elif (bench.run / f"restoring-{site}").exists():
			yield Finding(
				False, f"{site}: a restore was interrupted", f"./crm restore --site {site} BACKUP.sql.gz"
			)
		elif answering:
			yield from look_at_site(bench, site)


def look_at_site(bench: Bench, site: str) -> Iterator[Finding]:
	try:
		state = sites.ask(bench, "heartbeat", site)
	except StepFailed as failure:
		yield Finding(
			False, f"{site} cannot be opened: {failure.log_tail.splitlines()[-1:]}", "./crm migrate"
		)
		return
	current = read_json(bench.run / "stamps.json").get(f"migrated:{site}") == sites.schema_digest(bench)
	yield Finding(
		current, f"{site} {'is' if current else 'is not'} migrated to the present code", "./crm migrate"
	)
	if not state["scheduler_enabled"]:
		yield Finding(True, f"{site}: its scheduler is switched off")
		return
	since = state["seconds_since_last_job"]
	beating = since is None or since < HEARTBEAT_LIMIT
	last = "no job yet" if since is None else f"last job {since:.0f} s ago"
	seen = f"{site}: scheduler on, {last}, {state['workers']} workers, {state['waiting_jobs']} jobs waiting"
	yield Finding(beating and state["workers"] > 0, seen, "./crm up; then ./crm logs schedule")
