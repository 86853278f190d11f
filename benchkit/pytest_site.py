"""pytest plugin: gives the apps' own tests a site and browser tests a running bench.

Runs inside the bench's environment (`./crm test` loads it). Tests under apps/ are the same `unittest`
classes that `bench run-tests` runs on a real bench; here they get the site `apps.localhost`, made when
missing and migrated when the apps changed. benchkit's own tests let the scheduler loose on `test.localhost`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import frappe
import frappe.utils.scheduler
import pytest

from benchkit import processes, services, sites
from benchkit.paths import Bench
from benchkit.state import Ports, bench_lock
from benchkit.testing import SITE as TEST_SITE

APP_SITE = "apps.localhost"


@dataclass(frozen=True)
class Server:
	"""The running web server of the bench."""

	bench: Bench

	def url(self, site: str) -> str:
		return f"http://{site}:{Ports(self.bench).get('web')}"


@pytest.fixture(scope="session")
def bench() -> Bench:
	"""The bench of this repository, with its services running."""
	found = Bench.find()
	found.make_folders()
	with bench_lock(found, wait=True):
		services.start_all(found)
	return found


@pytest.fixture(scope="session")
def test_site(bench: Bench) -> str:
	"""The name of the site for tests, with all apps and without demo data."""
	with bench_lock(bench, wait=True):
		sites.bring_up_to_date(bench, TEST_SITE)
	return TEST_SITE


@pytest.fixture(scope="session")
def app_site(bench: Bench) -> str:
	"""The name of the site for the apps' own tests: nothing else works on it meanwhile."""
	with bench_lock(bench, wait=True):
		sites.bring_up_to_date(bench, APP_SITE)
	return APP_SITE


@pytest.fixture(scope="session")
def bench_server(bench: Bench, test_site: str) -> Iterator[Server]:
	"""The running bench; started if it is not, and then stopped at the end."""
	with bench_lock(bench, wait=True):
		started = processes.ensure_started(bench, test_site)
	yield Server(bench)
	if started:
		processes.stop(bench)


@pytest.fixture(scope="session")
def frappe_session(bench: Bench, app_site: str) -> Iterator[None]:
	"""Frappe connected to that site as its own test runner leaves it: no scheduler, test flags set."""
	before = os.getcwd()
	os.chdir(bench.sites)
	frappe.init(app_site, sites_path=".")
	frappe.connect()
	frappe.flags.in_test = True
	frappe.flags.mute_emails = True
	frappe.utils.scheduler.disable_scheduler()
	frappe.clear_cache()
	for app in frappe.get_installed_apps():
		for path in frappe.get_hooks("before_tests", app_name=app):
			frappe.get_attr(path)()
	frappe.db.commit()
	os.chdir(before)
	yield
	frappe.destroy()


@pytest.fixture(scope="class", autouse=True)
def in_site(request: pytest.FixtureRequest) -> Iterator[None]:
	"""Runs the apps' own test classes in the sites folder, connected, and undoes what they left uncommitted."""
	found = Bench.find()
	if not request.node.path.is_relative_to(found.apps_dir):
		yield
		return
	request.getfixturevalue("frappe_session")
	before = os.getcwd()
	os.chdir(found.sites)
	frappe.set_user("Administrator")
	yield
	frappe.db.rollback()
	os.chdir(before)
