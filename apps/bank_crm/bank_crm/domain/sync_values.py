"""Reading one cell: text → canonical text of a kind, or a refusal reason (CUS-14, INT-03).

Canonical means that equal values have equal text, whatever the source wrote: `700.00` and `700` are both `700`, a
date is `YYYY-MM-DD`. Row hashes and the database both take it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bank_crm.domain.sync_types import MAX_LONG_TEXT, MAX_TEXT, FieldKind, FieldSpec, RefusalReason

# decimal(21,9) in the database: twelve digits before the point
_LARGEST = Decimal(10) ** 12
_SMALLEST_STEP = Decimal(1).scaleb(-9)
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
# what nearly every cell looks like, and how far it is canonical already
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")
_TRUE = frozenset({"1", "true", "yes", "y", "t"})
_FALSE = frozenset({"0", "false", "no", "n", "f"})
_PHONE_SHAPE = re.compile(r"\+?[\d\s().-]{5,30}")
_MAIL_SHAPE = re.compile(r"[^@\s*]+@[^@\s*]+\.[^@\s*]+")
_CODE_SHAPE = re.compile(r"[0-9A-Za-z\s./-]{2,40}")
_SEALED_SHAPES = {
	"mobile": _PHONE_SHAPE,
	"email": _MAIL_SHAPE,
	"id_number": _CODE_SHAPE,
	"account_no": _CODE_SHAPE,
	"card_no": _CODE_SHAPE,
}
_FEW_DIGITS = 5
_SECONDS_LENGTH = len("2026-01-01 00:00:00")


class Refused(Exception):
	"""A cell that can't be what its field wants."""

	def __init__(self, reason: RefusalReason) -> None:
		super().__init__(reason.value)
		self.reason = reason


def read_text(text: str, limit: int = MAX_TEXT) -> str:
	if len(text) > limit:
		raise Refused(RefusalReason.VALUE_TOO_LONG)
	return text


def read_decimal(text: str) -> str:
	plain = _PLAIN_NUMBER.fullmatch(text)
	if plain:
		if plain[1]:
			text = text.rstrip("0").rstrip(".")
		return "0" if text == "-0" else text
	return _read_unusual_decimal(text)


def _read_unusual_decimal(text: str) -> str:
	if not _NUMBER.fullmatch(text):
		raise Refused(RefusalReason.INVALID_NUMBER)
	try:
		number = Decimal(text)
	except InvalidOperation:
		raise Refused(RefusalReason.INVALID_NUMBER) from None
	if abs(number) >= _LARGEST:
		raise Refused(RefusalReason.INVALID_NUMBER)
	if number.as_tuple().exponent < -9:
		number = number.quantize(_SMALLEST_STEP)
	plain = f"{number:f}"
	if "." in plain:
		plain = plain.rstrip("0").rstrip(".")
	return "0" if plain in ("-0", "") else plain.lstrip("+")


def read_amount(text: str) -> str:
	"""A decimal above zero: the direction is a field of its own."""
	plain = read_decimal(text)
	if plain == "0" or plain.startswith("-"):
		raise Refused(RefusalReason.INVALID_NUMBER)
	return plain


def read_integer(text: str) -> str:
	plain = read_decimal(text)
	if "." in plain or abs(int(plain)) > 2_147_483_647:
		raise Refused(RefusalReason.INVALID_NUMBER)
	return plain


def read_moment(text: str, date_format: str = "") -> datetime:
	"""`date_format` as in strptime; empty means ISO 8601. The result has no zone: the bank's own wall clock."""
	try:
		moment = datetime.strptime(text, date_format) if date_format else _read_iso(text)
	except ValueError:
		raise Refused(RefusalReason.INVALID_DATE) from None
	if moment.year < 1000:
		raise Refused(RefusalReason.INVALID_DATE)
	return moment.replace(tzinfo=None)


def _read_iso(text: str) -> datetime:
	# Python 3.10's fromisoformat takes no trailing Z
	return datetime.fromisoformat(text[:-1] if text.endswith("Z") else text)


def read_date(text: str, date_format: str = "") -> str:
	return read_moment(text, date_format).date().isoformat()


def read_datetime(text: str, date_format: str = "") -> str:
	if not date_format and len(text) == _SECONDS_LENGTH and text[10::3] == " ::":
		read_moment(text)
		return text
	moment = read_moment(text, date_format)
	return moment.isoformat(sep=" ", timespec="microseconds" if moment.microsecond else "seconds")


def read_check(text: str) -> str:
	word = text.lower()
	if word in _TRUE:
		return "1"
	if word in _FALSE:
		return "0"
	raise Refused(RefusalReason.INVALID_VALUE)


def read_sealed(text: str, kind: str) -> str:
	"""Shape only: whether a Chinese mobile or ID is a real one is the form's question and the completeness list's."""
	if not _SEALED_SHAPES[kind].fullmatch(text):
		raise Refused(RefusalReason.INVALID_VALUE)
	if kind == "mobile" and sum(c.isdigit() for c in text) < _FEW_DIGITS:
		raise Refused(RefusalReason.INVALID_VALUE)
	return text


def reader_for(spec: FieldSpec, date_format: str = "") -> Callable[[str], str]:
	"""The function that turns a non-empty cell into the field's canonical text, or raises Refused."""
	kind = spec.kind
	if kind is FieldKind.CHOICE:
		choices = frozenset(spec.choices)

		def read_choice(text: str) -> str:
			if text not in choices:
				raise Refused(RefusalReason.INVALID_VALUE)
			return text

		return read_choice
	if kind is FieldKind.SEALED:
		seal_kind = spec.seal_kind or ""
		return lambda text: read_sealed(text, seal_kind)
	if kind is FieldKind.DATE:
		return lambda text: read_date(text, date_format)
	if kind is FieldKind.DATETIME:
		return lambda text: read_datetime(text, date_format)
	if kind is FieldKind.LONG_TEXT:
		return lambda text: read_text(text, MAX_LONG_TEXT)
	return {
		FieldKind.TEXT: read_text,
		FieldKind.REFERENCE: read_text,
		FieldKind.INTEGER: read_integer,
		FieldKind.DECIMAL: read_decimal,
		FieldKind.AMOUNT: read_amount,
		FieldKind.CHECK: read_check,
	}[kind]


def plain_text(cell: object) -> str | None:
	"""A native cell (Parquet, SQL, JSON) as the text a CSV would have held; empty text is None."""
	if cell is None:
		return None
	if isinstance(cell, str):
		return cell.strip() or None
	if isinstance(cell, bool):
		return "1" if cell else "0"
	if isinstance(cell, datetime):
		return cell.isoformat(sep=" ")
	if isinstance(cell, date):
		return cell.isoformat()
	if isinstance(cell, float):
		return None if cell != cell else f"{Decimal(repr(cell)):f}"
	if isinstance(cell, Decimal):
		return f"{cell:f}"
	if isinstance(cell, bytes):
		return cell.decode("utf-8", "surrogateescape").strip() or None
	return str(cell).strip() or None
