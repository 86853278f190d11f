"""Numbers with valid check digits, unique by construction: cards, ID cards, credit codes, mobiles.

Uniqueness over a whole bank comes without any memory of numbers given out: a running index is sent through a
bijection of the number space (`scatter`), so chunks can be made in any order and in parallel.
"""

from __future__ import annotations

import math

import numpy as np

ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
ID_CHECKS = np.array(list("10X98765432"))
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = [pow(3, place, 31) for place in range(17)]
ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
# Sequence numbers a chunk may use up per region, birthday and gender; 500 per gender exist.
SLOTS_PER_CHUNK = 5


def scatter(index: np.ndarray, space: int, seed: int) -> np.ndarray:
	"""A bijection of 0..space-1: neighbours end up far apart. `index` int64 below `space`; int64."""
	step = int(space * 0.6180339887) + seed % 1009
	while math.gcd(step, space) != 1:
		step += 1
	if len(index) and (int(index.max()) >= space or int(index.max()) * step >= 2**63):
		raise ValueError(f"index {int(index.max())} does not fit into a space of {space}")
	return (index.astype(np.int64) * step + seed * 7919) % space


def luhn_digit(payload: np.ndarray) -> np.ndarray:
	"""Luhn check digit of integer payloads (int64, up to 18 digits); int64 0..9."""
	rest, total, double = payload.astype(np.int64), np.zeros(len(payload), dtype=np.int64), True
	while rest.any():
		digit = rest % 10
		if double:
			digit = digit * 2
			digit -= 9 * (digit > 9)
		total += digit
		rest, double = rest // 10, not double
	return (-total) % 10


def with_luhn(prefix: int, index: np.ndarray, digits: int, seed: int) -> list[str]:
	"""`prefix` + `digits` scattered digits + Luhn digit, unique as long as the indexes are."""
	payload = prefix * 10**digits + scatter(index, 10**digits, seed)
	return [str(number) for number in (payload * 10 + luhn_digit(payload)).tolist()]


def id_check_character(digits: np.ndarray) -> np.ndarray:
	"""Last character of resident ID numbers (GB 11643); `digits` (n, 17) → str array."""
	return ID_CHECKS[(digits * ID_WEIGHTS).sum(axis=1) % 11]


def rank_in_group(keys: np.ndarray) -> np.ndarray:
	"""How many equal keys come before each, in order of appearance; int64."""
	order = np.argsort(keys, kind="stable")
	ordered = keys[order]
	starts = np.r_[True, ordered[1:] != ordered[:-1]]
	positions = np.arange(len(keys))
	ranks = np.empty(len(keys), dtype=np.int64)
	ranks[order] = positions - np.maximum.accumulate(np.where(starts, positions, 0))
	return ranks


def resident_ids(
	region: np.ndarray,
	birth: np.ndarray,
	male: np.ndarray,
	chunk_number: int,
	spare_regions: np.ndarray,
	rng: np.random.Generator,
) -> list[str]:
	"""18-digit resident ID numbers: region code, birth date, sequence with the gender's parity, check digit.

	`region` int (n,), `birth` datetime64[D], `male` bool. Unique over all chunks, since each chunk has its own
	slots of the sequence; people who find their slots taken were registered in one of `spare_regions`.
	"""
	region = region.copy()
	date = birth_number(birth)
	while True:
		cell = (region * 100_000_000 + date) * 2 + male
		rank = rank_in_group(cell)
		crowded = rank >= SLOTS_PER_CHUNK
		if not crowded.any():
			break
		region[crowded] = rng.choice(spare_regions, crowded.sum())
	slot = chunk_number * SLOTS_PER_CHUNK + rank
	if len(slot) and slot.max() >= 500:
		raise ValueError("more chunks than ID sequence numbers")
	# 293 is coprime to 500: a bijection per cell that hides the running slot.
	sequence = ((slot * 293 + cell % 499) % 500) * 2 + male
	body = (region * 100_000_000 + date) * 1000 + sequence
	digits = (body[:, None] // 10 ** np.arange(16, -1, -1)) % 10
	checks = id_check_character(digits)
	return [f"{number:017d}{check}" for number, check in zip(body.tolist(), checks.tolist(), strict=True)]


def birth_number(birth: np.ndarray) -> np.ndarray:
	"""datetime64[D] → yyyymmdd as int64."""
	months = birth.astype("datetime64[M]")
	year = months.astype("datetime64[Y]").astype(np.int64) + 1970
	month = months.astype(np.int64) % 12 + 1
	day = (birth - months.astype("datetime64[D]")).astype(np.int64) + 1
	return year * 10_000 + month * 100 + day


def organisation_code(index: int) -> str:
	"""Nine characters of GB 11714: eight digits of `index` and a check character."""
	body = f"{index:08d}"
	check = (-sum(int(c) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))) % 11
	return body + "0123456789X"[check]


def credit_code(region: int, index: int) -> str:
	"""Unified social credit code (GB 32100) of a company registered in `region`; `index` below 10^8."""
	body = f"91{region:06d}{organisation_code(index)}"
	total = sum(CREDIT_CODE_ALPHABET.index(c) * w for c, w in zip(body, CREDIT_CODE_WEIGHTS, strict=True))
	return body + CREDIT_CODE_ALPHABET[(-total) % 31]


def is_luhn(number: str) -> bool:
	return number.isdigit() and int(luhn_digit(np.array([int(number[:-1])]))[0]) == int(number[-1])


def is_resident_id(number: str) -> bool:
	if len(number) != 18 or not number[:17].isdigit():
		return False
	return id_check_character(np.array([[int(c) for c in number[:17]]]))[0] == number[17]


def is_credit_code(number: str) -> bool:
	if len(number) != 18 or any(c not in CREDIT_CODE_ALPHABET for c in number):
		return False
	total = sum(
		CREDIT_CODE_ALPHABET.index(c) * w for c, w in zip(number, [*CREDIT_CODE_WEIGHTS, 1], strict=True)
	)
	return total % 31 == 0
