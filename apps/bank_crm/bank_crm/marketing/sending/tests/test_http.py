"""A gateway over HTTP that fails in every way one can: nothing is lost, nothing is taken twice (INT-06, MKT-07)."""

from __future__ import annotations

import json
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.domain.message_signing import SIGNATURE, TIMESTAMP, is_genuine
from bank_crm.marketing.gateways.simulator import Behaviour, Simulator
from bank_crm.marketing.sending import queue
from bank_crm.marketing.tests.campaign_case import SECRET, CampaignCase

TEXT = "【城商行】{{ customer_name }}，{{ benefit_text }} {{ link }}"


class Gateway(ThreadingHTTPServer):
	"""Does what `faults` says, call by call; then behaves. Keeps what it took and what was asked of it."""

	daemon_threads = True

	def __init__(self, *faults: str | int) -> None:
		super().__init__(("127.0.0.1", 0), _Handler)
		self.memory = Simulator(Behaviour(SECRET))
		self.faults = list(faults)
		self.unsigned = 0
		self.asked: list[str] = []
		threading.Thread(target=self.serve_forever, daemon=True).start()

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
	server: Gateway

	def do_POST(self) -> None:
		body = self.rfile.read(int(self.headers["Content-Length"]))
		self.server.asked.append(self.path)
		signature, stamp = self.headers[SIGNATURE], self.headers[TIMESTAMP]
		if not is_genuine(SECRET, stamp, body, signature, datetime.now(timezone.utc)):
			self.server.unsigned += 1
			return self._answer(401, b"{}")
		content = json.loads(body)
		if self.path.endswith("/lookup"):
			return self._results(self.server.memory.known(content["keys"]))
		fault = self.server.faults.pop(0) if self.server.faults else ""
		if isinstance(fault, int):
			return self._answer(fault, b"{}")
		results = self.server.memory.take(content["messages"])
		if fault == "slow":
			time.sleep(1.5)
		if fault == "broken":
			return self._answer(502, b"<html>Bad Gateway</html>")
		if fault == "no json":
			return self._answer(200, b"<html>OK</html>")
		return self._results(results[:-1] if fault == "one missing" else results)

	def _results(self, results: list[dict[str, str]]) -> None:
		self._answer(200, json.dumps({"results": results}).encode())

	def _answer(self, status: int, body: bytes) -> None:
		self.send_response(status)
		if 300 <= status < 400:
			self.send_header("Location", "/elsewhere")
		self.send_header("Content-Length", str(len(body)))
		self.end_headers()
		self.wfile.write(body)

	def log_message(self, format: str, *args: Any) -> None:
		"""Say nothing."""


class TestHttpGateway(CampaignCase):
	def wave_over(self, *faults: str | int, count: int = 4, **values: Any) -> tuple[Gateway, Document]:
		"""Start a campaign by WeChat whose gateway fails so; returns it with the wave, not yet sent."""
		gateway = Gateway(*faults)
		self.addCleanup(gateway.server_close)
		self.addCleanup(gateway.shutdown)
		self.make_gateway("WeChat", url=gateway.url, **{"timeout_seconds": 1, **values})
		people = self.customers(count, allowed=False)
		for name in people:
			consent(name, "WeChat", "Marketing")
		template = self.template(TEXT, "WeChat")
		lines = [{"variant": "A", "channel": "WeChat", "template": template, "share": 1}]
		campaign = self.campaign([self.segment(people)], variants=lines, campaign_type="WeChat")
		wave = self.wave(campaign, channel="WeChat")
		self.start(campaign)
		return gateway, wave

	def test_INT_06_a_call_is_signed_and_brings_each_customer_his_own_text(self):
		gateway, wave = self.wave_over()
		wave = self.send(wave)
		self.assertEqual((wave.state, wave.sent, gateway.unsigned), ("Done", 4, 0))
		self.assertEqual(len(set(gateway.memory.texts)), 4)
		names = frappe.get_all("Bank Message", {"wave": wave.name}, pluck="customer")
		for name in frappe.get_all("Bank Customer", {"name": ("in", names)}, pluck="customer_name"):
			self.assertTrue(
				any(text.startswith(f"【城商行】{name}，加息0.5%") for text in gateway.memory.texts)
			)

	def test_INT_06_no_failure_loses_a_message_or_sends_it_twice(self):
		"""Errors before and after the gateway took the messages, no answer in time, answers that are none."""
		for fault in (500, 503, 302, "broken", "slow", "no json", "one missing", 429):
			with self.subTest(fault):
				gateway, wave = self.wave_over(fault)
				calls = 0
				while wave.state != "Done" and calls < 5:
					wave, calls = self.send(wave), calls + 1
				self.assertEqual((wave.state, wave.sent, wave.failed), ("Done", 4, 0))
				self.assertEqual((len(gateway.memory.taken), gateway.memory.repeated), (4, 0))
				self.assertNotIn("/elsewhere", gateway.asked)

	def test_INT_06_a_gateway_that_always_fails_is_left_alone_between_tries_and_given_up(self):
		gateway, wave = self.wave_over(*[503] * 20)
		self.send(wave)
		self.assertEqual(gateway.asked, ["/", "/lookup"], "once a look, not in a circle")
		for _try in range(queue.MOST_ATTEMPTS - 1):
			wave = self.send(wave)
		self.assertEqual((wave.state, wave.failed, wave.sent), ("Done", 4, 0))
		self.assertEqual(len(gateway.asked), 2 * queue.MOST_ATTEMPTS)
		notes = frappe.get_all("Bank Message", {"wave": wave.name}, pluck="note")
		self.assertTrue(all(notes))

	def test_INT_06_a_wrong_secret_takes_nothing_anywhere(self):
		gateway, wave = self.wave_over(secret="something else")
		wave = self.send(wave)
		self.assertEqual((gateway.unsigned, gateway.memory.taken), (1, {}))
		states = set(frappe.get_all("Bank Message", {"wave": wave.name}, pluck="state"))
		self.assertEqual(states, {"Queued"})

	def test_INT_06_nobody_listening_is_no_loss(self):
		gateway, wave = self.wave_over()
		gateway.shutdown()
		gateway.server_close()
		wave = self.send(wave)
		self.assertEqual((wave.sent, wave.failed), (0, 0))
		other = Gateway()
		self.addCleanup(other.server_close)
		self.addCleanup(other.shutdown)
		frappe.db.set_value("Bank Message Gateway", {"channel": "WeChat", "enabled": 1}, "url", other.url)
		frappe.clear_document_cache("Bank Message Gateway")
		wave = self.send(wave)
		self.assertEqual((wave.state, wave.sent, other.memory.repeated), ("Done", 4, 0))
