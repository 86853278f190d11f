"""What follows for each customer from accounts, bookings and behaviour: the figures on the customer page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bank_crm.demo import catalogue
from bank_crm.demo.catalogue import ASSET_CATEGORIES, CREDIT_CARD, INSURANCE, LIABILITY_CATEGORIES, LOAN
from bank_crm.demo.events import LOGIN, Events
from bank_crm.demo.flows import COUNTER, DAY
from bank_crm.demo.holdings import CLOSED, DEFAULTED, OVERDUE, Holdings
from bank_crm.demo.ledger import Ledger, MonthEnds
from bank_crm.demo.organisation import Organisation
from bank_crm.demo.people import People
from bank_crm.demo.plan import Chunk
from bank_crm.domain.enums import ActivityLevel, RelationshipStage

NEVER = np.iinfo(np.int64).min
ACTIVITIES = ActivityLevel.values()
STAGES = RelationshipStage.values()
NEW_STAGE, ACTIVE_STAGE, GROWING, AT_RISK, CHURNED = range(1, 6)
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B")
GRADE_LIMITS = np.array([780, 720, 660, 600, 540])
SERVED_DAYS = 90


@dataclass(frozen=True)
class Profile:
	"""One entry per customer; money in cents, times in seconds since 1970 or `NEVER`."""

	aum: np.ndarray
	liability: np.ndarray
	month_average: np.ndarray
	core_category: np.ndarray
	core_amount: np.ndarray
	product_count: np.ndarray
	last_transaction: np.ndarray
	last_login: np.ndarray
	activity: np.ndarray
	stage: np.ndarray
	credit_score: np.ndarray
	credit_grade: np.ndarray


@dataclass(frozen=True)
class Service:
	"""Who served (`customer`, `staff`, `since`) at the counter lately; staff are indexes."""

	customer: np.ndarray
	staff: np.ndarray
	since: np.ndarray


def make_profile(
	chunk: Chunk, people: People, holdings: Holdings, ledger: Ledger, ends: MonthEnds, events: Events
) -> Profile:
	count, category = chunk.count, holdings.category
	sums = np.zeros((count, 8), dtype=np.int64)
	np.add.at(sums, (holdings.customer, category), ledger.balance)
	core = sums[:, [place for place in range(8) if place != INSURANCE]]
	core_place = np.argmax(core, axis=1)
	core_category = np.array([place for place in range(8) if place != INSURANCE])[core_place]
	flow_customer = holdings.customer[ledger.flows.account]
	login = events.kind == LOGIN
	score = _credit_scores(chunk, people, holdings)
	activity = _activity(chunk, flow_customer, ledger.flows.at, events.customer[login], events.at[login])
	return Profile(
		aum=sums[:, list(ASSET_CATEGORIES)].sum(axis=1),
		liability=sums[:, list(LIABILITY_CATEGORIES)].sum(axis=1),
		month_average=ends.average[:, -1],
		core_category=core_category,
		core_amount=core[np.arange(count), core_place],
		product_count=_product_counts(count, holdings),
		last_transaction=_latest(count, flow_customer, ledger.flows.at),
		last_login=_latest(count, events.customer[login], events.at[login]),
		activity=activity,
		stage=_stages(chunk, people, ends, activity),
		credit_score=score,
		credit_grade=np.searchsorted(-GRADE_LIMITS, -score, side="left"),
	)


def _product_counts(count: int, holdings: Holdings) -> np.ndarray:
	"""Different products on accounts that are not closed."""
	open_ = holdings.status != CLOSED
	products = len(catalogue.PRODUCTS)
	held = np.unique(holdings.customer[open_] * products + holdings.product[open_])
	return np.bincount(held // products, minlength=count)


def _latest(count: int, customer: np.ndarray, at: np.ndarray) -> np.ndarray:
	latest = np.full(count, NEVER)
	np.maximum.at(latest, customer, at)
	return latest


def _activity(
	chunk: Chunk,
	flow_customer: np.ndarray,
	flow_at: np.ndarray,
	login_customer: np.ndarray,
	login_at: np.ndarray,
) -> np.ndarray:
	"""High, medium, low, dormant by bookings and log-ins of the last 30 and 90 days (decision 1.11)."""
	midnight = chunk.plan.day.astype(np.int64) * DAY

	def within(days: int) -> np.ndarray:
		since = midnight - days * DAY
		return np.bincount(flow_customer[flow_at >= since], minlength=chunk.count) + np.bincount(
			login_customer[login_at >= since], minlength=chunk.count
		)

	month, quarter = within(30), within(90)
	return np.select([month >= 4, month >= 1, quarter >= 1], [0, 1, 2], 3)


def _stages(chunk: Chunk, people: People, ends: MonthEnds, activity: np.ndarray) -> np.ndarray:
	now, before = ends.aum[:, -1], ends.aum[:, -4]
	falling = (np.diff(ends.aum[:, -4:], axis=1) < 0).all(axis=1) & (now < before * 0.9)
	return np.select(
		[
			people.opened >= chunk.plan.day - np.timedelta64(90, "D"),
			(activity == 3) & (now < 100_000),
			falling,
			now > before * 1.2 + 1_000_000,
		],
		[NEW_STAGE, CHURNED, AT_RISK, GROWING],
		ACTIVE_STAGE,
	)


def _credit_scores(chunk: Chunk, people: People, holdings: Holdings) -> np.ndarray:
	"""350..850: income and wealth raise it, debt a little and arrears a lot lower it."""
	owes = np.isin(holdings.category, (LOAN, CREDIT_CARD))
	late = np.zeros(chunk.count)
	np.maximum.at(late, holdings.customer[owes], np.isin(holdings.status[owes], (OVERDUE,)) * 90.0)
	np.maximum.at(late, holdings.customer[owes], (holdings.status[owes] == DEFAULTED) * 210.0)
	level = 655 + 38 * (np.log10(people.income + 1) - 4.9) + 22 * (np.log10(people.wealth) - 4.2)
	score = level - late + chunk.rng("credit").normal(0, 42, chunk.count)
	return np.clip(np.round(score), 350, 850).astype(np.int64)


def counter_service(
	chunk: Chunk, people: People, holdings: Holdings, ledger: Ledger, bank: Organisation
) -> Service:
	"""Tellers who served a customer at the counter within the last 90 days, with the day of the last time."""
	flows = ledger.flows
	since = (chunk.plan.day.astype(np.int64) - SERVED_DAYS) * DAY
	rows = np.flatnonzero((flows.channel == COUNTER) & (flows.at >= since))
	at = np.full(chunk.count, NEVER)
	np.maximum.at(at, holdings.customer[flows.account[rows]], flows.at[rows])
	customer = np.flatnonzero(at != NEVER)
	draw = chunk.rng("tellers").random(len(customer))
	seats = (bank.unit_tellers[unit] for unit in people.unit[customer].tolist())
	staff = [int(seat[int(luck * len(seat))]) for seat, luck in zip(seats, draw.tolist(), strict=True)]
	return Service(customer, np.array(staff, dtype=np.int64), at[customer] // DAY)


def collaboration(chunk: Chunk, people: People, profile: Profile, bank: Organisation) -> Service:
	"""A second relationship manager for some: the rich more often, someone of the same branch."""
	rng = chunk.rng("collaboration")
	chance = np.where(profile.aum >= 100_000_000, 0.25, np.where(profile.aum >= 10_000_000, 0.06, 0.008))
	customer = np.flatnonzero(rng.random(chunk.count) < chance)
	places = np.searchsorted(bank.managers, people.manager[customer])
	other = np.where(places + 1 < len(bank.managers), places + 1, places - 1)
	keep = other >= 0
	customer, other = customer[keep], other[keep]
	ago = rng.integers(5, 300, len(customer))
	return Service(customer, bank.managers[other], chunk.plan.day.astype(np.int64) - ago)
