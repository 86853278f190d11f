from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
import pyotp
from frappe.auth import CookieManager, LoginManager
from frappe.utils import add_to_date, now_datetime, set_request
from frappe.utils.password import update_password

from bank_crm.api import login_locks
from bank_crm.compliance import login
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

PASSWORD = "Right-Horse-72-Battery"
LOCK = "Bank Login Lock"


@contextmanager
def as_visitor(**form: str) -> Iterator[None]:
	"""A request to the log-in; commits wait for the test's own end."""
	request, response = getattr(frappe.local, "request", None), frappe.local.response
	set_request(method="POST", path="/login")
	frappe.local.form_dict = frappe._dict(cmd="login", **form)
	frappe.local.cookie_manager = CookieManager()
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.session = frappe._dict(data=frappe._dict())
	frappe.flags.pop("bank_login_counted", None)
	try:
		with patch.object(frappe.local.db, "commit"):
			yield
	finally:
		frappe.local.request, frappe.local.response = request, response
		frappe.local.form_dict = frappe._dict()
		frappe.set_user("Administrator")


def log_in(usr: str, pwd: str) -> frappe._dict:
	"""Try; return what the browser gets, with `ok`."""
	return send(usr=usr, pwd=pwd)


def send(**form: str) -> frappe._dict:
	with as_visitor(**form):
		try:
			LoginManager()
			return frappe._dict(frappe.local.response, ok=frappe.local.response.message == "Logged In")
		except frappe.AuthenticationError:
			return frappe._dict(frappe.local.response, ok=False)


