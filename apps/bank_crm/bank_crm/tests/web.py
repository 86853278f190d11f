"""Real requests to the web application within a test: what they see must have been committed."""

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

import frappe
import frappe.app
from frappe.core.doctype.user.user import generate_keys
from werkzeug.test import Client, TestResponse

from bank_crm.tests import SAVE_POINT, BankCRMTestCase


class WebClient:
	"""Sends requests as one user (by API key), or as a guest; each in a thread of its own, as a server does."""

	def __init__(self, user: str | None = None) -> None:
		self.site = frappe.local.site
		self.headers = {"Host": self.site, "X-Frappe-Site-Name": self.site}
		if user:
			secret = generate_keys(user)["api_secret"]
			key = frappe.db.get_value("User", user, "api_key")
			self.headers["Authorization"] = f"token {key}:{secret}"

	def request(
		self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **given: Any
	) -> TestResponse:
		"""Send one request; `json=`, `data=` and `query_string=` as werkzeug's test client takes them."""
		answers: list[TestResponse] = []

		def send() -> None:
			client = Client(frappe.app.application, use_cookies=False)  # those of the request itself
			answers.append(
				client.open(path, method=method, headers={**self.headers, **(headers or {})}, **given)
			)
			answers[0].get_data()
			answers[0].close()

		thread = threading.Thread(target=send)
		thread.start()
		thread.join()
		frappe.db.rollback()  # what the request committed is to be seen
		frappe.db.savepoint(SAVE_POINT)
		return answers[0]

	def call(self, method: str, **arguments: Any) -> Any:
		"""Call a whitelisted method as the Desk does and return its message; AssertionError unless it succeeds."""
		answer = self.request("POST", f"/api/method/{method}", data=arguments)
		text = answer.get_data(as_text=True)
		assert answer.status_code == 200, f"{method}: HTTP {answer.status_code}: {text[:2000]}"
		return json.loads(text).get("message")


class WebTestCase(BankCRMTestCase):
	"""Requests see what is committed: what a class makes for all its tests is kept with `keep` and deleted again."""

	made: list[tuple[str, str]]

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.made = []

	@classmethod
	def keep(cls, doctype: str, name: str) -> str:
		"""Note a document for deletion, the last one made first; returns its name."""
		cls.made.append((doctype, name))
		return name

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		for doctype, name in reversed(cls.made):
			frappe.delete_doc(doctype, name, force=True, ignore_missing=True)
		frappe.db.commit()
		super().tearDownClass()

	def tearDown(self) -> None:
		frappe.db.rollback()
		frappe.db.savepoint(SAVE_POINT)
		super().tearDown()


def at_once(*works: tuple[str, Callable[[], Any]]) -> list[Any]:
	"""Do each as its user in a connection of its own, all at the same moment; what each returned or raised, in order.

	Every connection has begun to read before, so that it sees the rest as it was then, as requests do that wait.
	"""
	site, start = frappe.local.site, threading.Barrier(len(works))
	done: list[Any] = [None] * len(works)

	def work(place: int, user: str, act: Callable[[], Any]) -> None:
		frappe.init(site, force=True)
		frappe.connect()
		try:
			frappe.set_user(user)
			frappe.db.get_value("User", user, "name")
			start.wait(timeout=60)
			done[place] = act()
			frappe.db.commit()
		except Exception as error:
			frappe.db.rollback()
			done[place] = error
		finally:
			frappe.destroy()

	threads = [threading.Thread(target=work, args=(place, *each)) for place, each in enumerate(works)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join(120)
	frappe.db.rollback()  # what they committed is to be seen
	return done
