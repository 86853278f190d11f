"""Who of a chunk is married to whom, whose child, who owns and works for which company.

Couples live in one city and are of similar age; children bear their father's surname and are at least 20 years
younger than both; a grown child who has married has left the parents' household on the wedding day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bank_crm.demo.people import MALE, OCCUPATIONS, People
from bank_crm.demo.plan import Chunk
from bank_crm.domain.customer_enums import HouseholdRole
from bank_crm.domain.household import surname

BOTH_ARE_CUSTOMERS = 0.62
CHILD_IS_CUSTOMER = 0.45
MOST_CHILDREN = 2
WIFE_IS_HEAD = 0.25
LEAVES_AT = 28
MOST_EMPLOYEES = 6
REFERRED, GUARANTEED = 0.03, 0.02
MARRIED = 1
OPEN = np.datetime64("NaT", "D")
OWNER, EXECUTIVE, ACCOUNTANT = (
	[job.name for job in OCCUPATIONS].index(name) for name in ("企业主", "企业高管", "财务会计")
)


@dataclass(frozen=True)
class Link:
	"""`other` is `customer`'s `role`; both are places within the chunk, `since` a day or NaT."""

	customer: int
	other: int
	role: str
	since: np.datetime64 = OPEN
	share: float = 0.0


@dataclass(frozen=True)
class Stay:
	"""A person's time in the household of number `household` (within the chunk); `until` NaT means today."""

	household: int
	customer: int
	role: str
	since: np.datetime64
	until: np.datetime64 = OPEN


@dataclass(frozen=True)
class Kin:
	"""Relations of a chunk, its households' heads (places within the chunk) and everybody's stays."""

	links: list[Link]
	heads: list[int]
	stays: list[Stay]

	def settle(self, people: People) -> People:
		"""Members of a household have the head's address, employees the name of the company that employs them."""
		address, employer = list(people.address), list(people.employer)
		for stay in self.stays:
			if np.isnat(stay.until):
				address[stay.customer] = people.address[self.heads[stay.household]]
		for link in self.links:
			if link.role == "Employer":
				employer[link.customer] = people.name[link.other]
		return replace(people, address=address, employer=employer)


@dataclass
class _Couple:
	husband: int
	wife: int
	wedding: np.datetime64
	children: list[int]


def make_kin(chunk: Chunk, people: People) -> Kin:
	"""Relations and households of a chunk; the same chunk of the same plan always comes out the same."""
	rng = chunk.rng("kin")
	couples = _couples(rng, chunk, people)
	_give_children(rng, people, couples)
	heads, stays = _households(rng, chunk, people, couples)
	links = [
		*_family_links(couples),
		*_company_links(rng, chunk, people, couples),
		*_social_links(rng, people),
	]
	return Kin(links, heads, stays)


def _couples(rng: np.random.Generator, chunk: Chunk, people: People) -> list[_Couple]:
	"""Married men and women of a city side by side by age, some of whom have each other as customers."""
	married = (people.marital == MARRIED) & ~people.company
	found = []
	for city in np.unique(people.city):
		here = married & (people.city == city)
		men, women = (np.flatnonzero(here & ((people.gender == MALE) == male)) for male in (True, False))
		men = men[np.argsort(people.age[men] + rng.normal(0, 1.5, len(men)))]
		women = women[np.argsort(people.age[women] + 2 + rng.normal(0, 1.5, len(women)))]
		both = min(len(men), len(women))
		men, women = men[:both], women[:both]
		close = np.abs(people.age[men] - people.age[women]) <= 12
		keep = close & (rng.random(both) < BOTH_ARE_CUSTOMERS)
		younger = np.maximum(people.birth[men], people.birth[women])[keep]
		years = rng.uniform(22, 31, keep.sum())
		wedding = younger + (years * 365.25).astype(np.int64).astype("timedelta64[D]")
		wedding = np.minimum(wedding, chunk.plan.day - np.timedelta64(60, "D"))
		found += [
			_Couple(int(man), int(woman), day, [])
			for man, woman, day in zip(men[keep], women[keep], wedding, strict=True)
		]
	return found


def _give_children(rng: np.random.Generator, people: People, couples: list[_Couple]) -> None:
	"""Customers with a couple's surname in its city who could be its children; nobody has two pairs of parents."""
	young: dict[tuple[int, str], list[int]] = defaultdict(list)
	for place in np.flatnonzero(~people.company & (people.age <= 45)).tolist():
		young[int(people.city[place]), surname(people.name[place])].append(place)
	for couple in couples:
		if rng.random() > CHILD_IS_CUSTOMER:
			continue
		near = young.get((int(people.city[couple.husband]), surname(people.name[couple.husband])), [])
		elder = int(min(people.age[couple.husband], people.age[couple.wife]))
		fit = [
			place
			for place in near
			if 20 < elder - people.age[place] <= 38 and place not in (couple.husband, couple.wife)
		]
		for place in fit[: 1 + int(rng.random() * MOST_CHILDREN)]:
			couple.children.append(place)
			near.remove(place)


