"""Accounts of a chunk's customers: which products they hold, since when, until when, for how much."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bank_crm.demo import catalogue
from bank_crm.demo.catalogue import (
	CREDIT_CARD,
	FUND,
	INSURANCE,
	LOAN,
	PRECIOUS_METAL,
	SAVINGS,
	TIME_DEPOSIT,
	WEALTH,
)
from bank_crm.demo.people import RETIRED, STUDENT, People
from bank_crm.demo.plan import Chunk, Plan, pick, pick_rows
from bank_crm.domain.enums import AccountStatus

ACTIVE, DORMANT, FROZEN, OVERDUE, DEFAULTED, CLOSED = range(6)
STATUSES = AccountStatus.values()
# Instalments in arrears, by status.
MISSED = np.array([0, 0, 0, 1, 4, 0])
INSTALMENT_DAY = 20
INVESTMENTS = (TIME_DEPOSIT, WEALTH, FUND, PRECIOUS_METAL, INSURANCE)
NO_DATE = np.datetime64("NaT", "D")
# Terms on which a mortgage, consumer, car or business loan is granted, months.
LOAN_TERMS = {
	"LN001": (120, 240, 360),
	"LN002": (12, 24, 36),
	"LN003": (36, 60),
	"LN004": (12, 36),
	"LN005": (12,),
}


@dataclass(frozen=True)
class Holdings:
	"""One entry per account, by customer and category. Money in integer cents.

	`customer` is the position within the chunk; `target` the balance today for savings and holdings (the
	transactions may raise that of savings), the amount owed for loans and cards. `opened` and `matures` are
	datetime64[D], NaT without maturity.
	"""

	customer: np.ndarray
	category: np.ndarray
	product: np.ndarray
	opened: np.ndarray
	matures: np.ndarray
	term: np.ndarray
	rate: np.ndarray
	status: np.ndarray
	target: np.ndarray
	principal: np.ndarray
	instalment: np.ndarray

	def __len__(self) -> int:
		return len(self.customer)

	@property
	def main(self) -> np.ndarray:
		"""Position of each customer's savings account; every customer has exactly one. int64 (customers,)."""
		return np.flatnonzero(self.category == SAVINGS)


def make_holdings(chunk: Chunk, people: People) -> Holdings:
	"""All accounts of a chunk, savings first within each customer."""
	rng = chunk.rng("holdings")
	owns = _ownership(rng, people)
	share = _shares(rng, people, owns)
	money = people.wealth[:, None] * share
	parts = [_savings(people, money[:, 0])]
	for place, category in enumerate(INVESTMENTS, start=1):
		holders = np.flatnonzero(owns[:, place] & (money[:, place] >= 100))
		parts.append(_investments(rng, chunk.plan, people, category, holders, money[holders, place]))
	parts += [
		_matured(rng, chunk.plan, people),
		_loans(rng, chunk.plan, people),
		_cards(rng, chunk.plan, people),
	]
	joined = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Holdings)}
	order = np.lexsort((joined["opened"], joined["category"], joined["customer"]))
	return Holdings(**{name: values[order] for name, values in joined.items()})


def _ownership(rng: np.random.Generator, people: People) -> np.ndarray:
	"""Who holds savings, time deposit, wealth, fund, precious metal, insurance; bool (customers, 6)."""
	level = np.log10(people.wealth)
	person = ~people.company
	risk = people.risk
	chance = np.stack(
		[
			np.ones(len(level)),
			_logistic(1.6 * (level - 4.9) + 0.045 * (people.age - 48)),
			_logistic(2.0 * (level - 4.75) + 1.0 * (people.digital - 0.5)) * (people.age >= 22),
			_logistic(1.1 * (level - 5.6) + 0.75 * (risk - 3.2) + 1.5 * (people.digital - 0.5)) * person,
			_logistic(1.3 * (level - 6.3) + 0.4 * (risk - 3)) * person * (risk >= 3),
			_logistic(1.2 * (level - 6.0) + 0.02 * (people.age - 45)) * person * (people.age >= 25),
		],
		axis=1,
	)
	return rng.random(chance.shape) < chance


def _shares(rng: np.random.Generator, people: People, owns: np.ndarray) -> np.ndarray:
	"""How each customer's assets spread over what they own: a Dirichlet draw; rows add up to 1."""
	alpha = np.tile(np.array([1.4, 2.4, 2.8, 1.2, 0.5, 0.9]), (len(people.wealth), 1))
	alpha[:, 1] *= np.interp(people.age, [25, 45, 70], [0.5, 1.0, 1.9])
	alpha[:, 3] *= np.interp(people.risk, [1, 3, 5], [0.4, 1.0, 2.0])
	drawn = rng.standard_gamma(alpha) * owns
	drawn[:, 0] += 1e-9
	return drawn / drawn.sum(axis=1, keepdims=True)


def _savings(people: People, money: np.ndarray) -> Holdings:
	count = len(money)
	product = np.where(
		people.company,
		catalogue.index_of("SA004"),
		np.where(
			people.payroll,
			catalogue.index_of("SA003"),
			np.where(money > 20_000, catalogue.index_of("SA002"), catalogue.index_of("SA001")),
		),
	)
	target = np.maximum(np.round(money * 100), 1).astype(np.int64)
	return _build(np.arange(count), SAVINGS, product, people.opened, target=target)


