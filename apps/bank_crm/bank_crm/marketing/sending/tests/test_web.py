"""Receipts and customers' addresses over HTTP: signatures, replays, strangers, unsubscribing (INT-06, RSK-08)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from unittest.mock import patch

import frappe
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from bank_crm.api import message_receipts
from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.domain.message_signing import SIGNATURE, TIMESTAMP, sign
from bank_crm.marketing import links, renderer
from bank_crm.marketing.sending import states
from bank_crm.marketing.tests.campaign_case import RECEIPT_SECRET, CampaignCase


class TestWeb(CampaignCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = self.customers(1)[0]
		self.campaign_ = self.campaign([self.segment([self.customer])])
		wave = self.wave(self.campaign_)
		self.start(self.campaign_)
		self.send(wave)
		self.message = frappe.db.get_value("Bank Message", {"wave": wave.name}, "name")

	def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> None:
		"""Make a request the current one."""
		request = Request(EnvironBuilder(path=path, method=method, data=body, headers=headers).get_environ())
		self.addCleanup(setattr, frappe.local, "request", getattr(frappe.local, "request", None))
		frappe.local.request = request
		frappe.local.request_ip = "127.0.0.1"

	def report(
		self,
		body: bytes,
		*,
		secret: str = RECEIPT_SECRET,
		age: int = 0,
		gateway: str = "",
		method: Callable[..., dict] = message_receipts.receive,
	) -> dict:
		stamp = str(int(time.time()) - age)
		path = f"/api/method/x?gateway={gateway or self.gateway.name}"
		self.ask(path, "POST", body, **{TIMESTAMP: stamp, SIGNATURE: sign(secret, stamp, body)})
		return method.__wrapped__()

	def test_int_06_only_signed_and_fresh_receipts_are_taken_and_each_once(self):
		body = json.dumps({"receipts": [{"key": states.key_of(self.message), "state": "Delivered"}]}).encode()
		for wrong in ({"secret": "guess"}, {"secret": ""}, {"age": 400}, {"gateway": "MG-none"}):
			with self.assertRaises(frappe.PermissionError):
				self.report(body, **wrong)
		self.assertEqual(frappe.db.get_value("Bank Message", self.message, "state"), "Sent")
		self.assertEqual(self.report(body)["new"], 1)
		self.assertEqual(self.report(body), {"new": 0, "unknown": [], "unreadable": 0})
		stranger = json.dumps({"receipts": [{"key": "BM-elsewhere-1", "state": "Delivered"}, 7]}).encode()
		self.assertEqual(self.report(stranger), {"new": 0, "unknown": ["BM-elsewhere-1"], "unreadable": 1})
		for unreadable in (
			b"no json",
			b"[]",
			b'{"receipts": 1}',
			json.dumps({"receipts": [0] * 1001}).encode(),
		):
			with self.assertRaises(frappe.ValidationError):
				self.report(unreadable)
		self.assertEqual(frappe.db.get_value("Bank Campaign", self.campaign_.name, "reached"), 1)

	def test_rsk_08_whoever_answers_td_gets_no_more_and_a_replay_changes_nothing(self):
		number = "13900002222"
		doc = frappe.get_doc("Bank Customer", self.customer)
		doc.mobile = number
		doc.save()

		def answer(text: str, sender: str = number, **how: object) -> dict:
			body = json.dumps({"replies": [{"from": sender, "text": text}]}).encode()
			return self.report(body, method=message_receipts.receive_replies, **how)

		for wrong in ({"secret": "guess"}, {"age": 400}):
			with self.assertRaises(frappe.PermissionError):
				answer("TD", **wrong)
		self.assertEqual(answer("TD", "13900003333"), {"answers": 0, "stopped": 0, "unknown": 1})
		self.assertEqual(answer("谢谢")["answers"], 1)
		self.assertEqual(frappe.db.get_value("Bank Message", self.message, "state"), "Replied")
		self.assertEqual(answer(" t d。"), {"answers": 1, "stopped": 1, "unknown": 0})
		key = {"customer": self.customer, "channel": "SMS", "purpose": "Marketing", "is_current": 1}
		self.assertEqual(frappe.db.get_value("Bank Contact Consent", key, "decision"), "Withdrawn")
		consent(self.customer, "SMS", "Marketing")
		self.assertEqual(answer("退订")["stopped"], 0)
		self.assertEqual(frappe.db.get_value("Bank Contact Consent", key, "decision"), "Given")
		campaign = frappe.get_doc("Bank Campaign", self.campaign_.name)
		self.assertEqual((campaign.unsubscribed, campaign.participants), (1, 1))

	def page(self, address: str, method: str = "GET", kind: type = renderer.MessagePage):
		path = address.split("://", 1)[-1].partition("/")[2]
		self.ask(f"/{path}", method)
		page = kind(path)
		self.assertTrue(page.can_render())
		with self.set_user("Guest"), patch("bank_crm.compliance.throttle.per_address"):
			return page.render()

	def test_mkt_06_a_visit_counts_once_and_leads_where_the_campaign_says(self):
		for _twice in range(2):
			answer = self.page(links.link(self.message))
			self.assertEqual((answer.status_code, answer.location), (302, "https://www.bank.example/offer"))
		self.assertEqual(
			frappe.db.get_value("Bank Campaign", self.campaign_.name, ["clicked", "reached"]), (1, 1)
		)
		changed = links.link(self.message).replace(f"/c/{self.message}.", f"/c/{self.message + 1}.")
		for nobodys in (changed, links.link(self.message)[:-1] + "_", links.link(10**15)):
			self.assertEqual(self.page(nobodys).status_code, 404)

	def test_rsk_08_whoever_unsubscribes_gets_no_more(self):
		address = links.unsubscribe(self.message)
		self.assertEqual(self.page(address).status_code, 200)
		self.assertEqual(frappe.db.get_value("Bank Message", self.message, "state"), "Sent")
		for _twice in range(2):
			self.assertEqual(self.page(address, "POST").status_code, 200)
		self.assertEqual(frappe.db.get_value("Bank Message", self.message, "state"), "Unsubscribed")
		campaign = frappe.get_doc("Bank Campaign", self.campaign_.name)
		self.assertEqual((campaign.unsubscribed, campaign.participants), (1, 0))
		again = self.campaign([self.segment([self.customer])])
		wave = self.wave(again)
		self.start(again)
		self.send(wave)
		self.assertEqual(self.messages(wave), {self.customer: ("Excluded", "No Consent")})
