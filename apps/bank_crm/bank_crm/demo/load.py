"""Loading the generated bank into a site: once, chunk by chunk, going on where it was stopped."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import frappe
from frappe import _
from frappe.utils import getdate, today

from bank_crm.compliance.sealing import SEALED_FIELDS, seal_many
from bank_crm.demo import (
	benefits,
	bulk,
	campaign_effect,
	contacts,
	deals,
	families,
	first_night,
	journeys,
	sales,
	service,
	state,
	voices,
)
from bank_crm.demo.chunk import make_chunk
from bank_crm.demo.logins import demo_password
from bank_crm.demo.naming import reserve_names
from bank_crm.demo.organisation import Organisation, build_organisation
from bank_crm.demo.plan import DEFAULT_SEED, Plan
from bank_crm.demo.rows import Context, Naming, tables
from bank_crm.demo.site import complete_setup
from bank_crm.demo.staff import create_bank, user_name
from bank_crm.retrying import again_after_deadlock
from bank_crm.speaking import speaking

DEFAULT_SIZE = 5_000
PROCESSES = 2


def run(
	size: int | None = None,
	*,
	seed: int = DEFAULT_SEED,
	password: str | None = None,
	today: date | str | None = None,
	processes: int = PROCESSES,
	beside_others: bool = False,
) -> dict[str, int]:
	"""Load a bank of `size` customers (hook `bench_demo`); returns the rows written by this call.

	A bank that is loaded stays as it is; one that was interrupted is gone on with. Without a size that is
	all, or 5,000 customers for a site that has none. `today` is the day the data is fresh for, by default
	the site's. A site with customers of its own gets a demo bank only if `beside_others` says so.
	Raises ValidationError if a bank of another size or seed was begun here.
	"""
	if not beside_others and state.read_plan() is None and frappe.db.count("Bank Customer"):
		print(_("This site has customers of its own: no demo bank was loaded."), flush=True)
		return {}
	plan, naming = _begin(size, seed, _day(today), password)
	if not frappe.flags.in_test:
		bulk.allow_local_files()
	families.begin(plan, naming.customer)
	_commit()
	missing = sorted(set(range(plan.chunk_count)) - state.loaded_chunks())
	rows = {} if state.is_done() and not missing else _load_all(plan, naming, missing, processes)
	_add_families(plan, naming, rows)
	_add(rows, contacts.add(plan, naming.customer))
	_add(rows, service.add(plan, naming.customer))
	with speaking():
		_add(rows, voices.add(plan, naming.customer))
	_add(rows, sales.add(plan, naming.customer))
	_add(rows, benefits.add(plan, naming.customer))
	_add(rows, journeys.add(plan))
	_add(rows, campaign_effect.add(plan, naming.customer))
	_add(rows, deals.add(plan, naming.customer))
	if not state.is_done():
		_add(rows, first_night.add(plan.today))
		state.mark_done()
	_commit()
	return rows


def _add_families(plan: Plan, naming: Naming, total: dict[str, int]) -> None:
	"""Relations for the chunks that came without: those of a bank an earlier version has loaded."""
	without = families.missing_chunks(plan)
	if not without:
		return
	bank, begun = build_organisation(plan), time.monotonic()
	for done, number in enumerate(without, start=1):
		_add(total, families.add_to_chunk(plan, families.begin(plan, naming.customer), bank, number))
		_commit()
		_report(done, without, total, begun)


def _day(given: date | str | None) -> date:
	return getdate(given or today())


def _begin(size: int | None, seed: int, day: date, password: str | None) -> tuple[Plan, Naming]:
	"""The plan begun earlier, or the wanted one with its names reserved and its staff in place."""
	kept = state.read_plan()
	if kept:
		if (kept[0].size, kept[0].seed) != (size or kept[0].size, seed):
			frappe.throw(
				_(
					"This site has a demo bank of {0} customers already; make another site for another one."
				).format(kept[0].size)
			)
		return kept
	wanted = Plan.for_size(size or DEFAULT_SIZE, day, seed)
	complete_setup()
	create_bank(build_organisation(wanted), password or demo_password())
	naming = reserve_names(wanted)
	state.keep_plan(wanted, naming)
	_commit()
	return wanted, naming


def _load_all(plan: Plan, naming: Naming, missing: list[int], processes: int) -> dict[str, int]:
	"""Load the missing chunks, in this process if it is one or a test, else in parallel."""
	total: dict[str, int] = {}
	begun = time.monotonic()
	if frappe.flags.in_test or len(missing) == 1 or processes == 1:
		bank = build_organisation(plan)
		results = (load_chunk(plan, naming, bank, number) for number in missing)
		for done, rows in enumerate(results, start=1):
			_add(total, rows)
			_report(done, missing, total, begun)
		return total
	with ProcessPoolExecutor(
		processes,
		mp_context=get_context("spawn"),
		initializer=_connect,
		initargs=(frappe.local.site, frappe.local.sites_path),
	) as pool:
		for done, rows in enumerate(pool.map(_load_in_worker, missing), start=1):
			_add(total, rows)
			_report(done, missing, total, begun)
	# The workers' commits are seen from a new transaction on only.
	frappe.db.rollback()
	return total


def load_chunk(plan: Plan, naming: Naming, bank: Organisation, number: int) -> dict[str, int]:
	"""Generate one chunk, insert it and stamp it, in one transaction; returns rows by DocType."""
	context = Context(
		bank=bank,
		users=[user_name(employee) for employee in bank.staff],
		tiers=_tiers(),
		naming=naming,
		kinds=SEALED_FIELDS,
		seal=seal_many,
	)
	data = make_chunk(plan.chunk(number), bank)
	rows = {sheet.doctype: bulk.insert(sheet) for sheet in tables(data, context)}
	_add(rows, families.insert(data.chunk, data.people, data.kin, families.begin(plan, naming.customer)))
	state.stamp_chunk(number, sum(rows.values()))
	_commit()
	return rows


def _tiers() -> list[tuple[float, str]]:
	rows = frappe.get_all("Bank Customer Tier", fields=["min_aum", "name"], order_by="min_aum asc")
	return [(float(row.min_aum or 0), row.name) for row in rows]


def _connect(site: str, sites_path: str) -> None:
	"""Start of a worker process."""
	frappe.init(site, sites_path=sites_path)
	frappe.connect()
	bulk.allow_local_files()


def _load_in_worker(number: int) -> dict[str, int]:
	plan, naming = state.read_plan()
	bank = build_organisation(plan)
	return again_after_deadlock(lambda: load_chunk(plan, naming, bank, number))


def _add(total: dict[str, int], rows: dict[str, int]) -> None:
	for doctype, count in rows.items():
		total[doctype] = total.get(doctype, 0) + count


def _report(done: int, missing: list[int], total: dict[str, int], begun: float) -> None:
	seconds = time.monotonic() - begun
	rows = sum(total.values())
	print(
		f"{done}/{len(missing)} · {rows:,} rows · {seconds:,.0f} s · {rows / max(seconds, 0.001):,.0f} rows/s",
		flush=True,
	)


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job: each chunk with its stamp stands for itself
