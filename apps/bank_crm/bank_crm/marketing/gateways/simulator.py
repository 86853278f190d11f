"""A gateway to try campaigns out with: a small HTTP server that takes messages, fails, reports and clicks (INT-06).

`python -m bank_crm.marketing.gateways.simulator --secret … [--port …]`; needs no site. It speaks what `http.py` asks
for: a key it has seen before is answered as before and counted as repeated, never taken twice. `GET /figures` tells
what it has done. Nothing it takes goes anywhere.
"""

from __future__ import annotations

import argparse
import json
import queue
import random
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.message_signing import SIGNATURE, TIMESTAMP, is_genuine, sign

_LINK = re.compile(r"https?://[^\s<>\"]+/c/[0-9]+\.[A-Za-z0-9_-]{22}")
_LARGEST = 16 * 1024 * 1024
_RECEIPTS_AT_ONCE, _TRIES = 200, 8


@dataclass(frozen=True)
class Behaviour:
	"""How the gateway behaves; rates from 0 to 1."""

	secret: str
	latency: float = 0.0
	#: Messages refused for good, e.g. a number that does not exist.
	failures: float = 0.0
	#: Calls whose messages are taken and that are never answered.
	dropped: float = 0.0
	#: Calls refused as a whole, nothing taken.
	refused: float = 0.0
	#: Where receipts go, and what they are signed with; "" for none.
	receipts: str = ""
	receipt_secret: str = ""
	#: Taken messages that arrive, and arrived ones whose link is followed.
	arrives: float = 1.0
	clicks: float = 0.0
	seed: int = 1


