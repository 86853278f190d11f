"""Panels and timeline sources of the customer's page; any module adds its own by a hook.

`bank_customer_panels` and `bank_customer_timeline` in a `hooks.py` name dictionaries of `Panel` by its name
and tuples of `Source`. The page asks those whose DocTypes the user may read and shows no others, so a
module that isn't there leaves no empty box. A panel that returns `Listing` needs no script of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

import frappe

from bank_crm.customer.overview.context import PageContext
from bank_crm.setup import modules

PANEL_HOOK = "bank_customer_panels"
SOURCE_HOOK = "bank_customer_timeline"


@dataclass(frozen=True, slots=True)
class Panel:
	"""One box of the page. `query` returns what its script draws; `reads` are the DocTypes it shows."""

	query: Callable[[PageContext], object]
	reads: tuple[str, ...]


class Row(TypedDict, total=False):
	"""One line of a panel without a script: what it is, a word about it, a day, and where a click leads."""

	title: str
	note: str | None
	status: str | None
	on: date | None
	doctype: str
	name: str
	#: What a new document of `doctype` is to begin with; offered to who may make one, instead of `name`.
	begin: dict[str, str]


class Listing(TypedDict):
	"""What a panel without a script returns; `title` and the words in `rows` are translated already."""

	title: str
	rows: list[Row]


class Entry(TypedDict, total=False):
	"""One moment in the timeline. Codes are stored constants, `context` the DocType they are translated by."""

	kind: str
	at: datetime
	name: str
	doctype: str
	title: str
	context: str
	note: str | None
	text: str | None
	user: str | None
	outcome: str | None
	next_step: str | None
	next_date: date | None


#: Asked for some kinds, entries up to a moment (None: from the latest), and how many at most.
SourceQuery = Callable[[PageContext, frozenset[str], datetime | None, int], list[Entry]]


@dataclass(frozen=True, slots=True)
class Source:
	"""Where entries of some kinds come from; `asked` kinds are shown only if the filter names them."""

	kinds: tuple[str, ...]
	query: SourceQuery
	reads: tuple[str, ...]
	asked: bool = False


def panels() -> dict[str, Panel]:
	"""Return the registered panels the session's user may see, by name."""
	found: dict[str, Panel] = {}
	for path in frappe.get_hooks(PANEL_HOOK):
		found.update(frappe.get_attr(path))
	return {name: panel for name, panel in found.items() if _readable(panel.reads)}


def sources() -> list[Source]:
	"""Return the registered sources of the timeline the session's user may see."""
	found = [source for path in frappe.get_hooks(SOURCE_HOOK) for source in frappe.get_attr(path)]
	return [source for source in found if _readable(source.reads)]


def _readable(doctypes: Iterable[str]) -> bool:
	return all(
		frappe.has_permission(doctype, "read") and not modules.is_off("DocType", doctype)
		for doctype in doctypes
	)
