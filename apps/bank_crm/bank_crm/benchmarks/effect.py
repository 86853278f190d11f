"""`./crm benchmark effect`: the purchases of a campaign with a million members put down to it, and counted against its control group.

Makes a campaign of its own for the customers that are there: 95 of 100 were reached by a message, 5 are the control group,
one in ten bought afterwards. The first count puts every purchase down, the second – what the hourly job does from then on
– finds nothing new. Compared with putting purchases down one by one, as each is known, on a sample. The job follows each
synchronisation, every quarter of an hour, for all open campaigns: a minute for one of a million leaves room for
others. Everything is deleted at the end. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import click
import frappe
from frappe.utils import cint

from bank_crm.benchmarks import effect_rows as rows
from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.domain.attribution import credited
from bank_crm.domain.campaign_enums import ResponseKind, TouchRule
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution, products

TARGET_FIRST_S, TARGET_AGAIN_S = 60.0, 30.0
#: Members the targets are for; they grow with the number, never below what starting takes.
OF_MEMBERS, SHORTEST_S = 1_000_000, 5.0


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark effect", description=__doc__)
	parser.add_argument("--size", type=int, default=OF_MEMBERS, help="members of the campaign (%(default)s)")
	parser.add_argument("--sample", type=int, default=500, help="purchases put down one by one (%(default)s)")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	try:
		rows.clear()
		begun = time.perf_counter()
		made = rows.make(options.size)
		click.echo(
			f"{made.members:,} members, {made.buyers:,} bought, after {time.perf_counter() - begun:.0f} s"
		)
		alone = _one_by_one(made, options.sample)
		figures = _count(made, alone, options.size)
	finally:
		frappe.db.rollback()
		rows.clear()
	return report("effect", figures, "one by one", size=options.size)


def _count(made: rows.Made, alone: float, size: int) -> list[Figure]:
	figures = []
	share = size / OF_MEMBERS
	for name, target, new in (("first", TARGET_FIRST_S, made.credited), ("again", TARGET_AGAIN_S, 0)):
		begun = time.perf_counter()
		found = attribution.count(made.campaign, everything=True, commit=True)
		seconds = time.perf_counter() - begun
		if found != new:
			raise click.ClickException(f"{found:,} purchases were put down, {new:,} were to be")
		baseline = alone * made.credited if new else None
		figures.append(
			at_most(
				f"effect of {made.members:,} members counted, {name}",
				seconds,
				"s",
				max(target * share, SHORTEST_S),
				baseline,
			)
		)
	_check(made)
	return figures


def _check(made: rows.Made) -> None:
	"""The counters tell what the members say, and both groups' buyers are all there."""
	campaign = frappe.get_doc("Bank Campaign", made.campaign)
	counted = tallies.recount(made.campaign)
	told = {name: campaign.get(name) for name in ("purchased", "purchase_amount", "participants")}
	wrong = {name: (value, counted[name]) for name, value in told.items() if value != counted[name]}
	trial = (cint(campaign.trial_treated_bought), cint(campaign.trial_control_bought))
	if wrong or trial != (made.credited, made.buyers - made.credited):
		raise click.ClickException(f"figures differ: {wrong}, buyers {trial}")


def _one_by_one(made: rows.Made, sample: int) -> float:
	"""Return the seconds one purchase takes where each is put down by itself; nothing of it stays."""
	campaign = frappe.db.get_value("Bank Campaign", made.campaign, attribution.FIELDS, as_dict=True)
	goods = products.of(campaign)
	found = products.opened(campaign, goods, campaign.started_at.date()).limit(sample).run(as_dict=True)
	bought = [row for row in found if not row.in_control]
	frappe.db.savepoint("one_by_one")
	begun = time.perf_counter()
	for row in bought:
		touches = attribution.touches([made.campaign], [row.customer])[row.customer]
		until = attribution.moment(row.bought)
		touch = credited(
			touches, until, TouchRule(campaign.attribution_touch), cint(campaign.attribution_days)
		)
		reference = responses.Reference(row.doctype, row.name)
		responses.record(
			made.campaign,
			row.customer,
			ResponseKind.PURCHASED,
			touch.at,
			key=f"one by one:{row.name}",
			amount=row.amount,
			reference=reference,
		)
	seconds = time.perf_counter() - begun
	frappe.db.rollback(save_point="one_by_one")
	return seconds / max(len(bought), 1)
