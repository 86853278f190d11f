"""Behaviour on the bank's screens: sessions of a log-in, pages, clicks, searches and applications."""

from __future__ import annotations

from dataclasses import dataclass

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
from bank_crm.demo.flows import DAY, asleep
from bank_crm.demo.holdings import CLOSED, Holdings
from bank_crm.demo.people import People
from bank_crm.demo.plan import Chunk, pick, pick_rows
from bank_crm.domain.enums import BehaviourChannel, BehaviourType

EVENT_TYPES = BehaviourType.values()
LOGIN, PAGE_VIEW, CLICK, SEARCH, APPLICATION, LOGOUT = range(6)
EVENT_CHANNELS = BehaviourChannel.values()
# Page, product category (-1: none), how often everybody looks at it.
PAGES: tuple[tuple[str, int, float], ...] = (
	("首页", -1, 6.0),
	("账户总览", SAVINGS, 5.0),
	("转账", -1, 4.0),
	("收支明细", -1, 3.0),
	("存款", TIME_DEPOSIT, 1.2),
	("理财", WEALTH, 1.5),
	("基金", FUND, 0.8),
	("贵金属", PRECIOUS_METAL, 0.3),
	("保险", INSURANCE, 0.4),
	("贷款", LOAN, 0.6),
	("信用卡", CREDIT_CARD, 1.0),
	("生活缴费", -1, 1.5),
	("客服", -1, 0.4),
)
PAGE_CATEGORY = np.array([category for _, category, _ in PAGES])
CARD_PAGE = 10
NO_PRODUCT = -1


@dataclass(frozen=True)
class Events:
	"""One entry per event, by customer and time. `page` and `product` are -1 where there is none."""

	customer: np.ndarray
	at: np.ndarray
	kind: np.ndarray
	page: np.ndarray
	product: np.ndarray
	channel: np.ndarray

	def __len__(self) -> int:
		return len(self.customer)


def make_events(chunk: Chunk, people: People, holdings: Holdings) -> Events:
	"""Exactly the plan's number of events; the digital and active have most of them, and the latest."""
	rng, plan = chunk.rng("events"), chunk.plan
	online = np.where(people.digital * (0.35 + people.active) > 0.28, people.digital, 0.0) * ~asleep(chunk)
	weight = online * (0.08 + people.active**1.5)
	if not weight.any():
		weight = np.ones(chunk.count)
	times = rng.multinomial(plan.events_per_customer * chunk.count, weight / weight.sum())
	customer = np.repeat(np.arange(chunk.count), times)
	place = np.arange(len(customer)) - np.repeat(np.cumsum(times) - times, times)
	length = rng.integers(3, 8, chunk.count)[customer]
	step = place % length
	session = np.cumsum(step == 0) - 1
	last = np.r_[step[1:] == 0, True] if len(step) else np.zeros(0, dtype=bool)

	kind = np.where(
		step == 0,
		LOGIN,
		np.array([PAGE_VIEW, CLICK, SEARCH, APPLICATION])[pick(rng, np.array([76, 15, 7, 1.2]), len(step))],
	)
	kind = np.where(last & (step > 1) & (rng.random(len(step)) < 0.4), LOGOUT, kind)
	on_page = (kind != LOGIN) & (kind != LOGOUT)
	page = np.where(on_page, pick_rows(rng, _interests(people, holdings)[customer]), -1)
	category = np.where(on_page, PAGE_CATEGORY[page], -1)
	# An application is always for something one can apply for.
	unsold = (kind == APPLICATION) & (category <= SAVINGS)
	page = np.where(unsold, CARD_PAGE, page)
	category = np.where(unsold, CREDIT_CARD, category)
	seen = (category >= 0) & ((kind == APPLICATION) | (kind == CLICK) | (rng.random(len(step)) < 0.25))
	at = _session_starts(rng, chunk, people, customer[step == 0])[session] + step * rng.integers(
		15, 75, len(step)
	)
	at = np.minimum(at, plan.day.astype(np.int64) * DAY - 1)
	channel = pick(rng, np.array([70, 9, 12, 9]), int(session[-1]) + 1 if len(session) else 0)[session]
	order = np.lexsort((step, session, at, customer))
	return Events(
		customer=customer[order],
		at=at[order],
		kind=kind[order].astype(np.int8),
		page=page[order].astype(np.int8),
		product=np.where(seen, _products(rng, category), NO_PRODUCT)[order],
		channel=channel[order].astype(np.int8),
	)


def _interests(people: People, holdings: Holdings) -> np.ndarray:
	"""Weights of the pages (customers, pages): one looks at what one has, and at the next thing one might want."""
	weights = np.tile(np.array([weight for _, _, weight in PAGES]), (len(people.age), 1))
	held = np.zeros((len(people.age), len(catalogue.CATEGORIES)), dtype=bool)
	open_ = holdings.status != CLOSED
	held[holdings.customer[open_], holdings.category[open_]] = True
	for page, category in enumerate(PAGE_CATEGORY):
		if category > SAVINGS:
			weights[:, page] *= np.where(held[:, category], 2.5, 0.8)
	# Families with a mortgage furnish their home: many look at cards without having one.
	weights[:, CARD_PAGE] *= np.where(held[:, LOAN] & ~held[:, CREDIT_CARD], 6.0, 1.5)
	weights[people.company, CARD_PAGE] = 0.05
	return weights


def _session_starts(
	rng: np.random.Generator, chunk: Chunk, people: People, customer: np.ndarray
) -> np.ndarray:
	"""When each session began, seconds since 1970: lately for the active, long ago for those who left."""
	day = chunk.plan.last_day
	lapsed = np.where(rng.random(chunk.count) < 0.22, rng.exponential(90, chunk.count), 0.0)
	ago = lapsed[customer] + rng.exponential(20 + 140 * (1 - people.active[customer]))
	longest = np.minimum((day - people.opened[customer]).astype(np.int64), 395)
	ago = np.where(ago > longest, rng.random(len(customer)) * longest, ago)
	second = np.clip(rng.normal(16.5, 4.0, len(customer)), 0.5, 23.5) * 3600
	return (day.astype(np.int64) - ago.astype(np.int64)) * DAY + second.astype(np.int64)


def _products(rng: np.random.Generator, category: np.ndarray) -> np.ndarray:
	"""A product of each event's category; any where there is none."""
	found = np.zeros(len(category), dtype=np.int64)
	for number in range(len(catalogue.CATEGORIES)):
		rows = np.flatnonzero(category == number)
		choices = catalogue.indexes(number)
		found[rows] = choices[rng.integers(0, len(choices), len(rows))]
	return found
