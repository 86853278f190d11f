"""What needs Frappe: runs inside the bench's environment, in its sites folder.

`python -m benchkit.in_env VERB …` is called by `benchkit.sites` and by the Procfile. Each function uses
Frappe's own installer, migration and backup, in the order Frappe's bench uses them.
"""

from __future__ import annotations

import argparse
import ast
import json
import operator
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe

from benchkit.dumps import restorable
from benchkit.paths import Bench
from benchkit.preload import import_for_jobs
from benchkit.state import Secrets


@contextmanager
def connected(site: str) -> Iterator[None]:
	"""Frappe initialised and connected to the site; what is not committed is gone afterwards."""
	frappe.init(site, sites_path=".")
	frappe.connect()
	try:
		yield
	finally:
		frappe.destroy()


def new_site(site: str, db_name: str, setup: dict[str, str]) -> None:
	"""Make a site with Frappe alone on it and answer the setup wizard's questions.

	Args:
		site: host name of the site.
		db_name: name of its database and database user; what has that name is replaced.
		setup: language (code), country, currency, time zone; empty leaves the wizard to the first user.
	"""
	from frappe.installer import _new_site

	secrets = Secrets(Bench.find())
	frappe.init(site, sites_path=".", new_site=True)
	_new_site(
		db_name,
		site,
		db_root_username="root",
		db_root_password=secrets.get("mariadb"),
		admin_password=secrets.get(f"admin:{site}"),
		install_apps=[],
		force=True,
		db_type="mariadb",
	)
	frappe.destroy()
	if setup:
		complete_setup(site, setup)


def complete_setup(site: str, setup: dict[str, str]) -> None:
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

	with connected(site):
		language = frappe.db.get_value("Language", setup["language"], "language_name")
		setup_complete(
			{
				"language": language,
				"lang": setup["language"],
				"country": setup["country"],
				"currency": setup["currency"],
				"timezone": setup["time_zone"],
			}
		)
		frappe.utils.scheduler.enable_scheduler()
		frappe.db.commit()


def install_app(site: str, app: str, force: bool = False) -> None:
	"""Install an app; `force` goes over an installation that was interrupted."""
	from frappe.installer import install_app
	from frappe.utils.synchronization import filelock

	with connected(site), filelock("install_app", timeout=1):
		install_app(app, force=force)
		frappe.db.commit()


def uninstall_app(site: str, app: str, backup: bool) -> None:
	from frappe.installer import remove_app
	from frappe.utils.synchronization import filelock

	with connected(site), filelock("uninstall_app", timeout=1):
		remove_app(app_name=app, yes=True, no_backup=not backup)


def migrate(site: str, skip_failing: bool = False) -> None:
	from frappe.migrate import SiteMigration

	SiteMigration(skip_failing=skip_failing).run(site=site)


def backup(site: str, with_files: bool) -> None:
	from frappe.utils.backups import scheduled_backup

	with connected(site):
		taken = scheduled_backup(ignore_files=not with_files, force=True)
		taken.print_summary()


def restore(
	site: str,
	sql_file: str,
	public_files: str | None,
	private_files: str | None,
	config_file: str | None,
	force: bool,
) -> None:
	"""Replace the site's database (and files) by a backup.

	Raises:
		SystemExit: the file is no whole backup of a site, or of a newer Frappe and `force` is not given.
	"""
	from frappe.installer import _new_site, extract_files, is_downgrade, is_partial, validate_database_sql

	frappe.init(site, sites_path=".")
	if is_partial(sql_file):
		sys.exit(f"{sql_file} is a partial backup: a site cannot be restored from it.")
	if is_downgrade(sql_file, verbose=True) and not force:
		sys.exit("The backup is of a newer Frappe than this bench's. --force restores it nevertheless.")
	validate_database_sql(sql_file, _raise=not force)
	if config_file:
		adopt_config(site, config_file)
	with restorable(sql_file, frappe.conf.db_name) as dump:
		_new_site(
			frappe.conf.db_name,
			site,
			db_root_username="root",
			db_root_password=Secrets(Bench.find()).get("mariadb"),
			install_apps=[],
			source_sql=dump,
			force=True,
			db_type=frappe.conf.db_type,
		)
	for archive in filter(None, (public_files, private_files)):
		Path(extract_files(site, archive)).unlink()


