"""Writing the operation log (SEC-13): who did what to which record, when, from where, how it ended.

`record` is the one way in. Values are masked before they are stored; rows are never changed afterwards.
"""

from typing import Any

from bank_crm.domain.compliance_enums import Operation, OperationOutcome


def record(
	action: str,
	doctype: str | None = None,
	name: str | int | None = None,
	*,
	customer: str | None = None,
	before: dict[str, Any] | None = None,
	after: dict[str, Any] | None = None,
	outcome: str = OperationOutcome.DONE.value,
	detail: str = "",
) -> None:
	"""Write one operation of the session's user to the log, in the caller's transaction.

	`action` is one of `Operation`, `outcome` one of `OperationOutcome`; anything else is a ValueError.
	"""
	Operation(action)
	OperationOutcome(outcome)
