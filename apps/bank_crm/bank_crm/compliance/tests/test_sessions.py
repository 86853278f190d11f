"""Sessions as a browser has them, over the web application itself: how many at a time, and for how long (SEC-04)."""

import re
from typing import Any

import frappe
from frappe.sessions import get_expiry_in_seconds
from frappe.utils import add_to_date, now_datetime
from frappe.utils.password import update_password

from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.web import WebClient, WebTestCase

PASSWORD = "Right-Horse-72-Battery"
#: As install sets them (`test_setup`), but for fewer sessions.
LIMITED = {("System Settings", "deny_multiple_sessions"): 1, ("Bank CRM Settings", "login_sessions"): 2}
WHO = "/api/method/frappe.auth.get_logged_user"


class TestSessions(WebTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.user = cls.keep("User", factories.make_user(roles.TELLER))
		branch = cls.keep("Bank Branch", factories.make_branch())
		cls.keep("Bank Staff", factories.make_staff(cls.user, branch).name)
		update_password(cls.user, PASSWORD)
		cls.before = {place: frappe.db.get_single_value(*place) for place in LIMITED}
		for place, value in LIMITED.items():
			frappe.db.set_single_value(*place, value)
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.db.rollback()
		for place, value in cls.before.items():
			frappe.db.set_single_value(*place, value)
		frappe.db.delete("Sessions", {"user": cls.user})
		frappe.db.commit()
		super().tearDownClass()

	def log_in(self, password: str = PASSWORD) -> tuple[int, str]:
		"""From a browser of its own; returns the answer's state and the session's cookie."""
		answer = WebClient().request("POST", "/api/method/login", data={"usr": self.user, "pwd": password})
		cookies = " ".join(answer.headers.getlist("Set-Cookie"))
		found = re.search(r"\bsid=(\w+)", cookies)
		return answer.status_code, found.group(1) if found else ""

	def ask(self, sid: str, path: str = WHO) -> Any:
		return WebClient().request("GET", path, headers={"Cookie": f"sid={sid}"})

	def is_in(self, sid: str) -> bool:
		answer = self.ask(sid)
		self.assertIn(answer.status_code, (200, 401, 403))
		return answer.status_code == 200 and answer.get_json()["message"] == self.user

	def age(self, sid: str, seconds: int) -> None:
		"""Let the session's last request be so long ago, in the cache and in the database."""
		moment = add_to_date(now_datetime(), seconds=-seconds)
		kept = frappe.cache.hget("session", sid)
		kept["data"]["last_updated"] = str(moment)
		frappe.cache.hset("session", sid, kept)
		table = frappe.qb.DocType("Sessions")
		frappe.qb.update(table).set(table.lastupdate, moment).where(table.sid == sid).run()
		frappe.db.commit()

	def test_SEC_02_only_the_right_password_opens_a_session(self):
		state, sid = self.log_in(PASSWORD.swapcase())
		self.assertEqual((state, self.is_in(sid or "Guest")), (401, False))
		state, sid = self.log_in()
		self.assertEqual((state, self.is_in(sid)), (200, True))
		WebClient().request("POST", "/api/method/logout", headers={"Cookie": f"sid={sid}"})
		self.assertFalse(self.is_in(sid), "after logging out")

	def test_SEC_04_the_oldest_session_ends_where_there_are_too_many(self):
		first, second, third = (self.log_in()[1] for _turn in range(3))
		self.assertEqual([self.is_in(sid) for sid in (first, second, third)], [False, True, True])

	def test_SEC_04_a_session_left_alone_expires(self):
		lasts = get_expiry_in_seconds()
		self.assertLessEqual(lasts, 12 * 3600, "a working day at most")
		_state, sid = self.log_in()
		self.age(sid, lasts - 300)
		self.assertTrue(self.is_in(sid))
		self.age(sid, lasts + 60)
		self.assertFalse(self.is_in(sid))
		self.assertFalse(frappe.db.exists("Sessions", {"sid": sid}))
