"""What a part of the app says about each DocType that knows customers: how long its rows stay and how they go.

The parts declare (hook `bank_personal_data`), a bank changes the figures (Bank Retention Rule). SEC-17, RSK-08.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .privacy_enums import RequestAction, RetentionAction

#: The years the law against money laundering keeps identities and transactions of customers (2025, article 34).
ANTI_LAUNDERING_MONTHS = 120
ANTI_LAUNDERING = "Anti-Money Laundering Law, article 34: ten years"
#: How long a claim can be brought, and must be answered with proof (Civil Code, article 188).
PROOF_MONTHS = 36
PROOF = "Proof of lawful handling: Personal Information Protection Law, article 69; three years"
OWN_DUTY = "Record of the bank's own controls; names the customer's number only"


@dataclass(frozen=True, slots=True)
class PersonalData:
	"""One DocType with rows of customers.

	`customers` are the columns that name one. A row's age counts from `counted_from`; while one of `open_while`
	holds (column → values) it counts as not begun. `blanked` are emptied by anonymising, `replaced` are set.
	`identity` rows keep the customer's own row as long as they stay. `package` are the columns of the customer's
	package, None for all that a form shows. `parts` are child tables that go with their rows, `linked` are DocTypes
	whose rows go with them too (DocType → the column that names the row).
	"""

	doctype: str
	customers: tuple[str, ...] = ("customer",)
	counted_from: str = "creation"
	keep_months: int = 0
	legal_basis: str = ""
	after_months: int = 0
	action: RetentionAction = RetentionAction.DELETE
	on_request: RequestAction = RequestAction.DELETE
	kept_because: str = ""
	open_while: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
	blanked: tuple[str, ...] = ()
	replaced: Mapping[str, object] = field(default_factory=dict)
	identity: bool = False
	package: tuple[str, ...] | None = None
	parts: tuple[str, ...] = ()
	linked: Mapping[str, str] = field(default_factory=dict)

	def __post_init__(self) -> None:
		anonymised = RetentionAction.ANONYMISE.value
		if anonymised in (self.action.value, self.on_request.value) and not (self.blanked or self.replaced):
			raise ValueError(f"{self.doctype}: nothing says what anonymising changes")
		if self.on_request is RequestAction.KEEP and not self.kept_because:
			raise ValueError(f"{self.doctype}: what is kept against a customer's wish is kept for a reason")
		if self.keep_months and not self.legal_basis:
			raise ValueError(f"{self.doctype}: a duty to keep has a basis")


def months_before(day: date, months: int) -> date:
	"""Return the day some months earlier; the last day of a shorter month."""
	year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
	month += 1
	for last in (day.day, 30, 29, 28):
		try:
			return date(year, month, min(last, day.day))
		except ValueError:
			continue
	raise AssertionError("every month has 28 days")


def ended_before(day: date, after_months: int, keep_months: int) -> date | None:
	"""Return the day before which a row's period is over; None where it never ends. The duty to keep wins."""
	return months_before(day, max(after_months, keep_months)) if after_months else None
