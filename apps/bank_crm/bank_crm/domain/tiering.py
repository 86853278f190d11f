"""Which tier a customer belongs to, and why (SEG-01, SEG-03, SEG-06; requirements 1.11, "Tier movement").

Unknown is not zero: a condition about something nobody knows is neither met nor missed. It lifts nobody, and it
puts nobody on watch. `customer/tiers/evaluation.py` says the same as SQL over whole sets; a test compares the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from .customer_enums import AmountBasis, TierReason, TierSource
from .enums import ActivityLevel, RiskPreference


class Condition(str, Enum):
	"""What a tier can ask for."""

	ASSETS = "assets"
	PRODUCTS = "products"
	ACTIVITY = "activity"
	TRANSACTIONS = "transactions"
	RISK = "risk"


class Stay(str, Enum):
	"""Why a customer's tier stays as it is."""

	HOLDS = "Holds"
	WATCHED = "Watched"
	UNKNOWN = "Unknown"
	OVERRIDDEN = "Override in Force"


@dataclass(frozen=True, slots=True)
class Average:
	"""The month averages of some months added up; dividing is left out so that no rounding decides."""

	total: Decimal
	months: int

	def reaches(self, minimum: Decimal) -> bool:
		"""Tell whether the mean is at least `minimum`."""
		return self.total >= minimum * self.months


@dataclass(frozen=True, slots=True)
class TierRule:
	"""What a tier asks for; zero and None ask for nothing.

	`level` 1 is the lowest tier. Amounts are in the bank's currency, `window_months` counts the running month,
	`months_below` are the month-ends a customer may stay below before the tier is lost.
	"""

	name: str
	level: int
	min_amount: Decimal = Decimal(0)
	basis: AmountBasis = AmountBasis.MONTH_AVERAGE
	window_months: int = 1
	months_below: int = 3
	min_products: int = 0
	min_activity: ActivityLevel | None = None
	min_transactions: int = 0
	transaction_days: int = 90
	min_risk: RiskPreference | None = None


@dataclass(frozen=True, slots=True)
class Standing:
	"""What is on record about a customer; None is what nobody knows.

	`averages` has one entry for each window (months) the rules ask for, `transactions` one for each number of days.
	"""

	tier: str | None = None
	source: TierSource | None = None
	locked_until: date | None = None
	watch_since: date | None = None
	months_below: int = 0
	balance: Decimal | None = None
	averages: Mapping[int, Average | None] = field(default_factory=dict)
	products: int | None = None
	activity: ActivityLevel | None = None
	transactions: Mapping[int, int | None] = field(default_factory=dict)
	risk: RiskPreference | None = None


@dataclass(frozen=True, slots=True)
class Check:
	"""One condition of one tier: met, missed (False) or unknown (None)."""

	condition: Condition
	met: bool | None


@dataclass(frozen=True, slots=True)
class Decision:
	"""What becomes of a customer's tier; `checks` explains it, by tier from the lowest to the highest."""

	tier: str | None
	reason: TierReason | Stay
	source: TierSource
	locked_until: date | None
	watch_since: date | None
	months_below: int
	checks: Mapping[str, tuple[Check, ...]]

	@property
	def is_change(self) -> bool:
		"""Whether it belongs into the history: a move, or the end of an override."""
		return isinstance(self.reason, TierReason)


