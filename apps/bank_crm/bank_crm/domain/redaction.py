"""Take sensitive numbers out of a text that was not meant to hold any, such as an error report."""

import re

_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_INTERNATIONAL = re.compile(r"\+\d[\d -]{6,20}\d")
#: Nine or more digits in a row, spaces and hyphens between groups allowed; the last may be an X. A date is none.
_LONG_NUMBER = re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d[ T])\d(?:[ -]?\d){8,22}[\dXx]?(?!\w)")


def redact(text: str) -> str:
	"""Replace e-mail addresses, international phone numbers and long digit runs by their masks.

	Time stamps such as `2026-01-31 10:00:00.123456` stay readable.
	"""
	text = _EMAIL.sub(r"\1***@\2", text)
	text = _INTERNATIONAL.sub(lambda match: f"+****{match.group()[-2:]}", text)
	return _LONG_NUMBER.sub(lambda match: f"****{match.group()[-2:]}", text)
