"""Known vulnerabilities of the libraries (SEC-18): found where a database tells of them, and none in what we ship."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchkit import audit
from benchkit.paths import Bench
from benchkit.progress import StepFailed

PYTHON_ADVISORY = {
	"id": "PYSEC-2099-1",
	"summary": "one of our own making",
	"published": "2099-01-01T00:00:00Z",
	"affected": [
		{
			"package": {"name": "weak-thing", "ecosystem": "PyPI"},
			"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
			"versions": ["1.0"],
		}
	],
}
NPM_ADVISORY = {
	"id": 1,
	"url": "https://example.invalid/1",
	"title": "one of our own making",
	"severity": "high",
	"vulnerable_versions": "<2.0.0",
}


class Advisories(BaseHTTPRequestHandler):
	"""Both databases, with one vulnerability each; as a mirror, it knows of no such question."""

	mirror = False

	def do_POST(self) -> None:
		asked = self.rfile.read(int(self.headers["Content-Length"]))
		if self.mirror:
			self.send_response(405)
			self.end_headers()
			return
		if self.path.endswith("/bulk"):
			answer: dict = {"weak-thing": [NPM_ADVISORY]}
		else:
			weak = json.loads(asked)["package"]["name"] == "weak-thing"
			answer = {"vulns": [PYTHON_ADVISORY]} if weak else {}
		self.send_response(200)
		self.send_header("Content-Type", "application/json")
		self.end_headers()
		self.wfile.write(json.dumps(answer).encode())

	def do_GET(self) -> None:
		"""npm asks which versions there are, to say which one mends it."""
		versions = {number: {"name": "weak-thing", "version": number} for number in ("1.0.0", "2.0.0")}
		self.send_response(200)
		self.end_headers()
		self.wfile.write(json.dumps({"name": "weak-thing", "versions": versions}).encode())

	def log_message(self, *_arguments: object) -> None:
		"""Nothing to say."""


@pytest.fixture
def database() -> Iterator[ThreadingHTTPServer]:
	server = ThreadingHTTPServer(("127.0.0.1", 0), type("Known", (Advisories,), {}))
	threading.Thread(target=server.serve_forever, daemon=True).start()
	yield server
	server.shutdown()
	server.server_close()


def address(server: ThreadingHTTPServer) -> str:
	return f"http://127.0.0.1:{server.server_port}/"


def python_packages(folder: Path) -> Path:
	for name, version in (("weak-thing", "1.0"), ("sound-thing", "3.1")):
		info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
		info.mkdir(parents=True)
		(info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
		(info / "RECORD").write_text("")
	return folder


def npm_packages(folder: Path) -> Path:
	(folder / "package.json").write_text(
		'{"name": "one", "version": "1.0.0", "dependencies": {"weak-thing": "1.0.0"}}'
	)
	packages = {
		"": {"name": "one", "version": "1.0.0", "dependencies": {"weak-thing": "1.0.0"}},
		"node_modules/weak-thing": {"version": "1.0.0"},
	}
	lock = {"name": "one", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}
	(folder / "package-lock.json").write_text(json.dumps(lock))
	return folder


def test_SEC_18_a_known_vulnerability_is_named(database: ThreadingHTTPServer, tmp_path: Path) -> None:
	bench = Bench.find()
	(python,) = audit.of_python(bench, python_packages(tmp_path / "python"), address(database))
	assert str(python) == "weak-thing 1.0: PYSEC-2099-1, mended in 2.0"
	(npm,) = audit.of_npm(npm_packages(tmp_path), address(database))
	assert (npm.package, npm.version, npm.advisory) == ("weak-thing", "1.0.0", NPM_ADVISORY["title"])


def test_SEC_18_no_answer_is_not_no_vulnerability(database: ThreadingHTTPServer, tmp_path: Path) -> None:
	database.RequestHandlerClass.mirror = True
	with pytest.raises(audit.Unanswered):
		audit.of_python(Bench.find(), python_packages(tmp_path / "python"), address(database))
	with pytest.raises(StepFailed, match="405"):
		audit.of_npm(npm_packages(tmp_path), address(database))


@pytest.mark.parametrize("kind", ["python", "npm"])
def test_SEC_18_nothing_we_ship_has_a_known_vulnerability(kind: str) -> None:
	bench = Bench.find()
	try:
		if kind == "python":
			found = audit.of_python(bench, audit.site_packages(bench))
		else:
			found = [one for folder in audit.lock_folders(bench) for one in audit.of_npm(folder)]
	except audit.Unanswered as unanswered:
		pytest.skip(f"no advisory database can be reached from here: {str(unanswered).splitlines()[0]}")
	assert not found, "\n".join(map(str, found))
