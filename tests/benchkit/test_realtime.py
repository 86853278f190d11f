"""The realtime server with a real Redis, real socket.io clients and a small web server in Frappe's place."""

import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from benchkit.assets.packages import install
from benchkit.services import find_program

SERVER = Path(__file__).parents[2] / "benchkit" / "realtime" / "server.mjs"
CLIENTS = Path(__file__).with_name("realtime_clients.mjs")
CACHE = Path(os.environ.get("BENCHKIT_CACHE", Path.home() / ".cache" / "benchkit"))
PASSWORD = "test-only"
SITE_A, SITE_B = "a.test", "b.test"


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


def wait_for(condition: Callable[[], Any], what: str, seconds: float = 15) -> Any:
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		if value := condition():
			return value
		time.sleep(0.02)
	raise AssertionError(f"timed out: {what}")


def is_open(port: int) -> bool:
	with socket.socket() as probe:
		return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen) -> None:
	process.terminate()
	process.wait(10)


@dataclass
class FakeFrappe:
	"""Answers get_user_info and has_permission as Frappe would for these sessions and readable things."""

	sessions: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (site, sid) → user, type
	readable: set[tuple[str, str, str]] = field(default_factory=set)  # (user, doctype, name)
	answered: list[tuple[str, str]] = field(default_factory=list)  # (doctype, name) of has_permission
	delay: float = 0  # seconds that has_permission takes
	port: int = 0

	def answer(self, host: str, url: str, headers: Any) -> tuple[int, Any]:
		path, query = urlsplit(url).path, parse_qs(urlsplit(url).query, keep_blank_values=True)
		sid = headers.get("Cookie", "").removeprefix("sid=") or headers.get("Authorization", "")
		user, user_type = self.sessions.get((host, sid), ("Guest", "Website User"))
		if path == "/api/method/frappe.realtime.get_user_info":
			return 200, {"user": user, "user_type": user_type}
		assert path == "/api/method/frappe.realtime.has_permission", path
		time.sleep(self.delay)
		doctype, name = query["doctype"][0], query["name"][0]
		self.answered.append((doctype, name))
		return (200, True) if (user, doctype, name) in self.readable else (403, None)


@pytest.fixture
def frappe() -> Iterator[FakeFrappe]:
	fake = FakeFrappe()

	class Handler(BaseHTTPRequestHandler):
		def do_GET(self) -> None:
			status, message = fake.answer(self.headers["Host"], self.path, self.headers)
			body = json.dumps({"message": message}).encode()
			self.send_response(status)
			self.send_header("Content-Length", str(len(body)))
			self.end_headers()
			self.wfile.write(body)

		def log_message(self, *args: Any) -> None: ...

	server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	fake.port = server.server_port
	threading.Thread(target=server.serve_forever, daemon=True).start()
	yield fake
	server.shutdown()
	server.server_close()


@dataclass
class Redis:
	port: int
	folder: Path
	process: subprocess.Popen | None = None

	def start(self) -> None:
		options = ["--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", ""]
		self.process = subprocess.Popen(
			["redis-server", *options, "--dir", str(self.folder)],
			executable=find_program("redis-server"),
			stdout=subprocess.DEVNULL,
		)
		wait_for(lambda: is_open(self.port), "redis-server")

	def stop(self) -> None:
		if self.process:
			stop(self.process)

	def publish(self, event: str, room: str | None, site: str | None = SITE_A, **message: Any) -> int:
		"""Publish as frappe.realtime does; returns how many servers were there to hear it."""
		text = json.dumps({"event": event, "message": message, "room": room, "namespace": site})
		return self.command("PUBLISH", "events", text)

	def command(self, *words: str) -> int:
		command = ["redis-cli", "--no-auth-warning", "-p", str(self.port), "-a", PASSWORD, *words]
		return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
	server = Redis(free_port(), tmp_path)
	server.start()
	yield server
	server.stop()


