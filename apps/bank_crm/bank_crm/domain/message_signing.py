"""How the bank and a gateway sign what they tell each other (INT-06): HMAC-SHA256 over time and body."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta, timezone

#: A signed message is believed for so long; an older one may be somebody's copy.
VALID = timedelta(minutes=5)
TIMESTAMP, SIGNATURE, KEY = "X-Bank-Timestamp", "X-Bank-Signature", "X-Bank-Key"


def sign(secret: str, timestamp: str, body: bytes) -> str:
	"""Return the signature of a body sent at `timestamp` (whole seconds since 1970, as text)."""
	return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


def is_genuine(secret: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
	"""Tell whether a signature is right and not older (or newer) than five minutes; no secret believes nobody.

	`now` has a time zone.
	"""
	if not secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
		return False
	sent = datetime.fromtimestamp(int(timestamp), timezone.utc)
	if abs(now - sent) > VALID:
		return False
	return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())
