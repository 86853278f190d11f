"""The generated bank's relations and households obey the rules the app enforces."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bank_crm.demo.chunk import ChunkData, make_chunk
from bank_crm.demo.kin import make_kin
from bank_crm.demo.organisation import build_organisation
from bank_crm.demo.plan import Plan
from bank_crm.domain.household import Membership, check_membership
from bank_crm.domain.relations import Party, Relation, check_relation, leads_to

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def bank() -> ChunkData:
	plan = Plan.for_size(3_000, TODAY)
	return make_chunk(plan.chunk(0), build_organisation(plan))


@pytest.fixture(scope="module")
def rules() -> dict:
	"""The shipped roles; their module reads the framework, which a bare environment lacks."""
	pytest.importorskip("frappe")
	from bank_crm.customer.relationships.catalogue import shipped

	return {rule.name: rule for rule in shipped()}


def day(value: np.datetime64) -> date | None:
	return None if np.isnat(value) else value.astype("datetime64[D]").astype(object)


def test_every_relation_would_be_accepted_by_the_app(bank: ChunkData, rules: dict) -> None:
	people = bank.people

	def party(place: int) -> Party:
		company = bool(people.company[place])
		return Party(
			str(place), "Company" if company else "Person", None if company else day(people.birth[place])
		)

	standing: dict[str, list[Relation]] = defaultdict(list)
	for link in bank.kin.links:
		new = Relation(str(link.customer), str(link.other), link.role, day(link.since), None, link.share)
		own, other = party(link.customer), party(link.other)
		check_relation(new, own, other, [*standing[own.name], *standing[other.name]], rules)
		standing[own.name].append(new)
		standing[other.name].append(new)
	roles = Counter(link.role for link in bank.kin.links)
	assert {"Spouse", "Child", "Legal Representative", "Shareholder", "Employer", "Referrer"} <= set(roles)
	assert roles["Spouse"] > 200 and roles["Child"] > 60


def test_no_role_without_circles_has_one(bank: ChunkData, rules: dict) -> None:
	for role in {link.role for link in bank.kin.links if rules[link.role].acyclic}:
		following = defaultdict(set)
		for link in bank.kin.links:
			if link.role == role:
				following[link.customer].add(link.other)
		for start in list(following):
			step = lambda names, after=following: {other for name in names for other in after[name]}  # noqa: E731
			assert not any(leads_to(str(other), str(start), lambda names, s=step: {str(o) for o in s({int(n) for n in names})}) for other in following[start])  # fmt: skip


def test_CUS_03_every_stay_would_be_accepted_by_the_app(bank: ChunkData) -> None:
	seen: dict[int, list[Membership]] = defaultdict(list)
	for stay in bank.kin.stays:
		new = Membership(str(stay.household), str(stay.customer), day(stay.since), day(stay.until))
		check_membership(new, "Person", seen[stay.customer], TODAY)
		assert not bank.people.company[stay.customer]
		seen[stay.customer].append(new)
	present = [stay for stay in bank.kin.stays if np.isnat(stay.until)]
	assert len(present) < len(bank.kin.stays), "some children have moved out"
	for household, head in enumerate(bank.kin.heads):
		members = [stay for stay in present if stay.household == household]
		assert [stay.customer for stay in members if stay.role == "Head"] == [head]
		addresses = {bank.people.address[stay.customer] for stay in members}
		assert len(addresses) == 1, "who lives together has one address"


def test_employees_name_their_employer(bank: ChunkData) -> None:
	hired = [link for link in bank.kin.links if link.role == "Employer"]
	assert hired
	assert all(bank.people.employer[link.customer] == bank.people.name[link.other] for link in hired)


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_tiny_banks_have_relations_too_or_none(size: int) -> None:
	plan = Plan.for_size(size, TODAY)
	data = make_chunk(plan.chunk(0), build_organisation(plan))
	assert len(data.kin.heads) <= size / 2


def test_the_same_plan_has_the_same_kin() -> None:
	plan = replace(Plan.for_size(2_000, TODAY), chunk_size=1_000)
	organisation = build_organisation(plan)
	first, again = (make_chunk(plan.chunk(1), organisation).kin for _ in range(2))
	assert [str(link) for link in first.links] == [str(link) for link in again.links]
	assert [str(stay) for stay in first.stays] == [str(stay) for stay in again.stays]
	other = make_kin(plan.chunk(0), make_chunk(plan.chunk(0), organisation).people)
	assert [str(link) for link in first.links] != [str(link) for link in other.links]
