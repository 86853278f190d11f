"""Names by their sound: pinyin on the customer, and how close two of them are."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import frappe
from frappe.model.document import Document
from frappe.query_builder import Case
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.domain.duplicates import ALIKE_FROM, sound_key

CUSTOMER = "Bank Customer"
LONGEST = 140  # characters, the column's length
NAMES_PER_RANGE = 20_000
#: A longer CASE costs more to walk through than another statement.
NAMES_PER_UPDATE = 200


@lru_cache(maxsize=50_000)
def pinyin(name: str) -> str:
	"""Return a name as toneless pinyin, syllables apart; other scripts in lower case as they are."""
	return " ".join(part.strip() for part in lazy_pinyin(name.strip()) if part.strip()).lower()[:LONGEST]


def similarity(one: str, other: str) -> int:
	"""Return how alike two names in pinyin sound, 0 to 100; empty ones are alike to nothing."""
	first, second = sound_key(one), sound_key(other)
	return int(fuzz.ratio(first, second)) if first and second else 0


def alike(keys: list[str], *, only_first: bool = False) -> Iterator[tuple[int, int]]:
	"""Yield the positions of all pairs of sound keys that are alike; empty keys match nothing.

	With `only_first`, only the pairs of the first key with the others.
	"""
	for position, key in enumerate(keys[:1] if only_first else keys[:-1]):
		if not key:
			continue
		rest = keys[position + 1 :]
		close = process.extract(
			key, rest, scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE_FROM, limit=None
		)
		for _key, _score, offset in close:
			yield position, position + 1 + offset


def fill_pinyin(doc: Document, method: str | None = None) -> None:
	"""Keep the pinyin with the name (doc_event before_save)."""
	doc.name_pinyin = pinyin(doc.customer_name or "")


def refresh_pinyin() -> int:
	"""Give every customer whose name came set-based (sync, import) its pinyin; returns how many were changed."""
	customer = frappe.qb.DocType(CUSTOMER)
	after, changed = "", 0
	while True:
		rows = (
			frappe.qb.from_(customer)
			.select(customer.name, customer.customer_name, customer.name_pinyin)
			.where(customer.name > after)
			.orderby(customer.name)
			.limit(NAMES_PER_RANGE)
		).run()
		if not rows:
			return changed
		after = rows[-1][0]
		wanted = ((name, pinyin(shown or ""), stored) for name, shown, stored in rows)
		changed += _store([(name, sound) for name, sound, stored in wanted if sound != (stored or "")])
		checkpoint()  # batch job, each range stands for itself


def _store(sounds: list[tuple[str, str]]) -> int:
	customer = frappe.qb.DocType(CUSTOMER)
	for chunk in _chunks(sounds, NAMES_PER_UPDATE):
		value = Case()
		for name, sound in chunk:
			value = value.when(customer.name == name, sound)
		(
			frappe.qb.update(customer)
			.set(customer.name_pinyin, value)
			.where(customer.name.isin([name for name, _sound in chunk]))
		).run()
	return len(sounds)


def _chunks(items: list[tuple[str, str]], size: int) -> Iterable[list[tuple[str, str]]]:
	return (items[start : start + size] for start in range(0, len(items), size))
