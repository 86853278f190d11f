"""Households: one at a time for each person, and what members are to a new head (CUS-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .customer_enums import HouseholdRole
from .enums import CustomerType
from .errors import DomainError
from .profile import is_period

H = HouseholdRole
#: Surnames of two characters, which a household is named after whole.
LONG_SURNAMES = frozenset(
	(
		"欧阳",
		"司马",
		"上官",
		"诸葛",
		"东方",
		"皇甫",
		"尉迟",
		"公孙",
		"慕容",
		"令狐",
		"司徒",
		"夏侯",
		"长孙",
		"宇文",
	)
)
#: What the new head was to the old one → what a member was to the old head → what it is to the new one.
#: What does not follow for certain becomes Other.
_TO_NEW_HEAD: Mapping[HouseholdRole, Mapping[HouseholdRole, HouseholdRole]] = {
	H.SPOUSE: {H.HEAD: H.SPOUSE, H.CHILD: H.CHILD, H.GRANDCHILD: H.GRANDCHILD},
	H.CHILD: {H.HEAD: H.PARENT, H.SPOUSE: H.PARENT, H.CHILD: H.SIBLING, H.PARENT: H.GRANDPARENT},
	H.PARENT: {H.HEAD: H.CHILD, H.SIBLING: H.CHILD, H.CHILD: H.GRANDCHILD, H.PARENT: H.SPOUSE},
	H.SIBLING: {H.HEAD: H.SIBLING, H.SIBLING: H.SIBLING, H.PARENT: H.PARENT, H.GRANDPARENT: H.GRANDPARENT},
	H.GRANDPARENT: {
		H.HEAD: H.GRANDCHILD,
		H.SIBLING: H.GRANDCHILD,
		H.PARENT: H.CHILD,
		H.GRANDPARENT: H.SPOUSE,
	},
	H.GRANDCHILD: {H.HEAD: H.GRANDPARENT, H.SPOUSE: H.GRANDPARENT},
	H.OTHER: {},
}


@dataclass(frozen=True)
class Membership:
	"""One person's time in one household; both days count, no end means still a member."""

	household: str
	customer: str
	from_date: date
	to_date: date | None = None

	def holds_on(self, day: date) -> bool:
		"""Tell whether the person belongs to the household on a day."""
		return self.from_date <= day and (self.to_date is None or self.to_date >= day)


def check_membership(
	new: Membership, customer_type: str, standing: Iterable[Membership], today: date
) -> None:
	"""Refuse a membership that cannot stand beside the person's others.

	Raises DomainError with its `field`: `not_a_person`, `future`, `period`, `one_household`.
	"""
	if customer_type != CustomerType.PERSON.value:
		raise DomainError("not_a_person", field="customer")
	if new.from_date > today:
		raise DomainError("future", field="from_date")
	if not is_period(new.from_date, new.to_date):
		raise DomainError("period", field="to_date")
	for other in standing:
		if _overlap(new, other):
			raise DomainError("one_household", field="customer", household=other.household)


def role_under_new_head(old_role: str, new_heads_old_role: str) -> HouseholdRole:
	"""Return what a member is to the new head, from what both were to the old one."""
	known = _TO_NEW_HEAD.get(HouseholdRole(new_heads_old_role), {})
	return known.get(HouseholdRole(old_role), HouseholdRole.OTHER)


def surname(full_name: str) -> str:
	"""Return the part of a person's name a household is called by."""
	name = full_name.strip()
	if name.isascii():
		return name.split()[-1] if name else ""
	return name[:2] if name[:2] in LONG_SURNAMES and len(name) > 2 else name[:1]


def _overlap(first: Membership, second: Membership) -> bool:
	return (second.to_date is None or first.from_date <= second.to_date) and (
		first.to_date is None or second.from_date <= first.to_date
	)
