"""For `frappe/__init__.py`: many apps, many sites."""

import inspect
import json
import os
import types
from collections import defaultdict

import frappe
from frappe.types import _dict
from frappe.utils.caching import request_cache, site_cache
from werkzeug.datastructures import Headers

__all__ = [
	"connect",
	"get_all_apps",
	"get_app_path",
	"get_app_source_path",
	"get_hooks",
	"get_installed_apps",
	"get_module_list",
	"get_site_name",
	"init",
	"init_site",
	"is_setup_complete",
	"setup_module_map",
]


def init(site: str | None = None, sites_path: str = ".", new_site: bool = False, force: bool = False) -> None:
	"""Set up the thread's locals for a site; without one, for the bench as a whole.

	:param site: folder name below `sites_path`, e.g. `crm.localhost`
	:param sites_path: the bench's sites folder, the current folder by default
	:param new_site: the site is being made: its config need not exist yet
	:param force: start afresh even if the thread has a site already
	"""
	local = frappe.local
	if getattr(local, "initialised", None) and not force:
		return

	local.error_log = []
	local.message_log = []
	local.debug_log = []
	local.flags = _dict(
		currently_saving=[],
		redirect_location="",
		in_install_db=False,
		in_install_app=False,
		in_import=False,
		in_test=frappe.in_test,
		mute_messages=False,
		ignore_links=False,
		mute_emails=False,
		has_dataurl=False,
		new_site=new_site,
		read_only=False,
	)
	local.locked_documents = []
	local.test_objects = defaultdict(list)

	local.site = site
	local.site_name = site  # some code asks for the older name
	local.sites_path = sites_path
	local.app_path = sites_path
	local.site_path = os.path.join(sites_path, site) if site else sites_path
	local.all_apps = None

	local.request_ip = None
	local.response = _dict({"docs": []})
	local.response_headers = Headers()
	local.task_id = None

	local.conf = frappe.get_site_config(
		sites_path=sites_path, site_path=local.site_path if site else None, cached=bool(frappe.request)
	)
	local.lang = local.conf.lang or "en"

	local.module_app = None
	local.app_modules = None
	local.user = None
	local.user_perms = None
	local.role_permissions = {}
	local.valid_columns = {}
	local.new_doc_templates = {}
	local.request_cache = defaultdict(dict)
	local.jenv = None
	local.jloader = None
	local.cache = {}
	local.form_dict = _dict()
	local.preload_assets = {"style": [], "script": [], "icons": []}
	local.session = _dict(user="Guest", data=_dict())
	local.dev_server = frappe._dev_server
	local.qb = frappe.get_query_builder(local.conf.db_type or "mariadb")

	if not frappe.cache or not frappe.client_cache:
		frappe.setup_redis_cache_connection()

	setup_module_map(include_all_apps=not (frappe.request or frappe.job or frappe.flags.in_migrate))
	local.initialised = True


def connect(site: str | None = None, db_name: str | None = None, set_admin_as_user: bool = True) -> None:
	"""Open the site's database and, unless told otherwise, act as Administrator.

	:raises frappe.IncorrectSitePath: the site has no database configured
	"""
	from frappe.database import get_db

	if site:
		init(site)

	conf = frappe.local.conf
	db_name = db_name or conf.db_name
	if not db_name:
		raise frappe.IncorrectSitePath(frappe.local.site)

	frappe.local.db = get_db(
		socket=conf.db_socket,
		host=conf.db_host,
		port=conf.db_port,
		user=conf.db_user or db_name,
		password=conf.db_password,
		cur_db_name=db_name,
	)
	if set_admin_as_user:
		frappe.set_user("Administrator")


class init_site:
	"""Context manager: `with frappe.init_site(site): …` (no site: the bench's common configuration)."""

	def __init__(self, site: str | None = None):
		self.site = site or ""

	def __enter__(self):
		init(self.site)
		return frappe.local

	def __exit__(self, type, value, traceback):
		frappe.destroy()


def get_site_name() -> str:
	"""The current site's folder name, or "" where none is chosen."""
	return getattr(frappe.local, "site", None) or ""


def get_app_path(app_name: str, *joins: str) -> str:
	"""Path inside an app's package folder."""
	return frappe.get_pymodule_path(app_name, *joins)


def get_app_source_path(app_name: str, *joins: str) -> str:
	"""Path inside the folder that holds an app's package."""
	return frappe.get_pymodule_path(app_name, "..", *joins)


