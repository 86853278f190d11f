"""Check digits and uniqueness of the generated numbers, against independent computations."""

from datetime import date

import numpy as np
import pytest

from bank_crm.demo import numbers


def luhn_by_hand(number: str) -> bool:
	total = 0
	for place, digit in enumerate(reversed(number)):
		value = int(digit) * (2 if place % 2 else 1)
		total += value - 9 if value > 9 else value
	return total % 10 == 0


def resident_id_by_hand(number: str) -> bool:
	"""ISO 7064 MOD 11-2, as GB 11643 says it."""
	total = sum((10 if c == "X" else int(c)) * pow(2, 17 - place, 11) for place, c in enumerate(number))
	return total % 11 == 1


def test_known_numbers_are_told_right() -> None:
	assert numbers.is_luhn("4111111111111111")
	assert not numbers.is_luhn("4111111111111112")
	assert numbers.is_resident_id("11010519491231002X")
	assert not numbers.is_resident_id("110105194912310021")
	assert not numbers.is_resident_id("1101051949123100")
	assert numbers.is_credit_code("91350100M000100Y43")
	assert not numbers.is_credit_code("91350100M000100Y44")


def test_luhn_numbers_are_valid_unique_and_of_one_length() -> None:
	made = numbers.with_luhn(629_901, np.arange(50_000), 9, seed=7)
	assert all(luhn_by_hand(number) for number in made[::97])
	assert len(set(made)) == len(made)
	assert {len(number) for number in made} == {16}


@pytest.mark.parametrize("space", [1, 2, 97, 1000, 4096, 29 * 10**8])
def test_scatter_is_a_bijection(space: int) -> None:
	index = np.arange(min(space, 5000))
	found = numbers.scatter(index, space, seed=12345)
	assert len(np.unique(found)) == len(index)
	assert found.min() >= 0 and found.max() < space


def test_scatter_refuses_what_does_not_fit() -> None:
	with pytest.raises(ValueError, match="does not fit"):
		numbers.scatter(np.array([10]), 10, seed=0)


def test_rank_in_group_counts_earlier_equals() -> None:
	assert numbers.rank_in_group(np.array([5, 3, 5, 5, 3, 9])).tolist() == [0, 0, 1, 2, 1, 0]


def ids(chunk_number: int, count: int, days: int = 1) -> list[str]:
	rng = np.random.default_rng(chunk_number)
	birth = np.datetime64("1990-02-28") + np.arange(count) % days
	return numbers.resident_ids(
		np.full(count, 330106),
		birth.astype("datetime64[D]"),
		np.arange(count) % 2 == 0,
		chunk_number,
		np.array([330102, 330105, 330203, 410305, 510104, 130102]),
		rng,
	)


def test_resident_ids_carry_birthday_gender_and_check() -> None:
	for place, number in enumerate(ids(0, 40, days=365)):
		assert resident_id_by_hand(number)
		assert date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year in (1990, 1991)
		assert int(number[16]) % 2 == (place % 2 == 0)


def test_resident_ids_stay_unique_where_everybody_shares_a_birthday() -> None:
	made = [number for chunk in range(4) for number in ids(chunk, 40)]
	assert len(set(made)) == len(made)
	assert all(resident_id_by_hand(number) for number in made)
	assert len({number[:6] for number in made}) > 1, "the crowded ones were registered elsewhere"


def test_more_chunks_than_sequence_numbers_are_refused() -> None:
	with pytest.raises(ValueError, match="more chunks"):
		ids(100, 5)


def test_birth_number() -> None:
	days = np.array(["1970-01-01", "2000-02-29", "1999-12-31"], dtype="datetime64[D]")
	assert numbers.birth_number(days).tolist() == [19700101, 20000229, 19991231]


def test_credit_codes_are_valid_and_unique() -> None:
	made = [numbers.credit_code(330102, number) for number in range(0, 30_000, 13)]
	assert len(set(made)) == len(made)
	assert all(numbers.is_credit_code(code) for code in made)
	assert not any(
		numbers.is_credit_code(code[:-2] + code[-1] + code[-2]) for code in made if code[-1] != code[-2]
	)
