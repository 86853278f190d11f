"""`./crm benchmark tiers`: every customer's tier by the set-based evaluation, beside the same rule document by document.

Works on the customers the site has, as the nightly job does, so it commits: the tiers are put aside and emptied first,
and put back at the end; after a benchmark that was killed the next one does that. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import click
import frappe
from frappe.query_builder.functions import Max
from pypika import Table
from pypika.terms import NullValue

from bank_crm.benchmarks.figures import Figure, at_least, at_most, report
from bank_crm.customer.spans import Span, over_spans
from bank_crm.customer.tiers import evaluation, history, standing
from bank_crm.domain.customer_enums import TierReason

CUSTOMER = "Bank Customer"
CHANGE = "Bank Tier Change"
ASIDE = "Bank Benchmark Tiers"  # a table only
COLUMNS = (
	"tier",
	"tier_source",
	"tier_locked_until",
	"tier_override_reason",
	"tier_watch_since",
	"tier_months_below",
)
TARGET_RATIO = 200
TARGET_SECONDS = 60
_MILLION = 1_000_000
#: The wait for the server's clearing away ends at so few transactions, or after so many seconds.
_PURGED, _PURGE_SECONDS = 20, 120


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark tiers", description=__doc__)
	parser.add_argument("--sample", type=int, default=300, help="customers evaluated document by document")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	_put_back()
	_put_aside()
	try:
		_wait_for_purge()
		figures = _measure(options.sample)
	finally:
		frappe.db.rollback()
		_put_back()
	return report("tiers", figures, "document by document", sample=options.sample)


def _measure(sample: int) -> list[Figure]:
	names = frappe.get_all(CUSTOMER, pluck="name", order_by="name asc", limit=sample)
	if not names:
		raise click.ClickException("the site has no customers; load a demo bank first")
	_by_documents(names[:5])  # caches are warm for both
	started = time.perf_counter()
	decided = _by_documents(names)
	each = (time.perf_counter() - started) / len(names)

	# as on the first night: everybody gets a tier and a line of history
	started = time.perf_counter()
	first = evaluation.evaluate(commit=True)
	first_seconds = time.perf_counter() - started
	_compare(decided)
	# as on any other night
	started = time.perf_counter()
	evaluation.evaluate(commit=True)
	again_seconds = time.perf_counter() - started

	customers = first.customers
	target = TARGET_SECONDS * max(1.0, customers / _MILLION)
	return [
		at_most(f"{customers:,} customers, {first.changes:,} moved", first_seconds, "s", target),
		at_most(f"{customers:,} customers again, none moves", again_seconds, "s", target),
		at_least("customers a second", customers / first_seconds, "1/s", 1 / each, TARGET_RATIO),
	]


def _put_aside() -> None:
	customer, change = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(CHANGE)
	newest = frappe.qb.from_(change).select(Max(change.name)).as_("newest")
	kept = frappe.qb.from_(customer).select(
		customer.name.as_("customer"), newest, *(customer[column].as_(f"old_{column}") for column in COLUMNS)
	)
	making = frappe.qb.create_table(f"tab{ASIDE}").as_select(kept)
	frappe.db.sql_ddl(str(making))

	def empty(span: Span) -> None:
		(
			frappe.qb.update(customer)
			.set(customer.tier, NullValue())
			.set(customer.tier_source, "")
			.where(span(customer.name))
		).run()

	over_spans(empty, commit=True)


def _wait_for_purge() -> None:
	"""Until the server has cleared away what emptying a million rows left behind: no real first night begins with it."""
	until = time.monotonic() + _PURGE_SECONDS
	while time.monotonic() < until and _left_to_purge() > _PURGED:
		time.sleep(1)


def _left_to_purge() -> int:
	"""Transactions whose old row versions are still kept."""
	status = Table("GLOBAL_STATUS", schema="information_schema")
	query = frappe.qb.from_(status).select(status.VARIABLE_VALUE)
	return int(query.where(status.VARIABLE_NAME == "INNODB_HISTORY_LIST_LENGTH").run()[0][0])


def _put_back() -> None:
	"""Make everything as it was before, if a benchmark has changed it."""
	if f"tab{ASIDE}" not in frappe.db.get_tables(cached=False):
		return
	customer, change, aside = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(CHANGE), frappe.qb.DocType(ASIDE)
	newest = frappe.qb.from_(aside).select(Max(aside.newest)).run()[0][0] or 0

	def restore(span: Span) -> None:
		query = frappe.qb.update(customer).inner_join(aside).on(aside.customer == customer.name)
		for column in COLUMNS:
			query = query.set(customer[column], aside[f"old_{column}"])
		query.where(span(customer.name) & span(aside.customer)).run()

	over_spans(restore, commit=True)
	over_spans(
		lambda span: (
			frappe.qb.from_(change).delete().where(span(change.customer) & (change.name > newest)).run()
		),
		commit=True,
	)
	dropping = frappe.qb.drop_table(f"tab{ASIDE}")
	frappe.db.sql_ddl(str(dropping))


def _by_documents(names: Sequence[str]) -> dict[str, str | None]:
	"""The rule as a controller would apply it: the document, its figures, the decision, and storing it."""
	decided: dict[str, str | None] = {}
	for name in names:
		doc = frappe.get_doc(CUSTOMER, name)
		decision = standing.decide_one(doc.name)
		decided[name] = decision.tier
		if decision.is_change:
			frappe.db.savepoint("tier_benchmark")
			history.record(doc.as_dict(), decision.tier, TierReason.INITIAL, "benchmark")
			doc.db_set("tier", decision.tier, update_modified=False)
			frappe.db.rollback(save_point="tier_benchmark")
	return decided


def _compare(decided: dict[str, str | None]) -> None:
	"""Both ways must have said the same, or the figures compare nothing."""
	found = dict(
		frappe.get_all(
			CUSTOMER, filters={"name": ("in", list(decided))}, fields=["name", "tier"], as_list=True
		)
	)
	differing = [name for name, tier in decided.items() if found[name] != tier]
	if differing:
		raise click.ClickException(f"sets and documents disagree about {len(differing)} customers")
