"""What may be seen of a sensitive value (requirements 1.11, SEC-11)."""

from collections.abc import Callable

from .enums import SealKind

#: Never part of a mobile, ID, account or card number, nor allowed in an e-mail here: it marks a mask.
MASK_CHARACTER = "*"


def is_masked(value: str) -> bool:
	"""Tell whether `value` is a mask (or a careless copy of one) instead of a complete value."""
	return MASK_CHARACTER in value


def mask_mobile(value: str) -> str:
	"""Keep the first three and last four digits: `138****1234`, `+136****6840`; of a short number less."""
	if len(value) < 11:
		return _mask_tail(value)
	return f"{value[: 4 if value[0] == '+' else 3]}****{value[-4:]}"


def mask_id_number(value: str) -> str:
	"""Keep the first three and last four characters of an identity number of any length above seven."""
	if len(value) <= 7:
		return _mask_tail(value)
	return f"{value[:3]}{MASK_CHARACTER * (len(value) - 7)}{value[-4:]}"


def mask_account(value: str) -> str:
	"""Keep only the last four characters of an account or card number: `**** 1234`."""
	return _mask_tail(value)


def mask_email(value: str) -> str:
	"""Keep the first letter and the domain: `l***@example.com`."""
	local, at, domain = value.rpartition("@")
	if not at or not local:
		return "***"
	return f"{local[0]}***@{domain}"


def mask_name(value: str) -> str:
	"""Keep the first character of a customer's name, for whom may know that there is one but not who: `王**`."""
	return f"{value[:1]}**"


def mask(kind: SealKind, value: str) -> str:
	"""Mask a normalised value by its kind; an empty value stays empty."""
	return _MASKERS[kind](value) if value else ""


def _mask_tail(value: str) -> str:
	# At most half of a short value is shown, so that the mask never gives it away.
	shown = min(4, len(value) // 2)
	return f"**** {value[len(value) - shown :]}".rstrip()


_MASKERS: dict[SealKind, Callable[[str], str]] = {
	SealKind.MOBILE: mask_mobile,
	SealKind.EMAIL: mask_email,
	SealKind.ID_NUMBER: mask_id_number,
	SealKind.ACCOUNT_NO: mask_account,
	SealKind.CARD_NO: mask_account,
}
