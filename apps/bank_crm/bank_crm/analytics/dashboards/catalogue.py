"""The dashboards the app brings, who opens them, and whose first one each is (ANA-05, ANA-14)."""

from __future__ import annotations

from dataclasses import dataclass

from bank_crm.permissions import roles


@dataclass(frozen=True, slots=True)
class Standard:
	"""A dashboard shipped as a file, in the order they are offered."""

	name: str
	readers: tuple[str, ...]
	first_for: tuple[str, ...] = ()


_STAFF = (roles.TELLER, roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT)
_LEADING = (roles.BRANCH_MANAGER, roles.COMPLIANCE_OFFICER, roles.AUDITOR, roles.ADMINISTRATOR)

STANDARD: tuple[Standard, ...] = (
	Standard("Customer Analysis", (*_STAFF, *_LEADING), (roles.RELATIONSHIP_MANAGER,)),
	Standard("Business Today", (*_STAFF, *_LEADING), (roles.TELLER,)),
	Standard(
		"Marketing Overview",
		(roles.MARKETING_OFFICER, roles.RELATIONSHIP_MANAGER, *_LEADING),
		(roles.MARKETING_OFFICER,),
	),
	Standard("Sales Overview", (roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT, *_LEADING)),
	Standard("Service Overview", (*_STAFF, roles.MARKETING_OFFICER, *_LEADING), (roles.SERVICE_AGENT,)),
	Standard(
		"Compliance Overview",
		(roles.COMPLIANCE_OFFICER, roles.AUDITOR, roles.ADMINISTRATOR),
		(roles.COMPLIANCE_OFFICER, roles.AUDITOR),
	),
	Standard("Branch Overview", (roles.BRANCH_MANAGER, roles.ADMINISTRATOR), (roles.BRANCH_MANAGER,)),
	Standard("System Operations", (roles.ADMINISTRATOR,), (roles.ADMINISTRATOR,)),
)
#: Whose first dashboard wins for people of several posts: the wider post comes first.
_PRIORITY = tuple(reversed(roles.ALL))


def readable(held: set[str]) -> list[str]:
	"""The names of the app's dashboards that somebody with these roles opens, the first of his or her post in front."""
	names = [each.name for each in STANDARD if not held.isdisjoint(each.readers)]
	return sorted(names, key=lambda name: name != first(held))  # a stable sort keeps the rest in order


def first(held: set[str]) -> str | None:
	"""The dashboard of one's post; None where no role has one."""
	for role in _PRIORITY:
		if role in held:
			for each in STANDARD:
				if role in each.first_for:
					return each.name
	return None
