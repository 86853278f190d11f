"""Small facts a bench remembers: secrets, ports, and which step was done with which input."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchkit.paths import Bench
from benchkit.progress import StepFailed

FIRST_PORTS = {"web": 8000, "socketio": 9000, "mariadb": 3307, "redis_cache": 13000, "redis_queue": 11000}


def write_private(path: Path, text: str) -> None:
	"""Replace a file at once, readable by its owner alone from its first byte on."""
	path.parent.mkdir(parents=True, exist_ok=True)
	temporary = path.with_name(f".{path.name}.{os.getpid()}")
	descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
	with os.fdopen(descriptor, "w") as file:
		file.write(text)
		file.flush()
		os.fsync(file.fileno())
	temporary.replace(path)


def read_json(path: Path) -> dict[str, Any]:
	"""The object in a JSON file; empty if there is no such file."""
	try:
		return json.loads(path.read_text())
	except FileNotFoundError:
		return {}


def write_json(path: Path, value: dict[str, Any]) -> None:
	write_private(path, json.dumps(value, indent=1, sort_keys=True) + "\n")


class Secrets:
	"""Random passwords of a bench, in run/secrets.json (mode 600)."""

	def __init__(self, bench: Bench):
		self.path = bench.run / "secrets.json"

	def get(self, name: str) -> str:
		"""The secret of that name; made when first asked for."""
		known = read_json(self.path)
		if name not in known:
			known[name] = secrets.token_hex(24)
			write_json(self.path, known)
		return known[name]

	def renew(self, name: str) -> str:
		"""A new secret in place of the old one."""
		self.drop(name)
		return self.get(name)

	def drop(self, name: str) -> None:
		known = read_json(self.path)
		if known.pop(name, None) is not None:
			write_json(self.path, known)

	def values(self) -> list[str]:
		return list(read_json(self.path).values())


def known_secrets(bench: Bench) -> list[str]:
	"""Every secret of the bench and its sites, for keeping them out of what is shown."""
	found = Secrets(bench).values()
	for path in bench.sites.glob("*/site_config.json"):
		config = read_json(path)
		found += [
			str(value) for key, value in config.items() if key.endswith(("_password", "_key", "_secret"))
		]
	return [value for value in found if len(value) >= 6]


def redact(text: str, hidden: Iterable[str]) -> str:
	"""The text with every one of the hidden strings replaced by stars."""
	for value in sorted(hidden, key=len, reverse=True):
		text = text.replace(value, "******")
	return text


def port_is_free(port: int) -> bool:
	"""Whether a server could listen on that port of the loopback address."""
	with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind(("127.0.0.1", port))
		except OSError:
			return False
	return True


class Ports:
	"""The ports of a bench, in run/ports.json: chosen once, moved on when someone else took them."""

	def __init__(self, bench: Bench):
		self.path = bench.run / "ports.json"

	def get(self, name: str) -> int:
		"""The port last chosen, or the one that would be tried first."""
		return read_json(self.path).get(name, FIRST_PORTS[name])

	def put(self, name: str, port: int) -> None:
		write_json(self.path, {**read_json(self.path), name: port})

	def choose(self, name: str) -> int:
		"""A free port for a server about to start: the last one if free, else the next free one."""
		taken = {port for other, port in read_json(self.path).items() if other != name}
		first = self.get(name)
		for port in range(first, first + 200):
			if port not in taken and port_is_free(port):
				self.put(name, port)
				return port
		raise StepFailed(
			f"Choosing a port for {name}",
			hint=f"Ports {first} to {first + 199} are all taken: free one, or write another into {self.path}.",
		)


class Stamps:
	"""Which steps were done, and with what input: a step is skipped while its input stays the same."""

	def __init__(self, bench: Bench):
		self.path = bench.run / "stamps.json"

	def is_current(self, step: str, digest: str) -> bool:
		return read_json(self.path).get(step) == digest

	def put(self, step: str, digest: str) -> None:
		write_json(self.path, {**read_json(self.path), step: digest})

	def drop(self, step: str) -> None:
		stamps = read_json(self.path)
		if stamps.pop(step, None) is not None:
			write_json(self.path, stamps)


def digest_files(paths: Iterable[Path], *more: str) -> str:
	"""A digest of the files' names and contents and of some more text."""
	digest = hashlib.sha256()
	for path in sorted(paths):
		digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
	for text in more:
		digest.update(f"\0{text}".encode())
	return digest.hexdigest()


@contextmanager
def bench_lock(bench: Bench, *, wait: bool = False) -> Iterator[None]:
	"""Hold the bench's lock; it goes with the process, however that ends.

	Args:
		wait: wait for another call that holds it, instead of refusing.
	"""
	path = bench.run / "up.lock"
	with open(path, "a+") as file:
		try:
			fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
		except BlockingIOError:
			file.seek(0)
			raise StepFailed(
				f"Taking the bench's lock {path}",
				hint=f"Another crm command (process {file.read().strip() or 'unknown'}) is at work on this "
				"bench: wait for it to end.",
			) from None
		file.truncate(0)
		file.write(f"{os.getpid()}\n")
		file.flush()
		yield
