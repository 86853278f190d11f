"""Small changes inside the framework's functions: (file, text as published, text as needed).

Only where a whole function would have to be repeated for one expression. The builder refuses to go on
when a text isn't found exactly as often as said, so a different source can't slip through.
"""

from typing import NamedTuple


class Edit(NamedTuple):
	file: str
	old: str
	new: str
	times: int = 1


EDITS = (
	Edit("__init__.py", '__version__ = "0.0.1"', '__version__ = "16.0.0"'),
	Edit("hooks.py", 'develop_version = "0.0.1-develop"', 'develop_version = "16.x.x-develop"'),
	# a job runs on the site that queued it
	Edit(
		"utils/background_jobs.py",
		"	if is_async:\n		frappe.init(force=True)\n		frappe.connect()\n",
		"	if is_async:\n		frappe.init(site, force=True)\n		frappe.connect()\n",
	),
	Edit(
		"utils/background_jobs.py",
		'		if not hasattr(frappe.local, "site"):\n			frappe.init(force=True)\n',
		'		if not hasattr(frappe.local, "site"):\n			frappe.init(site, force=True)\n',
	),
	# migrate and its monitor thread name their site
	Edit(
		"migrate.py",
		"		if site:\n			frappe.init()\n",
		"		if site:\n			frappe.init(site)\n",
	),
	Edit(
		"migrate.py",
		"		self._running.set()\n\n		frappe.init()\n",
		"		self._running.set()\n\n		frappe.init(self.site)\n",
	),
	Edit(
		"core/doctype/report/report.py",
		"def enable_prepared_report(report: str, site: str):\n	frappe.init()\n",
		"def enable_prepared_report(report: str, site: str):\n	frappe.init(site)\n",
	),
	Edit("utils/doctor.py", "		frappe.init()\n", "		frappe.init(s)\n"),
	# the Desk knows of every installed app
	Edit(
		"boot.py",
		'	for app_name in ["frappe"]:\n		apps = frappe.get_hooks("add_to_apps_screen")\n',
		"	for app_name in frappe.get_installed_apps():\n"
		'		apps = frappe.get_hooks("add_to_apps_screen", app_name=app_name)\n',
	),
	Edit(
		"boot.py",
		'		app_title_hooks = frappe.get_hooks("app_title")\n'
		'		app_home_hooks = frappe.get_hooks("app_home")\n'
		'		app_logo_hooks = frappe.get_hooks("app_logo_url")\n',
		'		app_title_hooks = frappe.get_hooks("app_title", app_name=app_name)\n'
		'		app_home_hooks = frappe.get_hooks("app_home", app_name=app_name)\n'
		'		app_logo_hooks = frappe.get_hooks("app_logo_url", app_name=app_name)\n',
	),
	Edit("boot.py", '	for app in ["frappe"]:\n', "	for app in frappe.get_installed_apps():\n"),
	Edit(
		"boot.py",
		'		installed_apps = {"frappe"}\n',
		"		installed_apps = set(frappe.get_installed_apps())\n",
	),
	Edit(
		"apps.py",
		'		app_details = frappe.get_hooks("add_to_apps_screen")\n		if not len(app_details):\n',
		'		app_details = frappe.get_hooks("add_to_apps_screen", app_name=app)\n		if not len(app_details):\n',
	),
	# a page on a port of its own has no proxy in front that would pass /socket.io on
	Edit(
		"public/js/frappe/socketio_client.js",
		"		if (window.dev_server) {\n",
		"		if (window.dev_server || window.location.port) {\n",
	),
	# a saved filter is applied in every language: the button is found by its translated label
	Edit(
		"public/js/frappe/list/list_filter.js",
		'encodeURIComponent("Saved Filters")',
		'encodeURIComponent(__("Saved Filters"))',
	),
	Edit(
		"public/js/frappe/list/list_filter.js",
		'update_active_filter_label("Saved Filters")',
		'update_active_filter_label(__("Saved Filters"))',
		times=2,
	),
	Edit(
		"public/js/frappe/list/list_filter.js",
		"update_active_filter_label(this.active_filter)",
		"update_active_filter_label(__(this.active_filter))",
	),
	Edit("www/login.py", 'context["title"] = "Login"', 'context["title"] = _("Login")'),
	# a form sends 0 for "not ignored" as text, and texts aren't converted: annotations are texts here too
	Edit(
		"desk/search.py",
		"	if ignore_user_permissions:\n		if reference_doctype and link_fieldname:\n",
		"	ignore_user_permissions = bool(cint(ignore_user_permissions))\n"
		"	if ignore_user_permissions:\n		if reference_doctype and link_fieldname:\n",
	),
	# the one place with syntax of Python 3.12
	Edit(
		"desk/doctype/event/event.py",
		"type EventLikeDict = Event | frappe._dict",
		"EventLikeDict = Event | frappe._dict",
	),
	Edit("app.py", "# Load .env at module import time\nfrom dotenv import load_dotenv\nload_dotenv()\n", ""),
	Edit(
		"app.py", '				"site": "frappe",\n', '				"site": frappe.get_site_name(),\n'
	),
)