def get_module_list(app_name: str) -> list[str]:
	"""The modules an app declares in `modules.txt`."""
	return frappe.get_file_items(get_app_path(app_name, "modules.txt"))


def get_all_apps(with_internal_apps: bool = True, sites_path: str | None = None) -> list[str]:
	"""The apps on this bench by `sites/apps.txt`, the framework first."""
	sites_path = sites_path or frappe.local.sites_path
	apps = frappe.get_file_items(os.path.join(sites_path, "apps.txt"), raise_not_found=True)
	if with_internal_apps:
		apps += [
			app
			for app in frappe.get_file_items(os.path.join(sites_path, "..", "apps.txt"))
			if app not in apps
		]
	return ["frappe", *(app for app in apps if app != "frappe")]


@request_cache
def get_installed_apps(*, _ensure_on_bench: bool = False) -> list[str]:
	"""The apps installed on the current site, in installation order."""
	if getattr(frappe.flags, "in_install_db", True):
		return []
	if not frappe.db:
		connect()

	installed = json.loads(frappe.db.get_global("installed_apps") or "[]")
	if _ensure_on_bench:
		on_bench = frappe.cache.get_value("all_apps", get_all_apps)
		installed = [app for app in installed if app in on_bench]
	return installed


def _load_app_hooks(app_name: str | None = None) -> dict:
	hooks: dict = {}
	apps = [app_name] if app_name else get_installed_apps(_ensure_on_bench=True)

	for app in apps:
		try:
			module = frappe.get_module(f"{app}.hooks")
		except ImportError as e:
			if frappe.local.flags.in_install_app:
				# an app that is being installed may not be importable by the running process yet
				continue
			print(f'Could not find app "{app}": \n{e}')
			raise

		for key, value in inspect.getmembers(module, predicate=_is_hook_value):
			if not key.startswith("_"):
				frappe.append_hook(hooks, key, value)
	return hooks


def _is_hook_value(value) -> bool:
	return not isinstance(value, types.ModuleType | types.FunctionType | type)


_request_cached_load_app_hooks = request_cache(_load_app_hooks)
_site_cached_load_app_hooks = site_cache(_load_app_hooks)


def get_hooks(hook: str | None = None, default="_KEEP_DEFAULT_LIST", app_name: str | None = None) -> _dict:
	"""Hooks of all installed apps, or of one app; a single hook's values when `hook` is named."""
	if app_name:
		hooks = _request_cached_load_app_hooks(app_name)
	elif frappe.local.conf.developer_mode:
		hooks = _site_cached_load_app_hooks()
	else:
		hooks = frappe.client_cache.get_value("app_hooks")
		if hooks is None:
			hooks = _load_app_hooks()
			frappe.client_cache.set_value("app_hooks", hooks)

	if hook:
		return hooks.get(hook, ([] if default == "_KEEP_DEFAULT_LIST" else default))
	return _dict(hooks)


def setup_module_map(include_all_apps: bool = True) -> None:
	"""Fill `local.app_modules` (app → modules) and `local.module_app` (module → app)."""
	cache, key = (
		(frappe.cache, "app_modules") if include_all_apps else (frappe.client_cache, "installed_app_modules")
	)
	# without a database the cache has no prefix of its own, so nothing is kept there
	usable = bool(frappe.local.conf.db_name)
	app_modules = cache.get_value(key) if usable else None

	if not app_modules:
		apps = get_all_apps() if include_all_apps or not usable else get_installed_apps(_ensure_on_bench=True)
		app_modules = {}
		for app in apps:
			app_modules[app] = [frappe.scrub(module) for module in get_module_list(app)]
		if usable:
			cache.set_value(key, app_modules)

	module_app: dict[str, str] = {}
	for app, modules in app_modules.items():
		for module in modules:
			if module in module_app:
				print(f"WARNING: module `{module}` found in apps `{module_app[module]}` and `{app}`")
			module_app[module] = app

	frappe.local.app_modules = app_modules
	frappe.local.module_app = module_app


@request_cache
def is_setup_complete() -> bool:
	"""Has the setup wizard been passed (or skipped) on this site?"""
	if "tabSingles" not in frappe.db.get_tables():
		return False
	return bool(frappe.utils.cint(frappe.db.get_single_value("System Settings", "setup_complete")))
