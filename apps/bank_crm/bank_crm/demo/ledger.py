"""Balances: every account's chain of bookings, and from it the month-end assets of every customer.

The chain is exact in cents: balance before + signed amount = balance after, the last balance is the account's,
and a month-end snapshot is the sum of the balances of that evening.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bank_crm.demo.catalogue import ASSET_CATEGORIES, CREDIT_CARD, LIABILITY_CATEGORIES, SAVINGS
from bank_crm.demo.flows import DAY, Flows
from bank_crm.demo.holdings import Holdings
from bank_crm.demo.plan import MONTHS, Plan

SMALLEST_BALANCE = 100
SNAPSHOT_CATEGORIES = 8


@dataclass(frozen=True)
class Ledger:
	"""`flows` by account and time with `balance_after`; `start` and `balance` per account. All cents."""

	flows: Flows
	balance_after: np.ndarray
	start: np.ndarray
	balance: np.ndarray


@dataclass(frozen=True)
class MonthEnds:
	"""`parts` (customers, 13, 8 categories), `aum`, `liability`, `average` of daily assets (customers, 13); cents."""

	parts: np.ndarray
	aum: np.ndarray
	liability: np.ndarray
	average: np.ndarray


def book(plan: Plan, holdings: Holdings, flows: Flows) -> Ledger:
	"""Order the flows and tell every balance.

	An account older than the window starts with what makes it end at its target; if its bookings would overdraw
	it, it starts – and ends – with more. One opened within the window starts from nothing.
	"""
	order = np.lexsort((flows.amount == 0, flows.at, flows.account))
	# Opening deposits carry amount 0 until now and come first by their date.
	flows = Flows(*(getattr(flows, name)[order] for name in Flows.__dataclass_fields__))
	count = len(holdings)
	running = np.cumsum(flows.amount)
	first = np.searchsorted(flows.account, np.arange(count))
	has = np.bincount(flows.account, minlength=count) > 0
	before = np.zeros(count, dtype=np.int64)
	before[has] = running[first[has]] - flows.amount[first[has]]
	within = running - before[flows.account]
	lowest = np.zeros(count, dtype=np.int64)
	total = np.zeros(count, dtype=np.int64)
	if len(flows):
		lowest[has] = np.minimum.reduceat(within, first[has])
		last = np.searchsorted(flows.account, np.arange(count), side="right") - 1
		total[has] = within[last[has]]
	savings = holdings.category == SAVINGS
	floor = np.where(savings, SMALLEST_BALANCE, 0)
	start = np.maximum(holdings.target - total, floor - np.minimum(lowest, 0))
	new = holdings.opened >= plan.window_start
	start[new & ~savings] = 0
	amount = flows.amount.copy()
	opening = first[new & savings]
	amount[opening] = start[new & savings]
	balance_after = within + start[flows.account]
	balance = start + total
	start = np.where(new, 0, start)
	booked = Flows(flows.account, flows.at, amount, flows.kind, flows.channel, flows.summary, flows.party)
	return Ledger(booked, balance_after, start, balance)


def month_ends(plan: Plan, customers: int, holdings: Holdings, ledger: Ledger) -> MonthEnds:
	"""Assets by category on the evenings of the 13 month-ends, and the average of each month's days."""
	flows, accounts = ledger.flows, len(holdings)
	ends = plan.month_ends
	evening = (ends.astype(np.int64) + 1) * DAY
	month = np.searchsorted(evening, flows.at, side="right")
	# `month` m: the flow lies after month-end m-1 and counts from month-end m on; 13 is the current month.
	cell = flows.account * (MONTHS + 1) + month
	moved = np.bincount(cell, weights=flows.amount, minlength=accounts * (MONTHS + 1))
	moved = np.rint(moved).astype(np.int64).reshape(accounts, MONTHS + 1)[:, :MONTHS]
	balances = ledger.start[:, None] + np.cumsum(moved, axis=1)

	cell = holdings.customer * SNAPSHOT_CATEGORIES + holdings.category
	cells = (cell[:, None] + np.arange(MONTHS) * customers * SNAPSHOT_CATEGORIES).ravel()
	parts = np.bincount(cells, weights=balances.ravel(), minlength=MONTHS * customers * SNAPSHOT_CATEGORIES)
	parts = np.rint(parts).astype(np.int64).reshape(MONTHS, customers, SNAPSHOT_CATEGORIES).swapaxes(0, 1)
	aum = parts[:, :, list(ASSET_CATEGORIES)].sum(axis=2)
	return MonthEnds(
		parts=parts,
		aum=aum,
		liability=parts[:, :, list(LIABILITY_CATEGORIES)].sum(axis=2),
		average=_averages(plan, customers, holdings, flows, month, aum),
	)


def _averages(
	plan: Plan, customers: int, holdings: Holdings, flows: Flows, month: np.ndarray, aum: np.ndarray
) -> np.ndarray:
	"""Average of the evenings' assets over each month; of the first month, its end. Cents (customers, 13)."""
	ends = plan.month_ends
	length = np.r_[1, np.diff(ends).astype(np.int64)]
	asset = (holdings.category[flows.account] < CREDIT_CARD) & np.isin(
		holdings.category[flows.account], ASSET_CATEGORIES
	)
	rows = np.flatnonzero(asset & (month >= 1) & (month < MONTHS))
	at = month[rows]
	days_left = ends[at].astype(np.int64) - flows.at[rows] // DAY + 1
	weights = flows.amount[rows] * (days_left / length[at])
	cell = holdings.customer[flows.account[rows]] * MONTHS + at
	moved = np.bincount(cell, weights=weights, minlength=customers * MONTHS).reshape(customers, MONTHS)
	average = aum.astype(float)
	average[:, 1:] = aum[:, :-1] + moved[:, 1:]
	return np.maximum(np.rint(average), 0).astype(np.int64)
