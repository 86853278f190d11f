"""What moves money on a chunk's accounts in the year: every booking but its balance.

An amount is signed from the account's own view: plus raises its balance, which for loans and cards is what is
owed. Purchases, redemptions, loan payments and disbursements appear on both accounts they touch.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bank_crm.demo import catalogue
from bank_crm.demo.catalogue import LOAN, TIME_DEPOSIT
from bank_crm.demo.holdings import CLOSED, INSTALMENT_DAY, INVESTMENTS, MISSED, Holdings
from bank_crm.demo.people import RETIRED, People
from bank_crm.demo.plan import Chunk, Plan
from bank_crm.domain.enums import TransactionChannel, TransactionType

TXN_TYPES = TransactionType.values()
DEPOSIT, WITHDRAWAL, TRANSFER_IN, TRANSFER_OUT, PURCHASE, REDEMPTION = range(6)
DISBURSEMENT, REPAYMENT, CARD_SPEND, FEE, INTEREST = range(6, 11)
CHANNELS = TransactionChannel.values()
COUNTER, ATM, MOBILE, ONLINE, POS, THIRD_PARTY, SYSTEM = range(7)
SUMMARIES = (
	"开户存入",
	"现金存入",
	"现金支取",
	"转入",
	"转出",
	"消费",
	"快捷支付",
	"账户服务费",
	"结息",
	"代发工资",
	"养老金",
	"购买产品",
	"产品赎回",
	"定期存入",
	"定期到期支取",
	"贷款发放",
	"归还贷款",
	"信用卡还款",
	"大额转出",
	"货款",
)
SUMMARY = {text: place for place, text in enumerate(SUMMARIES)}
# Counterparty groups; which name of the group is drawn when rows are written.
NOBODY, EMPLOYER, PENSION_FUND, PERSON, MERCHANT, BUSINESS = range(6)
DAY = 86_400
DECLINE_MONTHS = 4
PRIVATE = 6_000_000
DORMANT_SHARE = 0.16


@dataclass(frozen=True)
class Flows:
	"""One entry per booking, unordered. `at` seconds since 1970 (local time), `amount` signed cents."""

	account: np.ndarray
	at: np.ndarray
	amount: np.ndarray
	kind: np.ndarray
	channel: np.ndarray
	summary: np.ndarray
	party: np.ndarray

	def __len__(self) -> int:
		return len(self.account)


def flows_of(
	account: np.ndarray,
	at: np.ndarray,
	amount: np.ndarray,
	kind: int | np.ndarray,
	channel: int | np.ndarray,
	summary: str | np.ndarray,
	party: int | np.ndarray = NOBODY,
) -> Flows:
	"""Flows from arrays and constants."""
	count = len(account)
	code = SUMMARY[summary] if isinstance(summary, str) else summary
	small = (
		np.broadcast_to(np.asarray(value, dtype=np.int8), count) for value in (kind, channel, code, party)
	)
	return Flows(account.astype(np.int64), at.astype(np.int64), amount.astype(np.int64), *small)


def join(parts: list[Flows]) -> Flows:
	return Flows(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Flows)))


def fixed_flows(chunk: Chunk, people: People, holdings: Holdings) -> Flows:
	"""All but everyday bookings: openings, investments, loans, salaries, interest, outflows of leaving money."""
	rng, plan = chunk.rng("flows"), chunk.plan
	return join(
		[
			_openings(rng, plan, people, holdings),
			*_investments(rng, plan, holdings),
			*_loans(rng, plan, holdings),
			_salaries(rng, plan, people, holdings),
			_interest(rng, chunk, holdings),
			_leaving(chunk, people, holdings),
		]
	)


def declining(chunk: Chunk, people: People) -> np.ndarray:
	"""Customers who take their money away month by month (ANA-01): a third of the private ones, few others."""
	chance = np.where(people.wealth >= PRIVATE, 0.35, np.where(people.wealth >= 100_000, 0.05, 0.02))
	old = people.opened < chunk.plan.window_start
	return old & ~people.company & (chunk.rng("declining").random(chunk.count) < chance)


def asleep(chunk: Chunk) -> np.ndarray:
	"""Customers who have stopped banking here: nothing everyday, and no interest booked. bool (customers,)."""
	return chunk.rng("asleep").random(chunk.count) < DORMANT_SHARE


def seconds(day: np.ndarray, second: np.ndarray | int) -> np.ndarray:
	"""datetime64[D] and second of the day → seconds since 1970."""
	return day.astype("datetime64[D]").astype(np.int64) * DAY + second


def office_hours(rng: np.random.Generator, count: int) -> np.ndarray:
	"""Seconds of a day between 8:40 and 17:00."""
	return rng.integers(31_200, 61_200, count)


def _openings(rng: np.random.Generator, plan: Plan, people: People, holdings: Holdings) -> Flows:
	"""First deposit of those who became customers within the year; the ledger fills the amount in."""
	new = np.flatnonzero(people.opened >= plan.window_start)
	channel = np.where(rng.random(len(new)) < people.digital[new] * 0.6, MOBILE, COUNTER)
	at = seconds(people.opened[new], office_hours(rng, len(new)))
	return flows_of(holdings.main[new], at, np.zeros(len(new)), DEPOSIT, channel, "开户存入")


def _investments(rng: np.random.Generator, plan: Plan, holdings: Holdings) -> list[Flows]:
	"""Purchases, top-ups, partial redemptions and maturities, each with its other side on the savings account."""
	invested = np.isin(holdings.category, INVESTMENTS)
	top, top_at, top_amount = _top_ups(rng, plan, holdings, invested)
	moved = np.bincount(top, weights=top_amount, minlength=len(holdings)).astype(np.int64)
	bought = np.flatnonzero(invested & (holdings.opened >= plan.window_start))
	opening = np.where(holdings.status == CLOSED, holdings.principal, holdings.target - moved)[bought]
	closed = np.flatnonzero(invested & (holdings.status == CLOSED))
	account = np.concatenate([bought, top, closed])
	at = np.concatenate(
		[
			seconds(holdings.opened[bought], office_hours(rng, len(bought))),
			top_at,
			seconds(holdings.matures[closed], rng.integers(1_000, 20_000, len(closed))),
		]
	)
	amount = np.concatenate([opening, top_amount, -holdings.principal[closed]])
	deposit = holdings.category[account] == TIME_DEPOSIT
	kind = np.where(
		amount > 0, np.where(deposit, DEPOSIT, PURCHASE), np.where(deposit, WITHDRAWAL, REDEMPTION)
	)
	summary = np.where(
		amount > 0,
		np.where(deposit, SUMMARY["定期存入"], SUMMARY["购买产品"]),
		np.where(deposit, SUMMARY["定期到期支取"], SUMMARY["产品赎回"]),
	)
	channel = np.array([COUNTER, MOBILE, ONLINE])[rng.integers(0, 3, len(account))]
	channel[len(bought) + len(top) :] = SYSTEM
	savings = holdings.main[holdings.customer[account]]
	twin = np.where(amount > 0, TRANSFER_OUT, TRANSFER_IN)
	return [
		flows_of(account, at, amount, kind, channel, summary),
		flows_of(savings, at, -amount, twin, channel, summary),
	]


def _top_ups(
	rng: np.random.Generator, plan: Plan, holdings: Holdings, invested: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
	"""Up to six further purchases or redemptions, each 4 % of the holding, of products without a term."""
	open_ended = np.flatnonzero(invested & (holdings.term == 0) & (holdings.target >= 50_000))
	# Money market and open-ended wealth products are used like a purse; metal and funds less so.
	times = np.minimum(rng.poisson(0.9, len(open_ended)), 6)
	account = np.repeat(open_ended, times)
	first = np.maximum(holdings.opened[account], plan.window_start) + np.timedelta64(1, "D")
	day = between(rng, first, plan.last_day)
	amount = holdings.target[account] // 2_500 * 100
	amount = np.where(rng.random(len(account)) < 0.8, amount, -amount)
	return account, seconds(day, office_hours(rng, len(account))), amount


def between(rng: np.random.Generator, first: np.ndarray, last: np.datetime64) -> np.ndarray:
	"""A random day from `first` to `last`, both included."""
	length = np.maximum((last - first).astype(np.int64) + 1, 1)
	return np.minimum(first + (rng.random(len(first)) * length).astype("timedelta64[D]"), last)


def _month_grid(plan: Plan, day_of_month: np.ndarray) -> np.ndarray:
	"""Dates (rows, months) with each row's day of the month, from the window's first month to this one."""
	months = np.arange(plan.window_start.astype("datetime64[M]"), plan.last_day.astype("datetime64[M]") + 1)
	return months.astype("datetime64[D]")[None, :] + (day_of_month - 1).astype("timedelta64[D]")[:, None]


def _loans(rng: np.random.Generator, plan: Plan, holdings: Holdings) -> list[Flows]:
	"""Disbursements within the year, and the instalment on the 20th of each month after it."""
	loans = np.flatnonzero(holdings.category == LOAN)
	opened = holdings.opened[loans]
	due = _month_grid(plan, np.full(len(loans), INSTALMENT_DAY))
	owed = (due.astype("datetime64[M]") > opened.astype("datetime64[M]")[:, None]) & (due <= plan.last_day)
	# Counted from the last instalment due, those in arrears are missing.
	owed &= np.cumsum(owed[:, ::-1], axis=1)[:, ::-1] > MISSED[holdings.status[loans]][:, None]
	row, month = np.nonzero(owed)
	account = loans[row]
	paid_at = seconds(due[row, month], rng.integers(200, 3_000, len(row)))
	share = (holdings.principal // np.maximum(holdings.term, 1))[account]

	new = loans[opened >= plan.window_start]
	new_at = seconds(holdings.opened[new], office_hours(rng, len(new)))
	# A mortgage is paid out to the seller of the home, never to the customer's account.
	own = holdings.product[new] != catalogue.index_of("LN001")
	return [
		flows_of(new, new_at, holdings.principal[new], DISBURSEMENT, SYSTEM, "贷款发放"),
		flows_of(
			holdings.main[holdings.customer[new[own]]],
			new_at[own],
			holdings.principal[new[own]],
			TRANSFER_IN,
			SYSTEM,
			"贷款发放",
		),
		flows_of(account, paid_at, -share, REPAYMENT, SYSTEM, "归还贷款"),
		flows_of(
			holdings.main[holdings.customer[account]],
			paid_at,
			-holdings.instalment[account],
			REPAYMENT,
			SYSTEM,
			"归还贷款",
		),
	]


def _salaries(rng: np.random.Generator, plan: Plan, people: People, holdings: Holdings) -> Flows:
	"""Wages on the employer's pay-day, pensions on the 12th; a thirteenth part more in January."""
	paid = np.flatnonzero(people.payroll & ~declining_rich(people))
	retired = people.occupation[paid] == RETIRED
	grid = _month_grid(plan, np.where(retired, 12, np.array([5, 10, 15, 25])[rng.integers(0, 4, len(paid))]))
	row, month = np.nonzero((grid > people.opened[paid][:, None]) & (grid <= plan.last_day))
	customer, day = paid[row], grid[row, month]
	bonus = np.where((day.astype("datetime64[M]").astype(np.int64) % 12 == 0) & ~retired[row], 1.8, 1.0)
	amount = np.round(people.income[customer] * 100 / 12.8 * bonus * rng.uniform(0.98, 1.02, len(row)))
	return flows_of(
		holdings.main[customer],
		seconds(day, rng.integers(28_800, 39_600, len(row))),
		np.maximum(amount, 100),
		TRANSFER_IN,
		SYSTEM,
		np.where(retired[row], SUMMARY["养老金"], SUMMARY["代发工资"]),
		np.where(retired[row], PENSION_FUND, EMPLOYER),
	)


