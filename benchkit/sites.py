"""Sites of a bench: made, kept up to date and asked about; what needs Frappe runs in `benchkit.in_env`."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchkit import services
from benchkit.environment import frappe_digest, process_env
from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step
from benchkit.state import Stamps, digest_files, known_secrets, read_json, redact, write_json

SITE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
# Of an app's sources, what a migration looks at, and texts and form scripts, whose cache it clears; other
# code needs none.
SCHEMA_FILES = (
	"*.json",
	"doctype/*/*.js",
	"*.po",
	"*.txt",
	"*.csv",
	"hooks.py",
	"install.py",
	"patches/**/*.py",
	"setup/**/*.py",
)


def command(bench: Bench, verb: str, *arguments: str) -> list[str]:
	return [str(bench.python), "-m", "benchkit.in_env", verb, *arguments]


def run(bench: Bench, title: str, verb: str, *arguments: str, hint: str = "") -> None:
	"""Run a verb of `in_env` as a step with its own log."""
	with step(title):
		run_logged(
			command(bench, verb, *arguments),
			bench.logs / f"{verb}-{arguments[0] if arguments else 'bench'}.log",
			title=title,
			hint=hint or "Mend what the log names and call the same again.",
			env=process_env(bench),
			cwd=bench.sites,
			clean=lambda text: redact(text, known_secrets(bench)),
		)


def run_here(bench: Bench, verb: str, *arguments: str, stdin: str | None = None) -> int:
	"""Run a verb of `in_env` on this terminal and give its exit code."""
	ended = subprocess.run(
		command(bench, verb, *arguments),
		env=process_env(bench),
		cwd=bench.sites,
		**({"input": stdin.encode()} if stdin is not None else {}),
	)
	return ended.returncode


def ask(bench: Bench, verb: str, *arguments: str) -> Any:
	"""What a verb of `in_env` prints as JSON on its last line."""
	ended = subprocess.run(
		command(bench, verb, *arguments),
		env=process_env(bench),
		cwd=bench.sites,
		capture_output=True,
		text=True,
		stdin=subprocess.DEVNULL,
	)
	if ended.returncode != 0:
		last = "\n".join(ended.stderr.splitlines()[-20:])
		raise StepFailed(f"Asking for {verb}", log_tail=redact(last, known_secrets(bench)))
	return json.loads(ended.stdout.splitlines()[-1])


def config(bench: Bench, site: str) -> dict[str, Any]:
	return read_json(bench.sites / site / "site_config.json")


def default_site(bench: Bench) -> str:
	return read_json(bench.root / "sites" / "common_site_config.json")["default_site"]


def require(bench: Bench, site: str) -> None:
	"""Refuse to go on with a site that is not there or not whole."""
	if is_whole(bench, site):
		return
	there = ", ".join(name for name in bench.site_names() if is_whole(bench, name)) or "none"
	raise StepFailed(
		f"Opening the site {site}: there is no such site",
		hint=f"There are: {there}. Make it: ./crm new-site {site}",
	)


def marker(bench: Bench, site: str, work: str) -> Path:
	"""A file that is there while the site is being made or restored: left over, it tells of an interruption."""
	return bench.run / f"{work}-{site}"


def is_whole(bench: Bench, site: str) -> bool:
	"""Whether the site was made to its end."""
	return bool(config(bench, site)) and not marker(bench, site, "making").exists()


def database_name(bench: Bench, site: str) -> str:
	"""The same at each try, so that what an interrupted one left is replaced."""
	return "_" + hashlib.sha256(f"{bench.home}/{site}".encode()).hexdigest()[:16]


def make(bench: Bench, site: str) -> None:
	"""Make a site with Frappe on it, from the beginning if an earlier try was interrupted."""
	if not SITE_NAME.fullmatch(site) or site in (*bench.app_names(), "assets"):
		raise StepFailed(
			f"Making the site {site}: not a name for a site", hint="Use a host name such as crm.localhost."
		)
	making = marker(bench, site, "making")
	if bench.sites.joinpath(site).exists():
		if is_whole(bench, site):
			raise StepFailed(f"Making the site {site}: it exists", hint="Choose another name.")
		shutil.rmtree(bench.sites / site)
	making.touch()
	stamps = Stamps(bench)
	for stamp in ("migrated", "demo"):
		stamps.drop(f"{stamp}:{site}")
	name = database_name(bench, site)
	# A user left over would keep its old password: Frappe only makes one that is not there.
	services.sql(bench, f"DROP DATABASE IF EXISTS `{name}`; DROP USER IF EXISTS `{name}`@`localhost`")
	setup = read_json(bench.root / "sites" / "common_site_config.json").get("site_setup", {})
	run(bench, f"Making the site {site}", "new-site", site, name, "--setup", json.dumps(setup))
	making.unlink()


def remove(bench: Bench, site: str) -> None:
	"""Take a site away: its folder, database and database user. There is no way back but a backup."""
	require(bench, site)
	name = config(bench, site).get("db_name") or database_name(bench, site)
	marker(bench, site, "making").touch()  # an interruption leaves a half-made site, which is made afresh
	services.sql(
		bench, f"DROP DATABASE IF EXISTS `{name}`; DROP USER IF EXISTS '{name}'@'localhost', '{name}'@'%'"
	)
	shutil.rmtree(bench.sites / site)
	marker(bench, site, "making").unlink()


def installed_apps(bench: Bench, site: str) -> list[str]:
	"""The apps installed on the site, as its database says."""
	database = config(bench, site)["db_name"]
	answer = services.sql(
		bench,
		f"SELECT defvalue FROM `{database}`.`tabDefaultValue` "
		"WHERE parent = '__global' AND defkey = 'installed_apps'",
	)
	return json.loads(answer) if answer.strip() else []


def install_app(bench: Bench, site: str, app: str) -> None:
	"""Install an app of this bench on the site; one whose installation was interrupted is gone over again."""
	if app not in bench.app_names():
		raise StepFailed(
			f"Installing {app}: not an app of this bench", hint=f"There are: {', '.join(bench.app_names())}"
		)
	installing = marker(bench, site, f"installing-{app}")
	force = ["--force"] if installing.exists() else []
	installing.touch()
	run(bench, f"Installing {app} on {site}", "install-app", site, app, *force)
	installing.unlink()


def schema_digest(bench: Bench) -> str:
	"""Changes whenever a migration has something to look at: a new Frappe, or apps' schema, hooks, patches."""
	files = [
		path
		for app in bench.own_apps()
		for pattern in SCHEMA_FILES
		for path in bench.app_source(app).rglob(pattern)
	]
	return digest_files({path for path in files if "node_modules" not in path.parts}, frappe_digest(bench))


