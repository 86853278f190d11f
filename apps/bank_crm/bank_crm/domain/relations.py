"""Which relations between two customers can stand (requirements 1.5, Customer Relationship)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .customer_enums import RoleParty
from .errors import DomainError
from .profile import is_period

FULL_SHARE = 100.0
#: Longer chains of one role are not followed; a real line of forebears or of parent companies ends before.
MOST_STEPS = 50


@dataclass(frozen=True)
class RoleRule:
	"""What the other customer is to this one. `at_most` 0 means any number, `exclusive_group` "" none."""

	name: str
	reciprocal: str
	kind: str
	own_type: str = RoleParty.ANY.value
	other_type: str = RoleParty.ANY.value
	at_most: int = 0
	acyclic: bool = False
	exclusive_group: str = ""
	min_years_older: int = 0
	takes_share: bool = False
	enabled: bool = True


@dataclass(frozen=True)
class Party:
	"""One side of a relation; `customer_type` as in `CustomerType`."""

	name: str
	customer_type: str
	birth_date: date | None = None


@dataclass(frozen=True)
class Relation:
	"""`other` is `customer`'s `role`, from and until days that count; `share` in per cent."""

	customer: str
	other: str
	role: str
	from_date: date | None = None
	to_date: date | None = None
	share: float = 0.0

	def turned(self, rules: Mapping[str, RoleRule]) -> Relation:
		"""The same relation seen from the other side."""
		role = rules[self.role].reciprocal
		return Relation(self.other, self.customer, role, self.from_date, self.to_date, self.share)


def check_relation(
	new: Relation,
	own: Party,
	other: Party,
	standing: Iterable[Relation],
	rules: Mapping[str, RoleRule],
) -> None:
	"""Refuse a relation that cannot stand beside the others of the two customers.

	Raises DomainError with the `field` it is about: `self`, `period`, `disabled`, `own_type`, `other_type`,
	`not_older`, `no_share`, `share`, `duplicate`, `contradiction`, `too_many`, `too_many_other`, `share_total`.
	"""
	if new.customer == new.other:
		raise DomainError("self", field="other_customer")
	if not is_period(new.from_date, new.to_date):
		raise DomainError("period", field="to_date")
	rule = rules[new.role]
	back = rules[rule.reciprocal]
	if not rule.enabled:
		raise DomainError("disabled", field="role")
	_check_types(rule, own, other)
	_check_ages(rule, back, own, other)
	_check_share(rule, back, new)
	beside = [relation for relation in standing if overlap(relation, new)]
	mine = [_seen_from(relation, own.name, rules) for relation in beside if _touches(relation, own.name)]
	theirs = [
		_seen_from(relation, other.name, rules) for relation in beside if _touches(relation, other.name)
	]
	_check_pair(new, mine, rules)
	_check_number(new, rule, mine, "too_many")
	_check_number(new.turned(rules), back, theirs, "too_many_other")
	if rule.takes_share:
		_check_total(new, mine)
	elif back.takes_share:
		_check_total(new.turned(rules), theirs)


def overlap(first: Relation, second: Relation) -> bool:
	"""Tell whether two periods share a day; an open end reaches for ever."""
	return _before(first.from_date, second.to_date) and _before(second.from_date, first.to_date)


def most_at_once(periods: Iterable[Relation], within: Relation) -> int:
	"""Return how many of the periods hold on the busiest day of `within`."""
	inside = [period for period in periods if overlap(period, within)]
	starts = {max(period.from_date or date.min, within.from_date or date.min) for period in inside}
	days = (Relation("", "", "", day, day) for day in starts)
	return max((sum(overlap(period, day) for period in inside) for day in days), default=0)


def leads_to(start: str, goal: str, next_of: Callable[[set[str]], Collection[str]]) -> bool:
	"""Tell whether `goal` is reached from `start` by steps of `next_of`, which is asked once per generation."""
	seen, front = {start}, {start}
	for _step in range(MOST_STEPS):
		if goal in front:
			return True
		front = set(next_of(front)) - seen
		if not front:
			return False
		seen |= front
	return False


def _before(start: date | None, end: date | None) -> bool:
	return start is None or end is None or start <= end


def _touches(relation: Relation, name: str) -> bool:
	return name in (relation.customer, relation.other)


def _seen_from(relation: Relation, name: str, rules: Mapping[str, RoleRule]) -> Relation:
	return relation if relation.customer == name else relation.turned(rules)


def _check_types(rule: RoleRule, own: Party, other: Party) -> None:
	for code, wanted, party in (
		("own_type", rule.own_type, own),
		("other_type", rule.other_type, other),
	):
		if wanted not in (RoleParty.ANY.value, party.customer_type):
			raise DomainError(code, field="role", role=rule.name, wanted=wanted)


def _check_ages(rule: RoleRule, back: RoleRule, own: Party, other: Party) -> None:
	for elder, younger, years in (
		(other, own, rule.min_years_older),
		(own, other, back.min_years_older),
	):
		if not years or not elder.birth_date or not younger.birth_date:
			continue
		if younger.birth_date < _years_later(elder.birth_date, years):
			raise DomainError("not_older", field="role", role=rule.name, years=years)


def _years_later(day: date, years: int) -> date:
	try:
		return day.replace(year=day.year + years)
	except ValueError:  # 29 February
		return day.replace(year=day.year + years, day=28)


def _check_share(rule: RoleRule, back: RoleRule, new: Relation) -> None:
	if not new.share:
		return
	if not (rule.takes_share or back.takes_share):
		raise DomainError("no_share", field="share_percent", role=rule.name)
	if not 0 < new.share <= FULL_SHARE:
		raise DomainError("share", field="share_percent")


def _check_pair(new: Relation, mine: Iterable[Relation], rules: Mapping[str, RoleRule]) -> None:
	group = rules[new.role].exclusive_group
	for relation in mine:
		if relation.other != new.other:
			continue
		if relation.role == new.role:
			raise DomainError("duplicate", field="role", role=new.role)
		if group and rules[relation.role].exclusive_group == group:
			raise DomainError("contradiction", field="role", role=relation.role)


def _check_number(new: Relation, rule: RoleRule, standing: Iterable[Relation], code: str) -> None:
	if not rule.at_most:
		return
	same = [relation for relation in standing if relation.role == new.role]
	if most_at_once(same, new) >= rule.at_most:
		raise DomainError(code, field="role", role=rule.name, at_most=rule.at_most)


def _check_total(new: Relation, standing: Iterable[Relation]) -> None:
	"""Shares of one company add up to at most the whole on the day the new one begins."""
	total = new.share + sum(relation.share for relation in standing if relation.role == new.role)
	if total > FULL_SHARE + 1e-6:
		raise DomainError("share_total", field="share_percent", total=round(total, 4))
