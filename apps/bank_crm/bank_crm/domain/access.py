"""Temporary access and handing customers over: words and rules (SEC-10)."""

from datetime import date

from .enums import Vocabulary


class AccessKind(Vocabulary):
	"""Which customers a request asks for."""

	CUSTOMERS = "Customers"
	SEGMENT = "Segment"
	BRANCH = "Branch"


class AccessState(Vocabulary):
	"""The states of the shipped workflow; a bank may add its own between them."""

	DRAFT = "Draft"
	AWAITING = "Awaiting Superior"
	IN_FORCE = "In Force"
	EXPIRED = "Expired"
	WITHDRAWN = "Withdrawn"
	REJECTED = "Rejected"


class HandoverKind(Vocabulary):
	CUSTOMERS = "Customers"
	PORTFOLIO = "Portfolio"
	LEAVER = "Leaver"


class HandoverState(Vocabulary):
	DRAFT = "Draft"
	SCHEDULED = "Scheduled"
	DONE = "Done"
	UNDONE = "Undone"
	CANCELLED = "Cancelled"


def days_asked(first: date, last: date) -> int:
	"""Return how many days a period has, both ends counted; 0 or less where it runs backwards."""
	return (last - first).days + 1


def in_force(state: str, first: date, last: date, today: date) -> bool:
	"""Tell whether a request opens anything today; the date decides, whether or not a job has noticed."""
	return state == AccessState.IN_FORCE and first <= today <= last
