"""How active a customer is (requirements 1.11, 活跃度)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .enums import ActivityLevel


@dataclass(frozen=True, slots=True)
class ActivityRule:
	"""The bank's limits: counts are log-ins and transactions together."""

	window_days: int = 30
	high_from: int = 4
	dormant_after_days: int = 90

	def window_start(self, now: datetime) -> datetime:
		"""Return the moment from which steps count as recent."""
		return now - timedelta(days=self.window_days)

	def dormant_before(self, now: datetime) -> datetime:
		"""Return the moment after which the last step must lie for the customer not to be dormant."""
		return now - timedelta(days=self.dormant_after_days)


def activity_level(recent: int, last_at: datetime | None, now: datetime, rule: ActivityRule) -> ActivityLevel:
	"""Grade `recent` steps within the window and the moment of the last one (None: never)."""
	if recent >= rule.high_from:
		return ActivityLevel.HIGH
	if recent > 0:
		return ActivityLevel.MEDIUM
	if last_at is not None and last_at >= rule.dormant_before(now):
		return ActivityLevel.LOW
	return ActivityLevel.DORMANT
