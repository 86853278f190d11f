"""`./crm benchmark reports`: the standard reports as administrator, branch manager and relationship manager, and their growth.

Whole requests of the Desk are answered in this process by the web application, session and JSON included. Beside each
report about all customers or bookings the same figures the way a script without the engine counts them: a sample of the
rows by `get_all`, added up in Python and taken as often as there are rows. Growth is measured against the branch whose
customers are nearest to a tenth of the bank's – or, with `--beside FILE`, against what this benchmark told of a smaller
bank (its last line). Nothing is changed but for a snapshot, published where there is none. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import frappe
from frappe.query_builder.functions import Abs, Count
from frappe.utils import add_months, get_first_day, today

from bank_crm.analytics.engine import publish, snapshot
from bank_crm.benchmarks.browser import Browser, report_of
from bank_crm.benchmarks.figures import Figure, at_most, p95_of, report
from bank_crm.benchmarks.scope import branch_manager, relationship_manager
from bank_crm.permissions import branches, scope

TARGET_MS, TARGET_CARD_MS, TARGET_RATIO = 2_000.0, 1_000.0, 10.0
#: What a growth of ten times the rows may take more than ten times the time, for noise.
TOLERANCE = 1.2
#: Below this a request is mostly the framework's own work, and says nothing about growth.
LEAST_MS = 50.0
SAMPLE = 20_000
TRANSACTION, SNAPSHOT = "Bank Customer Transaction", "Bank Asset Snapshot"
ADMINISTRATOR, LEADER, MANAGER = "administrator", "branch manager", "manager"
EVERYBODY = (ADMINISTRATOR, LEADER, MANAGER)


@dataclass(frozen=True, slots=True)
class Measured:
	"""One report with its filters: who opens it, and which rows it adds up (for growth and the baseline)."""

	name: str
	title: str
	filters: dict[str, object] = field(default_factory=dict)
	who: tuple[str, ...] = EVERYBODY
	grows: bool = False
	counted: str = ""


REPORTS = (
	Measured("asset trend", "Bank Asset Trend", grows=True, counted=SNAPSHOT),
	Measured(
		"asset loss", "Bank Asset Trend", {"show": "Asset-Loss Customers"}, grows=True, counted=SNAPSHOT
	),
	Measured("wealth sales", "Bank Wealth Sales Trend", grows=True, counted=TRANSACTION),
	Measured("activity", "Bank Customer Activity", grows=True, counted=scope.CUSTOMER),
	Measured("activity by month", "Bank Customer Activity", {"by": "month"}, grows=True, counted=TRANSACTION),
	Measured("fund flow", "Bank Fund Flow", grows=True, counted=TRANSACTION),
	Measured("fund flow by tier", "Bank Fund Flow", {"by": "tier"}, grows=True, counted=TRANSACTION),
	Measured("consumption", "Bank Fund Flow", {"show": "Consumption"}, grows=True, counted=TRANSACTION),
	Measured("destinations", "Bank Fund Flow", {"by": "counterparty"}, (MANAGER,)),
	Measured("completeness", "Bank Customer Completeness", grows=True, counted=scope.CUSTOMER),
	Measured("files not reviewed", "Bank Key Customers to Review", grows=True),
	Measured("satisfaction", "Bank Service Satisfaction"),
	Measured("sales performance", "Bank Sales Performance"),
	Measured("staff performance", "Bank Staff Performance"),
	Measured("campaign return", "Bank Campaign ROI"),
	Measured("campaign effect", "Bank Campaign Effect"),
	Measured("conversion", "Bank Audience Conversion"),
	Measured("export register", "Bank Export Register"),
	Measured("quarterly audit", "Bank Quarterly Audit", who=(ADMINISTRATOR,)),
	Measured("synchronisation log", "Bank Synchronisation Log", who=(ADMINISTRATOR,)),
	Measured("system usage", "Bank System Usage", who=(ADMINISTRATOR, LEADER)),
)


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark reports", description=__doc__)
	parser.add_argument("--times", type=int, default=10, help="requests of each kind (%(default)s)")
	parser.add_argument(
		"--limit", type=float, default=60, help="seconds a report may take in all (%(default)s)"
	)
	parser.add_argument("--beside", type=Path, help="what this benchmark told of a smaller bank")
	parser.add_argument("--only", help="reports whose name holds this")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	smaller = _told(options.beside) if options.beside else None
	chosen = [one for one in REPORTS if not options.only or options.only in one.name]
	if not chosen:
		raise click.ClickException(f"no report is called like {options.only}")
	seconds = _publish()
	manager, _own = relationship_manager()
	leader, below = branch_manager()
	customers = frappe.db.count(scope.CUSTOMER)
	tenth, share = _tenth(customers)
	with Browser("Administrator") as everything, Browser(leader) as branch, Browser(manager) as own:
		browsers = dict(zip(EVERYBODY, (everything, branch, own), strict=True))
		asking = _Asking(browsers, options.times, options.limit)
		naive = _naive([one for one in chosen if one.counted])
		figures = [figure for one in chosen for figure in asking.times_of(one, naive)]
		if smaller is None:
			figures += asking.growth_by_branch([one for one in chosen if one.grows], tenth, share)
		else:
			figures += _growth(asking.administrators, smaller, customers)
		figures += asking.cards()
	return report(
		"reports",
		figures,
		"by get_all and Python",
		customers=customers,
		transactions=frappe.db.count(TRANSACTION),
		branch_managers_customers=below,
		publishing_seconds=seconds,
		p95=asking.administrators,
	)


def _publish() -> float | None:
	"""A snapshot there is in daily work; a bench may have none, or one from before its bank was loaded."""
	found = snapshot.current()
	if found and found.parts[scope.CUSTOMER].rows == frappe.db.count(scope.CUSTOMER):
		return None
	started = time.perf_counter()
	publish.publish()
	return round(time.perf_counter() - started, 1)


def _tenth(customers: int) -> tuple[str, float]:
	"""The branch with those below it whose customers are nearest to a tenth, and their share of the bank's."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	home, below = (frappe.qb.DocType("Bank Branch").as_(name) for name in ("home", "below"))
	found = (
		frappe.qb.from_(home)
		.inner_join(below)
		.on(branches.within(below, home))
		.inner_join(customer)
		.on(customer.branch == below.name)
		.select(home.name, Count("*"))
		.groupby(home.name)
		.orderby(Abs(Count("*") - customers / 10))
		.limit(1)
	).run()
	if not found:
		raise click.ClickException("the site has no bank to measure on; load a demo bank first")
	return found[0][0], found[0][1] / customers


