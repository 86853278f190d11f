"""In which language something is said: to customers in theirs, on record in the bank's own, whoever the session is."""

from __future__ import annotations

from collections.abc import Iterator
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
