"""What messages cost and whether a campaign can pay for them (MKT-04, MKT-05); amounts in yuan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

#: A single SMS has so many characters; of a longer one each part has three fewer (UCS-2).
SINGLE_SMS, PART_OF_SMS = 70, 67


class Shortfall(Enum):
	"""What does not suffice."""

	BUDGET = "budget"
	PREPAID = "prepaid"


@dataclass(frozen=True, slots=True)
class Funds:
	"""What a campaign may spend: its budget without what is planned for other things, and what was paid in advance."""

	budget: Decimal
	other_costs: Decimal
	#: Spent or reserved for messages of this campaign so far.
	committed: Decimal
	#: In the prepaid account, not reserved by anybody; None where nothing is paid in advance.
	available: Decimal | None


@dataclass(frozen=True, slots=True)
class Missing:
	"""How much is missing where."""

	where: Shortfall
	needed: Decimal
	there: Decimal


def parts(text: str) -> int:
	"""Return as how many SMS a text is charged."""
	length = len(text.encode("utf-16-le")) // 2
	return 1 if length <= SINGLE_SMS else -(-length // PART_OF_SMS)


def missing(cost: Decimal, funds: Funds) -> list[Missing]:
	"""Return what does not suffice for `cost` more; empty where all does."""
	left = max(funds.budget - funds.other_costs - funds.committed, Decimal(0))
	found = []
	if cost > left:
		found.append(Missing(Shortfall.BUDGET, cost, left))
	if funds.available is not None and cost > funds.available:
		found.append(Missing(Shortfall.PREPAID, cost, max(funds.available, Decimal(0))))
	return found
