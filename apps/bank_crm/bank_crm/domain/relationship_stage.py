"""At which stage a relationship is, and why (CUS-17)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise

from .enums import RelationshipStage


class StageReason(str, Enum):
	"""Why the rule chose a stage, as it is stored."""

	NO_PRODUCT_YET = "No Product Yet"
	NO_PRODUCT_LEFT = "No Product Left"
	SILENT_AND_SMALL = "Silent and Small"
	BACK_AGAIN = "Back Again"
	RECENTLY_OPENED = "Recently Opened"
	ASSETS_FALLING = "Assets Falling"
	SILENT = "Silent"
	ASSETS_GROWING = "Assets Growing"
	IN_USE = "In Use"


@dataclass(frozen=True, slots=True)
class StageRule:
	"""The limits: days, month-ends, shares and amounts in CNY.

	A change by hand stands for `manual_days`; after that the rule decides again.
	"""

	new_days: int = 90
	silent_days: int = 90
	gone_days: int = 180
	won_back_days: int = 90
	decline_months: int = 3
	decline_share: float = 0.1
	growth_share: float = 0.2
	growth_amount: float = 10_000
	small_amount: float = 10_000
	manual_days: int = 30

	def silent_before(self, now: datetime) -> datetime:
		"""Return the moment after which the last step must lie for the customer not to be silent."""
		return now - timedelta(days=self.silent_days)

	def gone_before(self, now: datetime) -> datetime:
		"""Return the moment after which the last step must lie for a small customer not to be gone."""
		return now - timedelta(days=self.gone_days)

	def new_from(self, now: datetime) -> date:
		"""Return the first day on which a relationship begun counts as new."""
		return now.date() - timedelta(days=self.new_days)

	def won_back_from(self, now: datetime) -> date:
		"""Return the first day on which a return counts as recent."""
		return now.date() - timedelta(days=self.won_back_days)


@dataclass(frozen=True, slots=True)
class StageFacts:
	"""What is known of a customer; `month_ends` are total assets, the latest first, None where missing."""

	stage: RelationshipStage | None
	stage_since: date | None
	products: int
	known_since: date
	last_step: datetime | None
	assets: float
	month_ends: tuple[float | None, ...]


def relationship_stage(
	facts: StageFacts, now: datetime, rule: StageRule
) -> tuple[RelationshipStage, StageReason]:
	"""Return the stage by the first rule that applies; the set-based job computes the same in one statement."""
	begun = facts.last_step or datetime.combine(facts.known_since, datetime.min.time())
	if not facts.products:
		if facts.stage in (None, RelationshipStage.PROSPECT) and facts.last_step is None:
			return RelationshipStage.PROSPECT, StageReason.NO_PRODUCT_YET
		return RelationshipStage.CHURNED, StageReason.NO_PRODUCT_LEFT
	if begun < rule.gone_before(now) and facts.assets < rule.small_amount:
		return RelationshipStage.CHURNED, StageReason.SILENT_AND_SMALL
	if facts.stage == RelationshipStage.CHURNED or (
		facts.stage == RelationshipStage.WON_BACK
		and facts.stage_since is not None
		and facts.stage_since >= rule.won_back_from(now)
	):
		return RelationshipStage.WON_BACK, StageReason.BACK_AGAIN
	if facts.known_since >= rule.new_from(now):
		return RelationshipStage.NEW, StageReason.RECENTLY_OPENED
	if _falling(facts.month_ends, rule):
		return RelationshipStage.AT_RISK, StageReason.ASSETS_FALLING
	if begun < rule.silent_before(now):
		return RelationshipStage.AT_RISK, StageReason.SILENT
	if _growing(facts.month_ends, rule):
		return RelationshipStage.GROWING, StageReason.ASSETS_GROWING
	return RelationshipStage.ACTIVE, StageReason.IN_USE


def _ends(month_ends: tuple[float | None, ...], rule: StageRule) -> list[float]:
	"""The month-ends the rule looks at, none where one is missing."""
	wanted = month_ends[: rule.decline_months + 1]
	known = [end for end in wanted if end is not None]
	return known if len(known) == rule.decline_months + 1 else []


def _falling(month_ends: tuple[float | None, ...], rule: StageRule) -> bool:
	ends = _ends(month_ends, rule)
	if not ends:
		return False
	falls = all(later < earlier for later, earlier in pairwise(ends))
	return falls and ends[0] < ends[-1] * (1 - rule.decline_share)


def _growing(month_ends: tuple[float | None, ...], rule: StageRule) -> bool:
	ends = _ends(month_ends, rule)
	return bool(ends) and ends[0] > ends[-1] * (1 + rule.growth_share) + rule.growth_amount
