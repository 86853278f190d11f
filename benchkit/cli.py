"""The verbs of `./crm`."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchkit import app_verbs, audit, doctor, processes, sites, testing, up
from benchkit.paths import Bench
from benchkit.progress import StepFailed, duration, quietly
from benchkit.state import Secrets, bench_lock

BENCHMARK_SITE = "bench.localhost"
INTERRUPTED = 130


def main(words: list[str] | None = None) -> int:
	"""Do what the command line says and give the exit code: 0 done, 1 failed, 2 misused, 130 interrupted."""
	bench = Bench.find()
	arguments = parser(bench).parse_args(words)
	call: Callable[[Bench, argparse.Namespace], int] = arguments.call
	try:
		return call(bench, arguments)
	except StepFailed as failure:
		print(failure, file=sys.stderr)
		return 1
	except KeyboardInterrupt:
		print("\nInterrupted. The next call goes on from here.", file=sys.stderr)
		return INTERRUPTED
	except BrokenPipeError:
		# The reader (head, less) has had enough; nothing more may be written at exit either.
		os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
		return 0


def parser(bench: Bench) -> argparse.ArgumentParser:
	top = argparse.ArgumentParser(
		prog="./crm",
		description="Run, look after and test the apps of this repository on a bench of their own.",
	)
	verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)

	def verb(
		name: str, call: Callable[[Bench, argparse.Namespace], int], explanation: str, *, site: bool = False
	) -> argparse.ArgumentParser:
		sub = verbs.add_parser(name, help=explanation, description=explanation)
		sub.set_defaults(call=call)
		if site:
			sub.add_argument("--site", default=sites.default_site(bench), help="the site (%(default)s)")
		return sub

	add_running_verbs(verb)
	add_site_verbs(verb)
	for name, app in app_verbs.declared(bench).items():
		if name not in verbs.choices:
			own = verb(name, do_app_verb, f"a verb of {app}: what it does, it says itself", site=True)
			own.set_defaults(name=name)
			own.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS")
	return top


def add_running_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
	coming = verb(
		"up", do_up, "install what is missing, start everything, print address and log-ins", site=True
	)
	amount = coming.add_mutually_exclusive_group()
	amount.add_argument("--demo", type=int, metavar="N", help="size of the demo data, e.g. 5000 customers")
	amount.add_argument("--no-demo", action="store_true", help="load no demo data")
	coming.add_argument("--port", type=int, help="port of the web server (a free one is chosen)")
	coming.add_argument("--detach", action="store_true", help="return when everything runs")
	verb("down", lambda bench, _: up.down(bench), "stop everything cleanly")
	verb("status", do_status, "show what runs; exit code 3 if not everything does").add_argument(
		"--json", action="store_true", help="for programs"
	)
	logs = verb("logs", do_logs, "show the logs of all processes, or of one")
	logs.add_argument("name", nargs="?", metavar="NAME", help="web, socketio, worker_short, mariadb, …")
	logs.add_argument("-f", "--follow", action="store_true", help="go on with what is written")
	logs.add_argument("-n", "--lines", type=int, default=20, help="lines from the end (%(default)s)")
	tests = verb("test", do_test, "run the whole test suite, or what the pytest arguments say")
	tests.add_argument("arguments", nargs=argparse.REMAINDER, metavar="PYTEST ARGUMENTS")
	build = verb("build", do_build, "build the browser's files and translations of the apps")
	build.add_argument("--force", action="store_true", help="also what is unchanged")
	verb("doctor", lambda bench, _: doctor.examine(bench), "look for what is wrong and say what to do")
	verb("audit", lambda bench, _: audit.audit(bench), "ask for known vulnerabilities of all libraries")


def add_site_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
	making = verb("new-site", do_new_site, "make another site on this bench, with all its apps")
	making.add_argument("site", metavar="HOST-NAME")
	installing = verb("install-app", do_install_app, "install an app of this bench on a site", site=True)
	installing.add_argument("app")
	removing = verb("uninstall-app", do_uninstall_app, "remove an app and its data from a site", site=True)
	removing.add_argument("app")
	removing.add_argument("-y", "--yes", action="store_true", help="do not ask")
	removing.add_argument("--no-backup", action="store_true", help="take no backup before")
	migrating = verb(
		"migrate", do_migrate, "bring a site's tables and settings up to its apps' code", site=True
	)
	migrating.add_argument("--skip-failing", action="store_true", help="go on after a patch that fails")
	verb(
		"console", here("console"), "an interactive Python console with Frappe connected to a site", site=True
	)
	executing = verb(
		"execute", do_execute, "call a Python function on a site and print its result", site=True
	)
	executing.add_argument("method", metavar="DOTTED.PATH")
	executing.add_argument("--args", help="positional arguments, e.g. '[\"a\", 1]'")
	executing.add_argument("--kwargs", help="named arguments, e.g. '{\"a\": 1}'")
	verb("backup", do_backup, "back a site up into its private/backups folder", site=True).add_argument(
		"--with-files", action="store_true", help="also its public and private files"
	)
	restoring = verb("restore", do_restore, "replace a site's data by a backup", site=True)
	restoring.add_argument("sql_file", metavar="BACKUP.sql.gz")
	restoring.add_argument("--with-public-files", metavar="TAR")
	restoring.add_argument("--with-private-files", metavar="TAR")
	restoring.add_argument("--with-config", metavar="JSON", help="also its keys, for sealed values")
	restoring.add_argument("--force", action="store_true", help="even if the backup is of a newer Frappe")
	restoring.add_argument("-y", "--yes", action="store_true", help="do not ask")
	password = verb(
		"set-admin-password", do_set_admin_password, "set the Administrator's password", site=True
	)
	password.add_argument("--random", action="store_true", help="a new random one, kept in the run folder")
	importing = verb("import", do_import, "load data by an importer one of the apps brings", site=True)
	importing.add_argument("name", nargs="?", metavar="NAME")
	importing.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS")
	measuring = verb("benchmark", do_benchmark, "run a benchmark one of the apps brings")
	measuring.add_argument("--site", default=BENCHMARK_SITE, help="the site (%(default)s), made when missing")
	measuring.add_argument("name", nargs="?", metavar="NAME")
	measuring.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS")


def do_up(bench: Bench, given: argparse.Namespace) -> int:
	wish = up.Wish(given.site, given.port, given.detach, not given.no_demo, given.demo)
	return up.up(bench, wish)


def do_status(bench: Bench, given: argparse.Namespace) -> int:
	state = processes.status(bench)
	if given.json:
		print(json.dumps(state, indent=1))
	else:
		for row in state["processes"]:
			mark = "running" if row["running"] else "stopped"
			more = ""
			if row["running"]:
				memory = row["memory"] // 1024 // 1024
				more = f"  process {row['pid']}, {duration(row['seconds_up'])}, {memory} MiB"
				more += f", port {row['port']}" if row["port"] else ""
				more += f", restarted {row['restarts']} times" if row.get("restarts") else ""
			print(f"{row['name']:<14} {mark}{more}")
		print("sites: " + (", ".join(state["sites"]) or "none yet"))
	return 0 if state["running"] else 3


def do_logs(bench: Bench, given: argparse.Namespace) -> int:
	try:
		for line in processes.show_logs(bench, given.name, follow=given.follow, lines=given.lines):
			print(line, flush=given.follow)
	except KeyboardInterrupt:
		if not given.follow:
			raise
	return 0


def do_test(bench: Bench, given: argparse.Namespace) -> int:
	return testing.run(bench, given.arguments)


def do_build(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		up.build_assets(bench, force=given.force)
		processes.reload(bench)
	return 0


@contextmanager
def ready(bench: Bench) -> Iterator[None]:
	"""Hold the bench's lock with its environment whole and its services running, for work on sites."""
	bench.make_folders()
	with bench_lock(bench):
		with quietly():
			up.prepare(bench)
		yield


