"""Numbers of persons, companies and cards (CUS-14)."""

from datetime import date

import pytest

from bank_crm.domain import identity

# Sample from the text of GB 11643-1999; it belongs to nobody.
CITIZEN = "11010519491231002X"
# Numbers the networks publish for testing.
CARDS = ("4111111111111111", "5555555555554444", "6011111111111117", "6212345678901232")


@pytest.mark.parametrize("number", ["13812341234", "19900000000", "+13671716840", "+85291234567"])
def test_CUS_14_mobile_numbers(number):
	assert identity.is_mobile(number)


@pytest.mark.parametrize(
	"number",
	["", "12812341234", "1381234123", "138123412345", "1381234123a", "+0123456789", "+1234", "١٣٨١٢٣٤١٢٣٤"],
)
def test_CUS_14_not_mobile_numbers(number):
	assert not identity.is_mobile(number)


def test_CUS_14_citizen_number():
	assert identity.is_citizen_number(CITIZEN)
	assert identity.citizen_birth_date(CITIZEN) == date(1949, 12, 31)
	assert not identity.citizen_is_male(CITIZEN)
	assert identity.citizen_is_male("11010519491231001X")


@pytest.mark.parametrize("position", range(17))
def test_CUS_14_every_wrong_digit_of_a_citizen_number_is_found(position):
	for digit in "0123456789":
		changed = CITIZEN[:position] + digit + CITIZEN[position + 1 :]
		assert identity.is_citizen_number(changed) == (changed == CITIZEN)


@pytest.mark.parametrize(
	"first", ["110105" + "19490229" + "002", "110105" + "20231301" + "002", "110105" + "00000000" + "002"]
)
def test_CUS_14_impossible_birth_dates_are_refused_despite_a_right_check_character(first):
	assert not identity.is_citizen_number(first + identity.citizen_check_character(first))


def test_CUS_14_leap_day_is_a_birth_date():
	first = "110105" + "20000229" + "001"
	assert identity.is_citizen_number(first + identity.citizen_check_character(first))


@pytest.mark.parametrize(
	"number", ["", "110105194912310", "11010519491231002x", "X" * 18, "01010519491231002X"]
)
def test_CUS_14_not_citizen_numbers(number):
	assert not identity.is_citizen_number(number)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", "91110000600037341L"])
def test_CUS_14_credit_code(code):
	assert identity.is_credit_code(code)
	for position in range(18):
		changed = code[:position] + ("A" if code[position] != "A" else "B") + code[position + 1 :]
		assert not identity.is_credit_code(changed)


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100I000100Y43", "91350100m000100y43"])
def test_CUS_14_not_credit_codes(code):
	assert not identity.is_credit_code(code)


@pytest.mark.parametrize("number", CARDS)
def test_CUS_14_card_numbers(number):
	assert identity.is_card_number(number)
	for position in range(len(number)):
		changed = number[:position] + str((int(number[position]) + 1) % 10) + number[position + 1 :]
		assert not identity.is_card_number(changed)


@pytest.mark.parametrize("number", ["", "0", "42", "41111111111111112222", "4111 1111 1111 1111", "４" * 16])
def test_CUS_14_not_card_numbers(number):
	assert not identity.is_card_number(number)


@pytest.mark.parametrize("address", ["a@example.com", "li.lei+bank@mail.example.cn", "o'brien@example.org"])
def test_CUS_14_emails(address):
	assert identity.is_email(address)


@pytest.mark.parametrize(
	"address",
	[
		"",
		"a",
		"a@b",
		"@example.com",
		"a@@example.com",
		"a b@example.com",
		"a*@example.com",
		"a@-example.com",
		f"{'a' * 140}@example.com",
	],
)
def test_CUS_14_not_emails(address):
	assert not identity.is_email(address)


@pytest.mark.parametrize(
	("number", "right"), [("E12345678", True), ("ABCDEF", False), ("E123", False), ("E 12345", False)]
)
def test_CUS_14_passports(number, right):
	assert identity.is_passport(number) == right
