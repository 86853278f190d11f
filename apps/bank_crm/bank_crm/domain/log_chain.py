"""The chain of the operation log: what makes an entry unforgeable, and what a broken chain tells (SEC-13).

An entry carries a fingerprint from the moment it is written: an HMAC over all it says. Sealing numbers the entries
and links each to the one before by a second HMAC. Who lacks the keys can neither write an entry nor mend a link.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

#: What stands before the first entry.
GENESIS = "0" * 64
#: What an entry says, in the order it is fingerprinted.
CONTENT = (
	"nonce",
	"occurred_at",
	"user",
	"full_name",
	"action",
	"outcome",
	"ref_doctype",
	"ref_name",
	"customer",
	"ip_address",
	"origin",
	"device",
	"summary",
	"detail",
	"before_values",
	"after_values",
	"key_version",
)
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f"


class Fault(str, Enum):
	"""What can be wrong with the log."""

	CHANGED = "changed"
	REMOVED = "removed"
	INSERTED = "inserted"
	MOVED = "reordered or replaced"
	UNSEALED = "not sealed in time"
	KEY_MISSING = "written with a key this site has not"
	ANCHOR = "rewritten since it was sealed"
	FILE = "archive file missing or changed"

	def __str__(self) -> str:
		return str(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
	"""One fault and where it is; `last` is the end of a range of sequence numbers, `entry` the row's name."""

	fault: Fault
	sequence: int
	last: int
	entry: str = ""
	hint: str = ""


def fingerprint(key: bytes, entry: Mapping[str, Any]) -> str:
	"""Return the HMAC over all an entry says, in hexadecimal."""
	said = [_text(entry.get(field)) for field in CONTENT]
	return hmac.digest(key, json.dumps(said, separators=(",", ":")).encode(), "sha256").hex()


def link(key: bytes, previous: str, sequence: int, name: str, mark: str) -> str:
	"""Return the digest that ties an entry (its name and fingerprint) to its number and its predecessor."""
	return hmac.digest(key, f"{previous}|{sequence}|{name}|{mark}".encode(), "sha256").hex()


class Chain:
	"""Walks along the sealed entries in their order and tells what is wrong; remembers where it is."""

	def __init__(self, keys: Mapping[int, bytes], sequence: int = 0, digest: str = GENESIS) -> None:
		self.keys = keys
		self.sequence = sequence
		#: What the next entry may be linked to: the digest on record, and the one it should have been.
		self.previous = (digest,)
		self.anchors: dict[int, str] = {}
		self._missing_keys: set[int] = set()

	def anchor(self, sequence: int, digest: str) -> Iterator[Finding]:
		"""Remember that the entry of that number had this digest when it was sealed."""
		if self.anchors.setdefault(sequence, digest) != digest:
			yield Finding(Fault.ANCHOR, sequence, sequence, hint="two seals tell different stories")

	def walk(self, entries: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
		"""Check the next entries, given in the order of their numbers."""
		for entry in entries:
			yield from self._step(entry)

	def end(self) -> Iterator[Finding]:
		"""Say what was sealed once and is not there any more."""
		last = max(self.anchors, default=0)
		if last > self.sequence:
			yield Finding(Fault.REMOVED, self.sequence + 1, last)

	def is_genuine(self, entry: Mapping[str, Any]) -> bool:
		"""Tell whether an entry was written with this site's key and says what it said then."""
		key = self.keys.get(int(entry["key_version"]))
		return key is not None and hmac.compare_digest(fingerprint(key, entry), str(entry["fingerprint"]))

	def _step(self, entry: Mapping[str, Any]) -> Iterator[Finding]:
		number, name = int(entry["sequence"]), str(entry["name"])
		if number <= self.sequence:
			yield Finding(Fault.INSERTED, number, number, name)
			return
		gap = number > self.sequence + 1
		if gap:
			yield Finding(Fault.REMOVED, self.sequence + 1, number - 1)
		version = int(entry["key_version"])
		key = self.keys.get(version)
		stored = str(entry["digest"])
		expected = [stored]
		if key is None:
			if version not in self._missing_keys:
				self._missing_keys.add(version)
				yield Finding(Fault.KEY_MISSING, number, number, name, f"version {version}")
		else:
			mark = str(entry["fingerprint"])
			expected = [link(key, previous, number, name, mark) for previous in self.previous]
			if not self.is_genuine(entry):
				yield Finding(Fault.CHANGED, number, number, name)
			elif not gap and stored not in expected:
				yield Finding(Fault.MOVED, number, number, name)
		if self.anchors.get(number, stored) != stored:
			yield Finding(Fault.ANCHOR, number, number, name)
		self.sequence = number
		self.previous = tuple(dict.fromkeys((stored, *expected)))


def _text(value: Any) -> str:
	if value is None:
		return ""
	return value.strftime(TIME_FORMAT) if isinstance(value, datetime) else str(value)