@pytest.fixture
def server(tmp_path: Path, frappe: FakeFrappe, redis: Redis) -> Iterator[int]:
	"""A running realtime server for two sites; its port."""
	port, sites = free_port(), tmp_path / "sites"
	for site in (SITE_A, SITE_B):
		(sites / site).mkdir(parents=True)
		(sites / site / "site_config.json").write_text("{}")
	(sites / "node_modules").symlink_to(install(CACHE))
	url = f"redis://:{PASSWORD}@127.0.0.1:{redis.port}"
	config = {
		"socketio_port": port,
		"webserver_port": frappe.port,
		"redis_queue": url,
		"default_site": SITE_A,
	}
	(sites / "common_site_config.json").write_text(json.dumps(config))
	process = subprocess.Popen(["node", str(SERVER)], env={**os.environ, "BENCH_SITES": str(sites)})
	wait_for(lambda: is_open(port), "the realtime server")
	wait_for(lambda: redis.publish("hello", "nobody"), "the realtime server's subscription")
	yield port
	process.send_signal(signal.SIGTERM)
	assert process.wait(10) == 0


class Clients:
	"""Browsers: each connects, emits, and keeps what it received."""

	def __init__(self, port: int) -> None:
		self.port = port
		self.received: dict[str, list[list[Any]]] = {}
		self.process = subprocess.Popen(
			["node", str(CLIENTS)],
			env={**os.environ, "MODULES": str(install(CACHE))},
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			text=True,
		)
		self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
		threading.Thread(target=self._read, daemon=True).start()

	def _read(self) -> None:
		for line in self.process.stdout:
			self.lines.put(line)

	def send(self, client: str, **command: Any) -> None:
		self.process.stdin.write(json.dumps({"id": client, **command}) + "\n")
		self.process.stdin.flush()

	def connect(
		self, client: str, sid: str = "", site: str = SITE_A, namespace: str | None = None, **headers: str
	) -> list[Any]:
		"""Connect as a page of `site` would; returns ["connect"] or ["connect_error", why]."""
		host = headers.pop("host", site)
		sent = {"Host": f"{host}:{self.port}", "Origin": f"http://{host}:8000", **headers}
		if sid:
			sent["Cookie"] = f"theme=dark; sid={sid}"
		url = f"http://127.0.0.1:{self.port}/{namespace or site}"
		transports = ["polling", "websocket"] if client == "polling" else ["websocket"]
		self.send(client, url=url, headers=sent, transports=transports)
		return wait_for(lambda: next(iter(self.events(client)), None), f"an answer to {client}")

	def events(self, client: str) -> list[list[Any]]:
		while not self.lines.empty():
			name, *event = json.loads(self.lines.get())
			self.received.setdefault(name, []).append(event)
		return self.received.get(client, [])

	def names(self, client: str) -> set[str]:
		return {event[0] for event in self.events(client)}

	def wait(self, client: str, event: str) -> list[Any]:
		found = lambda: next((e for e in self.events(client) if e[0] == event), None)  # noqa: E731
		return wait_for(found, f"{event} for {client}")


@pytest.fixture
def clients(server: int) -> Iterator[Clients]:
	browsers = Clients(server)
	yield browsers
	stop(browsers.process)


def login(frappe: FakeFrappe, user: str, site: str = SITE_A, user_type: str = "System User") -> str:
	sid = f"sid-{user}-{site}"
	frappe.sessions[(site, sid)] = (user, user_type)
	return sid


def flush(clients: Clients, redis: Redis, client: str, site: str = SITE_A) -> set[str]:
	"""Names of all events that `client` received of those published so far: they arrive in order."""
	redis.publish(mark := f"mark-{time.monotonic_ns()}", "website", site)
	clients.wait(client, mark)
	return clients.names(client)


def subscribed(frappe: FakeFrappe, clients: Clients, client: str, *emits: list[str]) -> None:
	"""Emit subscriptions one after the other and let the server act on each of Frappe's answers."""
	for emit in emits:
		before = len(frappe.answered)
		clients.send(client, emit=emit)
		wait_for(lambda before=before: len(frappe.answered) > before, f"the permission of {emit}")
		time.sleep(0.2)


