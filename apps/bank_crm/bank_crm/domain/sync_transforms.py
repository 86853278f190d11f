"""The fixed list of transforms a mapping may name (no expressions, INT-07).

A transform is written `name` or `name:argument` and turns text into text before the value map is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bank_crm.domain.sync_types import RefusalReason
from bank_crm.domain.sync_values import Refused, read_decimal

Transform = Callable[[str], str]
_WOMEN_OFFSET = 50


def _negate(text: str) -> str:
	plain = read_decimal(text)
	if plain == "0":
		return plain
	return plain[1:] if plain.startswith("-") else f"-{plain}"


def _abs(text: str) -> str:
	return read_decimal(text).lstrip("-")


def _sign(text: str) -> str:
	plain = read_decimal(text)
	return "0" if plain == "0" else ("-" if plain.startswith("-") else "+")


def _decimal_comma(text: str) -> str:
	"""`1.234,56` → `1234.56`; blanks between thousands go too."""
	return re.sub(r"[.\s]", "", text).replace(",", ".")


def _decimal_point(text: str) -> str:
	"""`1,234.56` → `1234.56`, a currency sign in front is dropped."""
	return re.sub(r"[,\s]", "", text).lstrip("¥$€￥")


def _cents(text: str) -> str:
	"""Whole cents → money."""
	plain = read_decimal(text)
	if "." in plain:
		raise Refused(RefusalReason.INVALID_NUMBER)
	sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
	digits = digits.rjust(3, "0")
	return f"{sign}{digits[:-2]}.{digits[-2:]}"


def _digits(text: str) -> str:
	return "".join(c for c in text if c.isdigit())


def _strip_zeros(text: str) -> str:
	return text.lstrip("0") or "0"


def _birth_number(text: str) -> tuple[date, str]:
	"""Czech birth number YYMMDD, month + 50 for women → (birth date, gender). The century is the 20th."""
	if not re.fullmatch(r"\d{6}", text):
		raise Refused(RefusalReason.INVALID_DATE)
	year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
	female = month > _WOMEN_OFFSET
	try:
		born = date(1900 + year, month - _WOMEN_OFFSET if female else month, day)
	except ValueError:
		raise Refused(RefusalReason.INVALID_DATE) from None
	return born, "Female" if female else "Male"


def _yymmdd(text: str) -> str:
	"""YYMMDD, with or without a time after it, of the 20th century → ISO date (and time)."""
	day, _, clock = text.partition(" ")
	if not re.fullmatch(r"\d{6}", day):
		raise Refused(RefusalReason.INVALID_DATE)
	try:
		iso = date(1900 + int(day[:2]), int(day[2:4]), int(day[4:])).isoformat()
	except ValueError:
		raise Refused(RefusalReason.INVALID_DATE) from None
	return f"{iso} {clock}" if clock else iso


def _epoch(text: str) -> str:
	"""Seconds since 1970 (UTC), or milliseconds when there are 13 digits → ISO date-time."""
	if not re.fullmatch(r"\d{1,13}", text):
		raise Refused(RefusalReason.INVALID_DATE)
	seconds = int(text) / 1000 if len(text) == 13 else int(text)
	return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat(sep=" ")


PLAIN: dict[str, Transform] = {
	"strip": str.strip,
	"upper": str.upper,
	"lower": str.lower,
	"title": str.title,
	"squeeze": lambda text: " ".join(text.split()),
	"digits": _digits,
	"strip_zeros": _strip_zeros,
	"negate": _negate,
	"abs": _abs,
	"sign": _sign,
	"decimal_comma": _decimal_comma,
	"decimal_point": _decimal_point,
	"cents": _cents,
	"yymmdd": _yymmdd,
	"epoch": _epoch,
	"birth_number_date": lambda text: _birth_number(text)[0].isoformat(),
	"birth_number_gender": lambda text: _birth_number(text)[1],
}

WITH_ARGUMENT: dict[str, Callable[[str, str], str]] = {
	"prefix": lambda text, argument: argument + text,
	"suffix": lambda text, argument: text + argument,
	"strip_prefix": lambda text, argument: text.removeprefix(argument),
	"strip_suffix": lambda text, argument: text.removesuffix(argument),
	"empty_if": lambda text, argument: "" if text == argument else text,
	"first": lambda text, argument: text[: int(argument)],
	"last": lambda text, argument: text[-int(argument) :],
	"pad_zeros": lambda text, argument: text.rjust(int(argument), "0"),
}
_NUMERIC_ARGUMENT = frozenset({"first", "last", "pad_zeros"})


def transform_names() -> list[str]:
	"""All names, as the form's help shows them."""
	return sorted(PLAIN) + sorted(f"{name}:…" for name in WITH_ARGUMENT)


def compile_transform(text: str) -> Transform:
	"""`name` or `name:argument` → function. ValueError says what is wrong with it."""
	name, colon, argument = text.partition(":")
	name = name.strip()
	if not colon and name in PLAIN:
		return PLAIN[name]
	if colon and name in WITH_ARGUMENT:
		if name in _NUMERIC_ARGUMENT and not (argument.isdigit() and int(argument) > 0):
			raise ValueError(f"{name} wants a number above 0, not '{argument}'")
		function = WITH_ARGUMENT[name]
		return lambda value: function(value, argument)
	raise ValueError(f"unknown transform '{text}'")


def compile_transforms(texts: tuple[str, ...]) -> Transform:
	"""The transforms one after another."""
	steps = [compile_transform(text) for text in texts]

	def run(value: str) -> str:
		for step in steps:
			value = step(value)
		return value

	return run
