"""Who is in the control group and who gets which variant: by chance, but the same whenever it is asked (MKT-15).

The chance is the customer's bucket, a hash of campaign and customer; SQL computes the same one
(`marketing/audience/buckets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import md5

BUCKETS = 10_000
CONTROL, VARIANT = "control", "variant"


def bucket(salt: str, campaign: str, customer: str) -> int:
	"""Return the customer's bucket, 0 to 9,999; `salt` keeps two draws of one campaign independent."""
	digest = md5(f"{salt}:{campaign}:{customer}".encode(), usedforsecurity=False).hexdigest()
	return int(digest[:8], 16) % BUCKETS


def control_limit(percent: float) -> int:
	"""Return the bucket below which a customer belongs to the control group of so many percent."""
	share = Decimal(str(percent)) * BUCKETS / 100
	return int(min(max(share, Decimal(0)), Decimal(BUCKETS)).to_integral_value(ROUND_HALF_UP))


def limits(shares: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
	"""Return (variant, the bucket below which it is drawn), in order; shares of 0 are never drawn.

	The last variant's limit is the number of buckets. Empty where no share is above 0.
	"""
	drawn = [(name, share) for name, share in shares if share > 0]
	total, running, found = sum(share for _name, share in drawn), 0, []
	for name, share in drawn:
		running += share
		found.append((name, running * BUCKETS // total))
	return found


def draw(shares: Sequence[tuple[str, int]], at: int) -> str | None:
	"""Return the variant of a bucket; None where there is none to draw."""
	return next((name for name, limit in limits(shares) if at < limit), None)
