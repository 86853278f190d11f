"""Masks never show more than decided (requirements 1.11, SEC-11)."""

import random

import pytest

from bank_crm.domain.enums import SealKind
from bank_crm.domain.masking import is_masked, mask, mask_account, mask_email, mask_id_number, mask_mobile


@pytest.mark.parametrize(
	("kind", "value", "shown"),
	[
		(SealKind.MOBILE, "13812341234", "138****1234"),
		(SealKind.MOBILE, "+13671716840", "+136****6840"),
		(SealKind.MOBILE, "1234567", "**** 567"),
		(SealKind.ID_NUMBER, "11010519491231002X", "110***********002X"),
		(SealKind.ID_NUMBER, "E12345678", "E12**5678"),
		(SealKind.ID_NUMBER, "1234567", "**** 567"),
		(SealKind.ACCOUNT_NO, "6228480012345678", "**** 5678"),
		(SealKind.CARD_NO, "6228480012345678901", "**** 8901"),
		(SealKind.ACCOUNT_NO, "12345", "**** 45"),
		(SealKind.ACCOUNT_NO, "7", "****"),
		(SealKind.EMAIL, "li.lei@example.com", "l***@example.com"),
		(SealKind.EMAIL, "@example.com", "***"),
		(SealKind.EMAIL, "nobody", "***"),
	],
)
def test_SEC_11_mask_by_kind(kind, value, shown):
	assert mask(kind, value) == shown


@pytest.mark.parametrize("kind", list(SealKind))
def test_SEC_11_nothing_masks_to_nothing(kind):
	assert mask(kind, "") == ""


@pytest.mark.parametrize("masker", [mask_mobile, mask_id_number, mask_account])
def test_SEC_11_a_mask_is_marked_and_hides_at_least_half_of_a_short_number(masker):
	chance = random.Random(7)
	for length in range(1, 20):
		value = "".join(chance.choice("123456789") for _ in range(length))
		shown = masker(value)
		assert is_masked(shown)
		assert value not in shown
		digits = sum(character.isdigit() for character in shown)
		assert digits <= (length // 2 if shown.startswith("****") else 7)


def test_SEC_11_mask_of_email_hides_the_length_of_the_name():
	assert mask_email("ab@example.com") == mask_email("abcdefghij@example.com")


def test_SEC_11_complete_values_are_not_taken_for_masks():
	for value in ("13812341234", "+13671716840", "11010519491231002X", "l.i@example.com"):
		assert not is_masked(value)
