"""The rules of contracts and applications: their ways, sums, days, and what was signed (CON-01 to CON-03, SAL-11)."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .contract_enums import ApplicationState, ContractState

C, A = ContractState, ApplicationState

CONTRACT_STEPS: dict[ContractState, frozenset[ContractState]] = {
	C.DRAFT: frozenset({C.PENDING}),
	C.PENDING: frozenset({C.APPROVED, C.DRAFT}),
	C.APPROVED: frozenset({C.SIGNED, C.DRAFT}),
	C.SIGNED: frozenset({C.RUNNING, C.TERMINATED}),
	C.RUNNING: frozenset({C.COMPLETED, C.TERMINATED}),
	C.COMPLETED: frozenset(),
	C.TERMINATED: frozenset(),
}
APPLICATION_STEPS: dict[ApplicationState, frozenset[ApplicationState]] = {
	A.RECEIVED: frozenset({A.IN_APPROVAL, A.WITHDRAWN}),
	A.IN_APPROVAL: frozenset({A.APPROVED, A.REFUSED, A.RECEIVED}),
	A.APPROVED: frozenset({A.HANDED_OVER, A.WITHDRAWN}),
	A.REFUSED: frozenset({A.RECEIVED}),
	A.HANDED_OVER: frozenset(),
	A.WITHDRAWN: frozenset(),
}
#: Steps only the matrix takes.
BY_MATRIX = frozenset(
	{
		(C.PENDING.value, C.APPROVED.value),
		(A.IN_APPROVAL.value, A.APPROVED.value),
		(A.IN_APPROVAL.value, A.REFUSED.value),
	}
)
#: From here on nothing that was agreed changes any more.
BINDING = frozenset({C.SIGNED, C.RUNNING, C.COMPLETED, C.TERMINATED})
OPEN_CONTRACTS = (C.DRAFT, C.PENDING, C.APPROVED, C.SIGNED, C.RUNNING)
OPEN_APPLICATIONS = (A.RECEIVED, A.IN_APPROVAL, A.APPROVED)


def cents(amount: float | str | Decimal | None) -> int:
	"""Return an amount in cents, rounded half to even as money is stored."""
	return int((Decimal(str(amount or 0)) * 100).to_integral_value())


def sum_differs(amount: float, payments: Iterable[float]) -> int:
	"""Return by how many cents the payments miss the amount; 0 without payments."""
	parts = [cents(one) for one in payments]
	return sum(parts) - cents(amount) if parts else 0


def remind_on(ends: date | None, notice_days: int) -> date | None:
	"""Return the day from which the end is reminded of; None for a contract without an end, or no reminder."""
	return ends - timedelta(days=notice_days) if ends and notice_days > 0 else None


@dataclass(frozen=True)
class Term:
	"""A term with the next one of the same length: calendar months where it counts in months, else days."""

	first: date
	last: date

	@property
	def months(self) -> int:
		"""Whole calendar months from the first day to the last, or to the day before that day; 0 if it is none."""
		near = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
		ends = {self.last, self.last + timedelta(days=1)}
		return next((n for n in (near, near + 1) if n > 0 and months_later(self.first, n) in ends), 0)

	def later(self, day: date) -> date:
		"""Return the day as far into the next term as it is into this one, and never outside it."""
		moved = months_later(day, self.months) if self.months else day + (self.last - self.first)
		return min(max(moved, self.next_first), self.next_last)

	@property
	def next_first(self) -> date:
		return self.last + timedelta(days=1)

	@property
	def next_last(self) -> date:
		if not self.months:
			return self.next_first + (self.last - self.first)
		if months_later(self.first, self.months) == self.last:
			return months_later(self.last, self.months)
		return months_later(self.next_first, self.months) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
	"""Return the same day so many months later, the last of the month where it has no such day."""
	year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
	return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def fingerprint(content: Mapping[str, object]) -> str:
	"""Return what identifies a content: the same for the same values in whatever order, another for any other."""
	text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
	return hashlib.sha256(text.encode()).hexdigest()
