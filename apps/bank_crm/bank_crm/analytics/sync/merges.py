"""Customers merged while a run is at work: what it brings goes to the one that was kept (CUS-13, INT-01).

A merge moves what is committed, and a run has named its rows' customers long before it writes them. A merge under way
is waited for, its record being locked until it ends; one that begins later moves what the run has committed itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion

from bank_crm.analytics.sync import naming, runs
from bank_crm.analytics.sync.applying import apply_behind, turns_of
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.context import CHANGED, LINKED, PartContext
from bank_crm.customer.duplicates import ledger
from bank_crm.customer.duplicates.links import Reference, references
from bank_crm.customer.duplicates.merge import CUSTOMER, MERGE, lock
from bank_crm.customer.rollup import refresh_customers
from bank_crm.customer.tiers.evaluation import evaluate
from bank_crm.domain.customer_enums import MergeState
from bank_crm.domain.sync_types import SyncEntity

RECORD, ACCOUNT = "Bank Source Record", "Bank Customer Account"
#: Before the run: a merge may have been under way, and a run that failed left rows behind.
BEFORE = timedelta(days=1)


def follow_customers(context: PartContext, last_row: int) -> None:
	"""Apply what the part has for customers merged meanwhile to those that were kept; called when it has been applied."""
	if context.entity is not SyncEntity.CUSTOMER:
		return
	since = _settled(context)
	turn = turns_of(context)
	if since is not None and turn and _redirect(context, since, turn + 1):
		naming.give_turns(context, after=turn)
		apply_behind(context, last_row, turn)


def move_late_rows(context: PartContext) -> int:
	"""Let the merges of the time move what was written under a merged customer's name since; returns how many rows."""
	if context.entity in (SyncEntity.BRANCH, SyncEntity.PRODUCT):
		return 0
	since = _settled(context)
	if since is None:
		return 0
	written = {context.spec.doctype, RECORD, ACCOUNT} - {CUSTOMER}
	links = [link for link in references() if link.doctype in written]
	moved = 0
	touched: set[str] = set()
	for name, kept, merged in _with_rows(links, since):
		lock(kept, merged)
		if frappe.db.get_value(MERGE, name, "state", for_update=True) == MergeState.MERGED.value:
			late = ledger.move_late(ledger.Move(name, source=merged, target=kept), links)
			moved += late
			touched |= {kept, merged} if late else set()
		checkpoint()  # batch job; nobody is to wait for the next merge's rows
	if touched:
		refresh_customers(sorted(touched), commit=True)
		evaluate(sorted(touched), commit=True)
	return moved


def _settled(context: PartContext) -> datetime | None:
	"""Wait until no merge of the time is under way; returns since when there are any, None without one."""
	started = frappe.db.get_value(runs.RUN, context.run, "started_at")
	since = get_datetime(started) - BEFORE
	merge = frappe.qb.DocType(MERGE)
	found = frappe.qb.from_(merge).select(merge.name).where(_of_the_time(merge, since)).for_update().run()
	checkpoint()  # lets the merges go again, and what follows sees what they did
	return since if found else None


def _of_the_time(merge: Table, since: datetime) -> Criterion:
	return (merge.merged_at >= since) & (merge.state == MergeState.MERGED.value)


def _redirect(context: PartContext, since: datetime, turn: int) -> int:
	"""Name the kept customer on the part's rows of a merged one, in a turn of their own; returns how many rows."""
	match, merge, customer = context.match, frappe.qb.DocType(MERGE), frappe.qb.DocType(CUSTOMER)
	(
		frappe.qb.update(match)
		.join(merge)
		.on(merge.merged_customer == match.m_target)
		.join(customer)
		.on(customer.name == merge.merged_customer)
		.set(match.m_target, customer.merged_into)
		.set(match.m_place, turn)
		.where(_of_the_time(merge, since) & (customer.merged_into != ""))
		.where(match.m_state.isin([CHANGED, LINKED]))
	).run()
	return frappe.db._cursor.rowcount


def _with_rows(links: list[Reference], since: datetime) -> list[tuple[str, str, str]]:
	"""(merge, kept, merged) of those whose merged customer is named by a row again, the earliest first."""
	found: dict[str, tuple[datetime, str, str]] = {}
	for link in links:
		for name, kept, merged, at in _named_again(link, since).run():
			found[str(name)] = (at, kept, merged)
	ordered = sorted(found.items(), key=lambda item: item[1])
	return [(name, kept, merged) for name, (_at, kept, merged) in ordered]


def _named_again(link: Reference, since: datetime) -> QueryBuilder:
	merge, table = frappe.qb.DocType(MERGE), link.table
	same = table[link.field] == merge.merged_customer
	if link.type_field:
		same &= table[link.type_field] == CUSTOMER
	return (
		frappe.qb.from_(merge)
		.join(table)
		.on(same)
		.select(merge.name, merge.customer, merge.merged_customer, merge.merged_at)
		.distinct()
		.where(_of_the_time(merge, since))
	)
