"""The generated bank: consistent to the cent, plausible, reproducible – without Frappe."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bank_crm.demo import catalogue
from bank_crm.demo.chunk import ChunkData, make_chunk
from bank_crm.demo.events import CARD_PAGE, LOGIN
from bank_crm.demo.flows import DAY, DEPOSIT, PURCHASE, SUMMARY
from bank_crm.demo.holdings import CLOSED
from bank_crm.demo.numbers import is_credit_code, is_resident_id
from bank_crm.demo.organisation import build_organisation
from bank_crm.demo.people import OCCUPATIONS, RETIRED, STUDENT
from bank_crm.demo.plan import MONTHS, Plan

TODAY = date(2026, 11, 21)
NOW = int(np.datetime64(TODAY, "D").astype(np.int64)) * DAY


@pytest.fixture(scope="module")
def bank() -> ChunkData:
	plan = Plan.for_size(5_000, TODAY)
	return make_chunk(plan.chunk(0), build_organisation(plan))


@pytest.fixture(scope="module")
def big() -> list[ChunkData]:
	"""Two neighbouring chunks of the million."""
	plan = replace(Plan.for_size(1_000_000, TODAY), chunk_size=4_000)
	organisation = build_organisation(plan)
	return [make_chunk(plan.chunk(number), organisation) for number in (0, 1)]


def test_numbers_are_valid_and_match_the_person(bank: ChunkData) -> None:
	people = bank.people
	for place, number in enumerate(people.id_number):
		if people.company[place]:
			assert is_credit_code(number)
		else:
			assert is_resident_id(number)
			assert number[6:14] == str(people.birth[place]).replace("-", "")
			assert int(number[16]) % 2 == (people.gender[place] == 0)


def test_numbers_are_unique_across_chunks(big: list[ChunkData]) -> None:
	for column in ("id_number", "mobile"):
		values = [value for data in big for value in getattr(data.people, column)]
		assert len(set(values)) == len(values)
	emails = [email for data in big for email in data.people.email if email]
	assert len(set(emails)) == len(emails)
	assert all(email.endswith(".example") for email in emails)


@pytest.mark.parametrize("which", ["bank", "big"])
def test_every_balance_follows_from_the_one_before(which: str, request: pytest.FixtureRequest) -> None:
	found = request.getfixturevalue(which)
	data = found if isinstance(found, ChunkData) else found[0]
	ledger = data.ledger
	running = ledger.start.tolist()
	last_at = [0] * len(running)
	for account, at, amount, after in zip(
		ledger.flows.account.tolist(),
		ledger.flows.at.tolist(),
		ledger.flows.amount.tolist(),
		ledger.balance_after.tolist(),
		strict=True,
	):
		assert amount != 0
		assert at >= last_at[account]
		running[account] += amount
		assert after == running[account] >= 0
		last_at[account] = at
	assert running == ledger.balance.tolist()


def test_holdings_end_at_what_they_are_worth(bank: ChunkData) -> None:
	held, ledger = bank.holdings, bank.ledger
	fixed = (held.category != catalogue.SAVINGS) & (held.category != catalogue.CREDIT_CARD)
	worth = np.where(held.status == CLOSED, 0, held.target)
	assert (ledger.balance[fixed] == worth[fixed]).all()
	assert (ledger.balance[held.status == CLOSED] == 0).all()
	assert (ledger.start[held.opened >= bank.chunk.plan.window_start] == 0).all()


def test_nothing_is_booked_before_the_account_or_in_the_future(bank: ChunkData) -> None:
	flows, plan = bank.ledger.flows, bank.chunk.plan
	day = (flows.at // DAY).astype("datetime64[D]")
	assert (day >= bank.holdings.opened[flows.account]).all()
	assert day.min() >= plan.window_start and flows.at.max() < NOW
	seen = (bank.events.at // DAY).astype("datetime64[D]")
	assert (seen >= bank.people.opened[bank.events.customer]).all()
	assert bank.events.at.max() < NOW


def test_snapshots_are_the_balances_of_those_evenings(bank: ChunkData) -> None:
	"""Told again the slow way: by walking the bookings of some customers."""
	held, ledger, ends = bank.holdings, bank.ledger, bank.chunk.plan.month_ends
	for customer in range(0, 5_000, 83):
		expected = np.zeros((MONTHS, 8), dtype=np.int64)
		for account in np.flatnonzero(held.customer == customer):
			rows = np.flatnonzero(ledger.flows.account == account)
			for place, end in enumerate(ends):
				before = rows[ledger.flows.at[rows] < (int(end.astype(np.int64)) + 1) * DAY]
				expected[place, held.category[account]] += (
					ledger.start[account] + ledger.flows.amount[before].sum()
				)
		assert (bank.ends.parts[customer] == expected).all()
	assert (bank.ends.aum == bank.ends.parts[:, :, :6].sum(axis=2)).all()
	assert (bank.ends.liability == bank.ends.parts[:, :, 6:].sum(axis=2)).all()
	assert (bank.ends.parts >= 0).all()


def test_month_averages_lie_between_the_days_extremes(bank: ChunkData) -> None:
	held, ledger = bank.holdings, bank.ledger
	quiet = np.setdiff1d(np.arange(5_000), np.unique(held.customer[ledger.flows.account]))
	assert len(quiet) > 20
	assert (bank.ends.average[quiet] == bank.ends.aum[quiet]).all()
	# One customer by hand: the average of every evening of the last month.
	end = bank.chunk.plan.month_ends[-1]
	first = end.astype("datetime64[M]").astype("datetime64[D]")
	assets = np.flatnonzero(held.category < catalogue.LOAN)
	for customer in range(3, 5_000, 171):
		accounts = assets[held.customer[assets] == customer]
		rows = np.flatnonzero(np.isin(ledger.flows.account, accounts))
		evenings = []
		for day in np.arange(first, end + 1):
			booked = ledger.flows.at[rows] < (int(day.astype(np.int64)) + 1) * DAY
			evenings.append(ledger.start[accounts].sum() + ledger.flows.amount[rows[booked]].sum())
		assert bank.ends.average[customer, -1] == pytest.approx(np.mean(evenings), abs=1)


def test_totals_are_exact(big: list[ChunkData], bank: ChunkData) -> None:
	assert len(bank.ledger.flows) == 24 * 5_000
	assert len(bank.events) == 20 * 5_000
	for data in big:
		assert len(data.ledger.flows) == 10 * 4_000
		assert len(data.events) == 5 * 4_000


def test_wealth_is_spread_as_in_a_city_bank(bank: ChunkData) -> None:
	average = bank.ends.average[:, -1] / 100
	person = ~bank.people.company
	assert 0.02 < bank.people.company.mean() < 0.04
	assert 0.0004 < (average[person] >= 6_000_000).mean() < 0.003
	assert 0.008 < (average[person] >= 1_000_000).mean() < 0.03
	assert 0.01 < ((average >= 500_000) & (average < 1_000_000)).mean() < 0.05
	assert 10_000 < np.median(average) < 60_000
	assert average.mean() > 3 * np.median(average), "a heavy tail"


def test_income_age_products_and_behaviour_hang_together(bank: ChunkData) -> None:
	people, held = bank.people, bank.holdings
	person = ~people.company
	job = np.array([occupation.name for occupation in OCCUPATIONS])[people.occupation]
	assert (people.age[person & (people.occupation == STUDENT)] < 35).all()
	assert (people.age[person & (people.occupation == RETIRED)] >= 45).all()
	assert np.median(people.income[person & (job == "软件工程师")]) > 2 * np.median(
		people.income[person & (job == "产业工人")]
	)
	assert (
		people.digital[person & (people.age < 30)].mean()
		> people.digital[person & (people.age > 65)].mean() + 0.3
	)

	def owners(category: int) -> np.ndarray:
		found = np.zeros(len(people.age), dtype=bool)
		found[held.customer[held.category == category]] = True
		return found & person

	assert people.age[owners(catalogue.TIME_DEPOSIT)].mean() > people.age[owners(catalogue.FUND)].mean()
	assert np.median(people.wealth[owners(catalogue.WEALTH)]) > 2 * np.median(people.wealth[person])
	assert people.income[owners(catalogue.CREDIT_CARD)].mean() > people.income[person].mean()
	logins = np.bincount(bank.events.customer[bank.events.kind == LOGIN], minlength=len(people.age))
	assert logins[person & (people.digital > 0.7)].mean() > 3 * logins[person & (people.digital < 0.4)].mean()
	assert np.corrcoef(np.log(people.income[person]), np.log(people.wealth[person]))[0, 1] > 0.4


def test_products_suit_their_owners(bank: ChunkData) -> None:
	held, people = bank.holdings, bank.people
	risk = catalogue.column("risk")[held.product]
	bought = np.isin(held.category, (catalogue.WEALTH, catalogue.FUND)) & ~people.company[held.customer]
	lowest = {c: catalogue.column("risk")[catalogue.indexes(c)].min() for c in range(9)}
	floor = np.array([lowest[c] for c in held.category.tolist()])
	assert (risk[bought] <= np.maximum(people.risk[held.customer[bought]], floor[bought])).all()
	company_only = catalogue.column("company")[held.product]
	assert people.company[held.customer[company_only]].all()


def test_wages_come_once_a_month(bank: ChunkData) -> None:
	flows = bank.ledger.flows
	wages = np.flatnonzero(flows.summary == SUMMARY["代发工资"])
	assert len(wages) > 1_000
	month = (flows.at[wages] // DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
	assert len(np.unique(flows.account[wages] * 100_000 + month)) == len(wages)


def test_the_scenarios_of_the_requirements_find_customers(bank: ChunkData) -> None:
	figures, held, flows, count = bank.profile, bank.holdings, bank.ledger.flows, 5_000

	def flag(customers: np.ndarray) -> np.ndarray:
		found = np.zeros(count, dtype=bool)
		found[customers] = True
		return found

	seen = bank.events
	assert ((figures.aum >= 500_000_00) & (figures.last_login >= NOW - 30 * DAY)).sum() >= 20
	bought = (flows.kind == PURCHASE) & (held.category[flows.account] == catalogue.WEALTH)
	lately = flag(held.customer[flows.account[bought & (flows.at >= NOW - 90 * DAY)]])
	assert ((figures.aum >= 100_000_00) & ~lately).sum() >= 100 and lately.sum() >= 100
	mortgage = flag(held.customer[held.product == catalogue.index_of("LN001")])
	looked = flag(seen.customer[(seen.page == CARD_PAGE) & (seen.at >= NOW - 7 * DAY)])
	potential = (bank.ends.average[:, -1] >= 500_000_00) & (bank.ends.average[:, -1] < 1_000_000_00)
	assert (mortgage & looked).sum() >= 10
	assert (mortgage & looked & potential).sum() >= 1
	assert (~bank.people.company & (bank.people.occupation == STUDENT)).sum() >= 100
	birthday = np.char.replace(bank.people.birth.astype(str), "-", "").astype("U8")
	week = {f"{(np.datetime64(TODAY) + n)!s}".replace("-", "")[4:] for n in range(7)}
	assert sum(day[4:] in week for day in birthday) >= 30
	maturing = (held.matures >= bank.chunk.plan.day) & (held.matures <= bank.chunk.plan.day + 30)
	assert maturing.sum() >= 50
	private = bank.ends.average[:, -1] >= 6_000_000_00
	falling = (np.diff(bank.ends.aum[:, -4:], axis=1) < 0).all(axis=1)
	assert (private & falling).sum() >= 2


def test_every_activity_level_occurs(bank: ChunkData) -> None:
	assert (np.bincount(bank.profile.activity, minlength=4) > 50).all()


def test_portfolios_are_even_and_local(bank: ChunkData) -> None:
	organisation = build_organisation(bank.chunk.plan)
	sizes = np.bincount(bank.people.manager, minlength=len(organisation.staff))[organisation.managers]
	assert sizes.min() == sizes.max() == 500
	branch_of = {unit.code: unit.parent for unit in organisation.units}
	for manager, unit in set(zip(bank.people.manager.tolist(), bank.people.unit.tolist(), strict=True)):
		seat = organisation.staff[manager].unit
		assert branch_of[seat] == branch_of[organisation.units[unit].code]


def test_organisation_has_three_levels_and_every_role() -> None:
	organisation = build_organisation(Plan.for_size(5_000, TODAY))
	assert len(organisation.units) == 21 and 35 <= len(organisation.staff) <= 50
	assert len({employee.role for employee in organisation.staff}) == 8
	assert len({unit.name for unit in organisation.units}) == 21
	numbers = {employee.number for employee in organisation.staff}
	assert len(numbers) == len(organisation.staff)
	assert all(employee.supervisor in numbers for employee in organisation.staff[1:])
	large = build_organisation(Plan.for_size(1_000_000, TODAY))
	assert len({unit.name for unit in large.units}) == len(large.units)
	assert len(large.managers) == 2_000
	roles = {employee.number: employee.role for employee in large.staff}
	assert len(roles) == len(large.staff)
	assert all(roles[employee.number] == employee.role for employee in organisation.staff)


def test_catalogue_has_every_category_and_risk() -> None:
	assert 35 <= len(catalogue.PRODUCTS) <= 50
	assert {product.category for product in catalogue.PRODUCTS} == set(range(9))
	assert {product.risk for product in catalogue.PRODUCTS} == {1, 2, 3, 4, 5}
	codes = [product.code for product in catalogue.PRODUCTS]
	assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
	"today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 31), date(2026, 12, 20)]
)
@pytest.mark.parametrize("size", [1, 2, 60])
def test_any_day_and_any_size_work(today: date, size: int) -> None:
	plan = Plan.for_size(size, today)
	data = make_chunk(plan.chunk(0), build_organisation(plan))
	assert len(data.people.name) == size
	assert plan.month_ends[-1] < np.datetime64(today)
	assert (data.ledger.balance_after >= 0).all()
	assert (
		np.unique(data.holdings.customer[data.holdings.category == catalogue.SAVINGS], return_counts=True)[1]
		== 1
	).all()


def test_new_customers_begin_with_a_deposit(bank: ChunkData) -> None:
	flows, plan = bank.ledger.flows, bank.chunk.plan
	new = np.flatnonzero(bank.people.opened >= plan.window_start)
	first = np.searchsorted(flows.account, bank.holdings.main[new])
	assert (flows.kind[first] == DEPOSIT).all()
	assert (flows.amount[first] > 0).all()


def test_sizes_out_of_range_are_refused() -> None:
	for size in (0, -1, 3_000_000):
		with pytest.raises(ValueError, match="size"):
			Plan(size, TODAY)
	with pytest.raises(ValueError, match="no chunk"):
		Plan(10, TODAY).chunk(1)
