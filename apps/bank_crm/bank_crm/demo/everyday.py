"""Everyday bookings – cash, transfers, payments, card spending – fitted to each account's balance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bank_crm.demo.catalogue import CREDIT_CARD
from bank_crm.demo.flows import (
	ATM,
	BUSINESS,
	CARD_SPEND,
	COUNTER,
	DEPOSIT,
	FEE,
	MERCHANT,
	MOBILE,
	NOBODY,
	ONLINE,
	PERSON,
	POS,
	PRIVATE,
	REPAYMENT,
	SUMMARY,
	SYSTEM,
	THIRD_PARTY,
	TRANSFER_IN,
	TRANSFER_OUT,
	WITHDRAWAL,
	Flows,
	asleep,
	between,
	declining,
	flows_of,
	seconds,
)
from bank_crm.demo.holdings import Holdings
from bank_crm.demo.people import People
from bank_crm.demo.plan import Chunk, pick_rows


@dataclass(frozen=True)
class Habit:
	"""One sort of booking: how often people without and with a smartphone do it, and how much of a month's income."""

	kind: int
	channel: int
	summary: str
	party: int
	sign: int
	analogue: float
	digital: float
	size: float
	step: int


HABITS: tuple[Habit, ...] = (
	Habit(DEPOSIT, COUNTER, "现金存入", NOBODY, 1, 12, 1, 0.6, 10_000),
	Habit(DEPOSIT, ATM, "现金存入", NOBODY, 1, 5, 3, 0.3, 10_000),
	Habit(WITHDRAWAL, COUNTER, "现金支取", NOBODY, -1, 20, 1, 0.4, 10_000),
	Habit(WITHDRAWAL, ATM, "现金支取", NOBODY, -1, 22, 6, 0.2, 10_000),
	Habit(TRANSFER_IN, MOBILE, "转入", PERSON, 1, 6, 14, 0.4, 100),
	Habit(TRANSFER_IN, ONLINE, "转入", PERSON, 1, 3, 4, 0.8, 100),
	Habit(TRANSFER_OUT, MOBILE, "转出", PERSON, -1, 4, 15, 0.25, 100),
	Habit(TRANSFER_OUT, ONLINE, "转出", PERSON, -1, 3, 4, 0.6, 100),
	Habit(CARD_SPEND, POS, "消费", MERCHANT, -1, 12, 9, 0.06, 1),
	Habit(CARD_SPEND, THIRD_PARTY, "快捷支付", MERCHANT, -1, 8, 40, 0.025, 1),
	Habit(FEE, SYSTEM, "账户服务费", NOBODY, -1, 5, 3, 0.001, 50),
)
COMPANY_HABITS: tuple[Habit, ...] = (
	Habit(DEPOSIT, COUNTER, "现金存入", NOBODY, 1, 5, 2, 0.05, 10_000),
	Habit(WITHDRAWAL, COUNTER, "现金支取", NOBODY, -1, 5, 2, 0.05, 10_000),
	Habit(TRANSFER_IN, ONLINE, "货款", BUSINESS, 1, 35, 40, 0.3, 100),
	Habit(TRANSFER_OUT, ONLINE, "货款", BUSINESS, -1, 40, 45, 0.2, 100),
	Habit(TRANSFER_OUT, COUNTER, "货款", BUSINESS, -1, 10, 2, 0.2, 100),
	Habit(FEE, SYSTEM, "账户服务费", NOBODY, -1, 5, 5, 0.0001, 50),
)
CARD_HABITS: tuple[Habit, ...] = (
	Habit(CARD_SPEND, POS, "消费", MERCHANT, 1, 45, 25, 0.08, 1),
	Habit(CARD_SPEND, THIRD_PARTY, "快捷支付", MERCHANT, 1, 30, 55, 0.03, 1),
	Habit(REPAYMENT, MOBILE, "信用卡还款", NOBODY, -1, 18, 18, 0.25, 1),
)


