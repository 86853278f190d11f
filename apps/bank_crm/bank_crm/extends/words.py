"""The words of a language stay in the process from one request to the next.

Frappe keeps them in Redis and reads all of them, some 18,000, whenever a request says one: four of the nineteen
milliseconds of making a work order. They lie in a hash that is thrown away when words may have changed; a stamp beside
them tells whether those the process has are still the ones.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.translate import MERGED_TRANSLATION_KEY

#: No language is called so.
STAMP = "bank_crm_stamp"
#: A site's hash → its stamp, and language → words; nobody changes the words.
_kept: dict[bytes | str, tuple[str, dict[str, Any]]] = {}


def recall() -> None:
	"""`auth_hooks`: give the request the words of earlier ones, if they are still true."""
	key, stamp = _key(), frappe.cache.hget(MERGED_TRANSLATION_KEY, STAMP)
	if stamp is None:
		frappe.cache.hset(MERGED_TRANSLATION_KEY, STAMP, frappe.generate_hash(length=12))
		return
	known, words = _kept.get(key, ("", {}))
	if known == stamp:
		frappe.local.cache[key].update(words)


def remember() -> None:
	"""`after_request`: keep the words this request has read, under the stamp it began with."""
	known, words = _kept.get(_key(), ("", {}))
	read = dict(frappe.local.cache.get(_key()) or {})
	stamp = read.pop(STAMP, None)
	if stamp and read and (stamp != known or read.keys() - words.keys()):
		_kept[_key()] = (stamp, read)


def forget(*_event: object) -> None:
	"""A bank has changed a word of its own (DocType Translation): everybody reads them anew."""
	frappe.cache.hdel(MERGED_TRANSLATION_KEY, STAMP)


def _key() -> bytes | str:
	return frappe.cache.make_key(MERGED_TRANSLATION_KEY)
