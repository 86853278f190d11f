"""The lines around an exported table: who took it, when, under which request (SEC-12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def watermarked(
	heading: Sequence[str], rows: Iterable[Sequence[Any]], mark: str, label: str
) -> Iterator[list[Any]]:
	"""Yield the mark, the heading and the rows, each row with the mark in its last cell, and the mark again.

	A part that is copied out of the file still says whose it was.
	"""
	yield [mark]
	yield [*heading, label]
	for row in rows:
		yield [*row, mark]
	yield [mark]