def do_new_site(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		if sites.is_whole(bench, given.site):
			raise StepFailed(f"Making the site {given.site}: it exists", hint="Choose another name.")
		sites.bring_up_to_date(bench, given.site)
	return 0


def do_install_app(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
		sites.install_app(bench, given.site, given.app)
	return 0


def do_uninstall_app(bench: Bench, given: argparse.Namespace) -> int:
	confirm(given, f"Remove {given.app} and all its data from {given.site}?")
	with ready(bench):
		sites.require(bench, given.site)
		options = ["--no-backup"] if given.no_backup else []
		sites.run(
			bench, f"Removing {given.app} from {given.site}", "uninstall-app", given.site, given.app, *options
		)
	return 0


def do_migrate(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
		sites.migrate(bench, given.site, skip_failing=given.skip_failing)
		processes.reload(bench)
	return 0


def here(verb: str) -> Callable[[Bench, argparse.Namespace], int]:
	"""A verb of the environment that needs nothing but the site, on this terminal."""

	def call(bench: Bench, given: argparse.Namespace) -> int:
		with ready(bench):
			sites.require(bench, given.site)
		return sites.run_here(bench, verb, given.site)

	return call


def do_execute(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
	options = [f"--args={given.args}"] if given.args else []
	options += [f"--kwargs={given.kwargs}"] if given.kwargs else []
	return sites.run_here(bench, "execute", given.site, given.method, *options)


def do_backup(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
	return sites.run_here(bench, "backup", given.site, *(["--with-files"] if given.with_files else []))


def do_restore(bench: Bench, given: argparse.Namespace) -> int:
	files = {
		"--public-files": given.with_public_files,
		"--private-files": given.with_private_files,
		"--config-file": given.with_config,
	}
	options = [f"{option}={existing(path)}" for option, path in files.items() if path]
	options += ["--force"] if given.force else []
	source = existing(given.sql_file)
	confirm(given, f"Replace all data of {given.site} by {source}?")
	with ready(bench):
		sites.require(bench, given.site)
		sites.restore(bench, given.site, source, options)
	return 0


def do_set_admin_password(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
	if given.random:
		password = Secrets(bench).renew(f"admin:{given.site}")
	elif sys.stdin.isatty():
		password = getpass.getpass("New password: ")
		if getpass.getpass("Once more: ") != password:
			raise StepFailed("Setting the password: the two differ")
	else:
		password = sys.stdin.readline().rstrip("\n")
	code = sites.run_here(bench, "set-admin-password", given.site, stdin=password + "\n")
	if code == 0 and not given.random:
		Secrets(bench).drop(f"admin:{given.site}")
	return code


def do_import(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
	return run_hooked(bench, given, "bench_import")


def do_benchmark(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.bring_up_to_date(bench, given.site)
		if given.site == BENCHMARK_SITE:
			sites.pause_scheduler(bench, given.site)  # a night's work on its data would be measured too
	return run_hooked(bench, given, "bench_benchmarks")


def do_app_verb(bench: Bench, given: argparse.Namespace) -> int:
	with ready(bench):
		sites.require(bench, given.site)
	return run_hooked(bench, given, app_verbs.HOOK)


def run_hooked(bench: Bench, given: argparse.Namespace, hook: str) -> int:
	"""Run what an app registered under that hook and name; file arguments are made absolute."""
	arguments = [absolute(word) for word in given.arguments]
	name = [given.name] if given.name else []
	return sites.run_here(bench, "run-hooked", given.site, hook, *name, *arguments)


def called_from() -> Path:
	"""The folder `./crm` was called in; the launcher changes to the repository."""
	return Path(os.environ.get("CRM_CALLED_FROM") or Path.cwd())


def absolute(word: str) -> str:
	"""A path the user gave, seen from where the command was called; other words unchanged."""
	path = called_from() / word
	return str(path.resolve()) if not word.startswith("-") and path.exists() else word


def existing(word: str) -> str:
	path = (called_from() / word).resolve()
	if not path.is_file():
		raise StepFailed(f"Opening {path}: there is no such file")
	return str(path)


def confirm(given: argparse.Namespace, question: str) -> None:
	if given.yes:
		return
	if not sys.stdin.isatty() or input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
		raise StepFailed(f"{question} Not confirmed", hint="Say yes, or give --yes.")