def adopt_config(site: str, config_file: str) -> None:
	"""Take over the backup's site configuration (keys of sealed values), but not where the database is."""
	path = Path(site, "site_config.json")
	saved = json.loads(Path(config_file).read_text())
	kept = {key: value for key, value in saved.items() if not key.startswith("db_")}
	path.write_text(json.dumps({**json.loads(path.read_text()), **kept}, indent=1, sort_keys=True))


def set_admin_password(site: str) -> None:
	"""Set the Administrator's password to the line on standard input and end its sessions."""
	from frappe.utils.password import update_password

	password = sys.stdin.readline().rstrip("\n")
	if not password:
		sys.exit("An empty password is not set.")
	with connected(site):
		update_password(user="Administrator", pwd=password, logout_all_sessions=True)
		frappe.db.commit()


def execute(site: str, method: str, args: str | None, kwargs: str | None) -> None:
	"""Call a function by its dotted path and print what it gives as one line of JSON; its work is committed."""
	positional = literal(args) if args else []
	named = literal(kwargs) if kwargs else {}
	if not isinstance(positional, list | tuple):
		positional = [positional]
	with connected(site):
		result = resolve(method)(*positional, **named)
		frappe.db.commit()
		if result is not None:
			print(json.dumps(result, default=as_json_value, ensure_ascii=False))


def as_json_value(value: Any) -> Any:
	"""What JSON can say of a value: as Frappe's answers do, else its text."""
	from frappe.utils.response import json_handler

	try:
		return json_handler(value)
	except TypeError:
		return str(value)


def resolve(path: str) -> Callable[..., Any]:
	"""A function by its dotted path, also of an object of Frappe's such as `frappe.db.get_value`."""
	try:
		return frappe.get_attr(path)
	except ModuleNotFoundError:
		if not path.startswith("frappe."):
			raise
		return operator.attrgetter(path.removeprefix("frappe."))(frappe)


def literal(text: str) -> Any:
	"""A value written as JSON or as a Python literal."""
	try:
		return json.loads(text)
	except ValueError:
		pass  # not JSON: Python's notation is allowed too
	try:
		return ast.literal_eval(text)
	except (ValueError, SyntaxError):
		sys.exit(f"Neither JSON nor a Python literal: {text}")


def console(site: str) -> None:
	"""An interactive console with `frappe` connected to the site; nothing is committed by itself."""
	from IPython import start_ipython

	with connected(site):
		start_ipython(argv=["--no-banner"], user_ns={"frappe": frappe})
		frappe.db.rollback()


def demo(site: str, size: int | None) -> None:
	"""Load the data the apps bring for trying them out (hook `bench_demo`: a path, called with the size)."""
	with connected(site):
		for path in frappe.get_hooks("bench_demo"):
			frappe.get_attr(path)(*([size] if size is not None else []))
			frappe.db.commit()


def logins(site: str) -> None:
	"""Print as JSON the log-ins the apps made for trying (hook `bench_logins`)."""
	with connected(site):
		found = [login for path in frappe.get_hooks("bench_logins") for login in frappe.get_attr(path)()]
	print(json.dumps(found, ensure_ascii=False))


def run_hooked(site: str, hook: str, name: str | None, arguments: list[str]) -> None:
	"""Run an entry of a hook that maps names to paths, such as `bench_import` or `bench_benchmarks`.

	Raises:
		SystemExit: there is no entry of that name; the message lists those there are.
	"""
	with connected(site):
		entries = frappe.get_hooks(hook) or {}
		if name not in entries:
			known = ", ".join(sorted(entries)) or "none"
			sys.exit(f"{'No name given' if name is None else f'Unknown: {name}'}. There are: {known}")
		frappe.get_attr(entries[name][-1])(arguments)
		frappe.db.commit()