def pause_scheduler(bench: Bench, site: str) -> None:
	"""Start no jobs by time on the site any more."""
	settings = config(bench, site)
	if not settings.get("pause_scheduler"):
		write_json(bench.sites / site / "site_config.json", {**settings, "pause_scheduler": 1})


def bring_up_to_date(bench: Bench, site: str) -> bool:
	"""Make the site if it is missing, install missing apps, migrate if something changed.

	Returns:
		Whether anything was done.
	"""
	if marker(bench, site, "restoring").exists():
		raise StepFailed(
			f"Opening the site {site}: a restore of it was interrupted",
			hint=f"Restore it again: ./crm restore --site {site} BACKUP.sql.gz",
		)
	changed = False
	if not is_whole(bench, site):
		make(bench, site)
		changed = True
	wanted, digest, stamps = bench.own_apps(), schema_digest(bench), Stamps(bench)
	there = installed_apps(bench, site)
	fresh = there == ["frappe"]
	for app in wanted:
		if app not in there or marker(bench, site, f"installing-{app}").exists():
			install_app(bench, site, app)
			changed = True
	if fresh and changed:
		stamps.put(f"migrated:{site}", digest)
	if not stamps.is_current(f"migrated:{site}", digest):
		migrate(bench, site)
		changed = True
	return changed


def migrate(bench: Bench, site: str, *, skip_failing: bool = False) -> None:
	options = ["--skip-failing"] if skip_failing else []
	digest = schema_digest(bench)
	run(bench, f"Migrating {site}", "migrate", site, *options)
	Stamps(bench).put(f"migrated:{site}", digest)


def load_demo(bench: Bench, site: str, size: int | None) -> None:
	"""Load the apps' demo data, and go on with them where they stopped or where a newer version has more.

	What is there keeps its size, whatever is asked for now.
	"""
	stamps, step, digest = Stamps(bench), f"demo:{site}", schema_digest(bench)
	if stamps.is_current(step, digest):
		return
	loaded = step in read_json(stamps.path)
	options = ["--size", str(size)] if size is not None and not loaded else []
	run(bench, f"Loading the demo data on {site}", "demo", site, *options)
	stamps.put(step, digest)


def restore(bench: Bench, site: str, sql_file: str, options: list[str]) -> None:
	"""Replace the site's data by a backup and migrate it to this bench's code."""
	restoring = marker(bench, site, "restoring")
	restoring.touch()
	run(bench, f"Restoring {site}", "restore", site, sql_file, *options)
	restoring.unlink()
	migrate(bench, site)
