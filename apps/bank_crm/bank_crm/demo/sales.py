"""The demo bank's sales: a year of opportunities with the way they took, leads, this quarter's targets (SAL-01 to SAL-04).

Opportunities come set-based with the time each stage took; leads and targets are documents, so that scores, assignment
and sums are those of the app itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

import frappe
import numpy as np
import pyarrow as pa
from frappe.utils import add_months, get_first_day, get_quarter_start

from bank_crm import tasks
from bank_crm.demo import bulk, state
from bank_crm.demo.plan import Plan
from bank_crm.demo.sales_leads import add_leads
from bank_crm.demo.service import some_customers
from bank_crm.demo.sheet import Sheet
from bank_crm.domain import pipeline as rules
from bank_crm.domain.pipeline import Pipeline, Stage
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.numbering import name_of, reserve_sequence
from bank_crm.sales.forecast import snapshots
from bank_crm.sales.incentives import proposals
from bank_crm.sales.opportunities import pipelines
from bank_crm.sales.performance import scoring
from bank_crm.sales.targets import actions as target_actions
from bank_crm.sales.volumes import forecasts as volumes

NOTE = "sales"
OPPORTUNITY, HISTORY, TARGET = "Bank Opportunity", "Bank Opportunity Stage", "Bank Sales Target"
#: One opportunity per so many customers, and at most so many.
CUSTOMERS_PER_OPPORTUNITY, MOST = 5, 4_000
DAYS = 360
#: Half of them are of the last weeks, and most of those are still open.
RECENT, RECENT_SHARE = 30, 0.5
#: Share of closed ones that were won.
WON_SHARE = 0.42
#: What is sold, how often, and what one is usually worth in yuan.
LINES = {
	"Wealth": (0.34, 200_000),
	"Loan": (0.22, 450_000),
	"Time Deposit": (0.16, 150_000),
	"Fund": (0.12, 60_000),
	"Credit Card": (0.1, 30_000),
	"Insurance": (0.06, 40_000),
}
STEPS = (
	"电话沟通配置方案",
	"邀约网点面谈",
	"补充收入证明材料",
	"发送产品说明书",
	"确认起息日",
	"安排双录签约",
)
LOST_TO = ("建设银行", "招商银行", "邮储银行", "某股份制银行", "")


@dataclass(slots=True)
class Columns:
	"""Rows of two tables as they grow."""

	opportunities: dict[str, list[object]] = field(default_factory=dict)
	history: dict[str, list[object]] = field(default_factory=dict)


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Give a loaded demo bank its sales, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None or not frappe.db.count(pipelines.PIPELINE):
		return {}
	rng = plan.rng("sales")
	columns = _opportunities(plan, rng, first_customer)
	rows = {
		OPPORTUNITY: bulk.insert(_sheet(OPPORTUNITY, columns.opportunities)),
		HISTORY: bulk.insert(_sheet(HISTORY, columns.history)),
	}
	rows |= add_leads(plan, rng, first_customer)
	rows |= {TARGET: _targets(plan)}
	snapshots.take()
	rows |= _judged(plan)
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _opportunities(plan: Plan, rng: np.random.Generator, first_customer: int) -> Columns:
	count = min(MOST, max(12, plan.size // CUSTOMERS_PER_OPPORTUNITY))
	customers = [one for one in some_customers(plan, rng, count, first_customer) if one.manager]
	known = {line: pipelines.of_product_line(line) for line in LINES}
	ways = {name: pipelines.read(name) for name in known.values() if name}
	products = _products()
	reasons = frappe.get_all("Bank Lost Reason", pluck="name", order_by="creation asc, name asc")
	columns, now = Columns(), datetime.combine(plan.today, datetime.min.time()) + timedelta(hours=9)
	last = reserve_sequence(OPPORTUNITY, len(customers))
	shares = [share for share, _amount in LINES.values()]
	for place, customer in enumerate(customers):
		line = str(rng.choice(list(LINES), p=shares))
		days = RECENT if rng.random() < RECENT_SHARE else DAYS
		opened = now - timedelta(days=int(rng.integers(0, days)), minutes=int(rng.integers(0, 480)))
		name = name_of(OPPORTUNITY, last + 1 + place, opened.year)
		pipeline = ways[known[line]]
		took = _way(pipeline, rng, opened, now)
		stage, since = pipeline.stage(took[-1][0]), took[-1][1]
		product = products.get(line) or [(None, line)]
		code, title = product[int(rng.integers(len(product)))]
		amount = float(round(LINES[line][1] * rng.lognormal(0, 0.6), -3)) or 1000.0
		lost = stage.outcome is OpportunityOutcome.LOST
		_append(
			columns.opportunities,
			{
				"name": name,
				"title": f"{customer.customer_name} · {title}"[:140],
				"customer": customer.name,
				"branch": customer.branch,
				"salesperson": customer.manager,
				"product_category": line,
				"product": code,
				"amount": amount,
				"pipeline": known[line],
				"source": str(rng.choice(("Customer Page", "Work Order", "Campaign", "Other"))),
				"opened_on": opened,
				"creation": opened,
				"modified": since,
				"next_step": str(rng.choice(STEPS)) if stage.is_open else None,
				"next_step_on": plan.today + timedelta(days=int(rng.integers(0, 14)))
				if stage.is_open
				else None,
				"lost_reason": str(rng.choice(reasons)) if lost and reasons else None,
				"lost_to": str(rng.choice(LOST_TO)) if lost else None,
				**_standing(stage, since, amount, opened, rng, plan.today),
			},
		)
		_append_history(columns.history, name, customer.manager, amount, took)
	return columns


def _way(
	pipeline: Pipeline, rng: np.random.Generator, opened: datetime, now: datetime
) -> list[tuple[str, datetime]]:
	"""The stages an opportunity went through with the moment it entered each: on to the next one, or lost on the way."""
	ends = {stage.outcome: stage.name for stage in pipeline.stages if not stage.is_open}
	opened_ones = [stage for stage in pipeline.stages if stage.is_open]
	gives_up = 1 - WON_SHARE ** (1 / len(opened_ones))
	took, at = [(opened_ones[0].name, opened)], opened
	for place in range(len(opened_ones)):
		at = at + timedelta(hours=float(rng.exponential(210)) + 6)
		if at >= now:
			return took
		if rng.random() < gives_up:
			return [*took, (ends[OpportunityOutcome.LOST], at)]
		after = opened_ones[place + 1].name if place + 1 < len(opened_ones) else ends[OpportunityOutcome.WON]
		took.append((after, at))
	return took


def _standing(
	stage: Stage, since: datetime, amount: float, opened: datetime, rng: np.random.Generator, today: date
) -> dict[str, object]:
	expected = max(today, opened.date() + timedelta(days=30)) + timedelta(days=int(rng.integers(3, 75)))
	return {
		"stage": stage.name,
		"probability": stage.probability,
		"outcome": stage.outcome.value,
		"forecast_category": stage.category.value,
		"weighted_amount": rules.weighted(amount, stage.probability),
		"stage_since": since,
		"touched_on": since.date(),
		"stale_on": rules.stale_on(stage, since.date()),
		"expected_close": expected if stage.is_open else since.date(),
		"closed_on": None if stage.is_open else since.date(),
	}


def _append_history(
	columns: dict[str, list[object]], name: str, seller: str, amount: float, took: list[tuple[str, datetime]]
) -> None:
	for (stage, start), (after, end) in pairwise(took):
		_append(
			columns,
			{
				"name": 0,
				"opportunity": name,
				"stage": stage,
				"to_stage": after,
				"salesperson": seller,
				"changed_by": seller,
				"from_on": start,
				"to_on": end,
				"seconds": int((end - start).total_seconds()),
				"amount": amount,
				"creation": end,
				"modified": end,
			},
		)


def _append(columns: dict[str, list[object]], row: dict[str, object]) -> None:
	for column, value in row.items():
		columns.setdefault(column, []).append(value)


def _products() -> dict[str, list[tuple[str, str]]]:
	found: dict[str, list[tuple[str, str]]] = {}
	for row in frappe.get_all(
		"Bank Product",
		filters={"on_sale": 1},
		fields=["name", "product_name", "category"],
		order_by="name asc",
	):
		found.setdefault(row.category, []).append((row.name, row.product_name))
	return found


def _targets(plan: Plan) -> int:
	"""The head office's target of the quarter, given to the branches below and by one of them to its people."""
	head = frappe.get_all("Bank Branch", {"parent_bank_branch": ("is", "not set")}, pluck="name", limit=1)
	if not head:
		return 0
	first = get_quarter_start(plan.today)
	won = frappe.get_all(
		OPPORTUNITY,
		{"outcome": "Won", "closed_on": (">=", add_months(get_first_day(plan.today), -12))},
		pluck="amount",
	)
	value = max(1_000_000, round(sum(won) / 4 * 1.15, -5))
	whole = frappe.get_doc(
		{
			"doctype": TARGET,
			"metric": "Won Amount",
			"period": "Quarter",
			"from_date": first,
			"holder": "Branch",
			"branch": head[0],
			"target_value": value,
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	made, waiting = 1, [whole]
	for _level in range(2):
		below: list[str] = []
		for target in waiting:
			if parts := target_actions.proposal(target):
				below += target_actions.break_down(target, parts)
		waiting = [frappe.get_doc(TARGET, name) for name in below]
		made += len(below)
	return made


def _judged(plan: Plan) -> dict[str, int]:
	"""Last month's performance, closed, with the incentives it gives, and the volumes carried on.

	Those of the branches take minutes to be carried on, so the background does that while the bank is looked at.
	"""
	shipped = frappe.get_all(scoring.SCHEME, {"active": 1}, pluck="name", limit=1)
	if not shipped:
		return {}
	scheme = frappe.get_doc(scoring.SCHEME, shipped[0])
	first = get_first_day(plan.today)
	scoring.compute(scheme, first - timedelta(days=1))
	scored = scoring.compute(scheme, first + timedelta(days=15))
	incentives = frappe.get_doc(
		{
			"doctype": "Bank Incentive Scheme",
			"scheme_name": "客户经理月度激励",
			"performance_scheme": scheme.name,
			"tiers": [
				{"starts_at": 0, "rate": 0.05},
				{"starts_at": 500_000, "rate": 0.1},
				{"starts_at": 2_000_000, "rate": 0.15},
			],
			"least_score": 10,
			"by_score": 0,
			"cap": 20_000,
			"helpers_share": 20,
		}
	).insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	tasks.forecast_volumes()
	proposed = proposals.propose(incentives, get_first_day(first - timedelta(days=1)))
	return {
		"Bank Performance Score": scored,
		"Bank Incentive Proposal": len(proposed),
		"Bank Volume Forecast": volumes.run(only_heads=True),
	}


def _sheet(doctype: str, columns: dict[str, list[object]]) -> Sheet:
	names = columns.pop("name", [])
	if doctype == HISTORY:
		last = reserve_sequence(HISTORY, len(names))
		names = [last + 1 + place for place in range(len(names))]
	sheet = Sheet(doctype, pa.array(names))
	for column, values in columns.items():
		sheet.columns[column] = pa.array(values)
	sheet.constants.update(owner="Administrator", modified_by="Administrator")
	return sheet