def heartbeat(site: str) -> None:
	"""Print as JSON how scheduler and workers of the site do."""
	from frappe.utils import now_datetime
	from frappe.utils.background_jobs import get_queues, get_workers
	from frappe.utils.scheduler import is_scheduler_inactive

	with connected(site):
		last = frappe.db.get_value(
			"Scheduled Job Type",
			{"last_execution": ["is", "set"]},
			"last_execution",
			order_by="last_execution desc",
		)
		state = {
			"scheduler_enabled": not is_scheduler_inactive(verbose=False),
			"seconds_since_last_job": (now_datetime() - last).total_seconds() if last else None,
			"workers": len(get_workers()),
			"waiting_jobs": sum(queue.count for queue in get_queues()),
		}
	print(json.dumps(state))


def compile_translations() -> None:
	"""Make the .mo files Frappe reads from the apps' .po files.

	One app after the other: Frappe compiles all in four processes, and two apps of one language
	make the same folder, where the later one fails.
	"""
	from frappe.gettext.translate import compile_translations

	with frappe.init_site():
		for app in frappe.get_all_apps(True):
			compile_translations(target_app=app, force=True)


def forget_asset_list() -> None:
	"""Have the running processes read assets.json anew."""
	with frappe.init_site():
		frappe.client_cache.delete_value("assets_json", shared=True)


def worker(queue: str) -> None:
	from frappe.utils.background_jobs import start_worker

	import_for_jobs(Bench.find().own_apps())
	start_worker(queue=queue)


def schedule() -> None:
	from frappe.utils.scheduler import start_scheduler

	start_scheduler()


def parser() -> argparse.ArgumentParser:
	"""Verbs, each with the arguments of the function that does it."""
	top = argparse.ArgumentParser(prog="benchkit.in_env")
	verbs = top.add_subparsers(dest="verb", required=True)

	def verb(call: Callable[..., None], *, site: bool = True) -> argparse.ArgumentParser:
		sub = verbs.add_parser(call.__name__.replace("_", "-"))
		sub.set_defaults(call=call)
		if site:
			sub.add_argument("site")
		return sub

	making = verb(new_site)
	making.add_argument("db_name")
	making.add_argument("--setup", type=json.loads, default={})
	installing = verb(install_app)
	installing.add_argument("app")
	installing.add_argument("--force", action="store_true")
	removing = verb(uninstall_app)
	removing.add_argument("app")
	removing.add_argument("--no-backup", dest="backup", action="store_false")
	verb(migrate).add_argument("--skip-failing", action="store_true")
	verb(backup).add_argument("--with-files", action="store_true")
	restoring = verb(restore)
	restoring.add_argument("sql_file")
	for option in ("--public-files", "--private-files", "--config-file"):
		restoring.add_argument(option)
	restoring.add_argument("--force", action="store_true")
	verb(set_admin_password)
	executing = verb(execute)
	executing.add_argument("method")
	executing.add_argument("--args")
	executing.add_argument("--kwargs")
	verb(console)
	verb(demo).add_argument("--size", type=int)
	verb(logins)
	hooked = verb(run_hooked)
	hooked.add_argument("hook")
	hooked.add_argument("name", nargs="?")
	hooked.add_argument("arguments", nargs=argparse.REMAINDER)
	verb(heartbeat)
	verb(compile_translations, site=False)
	verb(forget_asset_list, site=False)
	verb(worker, site=False).add_argument("--queue", default="short,default,long")
	verb(schedule, site=False)
	return top


def main() -> None:
	os.umask(0o077)  # what is written here (backups, logs, configurations) is the user's alone
	arguments = vars(parser().parse_args())
	arguments.pop("verb")
	arguments.pop("call")(**arguments)


if __name__ == "__main__":
	main()
