"""Whether two orders are about the same matter (SVC-13): weighed from signs, with the reasons told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

#: From this weight on two orders are shown as perhaps the same.
THRESHOLD = 60


class Sign(str, Enum):
	"""What two orders have in common."""

	SAME_CUSTOMER = "same-customer"
	SAME_CONTACT = "same-contact"
	SAME_SUBTYPE = "same-subtype"
	SAME_TYPE = "same-type"
	SAME_PRODUCT = "same-product"
	ALIKE_TEXT = "alike-text"
	CLOSE_IN_TIME = "close-in-time"


_WEIGHT = {
	Sign.SAME_CUSTOMER: 35,
	Sign.SAME_CONTACT: 30,
	Sign.SAME_SUBTYPE: 20,
	Sign.SAME_TYPE: 5,
	Sign.SAME_PRODUCT: 10,
	Sign.CLOSE_IN_TIME: 10,
}
#: What two equal texts weigh; less alike ones weigh less, from `LEAST_LIKENESS` on.
_TEXT_WEIGHT = 40
LEAST_LIKENESS = 55.0
CLOSE_HOURS = 24


@dataclass(frozen=True, slots=True)
class Matter:
	"""What is compared of an order; `contact` is a fingerprint, never an address."""

	order_type: str
	subtype: str | None
	product: str | None
	customer: str | None
	contact: str | None
	opened_on: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
	"""A weight from 0 to 100 and what it rests on."""

	weight: int
	signs: tuple[Sign, ...]

	@property
	def is_likely(self) -> bool:
		"""Whether it is worth a person's look."""
		return self.weight >= THRESHOLD


def compare(one: Matter, other: Matter, text_likeness: float) -> Likeness:
	"""Weigh two orders; `text_likeness` of their subjects and texts is from 0 to 100.

	Orders of two known, different customers are never the same matter.
	"""
	if one.customer and other.customer and one.customer != other.customer:
		return Likeness(0, ())
	signs = []
	if one.customer and one.customer == other.customer:
		signs.append(Sign.SAME_CUSTOMER)
	elif one.contact and one.contact == other.contact:
		signs.append(Sign.SAME_CONTACT)
	else:
		return Likeness(0, ())
	if one.subtype and one.subtype == other.subtype:
		signs.append(Sign.SAME_SUBTYPE)
	elif one.order_type == other.order_type:
		signs.append(Sign.SAME_TYPE)
	if one.product and one.product == other.product:
		signs.append(Sign.SAME_PRODUCT)
	if abs((one.opened_on - other.opened_on).total_seconds()) <= CLOSE_HOURS * 3600:
		signs.append(Sign.CLOSE_IN_TIME)
	weight = float(sum(_WEIGHT[sign] for sign in signs))
	if text_likeness >= LEAST_LIKENESS:
		signs.append(Sign.ALIKE_TEXT)
		weight += _TEXT_WEIGHT * text_likeness / 100
	return Likeness(min(100, round(weight)), tuple(signs))
