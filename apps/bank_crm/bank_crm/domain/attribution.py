"""Whose work a purchase was: the campaign that touched the customer first, or last, within some days (MKT-13).

A touch is a message that arrived or something the customer did because of a campaign. Campaigns for the same product
line with the same rule compete for a purchase, so that it counts for one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .campaign_enums import TouchRule
from .enums import ProductCategory, TransactionType

#: The bookings by which more is put into a holding somebody has already; of the others only a new holding counts.
ADDED_BY: dict[str, TransactionType] = {
	ProductCategory.SAVINGS.value: TransactionType.DEPOSIT,
	ProductCategory.TIME_DEPOSIT.value: TransactionType.DEPOSIT,
	ProductCategory.WEALTH.value: TransactionType.PURCHASE,
	ProductCategory.FUND.value: TransactionType.PURCHASE,
	ProductCategory.PRECIOUS_METAL.value: TransactionType.PURCHASE,
	ProductCategory.INSURANCE.value: TransactionType.PURCHASE,
}


@dataclass(frozen=True, slots=True)
class Touch:
	"""A moment a campaign reached a customer, or the customer answered it."""

	campaign: str
	at: datetime
	wave: str | None = None
	variant: str | None = None


def credited(touches: Iterable[Touch], until: datetime, rule: TouchRule, days: int) -> Touch | None:
	"""Return the touch a purchase at `until` is put down to, None where none was within the days.

	First touch: of each campaign's first touch those within the days, the earliest. Last touch: the latest before the
	purchase, if it was within the days. Of two at the same moment the campaign with the first name.
	"""
	before = sorted((one for one in touches if one.at <= until), key=lambda one: (one.at, one.campaign))
	oldest = until - timedelta(days=days)
	if rule is TouchRule.FIRST:
		firsts: dict[str, Touch] = {}
		for one in before:
			firsts.setdefault(one.campaign, one)
		return next((one for one in firsts.values() if one.at >= oldest), None)
	last = max(before, key=lambda one: one.at, default=None)  # the first of those at the same moment
	return last if last and last.at >= oldest else None
