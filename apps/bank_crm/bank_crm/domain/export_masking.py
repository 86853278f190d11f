"""What of a column may leave the bank: how sensitive it is, and what masking makes of its values (SEC-11, SEC-12)."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum
from typing import Any

from . import identity
from .export_enums import Sensitivity, Treatment
from .masking import is_masked, mask_account, mask_email, mask_id_number, mask_mobile, mask_name


class Shape(str, Enum):
	"""What kind of thing a personal column holds; its mask follows from it."""

	NAME = "name"
	DAY = "day"
	PLACE = "place"
	WORDS = "words"
	FILE = "file"


_NAMES = frozenset(
	{
		"customer_name",
		"merged_name",
		"other_name",
		"full_name",
		"household_name",
		"legal_representative",
		"contact_person",
		"counterparty",
		"name_pinyin",
	}
)
_DAYS = frozenset({"birth_date", "date_of_birth", "birthday"})
_PLACES = frozenset({"employer"})
_FREE_TEXT = frozenset(
	{
		"Small Text",
		"Text",
		"Long Text",
		"Text Editor",
		"Markdown Editor",
		"HTML Editor",
		"HTML",
		"Code",
		"JSON",
	}
)
_FILES = frozenset({"Attach", "Attach Image", "Image", "Signature", "Password", "Barcode", "Geolocation"})
#: Masking keeps so much of a text: the city and district of an address.
PLACE_SHOWN = 6
WORDS_SHOWN = 200

_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
# digits in groups, the last may be an X; the neighbours are spelled out in ASCII (see redaction.py)
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\+?\d(?:[ -]?\d){6,21}[Xx]?(?![A-Za-z0-9_])")
_SHORTEST_ACCOUNT = 12


def shape_of(field: str, fieldtype: str, doctype: str = "") -> Shape | None:
	"""Return what a column holds of a person, None for one that says nothing about anybody."""
	base = field.rpartition(".")[2].lower()
	if fieldtype in _FILES:
		return Shape.FILE
	if base in _NAMES:
		return Shape.NAME
	if base in _DAYS:
		return Shape.DAY
	# where a branch of the bank is, everybody may know
	if base in _PLACES or ("address" in base and doctype != "Bank Branch"):
		return Shape.PLACE
	return Shape.WORDS if fieldtype in _FREE_TEXT else None


def sensitivity_of(shape: Shape | None, *, sealed: bool) -> Sensitivity:
	"""Say how sensitive a column is."""
	if sealed:
		return Sensitivity.SEALED
	return Sensitivity.OPEN if shape is None else Sensitivity.PERSONAL


def first_treatment(sensitivity: Sensitivity, shape: Shape | None) -> Treatment:
	"""Return the treatment a column starts with; attachments never leave."""
	if shape is Shape.FILE:
		return Treatment.LEFT_OUT
	return Treatment.AS_IT_IS if sensitivity is Sensitivity.OPEN else Treatment.MASKED


def allowed_treatments(sensitivity: Sensitivity, shape: Shape | None) -> tuple[Treatment, ...]:
	"""Return what may be chosen: a sealed column is never shown whole, whoever agrees."""
	if shape is Shape.FILE:
		return (Treatment.LEFT_OUT,)
	if sensitivity is Sensitivity.SEALED:
		return (Treatment.MASKED, Treatment.LEFT_OUT)
	return Treatment.AS_IT_IS, Treatment.MASKED, Treatment.LEFT_OUT


def masked(value: Any, shape: Shape | None) -> Any:
	"""Mask one value of a column by its shape; an empty one stays empty."""
	if value is None or value == "":
		return value
	if shape is Shape.NAME:
		return mask_name(str(value))
	if shape is Shape.DAY:
		return f"{value.year:04d}" if isinstance(value, date | datetime) else str(value)[:4]
	if shape is Shape.PLACE:
		text = str(value)
		return f"{text[: min(PLACE_SHOWN, len(text) // 2)]}***"
	if shape is Shape.WORDS:
		text = without_numbers(str(value))
		return text if len(text) <= WORDS_SHOWN else f"{text[:WORDS_SHOWN]}…"
	if shape is Shape.FILE:
		return ""
	# nothing known of it: as little as of an account number
	text = str(value)
	return text if is_masked(text) else mask_account(text)


def without_numbers(text: str) -> str:
	"""Mask whatever in a text is an e-mail address, a mobile, identity, account or card number.

	The last net below every text that leaves: what somebody wrote into a note is masked like the sealed field.
	"""
	text = _EMAIL.sub(lambda found: mask_email(found.group()), text)
	return _NUMBER.sub(lambda found: _masked_number(found.group()), text)


def _masked_number(written: str) -> str:
	value = re.sub(r"[ -]", "", written).upper()
	if identity.is_mobile(value):
		return mask_mobile(value)
	if identity.is_citizen_number(value):
		return mask_id_number(value)
	digits = value.lstrip("+")
	if identity.is_card_number(digits) or len(digits) > _SHORTEST_ACCOUNT + 2:
		return mask_account(digits)
	return written
