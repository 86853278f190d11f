"""One safe call out of the bank: no redirections, an address looked up once and judged before it is spoken to.

What an address stands for is asked of the resolver once; the connection goes to that very number, so that a name cannot
mean something else a moment later. Numbers of this machine and of private networks are refused unless allowed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3

_MOST_ANSWER = 4_096


class NotAllowed(Exception):
	"""The address may not be spoken to; the message says why, without the address."""


class NoAnswer(Exception):
	"""Nobody answered, or not in time."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, private: bool = False) -> int:
	"""POST a body and return the status; `timeout` in seconds. Raises NotAllowed or NoAnswer."""
	parts = urlsplit(url)
	host, number = resolve(url, private=private)
	port = parts.port or (443 if parts.scheme == "https" else 80)
	options: dict[str, object] = {"timeout": urllib3.Timeout(total=timeout), "retries": False, "maxsize": 1}
	pool: urllib3.HTTPConnectionPool
	if parts.scheme == "https":
		pool = urllib3.HTTPSConnectionPool(
			number, port, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED", **options
		)
	else:
		pool = urllib3.HTTPConnectionPool(number, port, **options)
	path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
	try:
		answer = pool.urlopen(
			"POST",
			path,
			body=body,
			headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
			redirect=False,
			preload_content=False,
		)
		answer.read(_MOST_ANSWER)
		answer.close()
	except urllib3.exceptions.HTTPError as error:
		raise NoAnswer(type(error).__name__) from error
	finally:
		pool.close()
	return int(answer.status)


def resolve(url: str, *, private: bool = False) -> tuple[str, str]:
	"""Return an address's host and the number to speak to; NotAllowed where it may not be, NoAnswer where there is none."""
	parts = urlsplit(url)
	host = parts.hostname or ""
	if not host or parts.username is not None or parts.scheme not in ("https", "http"):
		raise NotAllowed("address")
	if parts.scheme != "https" and not private:
		raise NotAllowed("not encrypted")
	try:
		found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
	except OSError as error:
		raise NoAnswer("unknown host") from error
	numbers = [str(one[4][0]) for one in found]
	if not private and not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in numbers):
		raise NotAllowed("private network")
	return host, numbers[0]
