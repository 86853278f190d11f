"""`./crm benchmark tiers`: every customer's tier by the set-based evaluation, beside the same rule document by document.

Works on the customers the site has, in one transaction that is rolled back: the tiers are emptied first, and nothing of
it stays. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click
import frappe
from pypika.terms import NullValue

from bank_crm.customer.tiers import evaluation, history, standing
from bank_crm.domain.customer_enums import TierReason

CUSTOMER = "Bank Customer"
TARGET_RATIO = 200
TARGET_SECONDS = 60
_MILLION = 1_000_000


@dataclass(frozen=True)
class Figure:
	"""One measured number; `ratio` compares with `baseline`, `ok` with `target`, None where there is none."""

	name: str
	value: float
	unit: str
	baseline: float | None = None
	ratio: float | None = None
	target: float | None = None
	ok: bool | None = None


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark tiers", description=__doc__)
	parser.add_argument("--sample", type=int, default=300, help="customers evaluated document by document")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	try:
		figures = _measure(options.sample)
	finally:
		frappe.db.rollback()
	for figure in figures:
		_say(figure)
	click.echo(
		json.dumps({"name": "tiers", "figures": [asdict(f) for f in figures], "cores": os.cpu_count()})
	)
	return 0 if all(figure.ok is not False for figure in figures) else 1


def _measure(sample: int) -> list[Figure]:
	names = frappe.get_all(CUSTOMER, pluck="name", order_by="name asc", limit=sample)
	if not names:
		raise click.ClickException("the site has no customers; load a demo bank first")
	customer = frappe.qb.DocType(CUSTOMER)
	# as on the first night: everybody gets a tier and a line of history
	frappe.qb.update(customer).set(customer.tier, NullValue()).set(customer.tier_source, "").run()
	_by_documents(names[:5])  # caches are warm for both
	started = time.perf_counter()
	decided = _by_documents(names)
	each = (time.perf_counter() - started) / len(names)

	started = time.perf_counter()
	first = evaluation.evaluate()
	first_seconds = time.perf_counter() - started
	_compare(decided)
	started = time.perf_counter()
	evaluation.evaluate()
	again_seconds = time.perf_counter() - started

	customers = first.customers
	ratio = each / (first_seconds / customers)
	target = TARGET_SECONDS * max(1.0, customers / _MILLION)
	return [
		Figure(
			f"{customers:,} customers, {first.changes:,} moved",
			round(first_seconds, 1),
			"s",
			target=target,
			ok=first_seconds <= target,
		),
		Figure(f"{customers:,} customers again, none moves", round(again_seconds, 1), "s"),
		Figure(
			"customers a second",
			round(customers / first_seconds, 1),
			"1/s",
			round(1 / each, 1),
			round(ratio, 1),
			TARGET_RATIO,
			ratio >= TARGET_RATIO,
		),
	]


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


def _say(figure: Figure) -> None:
	text = f"{figure.name}: {figure.value:,} {figure.unit}"
	if figure.baseline is not None:
		text += f" · document by document {figure.baseline:,} · {figure.ratio:,}×"
	if figure.target is not None:
		text += f" · target {figure.target:,} · {'met' if figure.ok else 'MISSED'}"
	click.echo(text)
