"""A bank's JSON interface for tests, on a free port of this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "Bearer geheim123"


@contextmanager
def bank_server(errors: dict[str, int] | None = None) -> Iterator[tuple[str, list]]:
	"""A bank's interface on a free port: five products, two a page. Yields (address, requests seen).

	`errors` counts for each piece of a path how often it is answered by 500 first.
	"""
	errors = {} if errors is None else errors
	seen: list[tuple[str, dict[str, str]]] = []
	items = [{"id": n, "info": {"name": f"Product {n}"}, "changed": f"2026-01-0{n}"} for n in range(1, 6)]

	class Bank(BaseHTTPRequestHandler):
		def do_GET(self) -> None:
			seen.append((self.path, dict(self.headers)))
			for piece, left in errors.items():
				if piece in self.path and left:
					errors[piece] -= 1
					self.answer(500, b"")
					return
			address, query = (
				urlsplit(self.path).path,
				{k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()},
			)
			if self.headers.get("Authorization") != TOKEN:
				self.answer(401, b"")
			elif address in ("/products", "/linked", "/lured"):
				self.page(address, query)
			elif address == "/away":
				self.answer(302, b"", {"Location": "/products"})
			elif address == "/text":
				self.answer(200, b"<html>")
			elif address == "/nolist":
				self.answer(200, b'{"data": {"items": {}}}')
			else:
				self.answer(404, b"")

		def page(self, address: str, query: dict[str, str]) -> None:
			start = int(query.get("offset", (int(query.get("page", 1)) - 1) * 2))
			wanted = [item for item in items if item["changed"] >= query.get("since", "")]
			body: dict[str, object] = {"data": {"items": wanted[start : start + 2]}}
			if address == "/linked" and start + 2 < len(items):
				body["next"] = f"/linked?offset={start + 2}"
			if address == "/lured":
				body["next"] = "http://127.0.0.2:9/linked?offset=2"
			self.answer(200, json.dumps(body).encode())

		def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
			self.send_response(status)
			self.send_header("Content-Length", str(len(body)))
			for name, value in (headers or {}).items():
				self.send_header(name, value)
			self.end_headers()
			self.wfile.write(body)

		def log_message(self, *_arguments: object) -> None:
			"""Say nothing on the test's output."""

	server = ThreadingHTTPServer(("127.0.0.1", 0), Bank)
	thread = threading.Thread(target=server.serve_forever, daemon=True)
	thread.start()
	try:
		yield f"http://127.0.0.1:{server.server_port}", seen
	finally:
		server.shutdown()
		server.server_close()
		thread.join()