def _investments(
	rng: np.random.Generator,
	plan: Plan,
	people: People,
	category: int,
	holders: np.ndarray,
	money: np.ndarray,
) -> Holdings:
	"""One holding per customer and category; of two thirds of the bigger ones, a second with another product."""
	split = (money > 60_000) & (rng.random(len(holders)) < 0.4)
	customer = np.concatenate([holders, holders[split]])
	first = np.where(split, rng.uniform(0.3, 0.7, len(holders)), 1.0)
	amount = np.concatenate([money * first, money[split] * (1 - first[split])])
	product = _suitable(rng, people, category, customer, amount)
	amount = np.maximum(amount, catalogue.column("minimum")[product])
	step = np.where(amount >= 10_000, 1_000, 100) if category != PRECIOUS_METAL else 1
	amount = np.round(amount / step) * step
	term = catalogue.column("term_months")[product]
	opened = _opened_within(rng, plan, people.opened[customer], np.where(term > 0, term, 48))
	return _build(
		customer,
		category,
		product,
		opened,
		matures=_add_months(opened, term),
		target=np.maximum(amount * 100, 100).astype(np.int64),
	)


def _suitable(
	rng: np.random.Generator, people: People, category: int, customer: np.ndarray, amount: np.ndarray
) -> np.ndarray:
	"""A product for each: on sale, not riskier than the customer, affordable, for their kind and tier."""
	found = np.empty(len(customer), dtype=np.int64)
	for company in (False, True):
		rows = np.flatnonzero(people.company[customer] == company)
		choices = catalogue.indexes(category, company)
		if not len(choices):
			choices = catalogue.indexes(category)
		tier = np.searchsorted([500_000, 1_000_000, 6_000_000], people.wealth[customer[rows]], side="right")
		allowed = (
			(catalogue.column("risk")[choices] <= people.risk[customer[rows], None])
			& (catalogue.column("minimum")[choices] <= amount[rows, None])
			& (catalogue.column("tier_level")[choices] <= tier[:, None])
		)
		# Nothing fits a small or very cautious holding: the product with the lowest bar it is.
		lowest = np.lexsort((catalogue.column("minimum")[choices], catalogue.column("risk")[choices]))[0]
		weights = allowed * (1.0 + catalogue.column("tier_level")[choices])
		weights[~allowed.any(axis=1), lowest] = 1.0
		found[rows] = choices[pick_rows(rng, weights)]
	return found


def _matured(rng: np.random.Generator, plan: Plan, people: People) -> Holdings:
	"""Time deposits and wealth products that ran out within the year and are closed."""
	old = people.opened < plan.window_start - np.timedelta64(400, "D")
	holders = np.flatnonzero(old & ~people.company & (people.wealth > 20_000) & (rng.random(len(old)) < 0.16))
	wealth = rng.random(len(holders)) < 0.5
	product = np.where(wealth, catalogue.index_of("WM003"), catalogue.index_of("TD012"))
	days = (plan.last_day - plan.window_start).astype(np.int64)
	matures = plan.last_day - rng.integers(1, days, len(holders)).astype("timedelta64[D]")
	term = catalogue.column("term_months")[product]
	amount = np.maximum(np.round(people.wealth[holders] * rng.uniform(0.05, 0.3, len(holders)), -3), 10_000)
	return _build(
		holders,
		np.where(wealth, WEALTH, TIME_DEPOSIT),
		product,
		_add_months(matures, -term),
		matures=matures,
		status=CLOSED,
		target=0,
		principal=(amount * 100).astype(np.int64),
	)


def _loans(rng: np.random.Generator, plan: Plan, people: People) -> Holdings:
	"""Mortgages of families, car and consumer loans, business loans; equal principal every month."""
	age, person = people.age, ~people.company
	grown = (
		person & (people.occupation != STUDENT) & (people.occupation != RETIRED) & (people.income > 50_000)
	)
	kinds = (
		(
			"LN001",
			grown
			* np.interp(age, [22, 28, 36, 48, 60], [0.0, 0.1, 0.15, 0.07, 0.01])
			* (1 + 3 * (people.wealth > 300_000)),
			(5.0, 9.0),
		),
		("LN002", grown * np.interp(age, [22, 30, 55, 62], [0.03, 0.05, 0.02, 0.0]), (0.3, 1.0)),
		("LN003", grown * np.interp(age, [22, 30, 50, 60], [0.01, 0.03, 0.01, 0.0]), (0.6, 1.4)),
		("LN004", person * np.isin(people.occupation, (11, 12)) * 0.09, (0.8, 2.0)),
		("LN005", people.company * 0.2, (0.05, 0.2)),
	)
	parts = []
	for code, chance, (low, high) in kinds:
		customer = np.flatnonzero(rng.random(len(age)) < chance)
		count, place = len(customer), catalogue.index_of(code)
		term = np.array(LOAN_TERMS[code])[rng.integers(0, len(LOAN_TERMS[code]), count)]
		opened = _opened_within(rng, plan, people.opened[customer], np.minimum(term, 130))
		status = np.array([ACTIVE, OVERDUE, DEFAULTED])[pick(rng, np.array([974, 20, 6]), count)]
		paid = np.maximum(_months_due(plan, opened) - MISSED[status], 0)
		amount = np.round(people.income[customer] * rng.uniform(low, high, count), -3)
		principal = np.maximum(amount, catalogue.PRODUCTS[place].minimum).astype(np.int64) * 100
		target = principal - principal // term * paid
		interest = (target * catalogue.PRODUCTS[place].rate / 1200).astype(np.int64)
		parts.append(
			_build(
				customer,
				LOAN,
				np.full(count, place),
				opened,
				matures=_add_months(opened, term),
				term=term,
				status=status,
				target=target,
				principal=principal,
				instalment=principal // term + interest,
			)
		)
	return Holdings(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Holdings)})