def test_readable_documents_and_lists_are_heard_and_others_are_not(frappe, redis, clients):
	frappe.readable = {("ann@x", "Task", "T-1"), ("ann@x", "Task", "")}
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	subscribed(
		frappe, clients, "ann",
		["doc_subscribe", "Task", "T-1"], ["doc_subscribe", "Task", "T-2"],
		["doctype_subscribe", "Task"], ["doctype_subscribe", "Salary"],
		["doc_open", "Task", "T-2"],
	)  # fmt: skip
	redis.publish("update-1", "doc:Task/T-1", value=1)
	redis.publish("update-2", "doc:Task/T-2")
	redis.publish("open-2", "open_doc:Task/T-2")
	redis.publish("list", "doctype:Task")
	redis.publish("salaries", "doctype:Salary")
	heard = flush(clients, redis, "ann")
	assert {"update-1", "list"} <= heard
	assert not heard & {"update-2", "open-2", "salaries"}
	assert clients.wait("ann", "update-1") == ["update-1", {"value": 1}]


def test_user_and_desk_rooms(frappe, redis, clients):
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	assert clients.connect("web", login(frappe, "web@x", user_type="Website User")) == ["connect"]
	redis.publish("for-ann", "user:ann@x")
	redis.publish("for-web", "user:web@x")
	redis.publish("for-desk", "all")
	redis.publish("nowhere", None)
	ann, web = flush(clients, redis, "ann"), flush(clients, redis, "web")
	assert {"for-ann", "for-desk"} <= ann and not ann & {"for-web", "nowhere"}
	assert "for-web" in web and not web & {"for-ann", "for-desk", "nowhere"}


def test_a_site_never_hears_another(frappe, redis, clients):
	same_user = "ann@x"
	assert clients.connect("a", login(frappe, same_user, SITE_A)) == ["connect"]
	assert clients.connect("b", login(frappe, same_user, SITE_B), site=SITE_B) == ["connect"]
	redis.publish("secret", f"user:{same_user}", SITE_A)
	redis.publish("secret-desk", "all", SITE_A)
	assert {"secret", "secret-desk"} <= flush(clients, redis, "a")
	assert not flush(clients, redis, "b", SITE_B) & {"secret", "secret-desk"}


def test_a_session_is_good_for_its_own_site_only(frappe, redis, clients):
	sid = login(frappe, "ann@x", SITE_A)
	# with the host name of another site: that site does not know the session
	assert clients.connect("other", sid, site=SITE_B) == ["connect"]
	redis.publish("desk", "all", SITE_B)
	redis.publish("mine", "user:ann@x", SITE_B)
	assert not flush(clients, redis, "other", SITE_B) & {"desk", "mine"}
	# with its own host name, but another site's namespace
	assert clients.connect("mixed", sid, namespace=SITE_B) == ["connect_error", "Invalid namespace"]


def test_a_guest_hears_the_website_only(frappe, redis, clients):
	frappe.readable = {("Guest", "Blog Post", "B-1")}
	assert clients.connect("guest", "unknown-session") == ["connect"]
	for emit in (
		["doc_subscribe", "Blog Post", "B-1"],
		["task_subscribe", "t1"],
		["progress_subscribe", "t1"],
	):
		clients.send("guest", emit=emit)
	clients.send("guest", emit=["ping"])
	clients.wait("guest", "pong")
	for room in ("all", "user:Guest", "task_progress:t1", "doc:Blog Post/B-1"):
		redis.publish(f"in {room}", room)
	assert not {name for name in flush(clients, redis, "guest") if name.startswith("in ")}
	assert not frappe.answered


@pytest.mark.parametrize(
	("arguments", "reason"),
	[
		({"Origin": "http://evil.test:8000"}, "Invalid origin"),
		({"site": "nosuch.test"}, "Invalid namespace"),
		({"host": "nosuch.test"}, "Invalid namespace"),
		({"namespace": "../sites/a.test"}, "Invalid namespace"),
		({"sid": ""}, "Missing session cookie or authorization header"),
	],
)
def test_strangers_are_refused(frappe, clients, arguments, reason):
	sid = login(frappe, "ann@x")
	assert clients.connect("stranger", **{"sid": sid, **arguments}) == ["connect_error", reason]


