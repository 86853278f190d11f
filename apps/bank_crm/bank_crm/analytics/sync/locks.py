"""One run at a time for each source: a named lock of the database, gone with the connection that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import frappe
from pypika import CustomFunction

_get_lock = CustomFunction("GET_LOCK", ["name", "seconds"])
_release_lock = CustomFunction("RELEASE_LOCK", ["name"])


class SourceBusy(Exception):
	"""Another process is running this source."""


def lock_name(source: str) -> str:
	"""Locks are the whole server's, so the name holds the site's database too; at most 64 characters."""
	return "bank_sync_" + blake2b(f"{frappe.conf.db_name}\n{source}".encode(), digest_size=16).hexdigest()


@contextmanager
def source_lock(source: str, wait_seconds: int = 0) -> Iterator[None]:
	"""Hold the source's lock for the block. A killed process loses it as soon as the server notices. SourceBusy."""
	name = lock_name(source)
	((taken,),) = frappe.qb.select(_get_lock(name, wait_seconds)).run()
	if not taken:
		raise SourceBusy(source)
	try:
		yield
	finally:
		frappe.qb.select(_release_lock(name)).run()
