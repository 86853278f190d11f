"""Requests as a stranger and as staff would send them (SEC-18, SEC-20)."""

import io
import json
from pathlib import Path
from unittest.mock import patch

import frappe

from bank_crm import compat
from bank_crm.compliance import throttle
from bank_crm.permissions import roles
from bank_crm.tests import SAVE_POINT, BankCRMTestCase, factories
from bank_crm.tests.web import WebClient

PNG = bytes.fromhex(
	"89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03"
	"000006000557bfabd40000000049454e44ae426082"
)


class TestHeaders(BankCRMTestCase):
	def test_SEC_18_every_kind_of_answer_has_the_headers(self):
		web = WebClient()
		paths = ["/login", "/api/method/ping", "/no-such-page", "/api/method/no.such.method"]
		if (
			compat.major_version() >= 16
		):  # Frappe 15 leaves the refusal of a file to werkzeug: a sentence, no headers
			paths.append("/private/files/x.png")
		for path in paths:
			with self.subTest(path=path):
				headers = web.request("GET", path).headers
				self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
				self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN")
				self.assertIn("frame-ancestors 'self'", headers["Content-Security-Policy"])
				self.assertIn("Referrer-Policy", headers)
				self.assertNotIn("Strict-Transport-Security", headers)
		self.assertEqual(web.request("GET", "/private/files/x.png").status_code, 403)

	def test_SEC_18_behind_tls_cookies_are_secure(self):
		answer = WebClient().request("GET", "/login", base_url=f"https://{frappe.local.site}")
		self.assertIn("max-age", answer.headers["Strict-Transport-Security"])
		cookies = answer.headers.getlist("Set-Cookie")
		self.assertTrue(cookies)
		for cookie in cookies:
			if "Expires=" not in cookie or "sid=" in cookie:
				self.assertIn("Secure", cookie)
				self.assertIn("SameSite=", cookie)
		self.assertTrue(all("HttpOnly" in cookie for cookie in cookies if cookie.startswith("sid=")))

	def test_SEC_18_hosts_a_bank_allows_are_added(self):
		from bank_crm.compliance.response_headers import content_policy

		with patch.dict(frappe.conf, {"bank_crm_csp": {"img-src": "https://tiles.example"}}):
			self.assertIn("img-src 'self' data: blob: https://tiles.example;", content_policy())
		self.assertNotIn("tiles.example", content_policy())

	def test_SEC_18_no_traceback_leaves_the_server(self):
		self.assertEqual(frappe.db.get_single_value("System Settings", "allow_error_traceback"), 0)


class TestThrottle(BankCRMTestCase):
	def test_SEC_18_guests_are_counted_by_address(self):
		web, key = WebClient(), "bank_crm_throttle:guest"
		limits = patch.object(throttle, "GUEST_LIMIT", 3)
		with limits, patch.object(throttle, "GUEST_SECONDS", 60):
			for found in frappe.cache.get_keys(key):
				frappe.cache.delete(found)
			states = [web.request("GET", "/api/method/ping").status_code for _turn in range(5)]
		for found in frappe.cache.get_keys(key):
			frappe.cache.delete(found)
		self.assertEqual(states, [200, 200, 200, 429, 429])

	def test_SEC_18_keys_are_counted_where_they_open_nothing(self):
		user = factories.make_user(roles.SERVICE_AGENT)
		right, wrong = WebClient(user), WebClient()
		wrong.headers["Authorization"] = right.headers["Authorization"] + "x"
		frappe.db.commit()
		self.addCleanup(self._forget, user)
		self._forget_guests()
		self.addCleanup(self._forget_guests)
		with patch.object(throttle, "GUEST_LIMIT", 3):
			states = [right.request("GET", "/api/method/ping").status_code for _turn in range(5)]
			self.assertEqual(states, [200] * 5)
			states = [wrong.request("GET", "/api/method/ping").status_code for _turn in range(5)]
			self.assertEqual(states, [401, 401, 401, 429, 429])
			self.assertEqual(right.request("GET", "/api/method/ping").status_code, 429)

	def _forget(self, user: str) -> None:
		frappe.delete_doc("User", user, force=True)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def _forget_guests(self) -> None:
		for found in frappe.cache.get_keys("bank_crm_throttle:guest"):
			frappe.cache.delete(found)

	def test_SEC_18_costly_methods_are_counted_by_user(self):
		calls = []

		@throttle.per_user(2, 60)
		def costly() -> None:
			calls.append(frappe.session.user)

		costly.__wrapped__.__name__ = frappe.generate_hash(length=8)
		with patch("frappe.request", object()):
			costly()
			costly()
			with self.assertRaises(frappe.RateLimitExceededError):
				costly()
			with self.set_user("Guest"):
				costly()
		costly()
		self.assertEqual(calls, ["Administrator", "Administrator", "Guest", "Administrator"])


