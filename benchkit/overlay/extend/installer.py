"""For `frappe/installer.py`: install and remove any app on a site of its own."""

import json
import os
import shutil

import click
import frappe
from frappe.defaults import _clear_cache
from frappe.installer import (
	_delete_doctypes,
	_delete_modules,
	add_module_defs,
	clear_site_locks,
	install_db,
	make_site_config,
	make_site_dirs,
	post_install,
	set_all_patches_as_completed,
)
from frappe.utils.dashboard import sync_dashboards
from frappe.utils.synchronization import filelock

__all__ = [
	"_is_scheduler_enabled",
	"_new_site",
	"add_to_installed_apps",
	"install_app",
	"make_conf",
	"remove_app",
	"remove_from_installed_apps",
	"remove_missing_apps",
]


def _is_scheduler_enabled(site: str) -> bool:
	frappe.init(site, force=True)
	if not frappe.conf.db_name:
		return False
	frappe.connect()
	try:
		return bool(frappe.utils.cint(frappe.db.get_single_value("System Settings", "enable_scheduler")))
	finally:
		frappe.db.close()


def _new_site(
	db_name: str | None,
	site: str,
	db_root_username: str | None = None,
	db_root_password: str | None = None,
	admin_password: str | None = None,
	verbose: bool = False,
	source_sql: str | None = None,
	force: bool = False,
	db_password: str | None = None,
	db_type: str | None = None,
	db_socket: str | None = None,
	db_host: str | None = None,
	db_port: int | None = None,
	db_user: str | None = None,
	setup_db: bool = True,
	rollback_callback=None,
	mariadb_user_host_login_scope: str | None = None,
	install_apps: list[str] | None = None,
) -> None:
	"""Make a site: folder, database, framework, then the apps named.

	The caller has called `frappe.init(site, new_site=True)`.
	"""
	from frappe.utils import scheduler

	if not force and os.path.exists(site):
		raise FileExistsError(f"Site {site} already exists")
	if not db_name:
		db_name = f"_{frappe.generate_hash(length=16)}"

	clear_site_locks()
	make_site_dirs()
	if rollback_callback:
		rollback_callback.add(lambda: shutil.rmtree(frappe.get_site_path()))

	with filelock("bench_new_site", timeout=1):
		install_db(
			root_login=db_root_username,
			root_password=db_root_password,
			db_name=db_name,
			admin_password=admin_password,
			verbose=verbose,
			source_sql=source_sql,
			force=force,
			db_password=db_password,
			db_type=db_type,
			db_socket=db_socket,
			db_host=db_host,
			db_port=db_port,
			db_user=db_user,
			setup=setup_db,
			rollback_callback=rollback_callback,
			mariadb_user_host_login_scope=mariadb_user_host_login_scope,
		)
		for app in dict.fromkeys(["frappe", *(install_apps or [])]):
			install_app(app, verbose=verbose, set_as_patched=not source_sql)
		scheduler.toggle_scheduler(True)
		frappe.db.commit()


def make_conf(
	db_name=None,
	db_password=None,
	site_config=None,
	db_type=None,
	db_socket=None,
	db_host=None,
	db_port=None,
	db_user=None,
) -> None:
	"""Write the site's configuration and start the thread afresh with it."""
	site, sites_path = frappe.local.site, frappe.local.sites_path
	make_site_config(
		db_name,
		db_password,
		site_config,
		db_type=db_type,
		db_socket=db_socket,
		db_host=db_host,
		db_port=db_port,
		db_user=db_user,
	)
	os.chmod(os.path.join(frappe.local.site_path, "site_config.json"), 0o600)
	frappe.destroy()
	frappe.init(site, sites_path=sites_path)


