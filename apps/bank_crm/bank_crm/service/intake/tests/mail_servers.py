"""A real IMAP server and a real SMTP server on loopback, for the time of a test class."""

from __future__ import annotations

import email
import imaplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "service", "not-a-secret"
START_SECONDS = 30


def free_port() -> int:
	"""Return a port of loopback nobody listens on."""
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


class ImapServer:
	"""pymap with one empty mailbox."""

	def __init__(self) -> None:
		self.port = free_port()
		program = Path(sys.executable).with_name("pymap")
		command = [str(program), "--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "dict"]
		command += ["--demo-user", USER, "--demo-password", PASSWORD]
		self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		self._wait()

	def deliver(self, mail: EmailMessage | bytes) -> None:
		"""Put a mail into the mailbox, unread."""
		raw = mail if isinstance(mail, bytes) else mail.as_bytes()
		with self._connection() as box:
			status, answer = box.append("INBOX", None, None, raw)
			assert status == "OK", answer

	def unread(self) -> int:
		"""Return how many mails are not marked as read."""
		with self._connection() as box:
			box.select("INBOX", readonly=True)
			return len(box.uid("search", None, "UNSEEN")[1][0].split())

	def mark_unread(self) -> None:
		"""Make all mails new again, as a person in a mail program can."""
		with self._connection() as box:
			box.select("INBOX")
			box.store("1:*", "-FLAGS", r"(\Seen)")

	def empty(self) -> None:
		"""Delete all mails."""
		with self._connection() as box:
			box.select("INBOX")
			box.store("1:*", "+FLAGS", r"(\Deleted)")
			box.expunge()

	def stop(self) -> None:
		"""End the server."""
		self._process.terminate()
		self._process.wait(10)

	def _connection(self) -> imaplib.IMAP4:
		box = imaplib.IMAP4("127.0.0.1", self.port, timeout=START_SECONDS)
		box.login(USER, PASSWORD)
		return box

	def _wait(self) -> None:
		deadline = time.monotonic() + START_SECONDS
		while True:
			try:
				socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
				return
			except OSError:
				if time.monotonic() > deadline or self._process.poll() is not None:
					raise
				time.sleep(0.05)


class SmtpSink:
	"""aiosmtpd that keeps what it is given."""

	def __init__(self) -> None:
		self.received: list[tuple[list[str], Message]] = []
		self._controller = Controller(
			self,
			hostname="127.0.0.1",
			port=free_port(),
			authenticator=_everybody,
			auth_require_tls=False,
		)
		self._controller.start()

	@property
	def port(self) -> int:
		"""The port it listens on."""
		return int(self._controller.port)

	async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # aiosmtpd's name
		"""Keep a mail with whom it was for."""
		self.received.append((list(envelope.rcpt_tos), email.message_from_bytes(envelope.content)))
		return "250 Message accepted for delivery"

	def stop(self) -> None:
		"""End the server."""
		self._controller.stop()


def _everybody(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
	"""Let the bank's account log in; Frappe does so wherever an account has a password."""
	return AuthResult(success=True)
