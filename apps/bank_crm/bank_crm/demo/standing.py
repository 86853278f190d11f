"""Standing orders: rent, insurance, loans at other banks, allowances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bank_crm.demo.holdings import Holdings
from bank_crm.demo.people import People
from bank_crm.demo.plan import Chunk, pick

BANKS = ("中国工商银行", "中国建设银行", "中国农业银行", "中国银行", "交通银行", "招商银行", "浙商银行")
PURPOSES = ("房租", "保险费", "他行房贷", "子女生活费", "物业费")
SHARE = 0.06


@dataclass(frozen=True)
class Orders:
	"""One entry per order: `account` positions, `amount` in cents, codes into `banks` and `purposes`."""

	account: np.ndarray
	amount: np.ndarray
	bank: np.ndarray
	purpose: np.ndarray
	banks: tuple[str, ...] = BANKS
	purposes: tuple[str, ...] = PURPOSES


def make_orders(chunk: Chunk, people: People, holdings: Holdings) -> Orders:
	"""One order for some of the active customers, a modest part of a month's income."""
	rng = chunk.rng("standing")
	customer = np.flatnonzero(~people.company & (rng.random(chunk.count) < SHARE * (0.4 + people.active)))
	month = people.income[customer] / 12
	amount = np.maximum(np.round(month * rng.uniform(0.05, 0.4, len(customer)), -1), 50)
	return Orders(
		account=holdings.main[customer],
		amount=(amount * 100).astype(np.int64),
		bank=rng.integers(0, len(BANKS), len(customer)),
		purpose=pick(rng, np.array([35, 20, 20, 15, 10]), len(customer)),
	)
