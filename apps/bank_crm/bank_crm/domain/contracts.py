"""The rules of contracts and applications: their ways, sums, days, and what was signed (CON-01 to CON-03, SAL-11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
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


def fingerprint(content: Mapping[str, object]) -> str:
	"""Return what identifies a content: the same for the same values in whatever order, another for any other."""
	text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
	return hashlib.sha256(text.encode()).hexdigest()