class TestUploads(BankCRMTestCase):
	"""Uploads are requests of their own and commit; what they leave is deleted."""

	def setUp(self) -> None:
		super().setUp()
		self.user = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.customer = factories.make_customer(manager=self.user).name
		self.web = WebClient(self.user)
		self.other = WebClient(self.stranger)
		frappe.db.commit()
		self.addCleanup(self._forget)

	def _forget(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		for name in frappe.get_all(
			"File", filters={"owner": ("in", [self.user, self.stranger])}, pluck="name"
		):
			frappe.delete_doc("File", name, force=True)
		frappe.delete_doc("Bank Customer", self.customer, force=True)
		for user in (self.user, self.stranger):
			frappe.delete_doc("User", user, force=True)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def upload(self, name: str, content: bytes, **values: object) -> "frappe._dict":
		answer = self.web.request(
			"POST",
			"/api/method/upload_file",
			data={"file": (io.BytesIO(content), name), **{key: str(value) for key, value in values.items()}},
		)
		return frappe._dict(status=answer.status_code, text=answer.get_data(as_text=True))

	def files_on_disk(self) -> set[str]:
		folders = [Path(frappe.get_site_path(kind, "files")) for kind in ("public", "private")]
		return {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}

	def test_SEC_18_active_and_false_files_are_refused_and_leave_nothing(self):
		before = self.files_on_disk()
		for name, content in {
			"page.html": b"<html><script>alert(1)</script></html>",
			"drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
			"photo.png": b"<svg onload='alert(1)'/>",
			"note.txt": b"<script>alert(1)</script>",
			"tool.exe": b"MZ",
			"sheet.xlsm": b"PK\x03\x04",
		}.items():
			with self.subTest(name=name):
				self.assertGreaterEqual(self.upload(name, content, is_private=1).status, 400)
		self.assertEqual(self.files_on_disk(), before)
		self.assertFalse(frappe.get_all("File", filters={"owner": self.user}))

	def test_SEC_20_files_of_customers_are_private_and_follow_the_customer(self):
		done = self.upload("photo.png", PNG, doctype="Bank Customer", docname=self.customer, is_private=0)
		self.assertEqual(done.status, 200, done.text)
		url = json.loads(done.text)["message"]["file_url"]
		self.assertTrue(url.startswith("/private/files/"), url)
		answer = self.web.request("GET", url)
		self.assertEqual((answer.status_code, answer.get_data()), (200, PNG))
		self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
		self.assertEqual(self.other.request("GET", url).status_code, 403)
		self.assertEqual(WebClient().request("GET", url).status_code, 403)
		name = json.loads(done.text)["message"]["name"]
		opened = self.web.request("PUT", f"/api/resource/File/{name}", json={"is_private": 0})
		self.assertGreaterEqual(opened.status_code, 400)
		self.assertEqual(frappe.db.get_value("File", name, "is_private"), 1)
