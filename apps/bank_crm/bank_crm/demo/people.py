"""Customers of a chunk: who they are, what they earn, how rich and how digital they are.

The latent values (income, wealth, digital, active) drive everything that follows – products, transactions,
behaviour – so that the pieces of one customer hang together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bank_crm.demo import names
from bank_crm.demo.geography import CITIES, ESTATES, PROVINCE, STREETS
from bank_crm.demo.numbers import credit_code, resident_ids, scatter
from bank_crm.demo.organisation import Organisation
from bank_crm.demo.plan import Chunk, pick, pick_rows
from bank_crm.domain import enums

COMPANY_SHARE = 0.03
LOCAL_SHARE = 0.82
NEW_CUSTOMER_SHARE = 0.06


@dataclass(frozen=True)
class Occupation:
	"""`income` is the median a year in CNY, `weights` the frequency at ages 18–24, –34, –44, –54, –64, 65+."""

	name: str
	income: int
	spread: float
	weights: tuple[float, float, float, float, float, float]
	payroll: float = 0.0


OCCUPATIONS: tuple[Occupation, ...] = (
	Occupation("学生", 9_000, 0.5, (46, 2, 0, 0, 0, 0)),
	Occupation("公务员", 125_000, 0.25, (2, 8, 8, 8, 5, 0), 0.9),
	Occupation("教师", 110_000, 0.25, (2, 7, 8, 8, 5, 0), 0.9),
	Occupation("医护人员", 135_000, 0.35, (2, 6, 6, 6, 4, 0), 0.85),
	Occupation("软件工程师", 210_000, 0.4, (5, 13, 7, 2, 0, 0), 0.6),
	Occupation("工程技术人员", 130_000, 0.35, (5, 11, 9, 8, 4, 0), 0.6),
	Occupation("产业工人", 72_000, 0.25, (10, 13, 15, 16, 9, 1), 0.5),
	Occupation("销售人员", 95_000, 0.5, (8, 12, 9, 6, 2, 0), 0.4),
	Occupation("商业服务人员", 62_000, 0.3, (12, 11, 11, 11, 7, 1), 0.3),
	Occupation("财务会计", 98_000, 0.3, (3, 6, 6, 5, 3, 0), 0.5),
	Occupation("司机", 78_000, 0.25, (1, 4, 7, 7, 4, 0), 0.2),
	Occupation("个体工商户", 140_000, 0.65, (2, 6, 10, 12, 9, 2)),
	Occupation("企业主", 480_000, 0.8, (0, 2, 4, 5, 4, 1)),
	Occupation("企业高管", 420_000, 0.5, (0, 2, 4, 4, 2, 0), 0.5),
	Occupation("自由职业", 75_000, 0.6, (5, 6, 5, 4, 3, 1)),
	Occupation("农林牧渔从业者", 38_000, 0.4, (1, 2, 4, 8, 14, 12)),
	Occupation("家庭主妇", 20_000, 0.5, (1, 3, 4, 4, 4, 2)),
	Occupation("退休人员", 52_000, 0.35, (0, 0, 0, 3, 38, 80), 0.75),
)
STUDENT = 0
RETIRED = len(OCCUPATIONS) - 1
AGE_EDGES = np.array([25, 35, 45, 55, 65])
EMPLOYER_KINDS = ("有限公司", "集团", "股份有限公司")
PUBLIC_EMPLOYERS = {
	1: ("税务局", "财政局", "市场监督管理局", "街道办事处"),
	2: ("第一中学", "实验小学", "职业技术学院"),
	3: ("人民医院", "中医院", "社区卫生服务中心"),
}

GENDERS = enums.Gender.values()
MALE, FEMALE, NO_GENDER = range(3)
EDUCATION = enums.Education.values()
MARITAL = enums.MaritalStatus.values()
FAMILIES = enums.FamilyStructure.values()
RISKS = enums.RiskPreference.values()
CHANNELS = enums.PreferredChannel.values()


@dataclass(frozen=True)
class People:
	"""One entry per customer of the chunk. Money in CNY (float), dates datetime64[D], latents float 0..1."""

	index: np.ndarray
	company: np.ndarray
	name: list[str]
	gender: np.ndarray
	birth: np.ndarray
	age: np.ndarray
	id_number: list[str]
	mobile: list[str]
	email: list[str | None]
	city: np.ndarray
	address: list[str]
	occupation: np.ndarray
	employer: list[str | None]
	education: np.ndarray
	marital: np.ndarray
	family: np.ndarray
	income: np.ndarray
	wealth: np.ndarray
	risk: np.ndarray
	channel: np.ndarray
	opened: np.ndarray
	unit: np.ndarray
	manager: np.ndarray
	digital: np.ndarray
	active: np.ndarray
	payroll: np.ndarray


def make_people(chunk: Chunk, organisation: Organisation) -> People:
	"""All customers of a chunk."""
	rng, count, plan = chunk.rng("people"), chunk.count, chunk.plan
	company = rng.random(count) < COMPANY_SHARE
	birth, age = _births(rng, chunk, company)
	male = rng.random(count) < np.where(age > 65, 0.46, 0.5)
	band = np.searchsorted(AGE_EDGES, age, side="right")
	occupation = pick_rows(rng, np.array([job.weights for job in OCCUPATIONS]).T[band])
	income = _incomes(rng, occupation, age, company)
	wealth = _wealth(rng, occupation, income, age, company)
	manager, unit = _assign(chunk, organisation)
	city = organisation.unit_city[unit]
	region, address = _homes(rng, city)
	digital = np.clip(0.95 - np.maximum(age - 22, 0) * 0.0125 + rng.normal(0, 0.17, count), 0.02, 0.99)
	digital[company] = np.clip(rng.normal(0.45, 0.2, company.sum()), 0.02, 0.99)
	active = np.clip(rng.beta(2.0, 2.4, count) + 0.05 * np.log10(wealth / 10_000 + 0.1), 0.0, 1.0)
	married = rng.random(count) < np.interp(
		age, [20, 25, 30, 40, 60, 85], [0.01, 0.22, 0.66, 0.88, 0.86, 0.55]
	)
	marital = np.where(married, 1, np.where(age < 36, 0, pick(rng, np.array([2, 0, 5, 1.0]), count)))
	marital = np.where((age > 68) & ~married, 3, marital)
	return People(
		index=chunk.index,
		company=company,
		name=_names(rng, male, company, city),
		gender=np.where(company, NO_GENDER, np.where(male, MALE, FEMALE)),
		birth=birth,
		age=age,
		id_number=_id_numbers(rng, chunk, region, birth, male, company),
		mobile=names.mobiles(chunk.index, plan.seed),
		email=_emails(rng, chunk.index, digital, company),
		city=city,
		address=address,
		occupation=occupation,
		employer=_employers(rng, occupation, age, company, city),
		education=_education(rng, occupation, age),
		marital=marital,
		family=np.where(married, pick(rng, np.array([0, 2.2, 6, 1.6, 0.2]), count), 0),
		income=income,
		wealth=wealth,
		risk=_risk(rng, age, wealth, company),
		channel=_preferred_channels(rng, digital, wealth),
		opened=_opened(rng, chunk, birth, company),
		unit=unit,
		manager=manager,
		digital=digital,
		active=active,
		payroll=~company
		& (rng.random(count) < np.array([job.payroll for job in OCCUPATIONS])[occupation] * 0.5),
	)


def _births(rng: np.random.Generator, chunk: Chunk, company: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
	"""Birthdays (for companies: of foundation) and ages; the age pyramid of a city bank's customers."""
	centre = pick(rng, np.array([9, 21, 24, 20, 15, 11.0]), chunk.count)
	low = np.array([18, 25, 35, 45, 55, 65])[centre]
	high = np.array([25, 35, 45, 55, 65, 88])[centre]
	days = (rng.uniform(low, high) * 365.2425).astype(np.int64) + 2
	days[company] = rng.integers(400, 25 * 365, company.sum())
	birth = chunk.plan.day - days.astype("timedelta64[D]")
	return birth, (days // 365.2425).astype(np.int64)


def _incomes(
	rng: np.random.Generator, occupation: np.ndarray, age: np.ndarray, company: np.ndarray
) -> np.ndarray:
	"""Income a year: log-normal around the occupation's median, with a career curve; turnover for companies."""
	median = np.array([job.income for job in OCCUPATIONS])[occupation]
	spread = np.array([job.spread for job in OCCUPATIONS])[occupation]
	working = (occupation != STUDENT) & (occupation != RETIRED)
	career = np.where(working, np.interp(age, [18, 30, 45, 60, 75], [0.6, 0.95, 1.15, 1.0, 0.7]), 1.0)
	income = median * career * np.exp(rng.normal(0, spread))
	income[company] = np.exp(rng.normal(np.log(4_000_000), 1.4, company.sum()))
	return np.round(income, -2)


def _wealth(
	rng: np.random.Generator, occupation: np.ndarray, income: np.ndarray, age: np.ndarray, company: np.ndarray
) -> np.ndarray:
	"""Assets with the bank: log-normal around years of saving, plus a Pareto tail of the truly rich."""
	count = len(income)
	saving_years = np.interp(age, [18, 25, 35, 50, 65, 88], [0.08, 0.15, 0.22, 0.34, 0.5, 0.55])
	wealth = income * saving_years * np.exp(rng.normal(-0.35, 1.4, count))
	rich = (rng.random(count) < 0.012) & (age >= 30) & (occupation != STUDENT)
	wealth[rich] = 900_000 * (rng.pareto(0.9, rich.sum()) + 1)
	wealth[company] = income[company] * 0.03 * np.exp(rng.normal(0, 1.2, company.sum()))
	return np.clip(wealth, 10, 180_000_000)


def _assign(chunk: Chunk, organisation: Organisation) -> tuple[np.ndarray, np.ndarray]:
	"""Manager (index into staff) and unit: portfolios of equal size, each within the manager's units."""
	count, portfolios = chunk.plan.size, len(organisation.managers)
	owner = scatter(chunk.index, count, chunk.plan.seed) % portfolios if count > 1 else np.zeros(1, np.int64)
	widest = max(len(units) for units in organisation.manager_units)
	table = np.array([np.resize(units, widest) for units in organisation.manager_units])
	choice = chunk.rng("units").integers(0, widest, chunk.count)
	return organisation.managers[owner], table[owner, choice]


def _homes(rng: np.random.Generator, city: np.ndarray) -> tuple[np.ndarray, list[str]]:
	"""Region code where born (mostly here) and the address in the unit's city."""
	count = len(city)
	widest = max(len(place.districts) for place in CITIES)
	codes = np.array([np.resize([code for code, _ in place.districts], widest) for place in CITIES])
	district = rng.integers(0, widest, count)
	here = codes[city, district]
	region = np.where(rng.random(count) < LOCAL_SHARE, here, rng.choice(names.national_regions(), count))
	parts = (rng.integers(0, top, count).tolist() for top in (len(STREETS), 400, len(ESTATES), 28, 30, 4))
	address = [
		f"{PROVINCE}{CITIES[c].name}{CITIES[c].districts[d % len(CITIES[c].districts)][1]}{STREETS[s]}{n + 1}号"
		f"{ESTATES[e]}{b + 1}幢{f + 1}0{r + 1}室"
		for c, d, s, n, e, b, f, r in zip(city.tolist(), district.tolist(), *parts, strict=True)
	]
	return region, address


def _names(rng: np.random.Generator, male: np.ndarray, company: np.ndarray, city: np.ndarray) -> list[str]:
	found = names.person_names(rng, male)
	for place, name in zip(np.flatnonzero(company), names.company_names(rng, city[company]), strict=True):
		found[place] = name
	return found


def _id_numbers(
	rng: np.random.Generator,
	chunk: Chunk,
	region: np.ndarray,
	birth: np.ndarray,
	male: np.ndarray,
	company: np.ndarray,
) -> list[str]:
	found = resident_ids(region, birth, male, chunk.number, names.national_regions(), rng)
	codes = scatter(chunk.index, 10**8, chunk.plan.seed)
	for place in np.flatnonzero(company):
		found[place] = credit_code(int(region[place]), int(codes[place]))
	return found


def _emails(
	rng: np.random.Generator, index: np.ndarray, digital: np.ndarray, company: np.ndarray
) -> list[str | None]:
	"""Half of the customers have given an address, the digital ones more often."""
	has = company | (rng.random(len(index)) < np.clip(digital * 0.8, 0.05, 0.9))
	return [
		email if given else None for email, given in zip(names.emails(rng, index), has.tolist(), strict=True)
	]


def _employers(
	rng: np.random.Generator, occupation: np.ndarray, age: np.ndarray, company: np.ndarray, city: np.ndarray
) -> list[str | None]:
	private = names.company_names(rng, city)
	works = ~company & (occupation != STUDENT) & (occupation != RETIRED) & (occupation <= 9) | (
		occupation == 13
	)
	drawn = rng.integers(0, 12, len(city)).tolist()
	return [
		(
			CITIES[c].short + PUBLIC_EMPLOYERS[o][n % len(PUBLIC_EMPLOYERS[o])]
			if o in PUBLIC_EMPLOYERS
			else firm
		)
		if w and not firma
		else None
		for c, o, n, firm, w, firma in zip(
			city.tolist(), occupation.tolist(), drawn, private, works.tolist(), company.tolist(), strict=True
		)
	]


def _education(rng: np.random.Generator, occupation: np.ndarray, age: np.ndarray) -> np.ndarray:
	"""Academic jobs need a degree; the old went to school for fewer years."""
	weights = np.tile(np.array([12, 26, 28, 28, 5.5, 0.5]), (len(age), 1))
	weights[age > 55] = [45, 32, 14, 8, 0.9, 0.1]
	weights[np.isin(occupation, (1, 2, 3, 4, 5, 13))] = [0, 3, 22, 58, 15, 2]
	weights[np.isin(occupation, (6, 8, 15))] = [45, 38, 14, 3, 0, 0]
	weights[occupation == STUDENT] = [0, 8, 30, 50, 11, 1]
	return pick_rows(rng, weights)


def _risk(rng: np.random.Generator, age: np.ndarray, wealth: np.ndarray, company: np.ndarray) -> np.ndarray:
	"""Risk tolerance 1..5: falls with age, rises with wealth."""
	score = (
		2.9
		- np.clip(age - 35, -10, 50) * 0.028
		+ 0.22 * np.log10(wealth / 30_000)
		+ rng.normal(0, 0.85, len(age))
	)
	return np.where(company, 2, np.clip(np.round(score), 1, 5)).astype(np.int64)


def _preferred_channels(rng: np.random.Generator, digital: np.ndarray, wealth: np.ndarray) -> np.ndarray:
	rich = wealth > 1_000_000
	weights = np.stack(
		[
			0.5 + rich * 2,
			0.9 - 0.5 * digital,
			0.2 + 0.3 * digital,
			2.2 * digital,
			1.8 * digital + 0.2,
			1.6 * (1 - digital),
		],
		axis=1,
	)
	return pick_rows(rng, weights)


def _opened(rng: np.random.Generator, chunk: Chunk, birth: np.ndarray, company: np.ndarray) -> np.ndarray:
	"""Customer since: at most 25 years, not before the age of 16 (company: foundation), a few within the year."""
	plan, count = chunk.plan, chunk.count
	earliest = np.where(company, birth, birth + np.timedelta64(16 * 365 + 4, "D"))
	earliest = np.maximum(earliest, plan.day - np.timedelta64(25 * 365, "D"))
	window = (plan.day - plan.window_start).astype(np.int64)
	oldest = (plan.window_start - earliest).astype(np.int64)
	age = window + 1 + (np.maximum(oldest - 1, 0) * rng.beta(1.1, 1.4, count)).astype(np.int64)
	new = rng.random(count) < NEW_CUSTOMER_SHARE
	age[new] = rng.integers(3, window - 1, new.sum())
	return plan.day - age.astype("timedelta64[D]")
