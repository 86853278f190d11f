"""One timeline of everything, merged from the registered sources, page by page (CUS-16)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

import frappe
from frappe.utils import get_datetime

from bank_crm.customer.overview import registry
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Source

PAGE = 20


class Cursor(TypedDict):
	"""Where the next page begins: entries up to `until`, of which `skip` at that moment are shown already."""

	until: str
	skip: int


class Timeline(TypedDict):
	"""A page of entries, the kinds there are, full names by user, and the next page's beginning or None."""

	entries: list[Entry]
	kinds: list[str]
	names: dict[str, str]
	next: Cursor | None


def timeline(context: PageContext, kinds: Iterable[str] = (), cursor: Cursor | None = None) -> Timeline:
	"""Return the latest entries of the asked kinds; none asked means all but those shown on demand."""
	offered = registry.sources()
	until = get_datetime(cursor["until"]) if cursor else None
	skip = int(cursor["skip"]) if cursor else 0
	entries: list[Entry] = []
	for source, wanted in _asked(offered, frozenset(kinds)):
		entries += source.query(context, wanted, until, PAGE + skip + 1)
	entries.sort(key=lambda entry: (entry["at"], entry["doctype"], int_or_text(entry["name"])), reverse=True)
	shown = entries[skip : skip + PAGE]
	more = len(entries) > skip + PAGE
	return {
		"entries": shown,
		"kinds": list(dict.fromkeys(kind for source in offered for kind in source.kinds)),
		"names": _names(shown),
		"next": _cursor(shown, until, skip) if more else None,
	}


def int_or_text(name: str) -> tuple[int, str]:
	"""Sort numbers as numbers, as the database does."""
	return (int(name), "") if name.isdigit() else (0, name)


def _asked(offered: Iterable[Source], kinds: frozenset[str]) -> list[tuple[Source, frozenset[str]]]:
	if not kinds:
		return [(source, frozenset(source.kinds)) for source in offered if not source.asked]
	pairs = [(source, kinds & frozenset(source.kinds)) for source in offered]
	return [(source, wanted) for source, wanted in pairs if wanted]


def _cursor(shown: list[Entry], until: datetime | None, skip: int) -> Cursor:
	last = shown[-1]["at"]
	same = sum(entry["at"] == last for entry in shown)
	return {"until": str(last), "skip": same + (skip if last == until else 0)}


def _names(entries: Iterable[Entry]) -> dict[str, str]:
	users = {entry.get("user") for entry in entries} - {None}
	if not users:
		return {}
	user = frappe.qb.DocType("User")
	return dict(frappe.qb.from_(user).select(user.name, user.full_name).where(user.name.isin(users)).run())
