"""【忘记密码】: codes by e-mail and mobile phone (SEC-03)."""

import re
from unittest.mock import patch

import frappe

from bank_crm.compliance import password_codes as codes
from bank_crm.customer.care import channels
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestPasswordCodes(BankCRMTestCase):
	def setUp(self):
		super().setUp()
		self.user = factories.make_user(roles.TELLER)
		self.mobile = factories.mobile_number()
		frappe.db.set_value("User", self.user, "mobile_no", self.mobile)
		self.sent: list[channels.Message] = []
		for target, name, value in (
			(channels.SMSGateway, "ready", lambda gateway: True),
			(channels.SMSGateway, "send", lambda gateway, message: self.sent.append(message)),
			(channels.EmailGateway, "ready", lambda gateway: True),
			(frappe, "sendmail", lambda **mail: self.sent.append(mail)),
		):
			patcher = patch.object(target, name, value)
			patcher.start()
			self.addCleanup(patcher.stop)

	def code_for(self, token: str, way: str = codes.MOBILE, account: str | None = None) -> str | None:
		before = len(self.sent)
		codes.send(account or self.user, way, token)
		if len(self.sent) == before:
			return None
		last = self.sent[-1]
		text = last.text if way == codes.MOBILE else last["message"]
		return re.search(r"\b\d{6}\b", text).group()

	def refused(self, token: str, code: str) -> str:
		with self.assertRaises(frappe.ValidationError) as raised:
			codes.confirm(token, code)
		return str(raised.exception)

	def test_SEC_03_a_code_by_phone_opens_the_page_for_a_new_password(self):
		token = factories.unique()
		code = self.code_for(token)
		self.assertEqual(self.sent[-1].to, self.mobile)
		self.assertTrue(codes.confirm(token, code).startswith("/update-password?key="))
		self.refused(token, code)

	def test_SEC_03_a_code_by_e_mail(self):
		token = factories.unique()
		code = self.code_for(token, codes.EMAIL)
		self.assertEqual(self.sent[-1]["recipients"], [self.user])
		self.assertIn("key=", codes.confirm(token, code))

	def test_SEC_03_the_code_opens_nothing_in_another_browser(self):
		mine, other = factories.unique(), factories.unique()
		code = self.code_for(mine)
		self.refused(other, code)
		self.assertTrue(codes.confirm(mine, code))

	def test_SEC_03_a_code_outlives_a_cleared_cache(self):
		token = factories.unique()
		code = self.code_for(token)
		frappe.clear_cache()
		self.assertTrue(codes.confirm(token, code))

	def test_SEC_03_five_tries_and_the_code_is_dead(self):
		token = factories.unique()
		code = self.code_for(token)
		wrong = "000000" if code != "000000" else "111111"
		told = {self.refused(token, wrong) for _ in range(codes.rule().tries)}
		told.add(self.refused(token, code))
		told.add(self.refused(factories.unique(), wrong))
		self.assertEqual(len(told), 1, "every refusal reads alike")

	def test_SEC_03_a_newer_code_ends_the_older(self):
		first, second = factories.unique(), factories.unique()
		old, new = self.code_for(first), self.code_for(second)
		self.refused(first, old)
		self.assertTrue(codes.confirm(second, new))

	def test_SEC_03_only_so_many_codes_an_hour(self):
		made = [self.code_for(factories.unique()) for _ in range(codes.rule().per_hour + 2)]
		self.assertEqual([bool(one) for one in made], [True] * codes.rule().per_hour + [False] * 2)

	def test_SEC_03_who_may_not_gets_nothing(self):
		disabled = factories.make_user(roles.TELLER)
		frappe.db.set_value("User", disabled, "enabled", 0)
		for account in (factories.unique("nobody"), disabled, "Administrator", "Guest", ""):
			codes.send(account, codes.EMAIL, factories.unique())
		self.assertEqual(self.sent, [])

	def test_SEC_03_the_answer_is_the_same_for_every_account(self):
		from bank_crm.api import password_reset

		with patch.object(frappe, "enqueue") as enqueue:
			for account in (self.user, factories.unique("nobody")):
				frappe.local.request_ip = f"test-{factories.unique()}"
				self.addCleanup(setattr, frappe.local, "request_ip", "127.0.0.1")
				answer = password_reset.request_code(account, codes.MOBILE)
				self.assertEqual(list(answer), ["request"])
				self.assertEqual(len(answer["request"]), 32)
		self.assertEqual(enqueue.call_count, 2)
		self.assertEqual(self.sent, [])

	def test_SEC_03_neither_code_nor_number_is_kept(self):
		token = factories.unique()
		code = self.code_for(token)
		kept = str(frappe.cache.get(codes._name(f"code:{codes._fingerprint(token)}")))
		self.assertIn(self.user, kept)
		self.assertNotIn(code, kept)
		for doctype in ("SMS Log", "Error Log", "Comment"):
			rows = frappe.get_all(
				doctype, {"creation": (">", frappe.utils.add_to_date(None, minutes=-1))}, ["*"]
			)
			self.assertNotIn(code, str(rows))

	def test_SEC_03_frappes_own_way_no_longer_tells_who_exists(self):
		self.assertEqual(
			frappe.get_hooks("override_whitelisted_methods")["frappe.core.doctype.user.user.reset_password"][
				-1
			],
			"bank_crm.api.password_reset.send_link",
		)
