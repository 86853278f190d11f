"""The value score of every customer, computed over whole sets (SEG-18); the rule is `domain/value_score.py`."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, IfNull, Max, Sum
from frappe.utils import getdate, today
from pypika.functions import Floor
from pypika.terms import Term

from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.value_score import CONSUMPTION, GRADES, Limits, Standing, ValueRule

CUSTOMER = "Bank Customer"
TRANSACTION = "Bank Customer Transaction"
_TYPES = [kind.value for kind in CONSUMPTION]


def refresh_scores(*, commit: bool = False) -> int:
	"""Recompute every customer's score; returns how many customers were looked at.

	The limits of the grades are those of the whole bank at the beginning. `commit` is for jobs only: each portion
	stands for itself.
	"""
	rule = ValueRule()
	since = rule.since(getdate(today()))
	standing = read_standing(since)
	return over_spans(lambda span: _score(span, since, standing, rule), commit=commit)[0]


def read_standing(since: date) -> Standing:
	"""Return where fifths of the consuming customers begin; asked of the engine that is fit for everybody."""
	import ibis  # a heavy library, loaded by the job alone

	from bank_crm.analytics.engine import engines, tables

	engine = engines.choose(None)
	rows = tables.table(TRANSACTION, "customer", "txn_type", "posted_at", "amount")
	rows = rows.filter(
		rows.txn_type.isin(_TYPES), rows.posted_at >= ibis.literal(datetime.combine(since, time.min))
	)
	figures = rows.group_by(rows.customer).agg(
		recency=rows.posted_at.max().date(), frequency=rows.count(), money=rows.amount.sum()
	)
	lowest = {}
	for name in ("recency", "frequency", "money"):
		fifths = figures.select(
			figure=figures[name], fifth=ibis.ntile(GRADES).over(order_by=[figures[name], figures.customer])
		)
		found = engine.rows(fifths.group_by(fifths.fifth).agg(lowest=fifths.figure.min()))
		lowest[name] = [row[1] for row in found]
	return Standing(
		Limits.of([getdate(day) for day in lowest["recency"]]),
		Limits.of([int(number) for number in lowest["frequency"]]),
		Limits.of([Decimal(str(amount)) for amount in lowest["money"]]),
	)


def _score(span: Span, since: date, standing: Standing, rule: ValueRule) -> None:
	customer, booking = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(TRANSACTION)
	consumed = (
		frappe.qb.from_(booking)
		.select(
			booking.customer,
			Max(booking.posted_at).as_("last_at"),
			Count("*").as_("number"),
			Sum(booking.amount).as_("amount"),
		)
		.where(booking.txn_type.isin(_TYPES) & (booking.posted_at >= datetime.combine(since, time.min)))
		.where(span(booking.customer))
		.groupby(booking.customer)
	).as_("consumed")
	weights = rule.weights
	total = (
		_grade(consumed.last_at, [datetime.combine(day, time.min) for day in standing.recency.begins])
		* weights.recency
		+ _grade(consumed.number, standing.frequency.begins) * weights.frequency
		+ _grade(consumed.amount, standing.money.begins) * weights.money
	)
	score = IfNull(Floor(total / GRADES + Decimal("0.5")), 0)
	(
		frappe.qb.update(customer)
		.left_join(consumed)
		.on(consumed.customer == customer.name)
		.set(customer.value_score, score)
		.where(span(customer.name) & (IfNull(customer.value_score, 0) != score))
	).run()


def _grade(figure: Term, begins: tuple[object, ...] | list[object]) -> Term:
	"""1 and one more for each limit that is reached; null without consumption."""
	grade: Term = Case().when(figure.notnull(), 1)
	for begin in begins:
		grade = grade + Case().when(figure >= begin, 1).else_(0)
	return grade
