"""The parts of sealing that are arithmetic: normal form, derived keys, blind index, layout.

The cipher itself (AES-GCM) is in `compliance/sealing.py`, since the standard library has none.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from .enums import SealKind
from .errors import DomainError

NONCE_BYTES = 12
KEY_BYTES = 32
_SEPARATORS = re.compile(r"[\s\-‐-―().]+")
_NUMBERS = frozenset({SealKind.ID_NUMBER, SealKind.ACCOUNT_NO, SealKind.CARD_NO})
_NOT_IN_NUMBERS = re.compile(r"[\s\-‐-―]+")


@dataclass(frozen=True, slots=True)
class Sealed:
	"""One sealed value: what is shown, and what the vault keeps."""

	mask: str
	ciphertext: str  # base64 of nonce, encrypted value and tag
	blind_index: str  # 64 hexadecimal digits
	key_version: int


def normalise(kind: SealKind, raw: str) -> str:
	"""Bring a typed value to the one form that is encrypted, compared and masked.

	Full-width digits become plain ones; separators go; letters of numbers become capitals; an e-mail
	becomes lower case; the Chinese country code is dropped from an 11-digit mobile number.
	"""
	if raw.isascii() and raw.isalnum() and kind in _NUMBERS:
		return raw.upper()  # as nearly all are; nothing of what follows would change it
	text = unicodedata.normalize("NFKC", raw).strip()
	if kind is SealKind.EMAIL:
		return text.lower()
	if kind is SealKind.MOBILE:
		text = _SEPARATORS.sub("", text)
		if text.startswith("00"):
			text = "+" + text[2:]
		for prefix in ("+86", "86"):
			if text.startswith(prefix) and len(text) == len(prefix) + 11 and text[len(prefix)] == "1":
				return text[len(prefix) :]
		return text
	return _NOT_IN_NUMBERS.sub("", text).upper()


def derive_key(master: bytes, purpose: str) -> bytes:
	"""Derive a 32-byte key for one purpose from the master key (HKDF-SHA256, RFC 5869, empty salt).

	Raises DomainError("sealing-key-too-short") for a master key below 32 bytes.
	"""
	if len(master) < KEY_BYTES:
		raise DomainError("sealing-key-too-short")
	extracted = hmac.digest(bytes(hashlib.sha256().digest_size), master, "sha256")
	return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def blind_index(key: bytes, normalised: str) -> str:
	"""Return the keyed fingerprint by which an exact value is found again."""
	return hmac.digest(key, normalised.encode(), "sha256").hex()


def pack(nonce: bytes, encrypted: bytes) -> str:
	"""Write nonce and encrypted bytes (tag included) as one text."""
	return base64.b64encode(nonce + encrypted).decode("ascii")


def unpack(ciphertext: str) -> tuple[bytes, bytes]:
	"""Split a packed text into nonce and encrypted bytes; raises DomainError("sealed-value-broken")."""
	try:
		data = base64.b64decode(ciphertext, validate=True)
	except ValueError as error:
		raise DomainError("sealed-value-broken") from error
	if len(data) <= NONCE_BYTES:
		raise DomainError("sealed-value-broken")
	return data[:NONCE_BYTES], data[NONCE_BYTES:]


def associated_data(doctype: str, field: str) -> bytes:
	"""Bind a ciphertext to the column it belongs to, so that it cannot be moved to another."""
	return f"{doctype}:{field}".encode()
