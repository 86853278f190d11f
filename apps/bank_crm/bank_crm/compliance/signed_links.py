"""Links given to people without a log-in: signed, expiring, made for one purpose (SEC-18).

What a link may do, and whether it was used, is kept on the document it names. A link made before the site's key was
changed stays good as long as the old key is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from bank_crm.compliance.keyring import keyring


class LinkExpired(Exception):
	"""The signature is genuine, its time is over."""


class LinkForged(Exception):
	"""Not made by this site for this purpose, or changed since."""


def sign(purpose: str, values: Sequence[str | int]) -> str:
	"""Return a token of letters, digits, `-`, `_` and `.` that carries the values readably."""
	return _serializer(purpose).dumps(list(values))


def read(purpose: str, token: str, *, max_age: int) -> list[str | int]:
	"""Return the values of a token made within `max_age` seconds.

	Raises LinkExpired for an older one, LinkForged for anything else.
	"""
	try:
		values = _serializer(purpose).loads(token, max_age=max_age)
	except SignatureExpired as error:
		raise LinkExpired from error
	except BadData as error:
		raise LinkForged from error
	if not isinstance(values, list):
		raise LinkForged
	return values


def _serializer(purpose: str) -> URLSafeTimedSerializer:
	keys = keyring()
	return URLSafeTimedSerializer(
		[keys[version].links for version in sorted(keys)],  # the last one signs
		salt=f"bank_crm/{purpose}",
		signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
	)