def everyday_flows(chunk: Chunk, people: People, holdings: Holdings, fixed: Flows) -> Flows:
	"""As many bookings as the plan still lacks beside the `fixed` ones, spread by how active people are."""
	rng, plan = chunk.rng("everyday"), chunk.plan
	wanted = max(plan.transactions_per_customer * chunk.count - len(fixed), 0)
	account = _accounts(rng, chunk, people, holdings, wanted)
	customer = holdings.customer[account]
	card = holdings.category[account] == CREDIT_CARD
	company = people.company[customer]
	table, group = HABITS + COMPANY_HABITS + CARD_HABITS, np.where(card, 2, np.where(company, 1, 0))
	habit = np.empty(len(account), dtype=np.int64)
	offset = 0
	for number, habits in enumerate((HABITS, COMPANY_HABITS, CARD_HABITS)):
		rows = np.flatnonzero(group == number)
		online = people.digital[customer[rows]][:, None]
		rates = np.array([[h.analogue for h in habits], [h.digital for h in habits]])
		habit[rows] = offset + pick_rows(rng, rates[0] * (1 - online) + rates[1] * online)
		offset += len(habits)
	sign, step = (np.array([getattr(h, key) for h in table])[habit] for key in ("sign", "step"))
	month = people.income[customer] * 100 / 12
	size = month * np.array([h.size for h in table])[habit] * np.exp(rng.normal(0, 0.8, len(account)))
	size = np.where(
		card,
		_fit_cards(holdings, account, sign, size),
		_fit_savings(rng, holdings, fixed, account, sign, size),
	)
	amount = np.maximum(np.round(size / step), 1) * step * sign
	# A card given out within the year starts from nothing, so nothing can be paid back before it is spent.
	new_card = card & (holdings.opened[account] >= plan.window_start)
	keep = np.where(new_card & (sign < 0), 0, 1)
	habit = np.where(keep == 1, habit, len(HABITS) + len(COMPANY_HABITS))
	kind, channel, party = (
		np.array([getattr(h, key) for h in table])[habit] for key in ("kind", "channel", "party")
	)
	first = np.maximum(holdings.opened[account], plan.window_start) + np.timedelta64(1, "D")
	return flows_of(
		account,
		seconds(between(rng, first, plan.last_day), _second_of_day(rng, channel)),
		np.where(keep == 1, amount, np.abs(amount)),
		kind,
		channel,
		np.array([SUMMARY[h.summary] for h in table])[habit],
		party,
	)


def _accounts(
	rng: np.random.Generator, chunk: Chunk, people: People, holdings: Holdings, wanted: int
) -> np.ndarray:
	"""The account of each booking; exactly `wanted` of them."""
	main, cards = holdings.main, np.flatnonzero(holdings.category == CREDIT_CARD)
	weight = np.zeros(len(holdings))
	awake = (0.05 + people.active**1.6) * ~asleep(chunk)
	# The rich who leave do nothing else, so that their assets fall in each of the months.
	awake[(people.wealth >= PRIVATE) & declining(chunk, people)] = 0
	since = (chunk.plan.last_day - np.maximum(people.opened, chunk.plan.window_start)).astype(np.int64)
	weight[main] = awake * np.where(since > 1, np.clip(since / 390, 0.02, 1), 0) * (1 + people.company)
	weight[cards] = awake[holdings.customer[cards]] * 0.9
	# A card opened yesterday can have no booking after its opening's day yet.
	weight[holdings.opened >= chunk.plan.last_day] = 0
	if not weight.any():
		return np.empty(0, dtype=np.int64)
	times = rng.multinomial(wanted, weight / weight.sum())
	return np.repeat(np.arange(len(holdings)), times)


def _fit_savings(
	rng: np.random.Generator,
	holdings: Holdings,
	fixed: Flows,
	account: np.ndarray,
	sign: np.ndarray,
	size: np.ndarray,
) -> np.ndarray:
	"""Scale what goes out so that the year's change is a modest part of the balance."""
	count = len(holdings)
	regular = np.isin(fixed.summary, [SUMMARY[text] for text in ("代发工资", "养老金", "结息", "归还贷款")])
	came = np.bincount(fixed.account[regular], weights=fixed.amount[regular], minlength=count)
	came += np.bincount(account, weights=size * (sign > 0), minlength=count)
	went = np.bincount(account, weights=size * (sign < 0), minlength=count)
	growth = np.clip(rng.normal(0.08, 0.3, count), -0.5, 0.8)
	needed = came - growth * holdings.target
	needed = np.where(needed > 0, needed, np.abs(growth) * holdings.target)
	factor = np.clip(needed / np.maximum(went, 1), 0.02, 8.0)
	return np.where(sign < 0, size * factor[account], size)


def _fit_cards(holdings: Holdings, account: np.ndarray, sign: np.ndarray, size: np.ndarray) -> np.ndarray:
	"""Keep a year's spending less repayments within a quarter of the limit."""
	count = len(holdings)
	spent = np.bincount(account, weights=size * (sign > 0), minlength=count)
	paid = np.bincount(account, weights=size * (sign < 0), minlength=count)
	room = np.maximum(holdings.principal * 0.25, 1)
	spending = np.where((paid == 0) & (spent > room), room / np.maximum(spent, 1), 1.0)
	paying = np.where(paid > 0, spent / np.maximum(paid, 1), 1.0)
	return size * np.where(sign > 0, spending[account], paying[account])


def _second_of_day(rng: np.random.Generator, channel: np.ndarray) -> np.ndarray:
	"""Counters keep office hours, the system works at night, people use their phones until late."""
	count = len(channel)
	evening = np.clip(rng.normal(15.5, 4.2, count), 6.5, 23.9) * 3600
	office = rng.integers(31_200, 61_200, count)
	night = rng.integers(600, 14_000, count)
	return np.where(channel == COUNTER, office, np.where(channel == SYSTEM, night, evening)).astype(np.int64)
