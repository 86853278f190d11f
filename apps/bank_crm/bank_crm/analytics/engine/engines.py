"""Which engine answers a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, Protocol

import frappe
import ibis
from frappe import _
from pypika.queries import QueryBuilder

from bank_crm.analytics.engine import scope as scoping
from bank_crm.analytics.engine import snapshot as snapshots
from bank_crm.analytics.engine.columnar import SnapshotEngine
from bank_crm.analytics.engine.live import LiveEngine
from bank_crm.analytics.engine.tables import CUSTOMER

Choice = Literal["auto", "live", "snapshot"]
#: From this many customers on, a question on every row is the snapshot's; below, MariaDB answers it as fast.
MANY_CUSTOMERS = 20_000


class Engine(Protocol):
	"""What answers expressions over the documented tables."""

	@property
	def name(self) -> str:
		"""Return "live" or "snapshot"."""

	@property
	def as_of(self) -> datetime:
		"""Return the moment the answers are those of, site's time."""

	@property
	def scope(self) -> QueryBuilder | None:
		"""Return the query of the names in the scope table, None without a scope."""

	def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
		"""Answer a table expression."""


class NoSnapshot(frappe.ValidationError):
	"""A snapshot was asked for and there is none."""


def choose(user: str | None, choice: Choice = "auto", *, counting: bool = False) -> Engine:
	"""Return an engine within the scope of `user` (None: the bank itself; `counting`: for figures only).

	"auto" takes the snapshot for a bank with many customers, if one is published. NoSnapshot if "snapshot" is
	asked for and there is none.
	"""
	return over(scoping.customers_query(user, counting=counting), choice)


def over(query: QueryBuilder | None, choice: Choice = "auto", *, of: str = CUSTOMER) -> Engine:
	"""Return an engine whose scope table is filled by `query` with names of the DocType `of`; None for every row."""
	if choice == "live":
		return LiveEngine(query)
	found = snapshots.current()
	if found is not None and (choice == "snapshot" or _is_large(found)):
		return SnapshotEngine(found, query, of)
	if choice == "snapshot":
		raise NoSnapshot(_("No snapshot has been published yet."))
	return LiveEngine(query)


def limited(engine: Engine, seconds: int) -> Engine:
	"""Return the engine with a limit for each question; longer ones end in frappe.QueryTimeoutError. 0 is none."""
	return replace(engine, seconds=seconds)


def _is_large(snapshot: snapshots.Snapshot) -> bool:
	return snapshot.parts["Bank Customer"].rows >= MANY_CUSTOMERS
