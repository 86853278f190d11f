"""In which language something is said: to customers in theirs, on record in the bank's own, whoever the session is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import frappe


def bank_language() -> str:
	"""Return the language the bank keeps its records in."""
	return frappe.db.get_default("lang") or "en"


@contextmanager
def speaking(language: str | None = None) -> Iterator[None]:
	"""Translate into a language within the block, the bank's own if none is given."""
	before = frappe.local.lang
	frappe.local.lang = language or bank_language()
	try:
		yield
	finally:
		frappe.local.lang = before


def listed(words: Iterable[str], language: str | None = None) -> str:
	"""Return words one after the other, as the language sets them apart.

	The framework strips what it translates, so the separator cannot be a text of its own.
	"""
	separator = "、" if (language or frappe.local.lang or "").startswith("zh") else ", "
	return separator.join(words)