def _cards(rng: np.random.Generator, plan: Plan, people: People) -> Holdings:
	"""Credit cards; `principal` is the limit, `target` what is owed today."""
	chance = (
		~people.company
		* (people.age <= 68)
		* _logistic(1.3 * (np.log10(people.income + 1) - 5.05) + 2.0 * (people.digital - 0.62) - 0.75)
	)
	customer = np.flatnonzero(rng.random(len(chance)) < chance)
	wealth, age = people.wealth[customer], people.age[customer]
	product = np.where(age < 30, catalogue.index_of("CC002"), catalogue.index_of("CC001"))
	product = np.where(wealth >= 500_000, catalogue.index_of("CC003"), product)
	product = np.where(wealth >= 6_000_000, catalogue.index_of("CC004"), product)
	limit = np.clip(
		np.round(people.income[customer] * rng.uniform(0.15, 0.5, len(customer)), -3), 3_000, 500_000
	)
	owed = np.round(limit * rng.beta(1.0, 4.0, len(customer)) * 100)
	opened = _opened_within(rng, plan, people.opened[customer], np.full(len(customer), 120))
	status = np.where(rng.random(len(customer)) < 0.012, OVERDUE, ACTIVE)
	return _build(
		customer,
		CREDIT_CARD,
		product,
		opened,
		status=status,
		target=owed.astype(np.int64),
		principal=(limit * 100).astype(np.int64),
	)


def _build(
	customer: np.ndarray,
	category: int | np.ndarray,
	product: np.ndarray,
	opened: np.ndarray,
	*,
	target: int | np.ndarray,
	matures: np.ndarray | None = None,
	term: np.ndarray | None = None,
	status: int | np.ndarray = ACTIVE,
	principal: np.ndarray | None = None,
	instalment: np.ndarray | None = None,
) -> Holdings:
	"""A `Holdings` with the usual values filled in."""
	count = len(customer)
	target = np.broadcast_to(np.asarray(target, dtype=np.int64), count)
	return Holdings(
		customer=np.asarray(customer, dtype=np.int64),
		category=np.broadcast_to(np.asarray(category, dtype=np.int64), count),
		product=product.astype(np.int64),
		opened=opened,
		matures=np.full(count, NO_DATE) if matures is None else matures,
		term=catalogue.column("term_months")[product] if term is None else term,
		rate=catalogue.column("rate")[product],
		status=np.broadcast_to(np.asarray(status, dtype=np.int64), count),
		target=target,
		principal=target if principal is None else principal,
		instalment=np.zeros(count, dtype=np.int64) if instalment is None else instalment,
	)


def _opened_within(rng: np.random.Generator, plan: Plan, since: np.ndarray, months: np.ndarray) -> np.ndarray:
	"""A day after `since` and before yesterday, at most `months` ago less a day."""
	longest = np.minimum((plan.last_day - since).astype(np.int64) - 1, (months * 30.4).astype(np.int64) - 2)
	longest = np.maximum(longest, 1)
	return plan.last_day - (1 + (rng.random(len(since)) * longest)).astype("timedelta64[D]")


def _months_due(plan: Plan, opened: np.ndarray) -> np.ndarray:
	"""Instalments due so far: one on the 20th of every month after the opening's."""
	due = plan.last_day.astype("datetime64[M]")
	due = (
		due
		if plan.last_day >= due.astype("datetime64[D]") + np.timedelta64(INSTALMENT_DAY - 1, "D")
		else due - 1
	)
	return np.maximum((due - opened.astype("datetime64[M]")).astype(np.int64), 0)


def _add_months(day: np.ndarray, months: np.ndarray) -> np.ndarray:
	"""Calendar months later, the day of the month capped at 28; NaT where there is no term."""
	start = day.astype("datetime64[M]")
	within = np.minimum((day - start.astype("datetime64[D]")).astype(np.int64), 27)
	moved = (start + months.astype("timedelta64[M]")).astype("datetime64[D]") + within.astype(
		"timedelta64[D]"
	)
	return np.where(months != 0, moved, NO_DATE)


def _logistic(x: np.ndarray) -> np.ndarray:
	return 1 / (1 + np.exp(-x))
