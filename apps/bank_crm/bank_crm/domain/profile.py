"""How complete and how sound a customer's file is (CUS-14)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bank_crm.domain import identity
from bank_crm.domain.enums import CustomerType, IdType

#: What a complete file of a person holds; every field counts the same.
PERSON_FIELDS = (
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
#: The same of a company.
COMPANY_FIELDS = (
	"customer_name",
	"mobile",
	"id_number",
	"email",
	"address",
	"industry",
	"legal_representative",
	"contact_person",
	"founded_on",
	"registered_capital",
	"preferred_channel",
	"branch",
	"manager",
)

#: The largest amount the database holds, exclusive; nobody owns as much.
LARGEST_AMOUNT = 10**12
LARGEST_INTEGER = 2**31 - 1
HIGHEST_CREDIT_SCORE = 1000
LONGEST_LINE = 140
LONGEST_TEXT = 1000
OLDEST_YEARS = 130
FIRST_YEAR = 1800
LAST_YEAR = 2200

#: Control characters, and those that turn the direction of all text around them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_ID_CHECKS = {
	IdType.ID_CARD.value: identity.is_citizen_number,
	IdType.CREDIT_CODE.value: identity.is_credit_code,
	IdType.PASSPORT.value: identity.is_passport,
}
_OF_COMPANIES = frozenset({IdType.CREDIT_CODE.value, IdType.OTHER.value})
_OF_PERSONS = frozenset({IdType.ID_CARD.value, IdType.PASSPORT.value, IdType.OTHER.value})


class Fault(str, Enum):
	"""What can be wrong with a field; stored as part of a customer's codes of invalid items."""

	NOT_A_MOBILE = "mobile"
	NOT_AN_EMAIL = "email"
	ID_TYPE_MISSING = "id-type-missing"
	ID_TYPE_OF_OTHERS = "id-type"
	NOT_AN_ID_NUMBER = "id-number"
	NOT_THE_IDS_BIRTH_DATE = "id-birth-date"
	IN_THE_FUTURE = "future"
	TOO_LONG_AGO = "too-long-ago"
	BEFORE_BIRTH = "before-birth"


@dataclass(frozen=True)
class Finding:
	"""One fault: the field to name, and all fields whose change may have caused it."""

	field: str
	fault: Fault
	because: tuple[str, ...] = ()

	@property
	def code(self) -> str:
		"""As it is stored, e.g. `birth_date:future`."""
		return f"{self.field}:{self.fault.value}"

	def concerns(self, changed: frozenset[str]) -> bool:
		"""Whether one of the changed fields has to do with it."""
		return not changed.isdisjoint((self.field, *self.because))


def fields_of(customer_type: object) -> tuple[str, ...]:
	"""Return what counts for the completeness of a person's or a company's file."""
	return COMPANY_FIELDS if customer_type == CustomerType.COMPANY else PERSON_FIELDS


def missing(values: Mapping[str, object]) -> list[str]:
	"""Return the fields a file lacks, in the order they count; empty text and zero count as missing."""
	return [field for field in fields_of(values.get("customer_type")) if not values.get(field)]


def completeness(values: Mapping[str, object]) -> float:
	"""Return the share of filled fields in per cent, with two decimals."""
	counted = len(fields_of(values.get("customer_type")))
	return round(100 * (counted - len(missing(values))) / counted, 2)


def findings(values: Mapping[str, object], today: date) -> list[Finding]:
	"""Return what is invalid in a file.

	Dates come as `date`; `mobile`, `email` and `id_number` complete and normalised, or empty where nothing is to be
	said of them.
	"""
	return [*_of_contact(values), *_of_identity(values), *_of_dates(values, today)]


def read_code(code: str) -> tuple[str, Fault] | None:
	"""Return field and fault of a stored code, None for one that is no longer known."""
	field, _colon, fault = code.partition(":")
	known = {member.value: member for member in Fault}
	return (field, known[fault]) if fault in known else None


def _of_contact(values: Mapping[str, object]) -> Iterator[Finding]:
	mobile, email = values.get("mobile"), values.get("email")
	if mobile and not identity.is_mobile(str(mobile)):
		yield Finding("mobile", Fault.NOT_A_MOBILE)
	if email and not identity.is_email(str(email)):
		yield Finding("email", Fault.NOT_AN_EMAIL)


def _of_identity(values: Mapping[str, object]) -> Iterator[Finding]:
	number, kind = str(values.get("id_number") or ""), str(values.get("id_type") or "")
	allowed = _OF_COMPANIES if values.get("customer_type") == CustomerType.COMPANY else _OF_PERSONS
	if number and not kind:
		yield Finding("id_type", Fault.ID_TYPE_MISSING, ("id_number",))
	if kind and kind not in allowed:
		yield Finding("id_type", Fault.ID_TYPE_OF_OTHERS, ("customer_type",))
	check = _ID_CHECKS.get(kind)
	if number and check and not check(number):
		yield Finding("id_number", Fault.NOT_AN_ID_NUMBER, ("id_type",))
	elif number and kind == IdType.ID_CARD:
		born = values.get("birth_date")
		if born and born != identity.citizen_birth_date(number):
			yield Finding("birth_date", Fault.NOT_THE_IDS_BIRTH_DATE, ("id_number", "id_type"))


def _of_dates(values: Mapping[str, object], today: date) -> Iterator[Finding]:
	for field in ("birth_date", "opened_on", "founded_on"):
		day = values.get(field)
		if isinstance(day, date) and day > today:
			yield Finding(field, Fault.IN_THE_FUTURE)
	born, opened, founded = (values.get(field) for field in ("birth_date", "opened_on", "founded_on"))
	if isinstance(born, date) and born.year < today.year - OLDEST_YEARS:
		yield Finding("birth_date", Fault.TOO_LONG_AGO)
	if isinstance(founded, date) and founded.year < FIRST_YEAR:
		yield Finding("founded_on", Fault.TOO_LONG_AGO)
	if isinstance(born, date) and isinstance(opened, date) and opened < born:
		yield Finding("opened_on", Fault.BEFORE_BIRTH, ("birth_date",))


def is_amount(value: float) -> bool:
	"""Tell whether a number is one the database can hold as an amount (CUS-14)."""
	return math.isfinite(value) and abs(value) < LARGEST_AMOUNT


def has_controls(text: str) -> bool:
	"""Tell whether a text holds characters nobody types: controls, or those that reorder what stands around them."""
	return bool(_CONTROLS.search(text))


def is_plausible_day(day: date) -> bool:
	"""Tell whether a day is one a customer may ask to be remembered on."""
	return FIRST_YEAR <= day.year <= LAST_YEAR


def is_period(start: date | None, end: date | None) -> bool:
	"""Tell whether an open or closed period runs forward."""
	return start is None or end is None or start <= end