@dataclass
class _Asking:
	"""Requests of the three people; a report that takes too long is asked fewer times, one that fails is named."""

	browsers: dict[str, Browser]
	times: int
	limit: float
	#: Report → what it took the administrator, p95 in ms.
	administrators: dict[str, float] = field(default_factory=dict)

	def p95(self, one: Measured, who: str, **more: object) -> float:
		"""Milliseconds that 95 of 100 requests stay below; the first fills caches."""
		form = report_of(one.title, {**one.filters, **more})
		until = time.perf_counter() + self.limit
		taken: list[float] = []
		try:
			self.browsers[who].get(form)
			while not taken or (len(taken) < self.times and time.perf_counter() < until):
				taken.append(self.browsers[who].get(form))
		except Exception as error:
			raise click.ClickException(f"{one.name} ({one.title}) as {who}: {error}") from error
		return p95_of(taken)

	def times_of(self, one: Measured, naive: dict[str, float]) -> list[Figure]:
		"""The times of one report, each held to its target."""
		figures = []
		for who in one.who:
			taken = self.p95(one, who)
			if who == ADMINISTRATOR:
				self.administrators[one.name] = round(taken, 1)
			beside = naive.get(one.name) if who == ADMINISTRATOR else None
			figures.append(at_most(f"{one.name} as {who}, p95", taken, "ms", TARGET_MS, beside))
			click.echo(f"{one.name} as {who}: {taken:,.0f} ms")
		return figures

	def growth_by_branch(self, chosen: list[Measured], branch: str, share: float) -> list[Figure]:
		"""All against the branch nearest to a tenth, as if it were exactly one."""
		figures = []
		for one in chosen:
			small = self.p95(one, ADMINISTRATOR, branch=branch)
			figures.append(_ratio(one.name, self.administrators[one.name], small, 1 / share))
		return figures

	def cards(self) -> list[Figure]:
		"""The first number of the dashboard, which is asked for alone."""
		names = frappe.get_all(
			"Number Card",
			{"module": ("in", ("Customer", "Analytics")), "is_standard": 1},
			pluck="name",
			order_by="name",
		)
		if not names:
			return []
		taken = []
		for name in names:
			doc = frappe.get_doc("Number Card", name)
			form = {
				"cmd": "frappe.desk.doctype.number_card.number_card.get_result",
				"doc": doc.as_json(),
				"filters": doc.filters_json or "[]",
			}
			if doc.type == "Custom":
				form = {"cmd": doc.method, "filters": doc.filters_json or "{}"}
			elif doc.type != "Document Type":
				continue
			self.browsers[ADMINISTRATOR].get(form)
			taken.append((self.browsers[ADMINISTRATOR].get(form), name))
		if not taken:
			return []
		slowest, name = max(taken)
		return [at_most(f"slowest number of the dashboards ({name})", slowest, "ms", TARGET_CARD_MS)]