@dataclass
class Simulator:
	"""The gateway's memory: which keys it took and what became of them."""

	behaviour: Behaviour
	taken: dict[str, str] = field(default_factory=dict)
	repeated: int = 0
	calls: int = 0
	#: The last texts, for tests and a look at them; no addresses.
	texts: list[str] = field(default_factory=list)
	lock: threading.Lock = field(default_factory=threading.Lock)

	def __post_init__(self) -> None:
		self.chance = random.Random(self.behaviour.seed)
		self.reports: queue.Queue[dict[str, str]] = queue.Queue()
		self.visits: queue.Queue[str] = queue.Queue()
		if self.behaviour.receipts:
			threading.Thread(target=self._report, daemon=True).start()
			threading.Thread(target=self._visit, daemon=True).start()

	def take(self, messages: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
		"""Take messages; one whose key is known is answered as before."""
		return [self._take_one(message) for message in messages]

	def known(self, keys: Sequence[str]) -> list[dict[str, str]]:
		"""Tell what became of the keys that were taken."""
		with self.lock:
			return [self._answer(key, self.taken[key]) for key in keys if key in self.taken]

	def draw(self, rate: float) -> bool:
		"""Let chance decide."""
		with self.lock:
			return rate > 0 and self.chance.random() < rate

	def figures(self) -> dict[str, int]:
		"""Return how many calls and messages there were, and how many keys came again."""
		with self.lock:
			failed = sum(1 for state in self.taken.values() if state == MessageState.FAILED.value)
			return {
				"calls": self.calls,
				"taken": len(self.taken),
				"failed": failed,
				"repeated": self.repeated,
				"reports_waiting": self.reports.qsize(),
			}

	def _take_one(self, message: dict[str, Any]) -> dict[str, str]:
		key = str(message["key"])
		with self.lock:
			if key in self.taken:
				self.repeated += 1
				return self._answer(key, self.taken[key])
			failed = self.behaviour.failures > 0 and self.chance.random() < self.behaviour.failures
			state = MessageState.FAILED.value if failed else MessageState.SENT.value
			self.taken[key] = state
			text = str(message.get("text") or "")
			self.texts = [*self.texts[-49:], text]
			arrives = not failed and self.chance.random() < self.behaviour.arrives
			clicks = arrives and self.chance.random() < self.behaviour.clicks
		if self.behaviour.receipts and arrives:
			self.reports.put({"key": key, "state": MessageState.DELIVERED.value})
			if clicks and (link := _LINK.search(text)):
				self.visits.put(link.group())
		return self._answer(key, state)

	def _answer(self, key: str, state: str) -> dict[str, str]:
		error = "unknown number" if state == MessageState.FAILED.value else ""
		return {"key": key, "ref": f"S{key.rpartition('-')[2]}", "state": state, "error": error}

	def _report(self) -> None:
		while True:
			rows = [self.reports.get()]
			while len(rows) < _RECEIPTS_AT_ONCE and not self.reports.empty():
				rows.append(self.reports.get())
			body = json.dumps({"receipts": rows}).encode()
			for attempt in range(_TRIES):
				stamp = str(int(time.time()))
				headers = {
					"Content-Type": "application/json",
					TIMESTAMP: stamp,
					SIGNATURE: sign(self.behaviour.receipt_secret, stamp, body),
				}
				if _request(Request(self.behaviour.receipts, data=body, headers=headers, method="POST")):
					break
				time.sleep(min(2**attempt, 30))

	def _visit(self) -> None:
		base = self.behaviour.receipts.split("/api/", 1)[0]
		while True:
			link = self.visits.get()
			# the site's name leads to this machine only inside the bench, so the address of the receipts is used
			_request(Request(base + link[link.index("/c/") :], method="GET"))


class _Stay(HTTPRedirectHandler):
	"""The page behind a link is nobody's business here."""

	def redirect_request(self, *args: Any, **kwargs: Any) -> None:
		return None


def _request(request: Request) -> bool:
	try:
		with build_opener(_Stay).open(request, timeout=30) as answer:
			return 200 <= answer.status < 400
	except URLError as error:
		return getattr(error, "code", 0) == 302


class _Handler(BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"
	server: _Server

	def do_GET(self) -> None:
		if self.path == "/figures":
			self._reply(200, self.server.simulator.figures())
		else:
			self._reply(404, {})

	def do_POST(self) -> None:
		simulator = self.server.simulator
		length = int(self.headers.get("Content-Length") or 0)
		if length > _LARGEST:
			return self._reply(413, {})
		body = self.rfile.read(length)
		stamp, signature = self.headers.get(TIMESTAMP) or "", self.headers.get(SIGNATURE) or ""
		if not is_genuine(simulator.behaviour.secret, stamp, body, signature, datetime.now(timezone.utc)):
			return self._reply(401, {})
		content = json.loads(body)
		if self.path.endswith("/lookup"):
			return self._reply(200, {"results": simulator.known(content["keys"])})
		with simulator.lock:
			simulator.calls += 1
		time.sleep(simulator.behaviour.latency)
		if simulator.draw(simulator.behaviour.refused):
			return self._reply(429, {})
		results = simulator.take(content["messages"])
		if simulator.draw(simulator.behaviour.dropped):
			self.close_connection = True
			self.connection.close()
			return None
		return self._reply(200, {"results": results})

	def log_message(self, format: str, *args: Any) -> None:
		"""Say nothing: requests hold complete numbers."""

	def _reply(self, status: int, content: dict[str, Any]) -> None:
		body = json.dumps(content, ensure_ascii=False).encode()
		self.send_response(status)
		self.send_header("Content-Type", "application/json")
		self.send_header("Content-Length", str(len(body)))
		self.end_headers()
		self.wfile.write(body)


class _Server(ThreadingHTTPServer):
	daemon_threads = True

	def __init__(self, port: int, simulator: Simulator) -> None:
		super().__init__(("127.0.0.1", port), _Handler)
		self.simulator = simulator

	def handle_error(self, request: Any, client_address: Any) -> None:
		"""A caller that went away, or was hung up on, is no matter here."""
		if not isinstance(sys.exc_info()[1], (OSError, ValueError)):
			super().handle_error(request, client_address)


def serve(behaviour: Behaviour, port: int = 0) -> tuple[_Server, str]:
	"""Start a simulator in the background; returns it and its address. `shutdown()` ends it."""
	server = _Server(port, Simulator(behaviour))
	threading.Thread(target=server.serve_forever, daemon=True).start()
	return server, f"http://127.0.0.1:{server.server_address[1]}"


def main(argv: Sequence[str] | None = None) -> int:
	"""Command entry: serve until interrupted."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--port", type=int, default=0)
	parser.add_argument("--secret", required=True)
	parser.add_argument("--receipts", default="", help="address receipts are sent to")
	parser.add_argument("--receipt-secret", default="")
	for name in ("latency", "failures", "dropped", "refused", "clicks"):
		parser.add_argument(f"--{name}", type=float, default=0.0)
	options = vars(parser.parse_args(argv))
	server = _Server(options.pop("port"), Simulator(Behaviour(**options)))
	sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
	sys.stdout.flush()
	try:
		server.serve_forever()
	except KeyboardInterrupt:
		server.shutdown()
	return 0


if __name__ == "__main__":
	sys.exit(main())
