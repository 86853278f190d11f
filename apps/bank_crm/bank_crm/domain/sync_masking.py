"""What a refused row may still show of its cell: enough to find it, nothing that identifies a person (SEC-11)."""

from __future__ import annotations

import re

_SHOWN = 40
# nine digits or more may be a number of a person, an account or a card; a date has eight
_NUMBER_RUN = re.compile(r"\d(?:[\s-]?\d){8,}")
_MAIL = re.compile(r"\S+@\S+")
_BROKEN = re.compile("[\udc80-\udcff]")


def masked_cell(cell: object, sealed: bool) -> str:
	"""A sealed field's cell shows its shape only: digits as 9, letters as x. Others lose long numbers and mails."""
	if cell is None:
		return ""
	text = _BROKEN.sub("�", str(cell))
	text = "".join(c if c.isprintable() else " " for c in text)
	if sealed:
		text = "".join("9" if c.isdigit() else "x" if c.isalpha() else c for c in text)
	else:
		text = _NUMBER_RUN.sub(lambda found: f"{found.group()[:2]}***", text)
		text = _MAIL.sub("***@***", text)
	return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
