"""The bank's units on three levels and the people who work in them, scaled to the number of customers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from bank_crm.demo.geography import BANK_NAME, CITIES, STREETS
from bank_crm.demo.names import person_names
from bank_crm.demo.plan import Plan

TELLER = "Bank Teller"
RELATIONSHIP_MANAGER = "Bank Relationship Manager"
MARKETING_OFFICER = "Bank Marketing Officer"
SERVICE_AGENT = "Bank Service Agent"
BRANCH_MANAGER = "Bank Branch Manager"
COMPLIANCE_OFFICER = "Bank Compliance Officer"
AUDITOR = "Bank Auditor"
ADMINISTRATOR = "Bank CRM Administrator"

PORTFOLIO = 500
CUSTOMERS_PER_TELLER = 420
CUSTOMERS_PER_UNIT = 5_000
# A role's employees are numbered from here, so that a number keeps its role in banks of any size.
FIRST_NUMBER = {
	BRANCH_MANAGER: 80_001,
	MARKETING_OFFICER: 80_101,
	SERVICE_AGENT: 80_201,
	COMPLIANCE_OFFICER: 80_301,
	AUDITOR: 80_401,
	ADMINISTRATOR: 80_501,
	RELATIONSHIP_MANAGER: 81_001,
	TELLER: 85_001,
}


@dataclass(frozen=True)
class Unit:
	code: str
	name: str
	level: str
	parent: str | None
	city: str
	address: str


@dataclass(frozen=True)
class Employee:
	number: str
	name: str
	gender: str
	post: str
	role: str
	unit: str
	supervisor: str | None


@dataclass(frozen=True)
class Organisation:
	"""Units in tree order and staff; the arrays tell who may look after a customer of a unit.

	`service_units` are the indexes (into `units`) of the units with customers, `manager_units[i]` the service
	units of the i-th relationship manager, `unit_tellers[u]` the tellers (staff indexes) of unit `u`.
	"""

	units: tuple[Unit, ...]
	staff: tuple[Employee, ...]
	service_units: np.ndarray
	managers: np.ndarray
	manager_units: tuple[np.ndarray, ...]
	unit_tellers: dict[int, np.ndarray]
	unit_city: np.ndarray = field(repr=False)


def build_organisation(plan: Plan) -> Organisation:
	"""4 branches with 16 units and ~40 staff for 5,000 customers; more of each for more."""
	units, unit_city, children = _build_units(plan)
	posts = _Posts()
	posts.add("行长", BRANCH_MANAGER, 0)
	head = 0
	for post, role, count in (
		("市场营销岗", MARKETING_OFFICER, 3),
		("客服坐席", SERVICE_AGENT, 4),
		("合规专员", COMPLIANCE_OFFICER, 2),
		("内审专员", AUDITOR, 1),
		("系统管理员", ADMINISTRATOR, 2),
	):
		for _ in range(count):
			posts.add(post, role, 0, head)
	branch_heads = {branch: posts.add("分行行长", BRANCH_MANAGER, branch, head) for branch in children}
	service_units = np.array(sorted(unit for below in children.values() for unit in below))
	# The first unit of each branch is big enough for a head of its own.
	heads = {
		unit: posts.add("支行行长", BRANCH_MANAGER, unit, branch_heads[branch])
		if place == 0
		else branch_heads[branch]
		for branch, below in children.items()
		for place, unit in enumerate(below)
	}

	managers: list[int] = []
	manager_units: list[np.ndarray] = []
	manager_count = max(len(children), -(-plan.size // PORTFOLIO))
	shares = _deal(manager_count, list(children))
	for branch, count in shares.items():
		below = np.array(children[branch])
		for place in range(count):
			covered = (
				below[place % len(below) :: count] if count < len(below) else below[[place % len(below)]]
			)
			seat = int(covered[0])
			managers.append(posts.add("客户经理", RELATIONSHIP_MANAGER, seat, heads[seat]))
			manager_units.append(covered)

	teller_count = max(len(children), -(-plan.size // CUSTOMERS_PER_TELLER))
	unit_tellers = _tellers(posts, children, heads, teller_count)
	return Organisation(
		units=tuple(units),
		staff=posts.hire(plan, units),
		service_units=service_units,
		managers=np.array(managers),
		manager_units=tuple(manager_units),
		unit_tellers=unit_tellers,
		unit_city=unit_city,
	)


class _Posts:
	"""Posts to be filled, each role in the order of its employee numbers."""

	def __init__(self) -> None:
		self.rows: list[tuple[str, str, int, int | None]] = []

	def add(self, post: str, role: str, unit: int, supervisor: int | None = None) -> int:
		self.rows.append((post, role, unit, supervisor))
		return len(self.rows) - 1

	def hire(self, plan: Plan, units: list[Unit]) -> tuple[Employee, ...]:
		rng = plan.rng("staff")
		male = rng.random(len(self.rows)) < 0.45
		names = person_names(rng, male)
		taken = Counter[str]()
		numbers = []
		for _, role, _, _ in self.rows:
			numbers.append(str(FIRST_NUMBER[role] + taken[role]))
			taken[role] += 1
		return tuple(
			Employee(
				number=numbers[place],
				name=names[place],
				gender="Male" if male[place] else "Female",
				post=post,
				role=role,
				unit=units[unit].code,
				supervisor=None if supervisor is None else numbers[supervisor],
			)
			for place, (post, role, unit, supervisor) in enumerate(self.rows)
		)


def _deal(count: int, receivers: list[int]) -> dict[int, int]:
	"""Deal `count` things out as evenly as it goes."""
	whole, rest = divmod(count, len(receivers))
	return {receiver: whole + (place < rest) for place, receiver in enumerate(receivers)}


def _tellers(
	posts: _Posts, children: dict[int, list[int]], heads: dict[int, int], count: int
) -> dict[int, np.ndarray]:
	"""Tellers sit in one unit; a unit without its own is served by those of the next one in its branch."""
	found: dict[int, np.ndarray] = {}
	for branch, share in _deal(count, list(children)).items():
		below = children[branch]
		seats: dict[int, list[int]] = {unit: [] for unit in below}
		for place in range(share):
			unit = below[place % len(below)]
			seats[unit].append(posts.add("柜员", TELLER, unit, heads[unit]))
		staffed = [unit for unit in below if seats[unit]]
		for place, unit in enumerate(below):
			found[unit] = np.array(seats[unit] or seats[staffed[place % len(staffed)]])
	return found


def _build_units(plan: Plan) -> tuple[list[Unit], np.ndarray, dict[int, list[int]]]:
	"""Units in tree order, the city (index) of each, and the service units below each branch."""
	branches = min(len(CITIES), max(4, plan.size // 60_000))
	below_each = max(4, -(-plan.size // (branches * CUSTOMERS_PER_UNIT)))
	units = [Unit("1000", f"{BANK_NAME}总行", "Head Office", None, CITIES[0].name, "杭州市上城区解放路1号")]
	unit_city, children = [0], {}
	for number in range(branches):
		city = CITIES[number]
		code = f"{1100 + number * 100}"
		units.append(
			Unit(
				code,
				f"{city.short}分行",
				"Branch",
				"1000",
				city.name,
				f"{city.name}{city.districts[0][1]}中山路8号",
			)
		)
		branch = len(units) - 1
		unit_city.append(number)
		children[branch] = []
		for place in range(below_each):
			district = city.districts[place % len(city.districts)][1]
			street = STREETS[(place * 7 + number * 3) % len(STREETS)]
			outlet = place % 4 == 3
			place_name = (
				district[:-1] if place < len(city.districts) and not outlet else district[:-1] + street
			)
			suffix = "网点" if outlet else "支行"
			round_ = place // (len(city.districts) * len(STREETS))
			units.append(
				Unit(
					code=f"{code}{place + 1:03d}",
					name=f"{city.short}{place_name}{suffix}" + (f"{round_ + 1}" if round_ else ""),
					level="Outlet" if outlet else "Sub-branch",
					parent=code,
					city=city.name,
					address=f"{city.name}{district}{street}{place * 2 + 6}号",
				)
			)
			children[branch].append(len(units) - 1)
			unit_city.append(number)
	return units, np.array(unit_city), children
