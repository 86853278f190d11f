"""Check numbers that identify a person, company or card (CUS-14).

Every function takes a normalised value (see `sealing_format.normalise`) and answers without ever
raising or repeating it; the standards are GB 11643 (citizen number), GB 32100 (unified social credit
code), ISO/IEC 7812 (Luhn).
"""

import re
from datetime import date

_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'/=?^_`{|}~+-]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_CITIZEN = re.compile(r"[1-9]\d{16}[\dX]")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def is_mobile(value: str) -> bool:
	"""Accept a Chinese mobile number (11 digits) or an international one written with `+`."""
	return bool(_CHINESE_MOBILE.fullmatch(value) or _INTERNATIONAL.fullmatch(value))


def is_email(value: str) -> bool:
	"""Accept a plain address of at most 140 characters."""
	return len(value) <= 140 and bool(_EMAIL.fullmatch(value))


def is_citizen_number(value: str) -> bool:
	"""Accept an 18-character citizen number with a real birth date and the right check character."""
	if not _CITIZEN.fullmatch(value) or citizen_birth_date(value) is None:
		return False
	return citizen_check_character(value[:17]) == value[17]


def citizen_check_character(first_seventeen: str) -> str:
	"""Return the check character of the first seventeen digits."""
	total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _CITIZEN_WEIGHTS, strict=True))
	return _CITIZEN_CHECKS[total % 11]


def citizen_birth_date(value: str) -> date | None:
	"""Return the birth date within a citizen number, or None if it is no date."""
	try:
		return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
	except ValueError:
		return None


def citizen_is_male(value: str) -> bool:
	"""Tell the sex within a citizen number: the seventeenth digit is odd for men."""
	return int(value[16]) % 2 == 1


def is_credit_code(value: str) -> bool:
	"""Accept an 18-character unified social credit code with the right check character."""
	if len(value) != 18 or any(character not in _CREDIT_CODE_ALPHABET for character in value):
		return False
	return credit_code_check_character(value[:17]) == value[17]


def credit_code_check_character(first_seventeen: str) -> str:
	"""Return the check character of the first seventeen characters."""
	total = sum(
		_CREDIT_CODE_ALPHABET.index(character) * weight
		for character, weight in zip(first_seventeen, _CREDIT_CODE_WEIGHTS, strict=True)
	)
	return _CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def is_passport(value: str) -> bool:
	"""Accept 5 to 20 letters and digits with a digit among them."""
	return bool(_PASSPORT.fullmatch(value)) and any(character.isdigit() for character in value)


def is_card_number(value: str) -> bool:
	"""Accept 12 to 19 digits that pass the Luhn test."""
	return value.isascii() and value.isdigit() and 12 <= len(value) <= 19 and luhn_remainder(value) == 0


def luhn_remainder(digits: str) -> int:
	"""Return the Luhn sum modulo ten; zero means the check digit is right."""
	total = 0
	for position, character in enumerate(reversed(digits)):
		digit = int(character)
		if position % 2:
			digit = digit * 2 - 9 if digit > 4 else digit * 2
		total += digit
	return total % 10
