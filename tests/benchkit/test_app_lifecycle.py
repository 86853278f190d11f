"""Every app of this repository installs, goes without a trace and installs again."""

from __future__ import annotations

import json
import subprocess

import pytest

from benchkit import sites
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.state import bench_lock

SITE = "lifecycle.localhost"

# What an app may add to a site, listed from inside of it. Deleted documents and logs are the framework's own
# memory of what happened and stay by design.
INVENTORY = """
import json, frappe
frappe.init({site!r}); frappe.connect()
own_memory = {{"Deleted Document", "Error Log", "Scheduled Job Log", "Version", "Patch Log", "Activity Log",
	"Access Log", "Route History", "Notification Log", "Permission Log", "Changelog Feed"}}
found = {{"tables": sorted(frappe.db.get_tables(cached=False))}}
for doctype in ("DocType", "Module Def", "Role", "Role Profile", "Custom Field", "Property Setter",
	"Workspace", "Workspace Sidebar", "Desktop Icon", "Number Card", "Dashboard",
	"Dashboard Chart", "Report", "Page", "Print Format", "Notification", "Workflow", "Workflow State",
	"Workflow Action Master", "Custom DocPerm", "Web Form", "Client Script", "User", "File", "Letter Head",
	"Module Profile", "Assignment Rule", "Email Template"):
	found[doctype] = sorted(str(name) for name in frappe.get_all(doctype, pluck="name"))
# named by chance, so their method tells which they are
found["jobs"] = sorted(frappe.get_all("Scheduled Job Type", pluck="method"))
found["defaults"] = sorted(
	f"{{row.parent}}.{{row.defkey}}={{row.defvalue}}"
	for row in frappe.get_all("DefaultValue", fields=["parent", "defkey", "defvalue"])
	if row.defkey not in ("installed_apps", "desktop:home_page")
)
settings = frappe.get_doc("System Settings").as_dict()
found["settings"] = {{k: str(v) for k, v in settings.items() if k not in ("modified", "modified_by", "owner")}}
website = frappe.get_doc("Website Settings").as_dict()
found["website"] = {{k: str(v or "") for k, v in website.items() if k not in ("modified", "modified_by", "owner")}}
found["config"] = sorted(frappe.get_file_json(frappe.get_site_path("site_config.json")))
found["installed"] = frappe.get_installed_apps()
print(json.dumps(found))
frappe.destroy()
"""

# A site as an older version of the apps left it: none of their patches ran, no role and no record is there yet.
OLDER = """
import json, frappe
frappe.init({site!r}); frappe.connect()
for app in json.loads({apps!r}):
	frappe.db.delete("Patch Log", {{"patch": ("like", app + ".%")}})
	modules = frappe.get_all("Module Def", {{"app_name": app}}, pluck="name")
	for doctype in frappe.get_all("DocType", {{"module": ("in", modules), "issingle": 0}}, pluck="name"):
		if not doctype.endswith("Log"):  # append-only tables are never emptied
			frappe.db.delete(doctype)
frappe.db.delete("Role", {{"name": ("in", json.loads({roles!r}))}})
frappe.db.commit()
frappe.destroy()
"""


@pytest.fixture(scope="module")
def empty_site(bench: Bench) -> str:
	"""A site with the framework only."""
	with bench_lock(bench, wait=True):
		if (bench.sites / SITE).exists():
			sites.remove(bench, SITE)
		sites.make(bench, SITE)
	return SITE


def on_site(bench: Bench, code: str) -> str:
	"""What Python code prints inside of the bench."""
	done = subprocess.run(
		[str(bench.python), "-c", code],
		cwd=bench.sites,
		env=process_env(bench),
		capture_output=True,
		text=True,
	)
	assert done.returncode == 0, done.stderr[-3000:]
	return done.stdout


def inventory(bench: Bench) -> dict:
	return json.loads(on_site(bench, INVENTORY.format(site=SITE)).splitlines()[-1])


def difference(before: dict, after: dict) -> dict:
	"""What one inventory has and the other hasn't, by kind."""
	found = {}
	for kind, value in before.items():
		if isinstance(value, dict):
			changed = {key: (value.get(key), after[kind].get(key)) for key in {*value, *after[kind]}}
			changed = {key: pair for key, pair in changed.items() if pair[0] != pair[1]}
		else:
			changed = sorted({*value} ^ {*after[kind]})
		if changed:
			found[kind] = changed
	return found


@pytest.mark.slow
def test_app_goes_without_a_trace_and_comes_back(bench: Bench, empty_site: str):
	before = inventory(bench)
	for app in bench.own_apps():
		sites.install_app(bench, SITE, app)
	installed = inventory(bench)
	assert difference(before, installed)["installed"] == sorted(bench.own_apps())

	for app in reversed(bench.own_apps()):
		assert sites.run_here(bench, "uninstall-app", SITE, app, "--no-backup") == 0
	left = difference(before, inventory(bench))
	assert left == {}, left

	for app in bench.own_apps():
		sites.install_app(bench, SITE, app)
	left = difference(installed, inventory(bench))
	assert left == {}, left

	made = sorted({*installed["Role"]} - {*before["Role"]})
	on_site(bench, OLDER.format(site=SITE, apps=json.dumps(bench.own_apps()), roles=json.dumps(made)))
	sites.migrate(bench, SITE)
	assert difference(installed, inventory(bench)).get("Role", []) == []

	for app in reversed(bench.own_apps()):
		assert sites.run_here(bench, "uninstall-app", SITE, app, "--no-backup") == 0