class TestBankLoginLock(BankCRMTestCase):
	def setUp(self):
		super().setUp()
		frappe.local.request_ip = f"test-{factories.unique()}"
		self.addCleanup(setattr, frappe.local, "request_ip", "127.0.0.1")
		settings = {"allow_consecutive_login_attempts": 5, "allow_login_after_fail": 600}
		for field, value in (settings | {"allow_login_using_user_name": 1}).items():
			frappe.db.set_single_value("System Settings", field, value)
		self.addCleanup(frappe.clear_document_cache, "System Settings", "System Settings")
		self.user = factories.make_user(roles.TELLER)
		self.number = factories.unique("E")
		frappe.db.set_value("User", self.user, {"username": self.number, "mobile_no": None})
		factories.make_staff(self.user, factories.make_branch())
		update_password(self.user, PASSWORD)

	def fail(self, usr: str, times: int) -> list[frappe._dict]:
		return [log_in(usr, "wrong") for _ in range(times)]

	def test_SEC_01_the_employee_number_is_the_account(self):
		self.assertTrue(log_in(self.number, PASSWORD).ok)

	def test_SEC_02_the_password_is_case_sensitive(self):
		self.assertFalse(log_in(self.number, PASSWORD.swapcase()).ok)
		self.assertTrue(log_in(self.number, PASSWORD).ok)

	def test_scenario_10_the_sixth_is_refused_even_if_right(self):
		answers = self.fail(self.number, 5)
		self.assertEqual([one.attempts_left for one in answers], [4, 3, 2, 1, None])
		self.assertFalse(any(one.locked_seconds for one in answers[:4]))
		self.assertEqual(answers[4].locked_seconds, 600)
		refused = log_in(self.number, PASSWORD)
		self.assertFalse(refused.ok)
		self.assertIn(refused.locked_seconds, range(590, 601))
		self.assertEqual(refused.message, log_in(self.number, "wrong").message)

	def test_scenario_10_after_ten_minutes_it_works_again(self):
		self.fail(self.number, 5)
		self.assertFalse(log_in(self.number, PASSWORD).ok)
		frappe.db.set_value(
			LOCK, {"user": self.user}, "locked_until", add_to_date(now_datetime(), seconds=-1)
		)
		self.assertTrue(log_in(self.number, PASSWORD).ok)
		self.assertFalse(frappe.db.exists(LOCK, {"user": self.user}))

	def test_SEC_05_an_administrator_unlocks_at_once_and_it_is_logged(self):
		self.fail(self.number, 5)
		lock = frappe.db.get_value(LOCK, {"user": self.user})
		frappe.set_user(factories.make_user(roles.ADMINISTRATOR))
		self.assertEqual(frappe.get_list(LOCK, filters={"name": lock}, pluck="user"), [self.user])
		with patch.object(login, "record") as record:
			self.assertEqual(login_locks.unlock([lock]), 1)
		record.assert_called_once_with("Unlock", "User", self.user)
		self.assertTrue(log_in(self.number, PASSWORD).ok)

	def test_SEC_05_nobody_else_sees_or_lifts_locks(self):
		self.fail(self.number, 5)
		lock = frappe.db.get_value(LOCK, {"user": self.user})
		for role in set(roles.ALL) - {roles.ADMINISTRATOR}:
			frappe.set_user(factories.make_user(role))
			self.assertFalse(frappe.has_permission(LOCK, "read"), role)
			with self.assertRaises(frappe.PermissionError):
				login_locks.unlock([lock])
			frappe.set_user("Administrator")

	def test_SEC_04_every_name_of_an_account_counts_for_it(self):
		self.fail(self.number, 3)
		self.fail(self.user, 2)
		self.assertTrue(log_in(f" {self.user.upper()} ", PASSWORD).locked_seconds)

	def test_SEC_04_success_starts_anew(self):
		self.fail(self.number, 4)
		self.assertTrue(log_in(self.number, PASSWORD).ok)
		self.assertEqual(self.fail(self.number, 1)[0].attempts_left, 4)

	def test_SEC_04_a_name_nobody_has_answers_exactly_alike(self):
		invented = factories.unique("nobody")
		for real, false in zip(self.fail(self.number, 7), self.fail(invented, 7), strict=True):
			for answer in (real, false):
				self.assertIn(answer.pop("locked_seconds", None), {None, *range(590, 601)})
			self.assertEqual(dict(real), dict(false))

	def test_SEC_04_what_was_typed_for_a_name_is_stored_nowhere(self):
		typed = f"Secret-{factories.unique()}"
		self.fail(typed, 2)
		self.assertFalse(frappe.db.exists("Activity Log", {"user": typed}))
		self.assertFalse(frappe.db.exists("Activity Log", {"full_name": ("like", f"%{typed}%")}))
		rows = frappe.get_all(LOCK, {"failures": 2, "user": ("is", "not set")}, ["*"])
		self.assertTrue(rows)
		self.assertNotIn(typed.casefold(), str(rows).casefold())

	def test_SEC_04_one_persons_typing_does_not_lock_the_branchs_address(self):
		for _ in range(2):
			self.fail(factories.unique("nobody"), 5)
		self.assertTrue(log_in(self.number, PASSWORD).ok)

	def test_SEC_04_an_address_may_not_try_without_end(self):
		frappe.db.set_single_value("Bank CRM Settings", "login_attempts_per_address", 3)
		self.fail(factories.unique("nobody"), 3)
		with self.assertRaises(frappe.RateLimitExceededError):
			log_in(self.number, PASSWORD)

	def test_SEC_04_the_count_survives_a_cache_that_is_lost(self):
		self.fail(self.number, 5)
		for key in ("login_failed_count", "login_failed_time"):
			frappe.cache.delete_key(key)
		self.assertFalse(log_in(self.number, PASSWORD).ok)

	def test_SEC_04_frappe_15_counts_and_refuses_without_its_hook(self):
		def without_hook(pwd: str) -> frappe._dict:
			run = LoginManager.run_trigger

			def run_trigger(manager: LoginManager, event: str = "on_login") -> None:
				if event != "before_login":
					run(manager, event)

			with patch.object(LoginManager, "run_trigger", run_trigger):
				return log_in(self.number, pwd)

		for _ in range(5):
			wrong = without_hook("wrong")
		right = without_hook(PASSWORD)
		self.assertEqual((right.ok, wrong.ok), (False, False))
		self.assertEqual(right.message, wrong.message)
		self.assertTrue(right.locked_seconds)

	def test_SEC_13_log_ins_and_refusals_are_in_the_operation_log(self):
		self.fail(self.number, 1)
		self.assertTrue(log_in(self.number, PASSWORD).ok)
		self.assertEqual(self.logged(), ["Log-in", "Log-in Refused"])

	def test_SEC_13_a_refusal_while_locked_is_in_the_operation_log(self):
		self.fail(self.number, 5)
		before = len(self.logged())
		log_in(self.number, PASSWORD)
		self.assertEqual(len(self.logged()), before + 1)

	def logged(self) -> list[str]:
		found = frappe.get_all("Bank Operation Log", {"user": self.user}, pluck="action")
		return sorted(one for one in found if one.startswith("Log-"))

	def with_second_factor(self) -> frappe._dict:
		"""Give the right password; return the answer that asks for the code."""
		frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
		frappe.db.set_single_value("System Settings", "two_factor_method", "Email")
		frappe.db.set_value("Role", roles.TELLER, "two_factor_auth", 1)
		with patch("frappe.twofactor.send_token_via_email", return_value=True):
			asked = log_in(self.number, PASSWORD)
		self.assertFalse(asked.ok)
		self.assertTrue(asked.verification)
		return asked

	def code_for(self, tmp_id: str) -> str:
		secret = frappe.safe_decode(frappe.cache.get(f"{tmp_id}_otp_secret"))
		return pyotp.HOTP(secret).at(int(frappe.cache.get(f"{tmp_id}_token")))

	def test_SEC_04_with_a_second_factor_password_and_code_let_in_and_start_anew(self):
		self.fail(self.number, 3)
		asked = self.with_second_factor()
		self.assertTrue(send(otp=self.code_for(asked.tmp_id), tmp_id=asked.tmp_id).ok)
		self.assertFalse(frappe.db.exists(LOCK, {"user": self.user}))

	def test_SEC_04_wrong_codes_lock_and_the_right_one_is_then_refused(self):
		asked = self.with_second_factor()
		right = self.code_for(asked.tmp_id)
		wrong = "000000" if right != "000000" else "111111"
		for _ in range(5):
			self.assertFalse(send(otp=wrong, tmp_id=asked.tmp_id).ok)
		refused = send(otp=right, tmp_id=asked.tmp_id)
		self.assertFalse(refused.ok)
		self.assertTrue(refused.locked_seconds)

	def test_SEC_04_nothing_but_the_log_in_writes_locks(self):
		self.fail(self.number, 1)
		doc = frappe.get_doc(LOCK, {"user": self.user})
		for attempt in (doc.save, doc.delete, frappe.get_doc(doctype=LOCK, account_key="x").insert):
			with self.assertRaises(frappe.PermissionError):
				attempt()

	def test_SEC_04_old_failures_are_swept_and_locks_are_kept(self):
		self.fail(self.number, 5)
		other = factories.unique("nobody")
		self.fail(other, 1)
		frappe.db.set_value(
			LOCK, {"name": login._key(None, other)}, "last_failure_at", add_to_date(now_datetime(), hours=-25)
		)
		login.forget_old()
		self.assertFalse(frappe.db.exists(LOCK, login._key(None, other)))
		self.assertTrue(frappe.db.exists(LOCK, {"user": self.user}))

	def test_SEC_04_sessions_at_a_time_follow_the_settings(self):
		frappe.db.set_single_value("Bank CRM Settings", "login_sessions", 2)
		frappe.db.set_single_value("System Settings", "deny_multiple_sessions", 1)
		for _ in range(4):
			self.assertTrue(log_in(self.number, PASSWORD).ok)
		self.assertEqual(frappe.db.count("Sessions", {"user": self.user}), 2)