def decide(standing: Standing, rules: Sequence[TierRule], today: date) -> Decision:
	"""Return what the rules make of one customer today.

	An override in force stays. One that has run out gives way to the rules at once. Otherwise a higher tier is given
	as soon as it is reached; who falls below is watched first and moved down after the tier's month-ends.
	"""
	ladder = sorted(rules, key=lambda rule: rule.level)
	checks = {rule.name: check(standing, rule) for rule in ladder}
	met = {name: every(found) for name, found in checks.items()}
	held = next((rule for rule in ladder if rule.name == standing.tier), None)
	reached = next((rule for rule in reversed(ladder) if met[rule.name]), None)
	stays = Decision(
		standing.tier,
		Stay.HOLDS,
		TierSource.RULE,
		None,
		standing.watch_since,
		standing.months_below,
		checks,
	)
	if standing.source == TierSource.MANUAL:
		if standing.locked_until is None or standing.locked_until >= today:
			return replace(
				stays,
				reason=Stay.OVERRIDDEN,
				source=TierSource.MANUAL,
				locked_until=standing.locked_until,
			)
		return _without_override(stays, held, reached, met, ladder)
	if held is None:
		if reached is None:
			return replace(stays, reason=Stay.UNKNOWN)
		return _moved(stays, reached, TierReason.INITIAL)
	if reached is not None and reached.level > held.level:
		return _moved(stays, reached, TierReason.REACHED)
	if met[held.name] or held is ladder[0]:
		return replace(stays, watch_since=None, months_below=0)
	if met[held.name] is None:
		return replace(stays, reason=Stay.UNKNOWN)
	since = standing.watch_since or today
	months = month_ends(since, today)
	if months >= held.months_below:
		return _moved(stays, reached or ladder[0], TierReason.BELOW_TOO_LONG)
	return replace(stays, reason=Stay.WATCHED, watch_since=since, months_below=months)


def check(standing: Standing, rule: TierRule) -> tuple[Check, ...]:
	"""Return the conditions the rule asks for and whether each is met."""
	found: list[Check] = []
	if rule.min_amount > 0:
		found.append(Check(Condition.ASSETS, _reaches_amount(standing, rule)))
	if rule.min_products > 0:
		found.append(Check(Condition.PRODUCTS, _at_least(standing.products, rule.min_products)))
	if rule.min_activity is not None:
		found.append(
			Check(Condition.ACTIVITY, _listed(standing.activity, activities_from(rule.min_activity)))
		)
	if rule.min_transactions > 0:
		made = standing.transactions.get(rule.transaction_days)
		found.append(Check(Condition.TRANSACTIONS, _at_least(made, rule.min_transactions)))
	if rule.min_risk is not None:
		found.append(Check(Condition.RISK, _listed(standing.risk, risks_from(rule.min_risk))))
	return tuple(found)


def every(checks: Sequence[Check]) -> bool | None:
	"""Whether all are met: False if one is missed, None if none is missed but one is unknown."""
	if any(one.met is False for one in checks):
		return False
	return None if any(one.met is None for one in checks) else True


def activities_from(least: ActivityLevel) -> tuple[ActivityLevel, ...]:
	"""Return `least` and the livelier levels."""
	levels = tuple(ActivityLevel)
	return levels[: levels.index(least) + 1]


def risks_from(least: RiskPreference) -> tuple[RiskPreference, ...]:
	"""Return `least` and the bolder preferences."""
	grades = tuple(RiskPreference)
	return grades[grades.index(least) :]


def month_ends(since: date, today: date) -> int:
	"""Return how many month-ends lie between the two days; that of `since`'s own month counts once it is past."""
	return (today.year - since.year) * 12 + today.month - since.month


def _without_override(
	stays: Decision,
	held: TierRule | None,
	reached: TierRule | None,
	met: Mapping[str, bool | None],
	ladder: Sequence[TierRule],
) -> Decision:
	"""The rules take over at once, downwards too; what is unknown moves nobody down."""
	target = held
	if held is None or met[held.name] is False:
		target = reached or ladder[0]
	elif reached is not None and reached.level > held.level:
		target = reached
	if target is None:
		raise ValueError("an override ended without any tier to decide by")
	return _moved(stays, target, TierReason.OVERRIDE_ENDED)


def _moved(stays: Decision, rule: TierRule, reason: TierReason) -> Decision:
	return replace(stays, tier=rule.name, reason=reason, watch_since=None, months_below=0)


def _reaches_amount(standing: Standing, rule: TierRule) -> bool | None:
	if rule.basis == AmountBasis.CURRENT_BALANCE:
		return None if standing.balance is None else standing.balance >= rule.min_amount
	average = standing.averages.get(rule.window_months)
	return None if average is None else average.reaches(rule.min_amount)


def _at_least(value: int | None, least: int) -> bool | None:
	return None if value is None else value >= least


def _listed(value: Enum | None, wanted: Sequence[Enum]) -> bool | None:
	return None if value is None else value in wanted