def _households(
	rng: np.random.Generator, chunk: Chunk, people: People, couples: list[_Couple]
) -> tuple[list[int], list[Stay]]:
	"""One household a couple: the children who have not married or grown old enough to leave live there too."""
	weddings = {place: couple.wedding for couple in couples for place in (couple.husband, couple.wife)}
	heads, stays = [], []
	role = HouseholdRole
	for number, couple in enumerate(couples):
		pair = [couple.husband, couple.wife]
		if rng.random() < WIFE_IS_HEAD:
			pair.reverse()
		heads.append(pair[0])
		stays.append(Stay(number, pair[0], role.HEAD.value, couple.wedding))
		stays.append(Stay(number, pair[1], role.SPOUSE.value, couple.wedding))
		for child in couple.children:
			since = max(couple.wedding, people.birth[child])
			until = weddings.get(child, OPEN)
			if np.isnat(until) and people.age[child] >= LEAVES_AT:
				until = people.birth[child] + np.timedelta64(LEAVES_AT * 365, "D")
			if not np.isnat(until):
				until = until - np.timedelta64(1, "D")
			if np.isnat(until) or since < until < chunk.plan.day:
				stays.append(Stay(number, child, role.CHILD.value, since, until))
	return heads, stays


def _family_links(couples: list[_Couple]) -> Iterator[Link]:
	for couple in couples:
		yield Link(couple.husband, couple.wife, "Spouse", couple.wedding)
		for place, child in enumerate(couple.children):
			yield Link(couple.husband, child, "Child")
			yield Link(couple.wife, child, "Child")
			for sibling in couple.children[:place]:
				yield Link(sibling, child, "Sibling")


def _company_links(
	rng: np.random.Generator, chunk: Chunk, people: People, couples: list[_Couple]
) -> Iterator[Link]:
	"""Owners, keepers of the books, employees, guarantees and groups of the chunk's companies."""
	wives = {couple.husband: couple.wife for couple in couples}
	wives |= {couple.wife: couple.husband for couple in couples}
	pools = {
		int(city): _Pool(rng, people, int(city)) for city in np.unique(people.city[people.company]).tolist()
	}
	before: dict[int, int] = {}
	for firm in np.flatnonzero(people.company).tolist():
		pool, since = pools[int(people.city[firm])], people.birth[firm]
		owner = pool.take("owners")
		if owner is None:
			continue
		share = float(rng.choice((51.0, 60.0, 67.0, 80.0, 100.0)))
		yield Link(firm, owner, "Legal Representative", since)
		yield Link(firm, owner, "Shareholder", since, share)
		yield Link(firm, owner, "Actual Controller", since)
		if share < 100 and owner in wives:
			yield Link(firm, wives[owner], "Shareholder", since, 100 - share)
		if rng.random() < 0.35:
			yield Link(firm, owner, "Guarantor")
		if rng.random() < 0.5 and (accountant := pool.take("accountants")) is not None:
			yield Link(firm, accountant, "Finance Officer")
		for _ in range(int(rng.random() * MOST_EMPLOYEES)):
			if (employee := pool.take("employees")) is not None:
				yield Link(employee, firm, "Employer")
		other = before.pop(int(people.city[firm]), None)
		if other is None:
			before[int(people.city[firm])] = firm
		elif rng.random() < 0.2:
			yield Link(firm, other, "Parent Company" if rng.random() < 0.4 else "Supplier")


class _Pool:
	"""People of one city who could own, keep books for or work for a company, each taken once."""

	def __init__(self, rng: np.random.Generator, people: People, city: int) -> None:
		here = (people.city == city) & ~people.company & (people.age >= 24) & (people.age < 66)
		owning = np.isin(people.occupation, (OWNER, EXECUTIVE))
		books = people.occupation == ACCOUNTANT
		employed = np.array([employer is not None for employer in people.employer], dtype=bool)
		chosen = {
			"owners": here & owning,
			"accountants": here & books,
			"employees": here & employed & ~owning & ~books & (people.age < 60),
		}
		self.places = {name: rng.permutation(np.flatnonzero(mask)).tolist() for name, mask in chosen.items()}

	def take(self, name: str) -> int | None:
		return self.places[name].pop() if self.places[name] else None


def _social_links(rng: np.random.Generator, people: People) -> Iterator[Link]:
	"""Older customers who brought newer ones, and people who stand surety for somebody of their city."""
	persons = np.flatnonzero(~people.company)
	if len(persons) < 2:
		return
	order = persons[np.argsort(people.opened[persons], kind="stable")]
	newer = np.flatnonzero(rng.random(len(order)) < REFERRED)
	newer = newer[newer > 0]
	older = (rng.random(len(newer)) * newer).astype(np.int64)
	for new, old in zip(newer.tolist(), older.tolist(), strict=True):
		customer = int(order[new])
		yield Link(customer, int(order[old]), "Referrer", people.opened[customer])
	asked = persons[rng.random(len(persons)) < GUARANTEED]
	shift = rng.permutation(asked)
	for customer, other in zip(asked.tolist(), shift.tolist(), strict=True):
		if customer != other and people.city[customer] == people.city[other]:
			yield Link(customer, other, "Guarantor")
