"""Row hashes: whether a row is what it was at the last run."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

_CELL = "\x1f"
_SIZE = 16


def row_hashes(fields: Sequence[str], columns: Sequence[Sequence[str | None]]) -> list[str]:
	"""One 32-digit hex hash for each row of `columns` (one list per field, canonical text or None).

	Sealed fields come in as their blind index (keyed), never raw: a hash over a short number could be guessed back.
	The field names are part of the hash, so that a changed mapping makes every row look changed once.
	"""
	head = blake2b(_CELL.join(fields).encode(), digest_size=_SIZE)
	filled = [[cell or "" for cell in column] if None in column else column for column in columns]
	hashes = []
	for row in zip(*filled):
		digest = head.copy()
		digest.update(_CELL.join(row).encode())
		hashes.append(digest.hexdigest())
	return hashes