def test_default_site_and_proxy_header_and_token(frappe, redis, clients):
	sid = login(frappe, "ann@x")
	frappe.sessions[(SITE_B, "token key:secret")] = ("robot@x", "System User")
	# this machine's own names mean the default site
	assert clients.connect("polling", sid, host="127.0.0.1") == ["connect"]
	proxied = {"host": "crm.bank.test", "X-Frappe-Site-Name": SITE_B, "Authorization": "token key:secret"}
	assert clients.connect("robot", site=SITE_B, **proxied) == ["connect"]
	redis.publish("desk", "all", SITE_A)
	assert "desk" in flush(clients, redis, "polling")
	redis.publish("for-robot", "user:robot@x", SITE_B)
	assert "for-robot" in flush(clients, redis, "robot", SITE_B)


def test_task_progress(frappe, redis, clients):
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	clients.send("ann", emit=["task_subscribe", "t1"])
	clients.send("ann", emit=["progress_subscribe", "t2"])
	clients.send("ann", emit=["progress_subscribe", "t3"])
	clients.send("ann", emit=["task_unsubscribe", "t3"])
	clients.send("ann", emit=["ping"])
	clients.wait("ann", "pong")
	for task in ("t1", "t2", "t3", "t4"):
		redis.publish(f"progress-{task}", f"task_progress:{task}")
	heard = {name for name in flush(clients, redis, "ann") if name.startswith("progress")}
	assert heard == {"progress-t1", "progress-t2"}


def test_viewers_of_a_document(frappe, redis, clients):
	frappe.readable = {(user, "Task", "T-1") for user in ("ann@x", "bob@x")}
	for name in ("ann", "bob", "eve"):
		assert clients.connect(name, login(frappe, f"{name}@x")) == ["connect"]
		subscribed(frappe, clients, name, ["doc_open", "Task", "T-1"])
	viewers = clients.wait("ann", "doc_viewers")[1]
	assert viewers == {"doctype": "Task", "docname": "T-1", "users": ["ann@x", "bob@x"]}
	clients.received.clear()
	clients.send("bob", close=True)  # the browser is shut
	assert clients.wait("ann", "doc_viewers")[1]["users"] == ["ann@x"]
	assert "doc_viewers" not in clients.names("eve")


def test_closing_a_document_before_frappe_has_answered(frappe, redis, clients):
	frappe.readable = {("ann@x", "Task", "T-1")}
	frappe.delay = 0.5
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	clients.send("ann", emit=["doc_subscribe", "Task", "T-1"])
	clients.send("ann", emit=["doc_unsubscribe", "Task", "T-1"])
	wait_for(lambda: frappe.answered, "the permission")
	time.sleep(0.2)
	redis.publish("late", "doc:Task/T-1")
	assert "late" not in flush(clients, redis, "ann")


def test_malformed_requests_are_ignored(frappe, redis, clients):
	frappe.readable = {("ann@x", "Task", "7")}
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	malformed = ([], [None, None], [{}, []], ["Task"], ["Task", ""], ["Task", "x" * 10_000])
	for values in malformed:
		clients.send("ann", emit=["doc_subscribe", *values])
	subscribed(frappe, clients, "ann", ["doc_subscribe", "Task", 7])
	assert frappe.answered == [("Task", "7")]
	redis.command("PUBLISH", "events", "not JSON")
	redis.publish("numbered", "doc:Task/7")
	assert "numbered" in flush(clients, redis, "ann")


def test_redis_restart(frappe, redis, clients):
	assert clients.connect("ann", login(frappe, "ann@x")) == ["connect"]
	redis.stop()
	wait_for(lambda: not is_open(redis.port), "the end of Redis")
	redis.start()
	wait_for(lambda: redis.publish("back", "user:ann@x"), "the server's new subscription")
	assert "back" in flush(clients, redis, "ann")
