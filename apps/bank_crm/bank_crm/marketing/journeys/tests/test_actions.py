import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from bank_crm.domain.message_signing import SIGNATURE, TIMESTAMP, sign
from bank_crm.marketing.journeys import calls, outbound
from bank_crm.marketing.journeys.tests.journey_case import JourneyCase, step
from bank_crm.service.surveys.tests.survey_case import SurveyTestCase
from bank_crm.tests import factories

TARGET, CALL = "Bank Webhook Target", "Bank Webhook Call"


class Receiver(BaseHTTPRequestHandler):
	"""Another system: answers as told and remembers what it heard."""

	def do_POST(self) -> None:
		body = self.rfile.read(int(self.headers["Content-Length"]))
		self.server.heard.append((dict(self.headers), body))
		status = self.server.answers.pop(0) if self.server.answers else 200
		self.send_response(status)
		if status == 302:
			self.send_header("Location", "http://127.0.0.1:1/elsewhere")
		self.send_header("Content-Length", "0")
		self.end_headers()

	def log_message(self, *_given: object) -> None:
		"""Quiet."""


class TestWebhook(JourneyCase):
	def setUp(self) -> None:
		super().setUp()
		self.other = HTTPServer(("127.0.0.1", 0), Receiver)
		self.other.heard, self.other.answers = [], []
		threading.Thread(target=self.other.serve_forever, daemon=True).start()
		self.addCleanup(self.other.server_close)
		self.addCleanup(self.other.shutdown)
		self.target = self.make_target(allow_private=1)

	def make_target(self, **values):
		url = f"http://127.0.0.1:{self.other.server_port}/hook"
		given = {"target_name": factories.unique("System "), "url": url, "secret": "s3cret", "enabled": 1}
		return factories.make(TARGET, **given, **values)

	def told(self):
		return frappe.get_all(CALL, {"target": self.target.name}, ["*"], order_by="name asc")

	def test_mkt_14_another_system_is_told_signed_and_again_until_it_answers(self):
		journey = self.journey(step("h1", "Webhook", target=self.target.name, event="first_purchase_offer"))
		(customer,) = self.customers(1)
		self.go(journey)
		self.other.answers = [503, 200]
		self.assertEqual(calls.make_due(), {"Waiting": 1})
		self.assertEqual(calls.make_due(), {})
		(row,) = self.told()
		self.assertEqual((row.attempts, row.answer), (1, "HTTP 503"))
		self.assertGreater(row.next_at, now_datetime())
		frappe.db.set_value(CALL, row.name, "next_at", now_datetime())
		self.assertEqual(calls.make_due(), {"Done": 1})
		(first, body), (second, again) = self.other.heard
		self.assertEqual(first["Idempotency-Key"], second["Idempotency-Key"])
		self.assertEqual(second[SIGNATURE], sign("s3cret", second[TIMESTAMP], again))
		told = json.loads(body)
		self.assertEqual((told["customer"], told["event"]), (customer, "first_purchase_offer"))

	def test_mkt_14_redirections_and_refusals_are_not_followed(self):
		journey = self.journey(step("h1", "Webhook", target=self.target.name, event="x"))
		self.customers(2)
		self.go(journey)
		self.other.answers = [302, 404]
		self.assertEqual(calls.make_due(), {"Waiting": 1, "Failed": 1})
		self.assertEqual(len(self.other.heard), 2)

	def test_mkt_14_addresses_of_the_banks_own_network_are_refused(self):
		self.assertRaises(frappe.ValidationError, self.make_target)
		for url in (
			"http://example.com/",
			"https://127.0.0.1/",
			"https://10.1.2.3/",
			"https://169.254.169.254/latest",
			"https://[::1]/",
			"https://[::ffff:127.0.0.1]/",
			"https://0.0.0.0/",
			"https://user@8.8.8.8/",
			"file:///etc/passwd",
		):
			with self.subTest(url=url):
				self.assertRaises(outbound.NotAllowed, outbound.resolve, url)

	def test_mkt_14_a_name_that_comes_to_mean_the_own_network_is_refused_when_called(self):
		frappe.db.set_value(
			TARGET, self.target.name, {"allow_private": 0, "url": "https://hook.bank.example/"}
		)
		frappe.clear_document_cache(TARGET, self.target.name)
		journey = self.journey(step("h1", "Webhook", target=self.target.name, event="x"))
		self.customers(1)
		self.go(journey)
		inside = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
		with patch.object(outbound.socket, "getaddrinfo", return_value=inside):
			self.assertEqual(calls.make_due(), {"Failed": 1})
		self.assertFalse(self.other.heard)


class TestSurveyStep(JourneyCase, SurveyTestCase):
	def test_mkt_11_customers_are_invited_to_the_open_round_once(self):
		asked, other = self.customers(2)
		plan = self.make_plan(self.make_survey(), [other])
		journey = self.journey(
			step("q1", "Survey", plan=plan.name), trigger="Segment Entry", trigger_segment=self.make_group([])
		)
		self.join(journey, asked)
		self.go(journey)
		self.assertEqual(self.log(journey), [("q1", "Not Possible", None)], "no round is open")
		round_ = self.open_round(plan)
		again = self.journey(
			step("q1", "Survey", plan=plan.name), trigger="Segment Entry", trigger_segment=self.make_group([])
		)
		for customer in (asked, other):
			self.join(again, customer)
		self.go(again)
		invited = frappe.get_all(
			"Bank Survey Invitation", {"round": round_}, ["customer", "state"], order_by="name asc"
		)
		self.assertEqual(
			{(row.customer, row.state) for row in invited}, {(asked, "Waiting"), (other, "Waiting")}
		)
		self.assertEqual(len(invited), 2)

	def join(self, journey, customer):
		values = {"segment": journey.trigger_segment, "customer": customer, "change": "Joined"}
		factories.make("Bank Segment Change", changed_at=now_datetime(), **values)
