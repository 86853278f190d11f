"""A user's requests without a network: the web application itself answers, in this process."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import click
import frappe
from frappe.sessions import Session, delete_session
from frappe.utils import set_request
from werkzeug.test import Client

Form = dict[str, str]


class Browser:
	"""A session of `user`; a context manager that ends it.

	Requests run in a thread of their own: the application throws away what Frappe knows of its thread after each.
	"""

	def __init__(self, user: str) -> None:
		self.user = user
		self.site = frappe.local.site
		self.thread = ThreadPoolExecutor(max_workers=1)

	def __enter__(self) -> Browser:
		set_request(method="GET", path="/")
		frappe.local.request_ip = "127.0.0.1"
		frappe.local.form_dict = frappe._dict()
		self.sid = Session(self.user, full_name=self.user, user_type="System User").sid
		frappe.local.request = None
		frappe.set_user("Administrator")
		return self

	def __exit__(self, *_error: object) -> None:
		self.thread.shutdown(wait=True)
		delete_session(self.sid, user=self.user, reason="Session Expired")
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the session was committed by the framework too

	def get(self, form: Form) -> float:
		"""Ask for a method (`cmd`) and return the milliseconds until its answer was there; ClickException if refused."""
		return self.thread.submit(self._get, form).result()

	def _get(self, form: Form) -> float:
		from frappe.app import application

		client = Client(application)
		client.set_cookie("sid", self.sid)
		path = f"/api/method/{form['cmd']}"
		arguments = {key: value for key, value in form.items() if key != "cmd"}
		started = time.perf_counter()
		answer = client.get(path, query_string=arguments, headers={"X-Frappe-Site-Name": self.site})
		taken = 1000 * (time.perf_counter() - started)
		if answer.status_code != 200:
			raise click.ClickException(f"{form['cmd']} as {self.user}: {answer.status}")
		return taken


def report_of(title: str, filters: dict[str, object]) -> Form:
	"""Return the request that runs a report at once, as the Desk sends it."""
	return {
		"cmd": "frappe.desk.query_report.run",
		"report_name": title,
		"filters": frappe.as_json(filters),
		"ignore_prepared_report": "true",
	}