def _ratio(name: str, large: float, small: float, times: float) -> Figure:
	"""How many times longer it takes for how many times the rows; held to ten for ten, with a tolerance."""
	ratio = large / max(small, LEAST_MS)
	target = max(TARGET_RATIO, times) * TOLERANCE
	return Figure(
		f"{name}, growth",
		round(ratio, 2),
		f"× for {times:.1f}× the rows",
		round(small, 1),
		round(ratio, 2),
		round(target, 1),
		ratio <= target,
	)


def _growth(large: dict[str, float], smaller: dict, customers: int) -> list[Figure]:
	growing = {one.name for one in REPORTS if one.grows}
	times = customers / smaller["customers"]
	return [
		_ratio(name, taken, smaller["p95"][name], times)
		for name, taken in large.items()
		if name in growing and name in smaller["p95"]
	]


def _told(path: Path) -> dict:
	"""The last line a run on a smaller bank printed."""
	try:
		told = json.loads(path.read_text(encoding="utf-8").strip().splitlines()[-1])
	except (OSError, IndexError, ValueError) as error:
		raise click.ClickException(f"{path}: {error}") from error
	if told.get("name") != "reports" or not told.get("customers"):
		raise click.ClickException(f"{path}: not what this benchmark told")
	return told


def _naive(chosen: list[Measured]) -> dict[str, float]:
	"""Milliseconds of the same figures by `get_all` and Python, from a sample of the rows the report adds up."""
	since = get_first_day(add_months(today(), -12))
	ways: dict[str, Callable[[], int]] = {
		SNAPSHOT: lambda: _added(SNAPSHOT, {"month_end": (">=", since)}, "month_end", "total_aum"),
		TRANSACTION: lambda: _added(TRANSACTION, {"posted_at": (">=", since)}, "posted_at", "amount"),
		scope.CUSTOMER: lambda: _added(scope.CUSTOMER, {"status": "Active"}, "activity_level", "total_aum"),
	}
	took: dict[str, float] = {}
	for doctype in {one.counted for one in chosen}:
		started = time.perf_counter()
		rows = ways[doctype]()
		seconds = time.perf_counter() - started
		took[doctype] = 1000 * seconds * frappe.db.count(doctype) / max(1, rows)
	return {one.name: took[one.counted] for one in chosen}


def _added(doctype: str, filters: dict[str, object], key: str, amount: str) -> int:
	"""Add up a sample by its key and the customer's tier; returns how many rows that were."""
	owner = "name" if doctype == scope.CUSTOMER else "customer"
	fields = list(dict.fromkeys([owner, key, amount]))
	rows = frappe.get_all(
		doctype, filters=filters, fields=fields, limit_page_length=SAMPLE, order_by="name asc"
	)
	names = list({row[owner] for row in rows})
	tiers = dict(
		frappe.get_all(scope.CUSTOMER, filters={"name": ("in", names)}, fields=["name", "tier"], as_list=True)
	)
	sums: dict[tuple[str, str], float] = defaultdict(float)
	for row in rows:
		sums[str(row[key])[:7], tiers.get(row[owner]) or ""] += row[amount] or 0
	return len(rows)