def declining_rich(people: People) -> np.ndarray:
	"""Private customers draw no wages here: their monthly trend is that of their wealth."""
	return people.wealth >= PRIVATE


def _interest(rng: np.random.Generator, chunk: Chunk, holdings: Holdings) -> Flows:
	"""Interest on savings on the 21st of each quarter's last month; only in the lively demo bank."""
	plan = chunk.plan
	main = holdings.main[~asleep(chunk)] if plan.rich else holdings.main[:0]
	grid = _month_grid(plan, np.full(len(main), 21))
	quarter = grid.astype("datetime64[M]").astype(np.int64) % 3 == 2
	row, month = np.nonzero(quarter & (grid <= plan.last_day) & (grid > holdings.opened[main][:, None]))
	account = main[row]
	amount = np.maximum((holdings.target[account] * holdings.rate[account] / 400).astype(np.int64), 1)
	at = seconds(grid[row, month], rng.integers(60, 3_000, len(row)))
	return flows_of(account, at, amount, INTEREST, SYSTEM, "结息")


def _leaving(chunk: Chunk, people: People, holdings: Holdings) -> Flows:
	"""A big transfer to another bank in each of the last four finished months."""
	rng, plan = chunk.rng("leaving"), chunk.plan
	customer = np.repeat(np.flatnonzero(declining(chunk, people)), DECLINE_MONTHS)
	month = np.tile(
		plan.month_ends[-DECLINE_MONTHS:].astype("datetime64[M]"), len(customer) // DECLINE_MONTHS
	)
	day = month.astype("datetime64[D]") + rng.integers(1, 27, len(customer)).astype("timedelta64[D]")
	amount = np.round(people.wealth[customer] * rng.uniform(0.04, 0.08, len(customer)), -2) * 100
	return flows_of(
		holdings.main[customer],
		seconds(day, office_hours(rng, len(customer))),
		-np.maximum(amount, 100),
		TRANSFER_OUT,
		ONLINE,
		"大额转出",
		PERSON,
	)
