"""What is wrong with a text before it is sent: fields that do not exist, links that lead nowhere, too much of it (MKT-15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

#: Characters a text may have on a channel once it is filled in; more is cut by somebody on the way.
MOST_CHARACTERS = {"SMS": 500, "Email": 20_000, "App": 500, "WeChat": 1_000, "Phone": 2_000}
#: The merge field that stands for the customer's own address, and the one to take a consent back with.
LINK, UNSUBSCRIBE = "link", "unsubscribe"
_LINK = re.compile(r"https?://[^\s<>\"'）)}]+", re.IGNORECASE)


class Fault(Enum):
	"""What is wrong; the Frappe layer says it in words."""

	SYNTAX = "syntax"
	UNKNOWN_FIELD = "unknown_field"
	NOT_ALLOWED = "not_allowed"
	EMPTY = "empty"
	TOO_LONG = "too_long"
	BAD_LINK = "bad_link"
	LINK_NOT_USED = "link_not_used"
	LINK_MISSING = "link_missing"
	NO_WAY_OUT = "no_way_out"


@dataclass(frozen=True, slots=True)
class Finding:
	"""One fault, at a line of the text (from 1; 0 where it has none)."""

	fault: Fault
	line: int = 0
	detail: str = ""


def check_link(url: str) -> bool:
	"""Tell whether an address may be sent to a customer: https, with a host, without spaces or a password."""
	if any(character.isspace() or ord(character) < 32 for character in url):
		return False
	try:
		parts = urlsplit(url)
		host, user = parts.hostname, parts.username
	except ValueError:
		return False
	return parts.scheme == "https" and bool(host) and "." in str(host) and user is None


def links_in(text: str) -> list[tuple[int, str]]:
	"""Return the addresses written out in a text with their lines."""
	return [
		(number, found.group())
		for number, line in enumerate(text.splitlines(), start=1)
		for found in _LINK.finditer(line)
	]


def check_addresses(text: str, link_url: str, used: frozenset[str]) -> list[Finding]:
	"""Return what is wrong with the addresses of a template: its target, and those written out."""
	findings = [Finding(Fault.BAD_LINK, line, url) for line, url in links_in(text) if not check_link(url)]
	if link_url and not check_link(link_url):
		findings.append(Finding(Fault.BAD_LINK, 0, link_url))
	if link_url and LINK not in used:
		findings.append(Finding(Fault.LINK_NOT_USED))
	if not link_url and LINK in used:
		findings.append(Finding(Fault.LINK_MISSING))
	return findings


def is_too_long(channel: str, text: str) -> bool:
	"""Tell whether a filled-in text is longer than its channel carries."""
	return len(text) > MOST_CHARACTERS[channel]
