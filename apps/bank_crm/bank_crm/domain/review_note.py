"""The review of a campaign (复盘): what somebody still has to write is marked, and a note with marks is not finished."""

from __future__ import annotations

import re

#: Encloses what is to be replaced; no sign people use otherwise.
OPEN, CLOSE = "〔", "〕"
_PLACE = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def place(hint: str) -> str:
	"""Return a place to be filled in."""
	return f"{OPEN}{hint}{CLOSE}"


def unfinished(note: str) -> list[str]:
	"""Return the places of a note nobody has filled in."""
	return [found[1:-1] for found in _PLACE.findall(note)]
