"""The opportunities `./crm benchmark sales` measures on, made by the database itself, and how they go again.

What is drawn is a hash of the opportunity's number, so that every run has the same bank.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import click
import frappe
from frappe.utils import get_first_day, getdate, now_datetime
from pypika import Case, Table, analytics
from pypika.functions import Concat, IfNull
from pypika.terms import Function, Mod, NullValue, PseudoColumn, Term, ValueWrapper

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales.opportunities import pipelines

OPPORTUNITY, CUSTOMER = "Bank Opportunity", "Bank Customer"
PREFIX = "OPP-BENCH-"
PER_CHUNK = 20_000
MOST_CUSTOMERS = 50_000
#: Of ten opportunities so many are open; the others were won or lost in the last two years.
OPEN_OF_TEN = 5
_NUMBER = PseudoColumn("`numbers`.`seq`")
Columns = dict[str, Term | str | int | float | datetime]


def fill(count: int) -> int:
	"""Write `count` opportunities, those a benchmark has kept included; returns how many were there before."""
	places = min(int(frappe.db.count(CUSTOMER)), MOST_CUSTOMERS)
	pipeline = pipelines.of_product_line(None)
	if not places or not pipeline:
		raise click.ClickException("the site has no customers or no pipeline; load a demo bank first")
	there = frappe.db.count(OPPORTUNITY, {"name": ("like", f"{PREFIX}%")})
	for start in range(there, count, PER_CHUNK):
		_insert(range(start, min(start + PER_CHUNK, count)), places, pipeline)
	return there


def clear() -> None:
	"""Delete what a benchmark has written, also one that was killed."""
	table = frappe.qb.DocType(OPPORTUNITY)
	query = frappe.qb.from_(table).select(table.name).where(table.name.like(f"{PREFIX}%")).limit(PER_CHUNK)
	while names := query.run(pluck=True):
		frappe.qb.from_(table).delete().where(table.name.isin(names)).run()
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - clearing up after a benchmark, a portion at a time


def _insert(numbers: range, places: int, pipeline: str) -> None:
	counted = Table(f"seq_{numbers.start}_to_{numbers.stop - 1}", alias="numbers")
	customer = _customers(places)
	columns: Columns = {
		"name": Concat(PREFIX, Function("LPAD", _NUMBER, 8, "0")),
		"title": Concat("Benchmark ", _NUMBER),
		"customer": customer.name,
		"branch": customer.branch,
		"customer_branch": customer.branch,
		"salesperson": IfNull(customer.manager, "Administrator"),
		"product_category": _one_of("line", ("Wealth", "Loan", "Fund", "Credit Card", "Time Deposit")),
		"pipeline": pipeline,
		"amount": (_dice("amount", 500) + 1) * 1000,
		"source": "Import",
		"owner": "Administrator",
		"modified_by": "Administrator",
		**_standing(pipeline),
	}
	columns["creation"] = columns["modified"] = columns["opened_on"]
	columns["weighted_amount"] = columns["amount"] * columns["probability"] / 100
	query = frappe.qb.into(frappe.qb.DocType(OPPORTUNITY)).columns(*columns)
	query = query.from_(counted).inner_join(customer).on(customer.place == _dice("customer", places))
	query.select(*(one if isinstance(one, Term) else ValueWrapper(one) for one in columns.values())).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - test data of a benchmark, a portion at a time


def _standing(pipeline: str) -> Columns:
	"""Stage, probability, forecast and days: open ones over the coming year, closed ones over the last two."""
	stages = pipelines.read(pipeline).stages
	opened = [stage for stage in stages if stage.is_open]
	won = next(stage for stage in stages if stage.outcome is OpportunityOutcome.WON)
	lost = next(stage for stage in stages if stage.outcome is OpportunityOutcome.LOST)
	now = now_datetime().replace(microsecond=0)
	day, first = getdate(now), get_first_day(getdate(now))
	is_open, is_won = Mod(_NUMBER, 10) < OPEN_OF_TEN, Mod(_NUMBER, 2) == 0

	def by(of_open: Term, of_won: object, of_lost: object) -> Term:
		return Case().when(is_open, of_open).when(is_won, of_won).else_(of_lost)

	closed = _later(day - timedelta(days=720), _dice("closed", 719))
	return {
		"stage": by(_one_of("stage", [stage.name for stage in opened]), won.name, lost.name),
		"probability": by(_one_of("stage", [stage.probability for stage in opened]), 100, 0),
		"forecast_category": by(
			_one_of("stage", [stage.category.value for stage in opened]),
			won.category.value,
			lost.category.value,
		),
		"outcome": by(ValueWrapper("Open"), "Won", "Lost"),
		"expected_close": by(_later(first - timedelta(days=20), _dice("close", 365)), closed, closed),
		"closed_on": by(NullValue(), closed, closed),
		"stale_on": by(_later(day - timedelta(days=10), _dice("stale", 30)), NullValue(), NullValue()),
		"opened_on": _later(now - timedelta(days=900), _dice("opened", 150)),
		"stage_since": _later(now - timedelta(days=60), _dice("since", 60)),
		"touched_on": _later(day - timedelta(days=60), _dice("since", 60)),
	}


def _customers(places: int) -> Table:
	"""The first customers with a place each, from 0 on."""
	table = frappe.qb.DocType(CUSTOMER)
	first = frappe.qb.from_(table).select(table.name, table.branch, table.manager)
	first = first.orderby(table.name).limit(places).as_("first_customers")
	place = (analytics.RowNumber().orderby(first.name) - 1).as_("place")
	query = frappe.qb.from_(first).select(first.name, first.branch, first.manager, place)
	return query.as_("customers")


def _dice(what: str, sides: int) -> Term:
	"""A number from 0 to below `sides`: the same one for the same opportunity at every run."""
	return Mod(Function("CRC32", Concat(f"{what} ", _NUMBER)), sides)


def _one_of(what: str, choices: list | tuple) -> Term:
	return Function("ELT", _dice(what, len(choices)) + 1, *choices)


def _later(at: object, days: Term) -> Term:
	return Function("TIMESTAMPADD", PseudoColumn("DAY"), days, at)
