"""Chinese people's and companies' names from Faker's zh_CN tables, drawn for whole arrays at a time."""

from __future__ import annotations

from functools import cache

import numpy as np
from faker.providers.company.zh_CN import Provider as CompanyTables
from faker.providers.person.zh_CN import Provider as PersonTables
from faker.providers.phone_number.zh_CN import Provider as PhoneTables
from faker.providers.ssn.zh_CN import Provider as IdTables

from bank_crm.demo.geography import CITIES, MAIL_DOMAINS
from bank_crm.demo.numbers import scatter
from bank_crm.demo.plan import pick

LINES_OF_BUSINESS = ("科技", "机械制造", "纺织", "贸易", "食品", "建材", "电子", "物流", "服装", "环保")
LEGAL_FORMS = ("有限公司", "股份有限公司")


@cache
def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
	"""Surnames, their weights, male and female given-name syllables."""
	surnames = np.array(list(PersonTables.last_names), dtype=object)
	weights = np.array(list(PersonTables.last_names.values()))
	return (
		surnames,
		weights,
		np.array(PersonTables.first_names_male, dtype=object),
		np.array(PersonTables.first_names_female, dtype=object),
	)


def person_names(rng: np.random.Generator, male: np.ndarray) -> list[str]:
	"""One full name per entry of `male`: two to four characters."""
	surnames, weights, male_given, female_given = _tables()
	count = len(male)
	family = surnames[pick(rng, weights, count)]
	first, second = (
		np.where(
			male,
			male_given[rng.integers(0, len(male_given), count)],
			female_given[rng.integers(0, len(female_given), count)],
		)
		for _ in range(2)
	)
	# Faker's list mixes given names of one and of two characters; pairing single ones widens the choice.
	paired = rng.random(count) < 0.62
	return [
		f"{s}{a}{b}" if pair and len(a) == 1 and len(b) == 1 and a != b else f"{s}{a}"
		for s, a, b, pair in zip(family, first, second, paired.tolist(), strict=True)
	]


def company_names(rng: np.random.Generator, city: np.ndarray) -> list[str]:
	"""Company names of the given cities (indexes), such as 杭州和泰纺织有限公司."""
	count = len(city)
	prefixes = [word for word in CompanyTables.company_prefixes if len(word) <= 4]
	word = rng.integers(0, len(prefixes), count)
	line = rng.integers(0, len(LINES_OF_BUSINESS), count)
	form = pick(rng, np.array([9, 1]), count)
	return [
		f"{CITIES[c].short}{prefixes[w]}{LINES_OF_BUSINESS[b]}{LEGAL_FORMS[f]}"
		for c, w, b, f in zip(city.tolist(), word.tolist(), line.tolist(), form.tolist(), strict=True)
	]


def mobiles(index: np.ndarray, seed: int) -> list[str]:
	"""Unique mobile numbers with prefixes that operators use."""
	prefixes = [str(prefix) for prefix in PhoneTables.phonenumber_prefixes]
	numbers = scatter(index, len(prefixes) * 10**8, seed)
	# scattering keeps steps of ten in step: a manager's customers would all end alike
	halves = [(prefixes[n // 10**8], n % 10**4, n // 10**4 % 10**4) for n in numbers.tolist()]
	return [f"{prefix}{low:04d}{high:04d}" for prefix, low, high in halves]


def emails(rng: np.random.Generator, index: np.ndarray) -> list[str]:
	"""Unique e-mail addresses in reserved domains, from romanised names."""
	given, family = PersonTables.first_romanized_names, PersonTables.last_romanized_names
	count = len(index)
	a = rng.integers(0, len(given), count).tolist()
	b = rng.integers(0, len(family), count).tolist()
	domain = rng.integers(0, len(MAIL_DOMAINS), count).tolist()
	return [
		f"{family[y].lower()}.{given[x].lower()}{n}@{MAIL_DOMAINS[d]}"
		for x, y, d, n in zip(a, b, domain, (index + 100).tolist(), strict=True)
	]


@cache
def national_regions() -> np.ndarray:
	"""County-level codes of all China, for people who were registered elsewhere; int64."""
	return np.array([int(code) for code in IdTables.area_codes if not code.endswith("00")])