def install_app(name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False) -> None:
	"""Install an app of this bench on the current site, after the apps it requires.

	:raises ModuleNotFoundError: the app is not on this bench
	"""
	from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs
	from frappe.model.module_utils import sync_customizations
	from frappe.model.sync import sync_for
	from frappe.utils.fixtures import sync_fixtures

	frappe.flags.in_install = name
	frappe.flags.ignore_in_install = False
	frappe.clear_cache()

	if name not in frappe.get_all_apps():
		raise ModuleNotFoundError(f"No module named '{name}'; it is not among the apps of this bench")

	app_hooks = frappe.get_hooks(app_name=name)
	installed = frappe.get_installed_apps()

	for required in app_hooks.required_apps or []:
		required = required.rstrip("/").rsplit("/", 1)[-1]
		if required not in installed:
			install_app(required, verbose=verbose)

	frappe.flags.in_install = name
	frappe.clear_cache()

	if not force and name in installed:
		click.secho(f"App {name} already installed", fg="yellow")
		frappe.flags.in_install = False
		return

	print(f"\nInstalling {name}...")
	if name != "frappe":
		frappe.only_for("System Manager")

	for before_install in app_hooks.before_install or []:
		if frappe.get_attr(before_install)() is False:
			return
	for fn in frappe.get_hooks("before_app_install"):
		frappe.get_attr(fn)(name)

	if name != "frappe":
		# the framework's own module records come with its own files
		add_module_defs(name, ignore_if_duplicate=force)
	sync_for(name, force=force, reset_permissions=True)
	add_to_installed_apps(name)
	frappe.get_doc("Portal Settings", "Portal Settings").sync_menu()

	if set_as_patched:
		set_all_patches_as_completed(name)
	for after_install in app_hooks.after_install or []:
		frappe.get_attr(after_install)()
	for fn in frappe.get_hooks("after_app_install"):
		frappe.get_attr(fn)(name)

	sync_jobs()
	sync_fixtures(name)
	sync_customizations(name)
	sync_dashboards(name)
	for after_sync in app_hooks.after_sync or []:
		frappe.get_attr(after_sync)()

	frappe.clear_cache()
	frappe.client_cache.erase_persistent_caches()
	frappe.flags.in_install = False


def add_to_installed_apps(app_name: str, rebuild_website: bool = True) -> None:
	"""Write an app into the site's list of installed apps."""
	installed = frappe.get_installed_apps()
	if app_name not in installed:
		_set_installed_apps([*installed, app_name])
		if frappe.flags.in_install:
			post_install(rebuild_website)


def remove_from_installed_apps(app_name: str) -> None:
	"""Take an app off the site's list of installed apps."""
	installed = frappe.get_installed_apps()
	if app_name in installed:
		_set_installed_apps([app for app in installed if app != app_name])
		if frappe.flags.in_install:
			post_install()


def _set_installed_apps(apps: list[str]) -> None:
	frappe.db.set_global("installed_apps", json.dumps(apps))
	frappe.db.commit()
	_clear_cache("__global")
	frappe.local.request_cache.clear()
	frappe.local.doc_events_hooks = None
	for key in ("app_hooks", "installed_app_modules", "app_modules"):
		frappe.cache.delete_value(key)
	frappe.client_cache.delete_value("app_hooks")
	frappe.client_cache.delete_value("installed_app_modules")
	frappe.setup_module_map(include_all_apps=True)


def remove_missing_apps() -> None:
	"""Drop apps from a restored site's list whose code this bench doesn't have."""
	for app in [*frappe.get_installed_apps()]:
		if app not in frappe.get_all_apps():
			remove_from_installed_apps(app)


def remove_app(
	app_name: str, dry_run: bool = False, yes: bool = False, no_backup: bool = False, force: bool = False
) -> None:
	"""Remove an app and all it holds from the current site, after a backup.

	:param dry_run: only say what would go
	:param yes: don't ask
	"""
	if not force and app_name not in frappe.get_installed_apps():
		click.secho(f"App {app_name} not installed on site {frappe.local.site}", fg="yellow")
		return
	if app_name == "frappe":
		raise ValueError("The framework itself can't be removed from a site")

	print(f"Uninstalling App {app_name} from Site {frappe.local.site}...")
	if not dry_run and not yes:
		click.confirm(
			"All doctypes (including custom) and modules related to this app will be deleted. Continue?",
			abort=True,
		)
	if not (dry_run or no_backup):
		from frappe.utils.backups import scheduled_backup

		print("Backing up...")
		scheduled_backup(ignore_files=True)

	frappe.flags.in_uninstall = True
	app_hooks = frappe.get_hooks(app_name=app_name)

	for before_uninstall in app_hooks.before_uninstall or []:
		frappe.get_attr(before_uninstall)()
	for fn in frappe.get_hooks("before_app_uninstall"):
		frappe.get_attr(fn)(app_name)

	modules = frappe.get_all("Module Def", filters={"app_name": app_name}, pluck="name")
	drop_doctypes = _delete_modules(modules, dry_run=dry_run)
	_delete_doctypes(drop_doctypes, dry_run=dry_run)
	if dry_run:
		frappe.flags.in_uninstall = False
		return

	remove_from_installed_apps(app_name)
	for after_uninstall in app_hooks.after_uninstall or []:
		frappe.get_attr(after_uninstall)()
	for fn in frappe.get_hooks("after_app_uninstall"):
		frappe.get_attr(fn)(app_name)

	patch_log = frappe.qb.DocType("Patch Log")
	frappe.qb.from_(patch_log).delete().where(patch_log.patch.like(f"{app_name}.%")).run()
	frappe.get_single("Portal Settings").sync_menu()
	frappe.db.commit()
	frappe.clear_cache()
	click.secho(f"Uninstalled App {app_name} from Site {frappe.local.site}", fg="green")
	frappe.flags.in_uninstall = False
