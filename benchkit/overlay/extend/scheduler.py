"""For `frappe/utils/scheduler.py`: every site of the bench gets its turn."""

import os
import random
import time
from typing import NoReturn

import frappe
from filelock import FileLock, Timeout
from frappe.utils import get_bench_path, get_sites
from frappe.utils.background_jobs import set_niceness
from frappe.utils.scheduler import (
	get_scheduler_tick,
	is_scheduler_inactive,
	sleep_duration,
)

__all__ = [
	"_get_scheduler_lock_file",
	"enqueue_events_for_all_sites",
	"enqueue_events_for_site",
	"start_scheduler",
]


def start_scheduler() -> NoReturn:
	"""Queue due events of all sites at every tick; a second scheduler on the bench does nothing."""
	tick = get_scheduler_tick()
	set_niceness()

	lock = FileLock(_get_scheduler_lock_file())
	try:
		lock.acquire(blocking=False)
	except Timeout:
		frappe.logger("scheduler").debug("Scheduler already running")
		return

	while True:
		time.sleep(sleep_duration(tick))
		enqueue_events_for_all_sites()


def _get_scheduler_lock_file() -> str:
	folder = os.path.join(get_bench_path(), "config")
	os.makedirs(folder, exist_ok=True)
	return os.path.abspath(os.path.join(folder, "scheduler_process"))


def enqueue_events_for_all_sites() -> None:
	"""One site's trouble doesn't keep the others waiting."""
	with frappe.init_site():
		sites = get_sites()

	# no site is always the last in the line
	random.shuffle(sites)
	for site in sites:
		try:
			enqueue_events_for_site(site)
		except Exception:
			frappe.logger("scheduler").debug(f"Failed to enqueue events for site: {site}", exc_info=True)


def enqueue_events_for_site(site: str) -> None:
	"""Queue what is due on one site."""
	from frappe.utils.scheduler import enqueue_events

	try:
		frappe.init(site, force=True)
		frappe.connect()
		if is_scheduler_inactive(verbose=False):
			return
		enqueue_events()
		frappe.logger("scheduler").debug(f"Queued events for site {site}")
	except Exception as e:
		if frappe.db and frappe.db.is_access_denied(e):
			frappe.logger("scheduler").debug(f"Access denied for site {site}")
		else:
			frappe.logger("scheduler").error(f"Exception in Enqueue Events for Site {site}", exc_info=True)
	finally:
		frappe.destroy()
