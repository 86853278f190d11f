"""Take sensitive numbers out of a text that was not meant to hold any, such as an error report."""

import re

# The neighbours are spelled out in ASCII: in Python's \w a Chinese character next to a number counts as part of it.
_EMAIL = re.compile(
	r"(?<![A-Za-z0-9_.+-])([A-Za-z0-9_.+-])[A-Za-z0-9_.+-]*@([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"
)
_INTERNATIONAL = re.compile(r"\+\d[\d -]{6,20}\d")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9_])[A-Z]\d{8}(?![A-Za-z0-9_])")
#: Nine or more digits in a row, spaces and hyphens between groups allowed; the last may be an X. A date is none.
_LONG_NUMBER = re.compile(
	r"(?<![A-Za-z0-9_.])(?!\d{4}-\d\d-\d\d[ T])\d(?:[ -]?\d){8,22}[\dXx]?(?![A-Za-z0-9_])"
)


def redact(text: str) -> str:
	"""Replace e-mail addresses, international phone numbers and long digit runs by their masks.

	Time stamps such as `2026-01-31 10:00:00.123456` stay readable.
	"""
	text = _EMAIL.sub(r"\1***@\2", text)
	text = _INTERNATIONAL.sub(lambda match: f"+****{match.group()[-2:]}", text)
	for pattern in (_PASSPORT, _LONG_NUMBER):
		text = pattern.sub(lambda match: f"****{match.group()[-2:]}", text)
	return text
