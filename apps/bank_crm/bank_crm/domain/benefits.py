"""The rules of benefits: who may claim when, until when it holds, which purchase it is used for (MKT-10, MKT-20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from .benefit_enums import BenefitState, GrantState

STEPS: dict[GrantState, frozenset[GrantState]] = {
	GrantState.ISSUED: frozenset({GrantState.CLAIMED, GrantState.EXPIRED, GrantState.WITHDRAWN}),
	GrantState.CLAIMED: frozenset({GrantState.USED, GrantState.EXPIRED, GrantState.WITHDRAWN}),
	GrantState.USED: frozenset(),
	# a purchase made in time may be reported late
	GrantState.EXPIRED: frozenset({GrantState.USED}),
	GrantState.WITHDRAWN: frozenset(),
}
BENEFIT_STEPS: dict[BenefitState, frozenset[BenefitState]] = {
	BenefitState.DRAFT: frozenset({BenefitState.OPEN}),
	BenefitState.OPEN: frozenset({BenefitState.PAUSED, BenefitState.CLOSED}),
	BenefitState.PAUSED: frozenset({BenefitState.OPEN, BenefitState.CLOSED}),
	BenefitState.CLOSED: frozenset(),
}
#: Kept from the first issue on: what was promised.
FIXED_AFTER_ISSUE = ("kind", "value", "campaign", "min_amount", "claim_days", "use_days")
#: Days a purchase made in time may take to be reported.
LATE_DAYS = 7


class Claim(Enum):
	"""What comes of somebody wanting to claim."""

	OPEN = "open"
	ALREADY = "already"
	SOLD_OUT = "sold_out"
	ENOUGH = "enough"
	NOT_YET = "not_yet"
	OVER = "over"
	PAUSED = "paused"
	WITHDRAWN = "withdrawn"
	UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Offer:
	"""A benefit as it stands: `taken` of `stock` are claimed, a customer may claim `per_customer` of them."""

	state: BenefitState
	stock: int
	taken: int
	per_customer: int
	valid_from: date
	valid_until: date


def may_step(before: BenefitState, after: BenefitState) -> bool:
	"""Tell whether a benefit may go from one state to another; staying is allowed."""
	return before is after or after in BENEFIT_STEPS[before]


def judge(offer: Offer, state: GrantState, expires_at: datetime, claimed_before: int, now: datetime) -> Claim:
	"""Tell whether a grant may be claimed now; `claimed_before` are the customer's other claims of the same benefit."""
	if state in (GrantState.CLAIMED, GrantState.USED):
		return Claim.ALREADY
	if state is GrantState.WITHDRAWN:
		return Claim.WITHDRAWN
	if state is GrantState.EXPIRED or now > expires_at or now > end_of(offer.valid_until):
		return Claim.OVER
	if offer.state is BenefitState.CLOSED:
		return Claim.OVER
	if offer.state is not BenefitState.OPEN:
		return Claim.PAUSED
	if now.date() < offer.valid_from:
		return Claim.NOT_YET
	if claimed_before >= offer.per_customer:
		return Claim.ENOUGH
	if offer.taken >= offer.stock:
		return Claim.SOLD_OUT
	return Claim.OPEN


def deadline(since: datetime, days: int, valid_until: date) -> datetime:
	"""Return the last second of a period of `days` (0: as long as the benefit is valid), never after `valid_until`."""
	last = end_of(valid_until)
	return min(end_of(since.date() + timedelta(days=days)), last) if days > 0 else last


def end_of(day: date) -> datetime:
	"""Return a day's last second."""
	return datetime.combine(day, time(23, 59, 59))


def pair(candidates: Iterable[tuple[int, str]]) -> dict[int, str]:
	"""Give each grant its purchase, no purchase to two grants; candidates (grant, purchase) come in order of choice."""
	pairs: dict[int, str] = {}
	taken: set[str] = set()
	for grant, purchase in candidates:
		if grant not in pairs and purchase not in taken:
			pairs[grant] = purchase
			taken.add(purchase)
	return pairs
