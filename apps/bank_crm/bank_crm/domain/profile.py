"""How complete a customer's file is (CUS-14)."""

from collections.abc import Mapping
from datetime import date

#: What a complete file holds; every field counts the same.
COMPLETENESS_FIELDS = (
	"customer_name",
	"mobile",
	"id_number",
	"birth_date",
	"email",
	"address",
	"occupation",
	"annual_income",
	"family_structure",
	"risk_preference",
	"preferred_channel",
	"branch",
	"manager",
)


def completeness(values: Mapping[str, object]) -> float:
	"""Return the share of filled fields in per cent, with two decimals; empty text and zero count as missing."""
	filled = sum(1 for field in COMPLETENESS_FIELDS if values.get(field))
	return round(100 * filled / len(COMPLETENESS_FIELDS), 2)


def is_period(start: date | None, end: date | None) -> bool:
	"""Tell whether an open or closed period runs forward."""
	return start is None or end is None or start <= end
