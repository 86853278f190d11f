"""Reading cells: INT-03, CUS-14."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bank_crm.domain.sync_masking import masked_cell
from bank_crm.domain.sync_transforms import compile_transform, compile_transforms, transform_names
from bank_crm.domain.sync_types import FieldKind, FieldSpec, RefusalReason
from bank_crm.domain.sync_values import Refused, plain_text, read_amount, read_decimal, reader_for

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
	("text", "plain"),
	[
		("700.00", "700"),
		("0", "0"),
		("-0.00", "0"),
		("+12.50", "12.5"),
		(".5", "0.5"),
		("-.5", "-0.5"),
		("007", "7"),
		("5.", "5"),
		("0.1234567891", "0.123456789"),
		("999999999999.99", "999999999999.99"),
		("100", "100"),
	],
)
def test_INT_03_equal_numbers_have_equal_text(text: str, plain: str) -> None:
	assert read_decimal(text) == plain
	assert Decimal(read_decimal(text)) == Decimal(text).quantize(Decimal(1).scaleb(-9)).normalize()


@pytest.mark.parametrize("text", ["12a", "1,5", "1e5", "NaN", "--1", "1000000000000", "١٢", " ", "1 000"])
def test_INT_03_letters_in_an_amount_are_refused(text: str) -> None:
	with pytest.raises(Refused) as refused:
		read_decimal(text)
	assert refused.value.reason is RefusalReason.INVALID_NUMBER


@pytest.mark.parametrize("text", ["0", "0.00", "-5"])
def test_an_amount_is_above_zero(text: str) -> None:
	with pytest.raises(Refused):
		read_amount(text)


@pytest.mark.parametrize(
	("kind", "date_format", "text", "canonical"),
	[
		(FieldKind.DATE, "", "2024-02-29", "2024-02-29"),
		(FieldKind.DATE, "%d.%m.%Y", "1.3.2024", "2024-03-01"),
		(FieldKind.DATE, "", "2024-02-29 23:59:59", "2024-02-29"),
		(FieldKind.DATETIME, "", "2024-02-29", "2024-02-29 00:00:00"),
		(FieldKind.DATETIME, "", "2024-02-29T01:02:03Z", "2024-02-29 01:02:03"),
		(FieldKind.DATETIME, "", "2024-02-29 01:02:03.000400", "2024-02-29 01:02:03.000400"),
		(FieldKind.DATETIME, "%m/%d/%Y %H:%M", "12/31/2024 23:59", "2024-12-31 23:59:00"),
		(FieldKind.INTEGER, "", "12.0", "12"),
		(FieldKind.CHECK, "", "Yes", "1"),
		(FieldKind.CHECK, "", "0", "0"),
	],
)
def test_cells_become_canonical(kind: FieldKind, date_format: str, text: str, canonical: str) -> None:
	assert reader_for(FieldSpec("field", kind), date_format)(text) == canonical


@pytest.mark.parametrize(
	("spec", "text", "reason"),
	[
		(FieldSpec("f", FieldKind.DATE), "2023-02-29", RefusalReason.INVALID_DATE),
		(FieldSpec("f", FieldKind.DATE), "31.12.2024", RefusalReason.INVALID_DATE),
		(FieldSpec("f", FieldKind.DATE), "0001-01-01", RefusalReason.INVALID_DATE),
		(FieldSpec("f", FieldKind.INTEGER), "1.5", RefusalReason.INVALID_NUMBER),
		(FieldSpec("f", FieldKind.INTEGER), "2147483648", RefusalReason.INVALID_NUMBER),
		(FieldSpec("f", FieldKind.CHOICE, choices=("A", "B")), "a", RefusalReason.INVALID_VALUE),
		(FieldSpec("f", FieldKind.CHECK), "maybe", RefusalReason.INVALID_VALUE),
		(FieldSpec("f"), "x" * 141, RefusalReason.VALUE_TOO_LONG),
		(FieldSpec("f", FieldKind.SEALED, seal_kind="mobile"), "138****1234", RefusalReason.INVALID_VALUE),
		(FieldSpec("f", FieldKind.SEALED, seal_kind="mobile"), "12", RefusalReason.INVALID_VALUE),
		(FieldSpec("f", FieldKind.SEALED, seal_kind="email"), "e***@gmail.com", RefusalReason.INVALID_VALUE),
		(FieldSpec("f", FieldKind.SEALED, seal_kind="email"), "nobody", RefusalReason.INVALID_VALUE),
		(FieldSpec("f", FieldKind.SEALED, seal_kind="card_no"), "6222**34", RefusalReason.INVALID_VALUE),
	],
)
def test_INT_03_what_a_field_does_not_take_is_refused_with_its_reason(
	spec: FieldSpec, text: str, reason: RefusalReason
) -> None:
	with pytest.raises(Refused) as refused:
		reader_for(spec)(text)
	assert refused.value.reason is reason


@pytest.mark.parametrize(
	("cell", "text"),
	[
		(None, None),
		("", None),
		("  ", None),
		(" a ", "a"),
		(True, "1"),
		(0, "0"),
		(1.10, "1.1"),
		(1e-7, "0.0000001"),
		(float("nan"), None),
		(Decimal("1.500"), "1.500"),
		(date(2024, 2, 29), "2024-02-29"),
		(datetime(2024, 2, 29, 1, 2, 3), "2024-02-29 01:02:03"),
		(b"abc", "abc"),
	],
)
def test_native_cells_read_like_their_text(cell: object, text: str | None) -> None:
	assert plain_text(cell) == text


@pytest.mark.parametrize(
	("name", "text", "result"),
	[
		("strip_zeros", "00000012", "12"),
		("strip_zeros", "000", "0"),
		("strip_prefix:C", "C00000012", "00000012"),
		("prefix:A", "12", "A12"),
		("negate", "5.00", "-5"),
		("negate", "-5", "5"),
		("negate", "0", "0"),
		("abs", "-5.10", "5.1"),
		("sign", "-5.10", "-"),
		("sign", "5", "+"),
		("decimal_comma", "1.234,56", "1234.56"),
		("decimal_point", "¥1,234.56", "1234.56"),
		("cents", "12345", "123.45"),
		("cents", "-5", "-0.05"),
		("yymmdd", "930101", "1993-01-01"),
		("yymmdd", "931107 00:00:00", "1993-11-07 00:00:00"),
		("epoch", "86400", "1970-01-02 00:00:00"),
		("epoch", "1700000000000", "2023-11-14 22:13:20"),
		("empty_if:0", "0", ""),
		("empty_if:0", "10", "10"),
		("last:4", "6222000011112222", "2222"),
		("pad_zeros:3", "7", "007"),
		("birth_number_date", "706213", "1970-12-13"),
		("birth_number_gender", "706213", "Female"),
		("birth_number_gender", "450204", "Male"),
		("upper", "abC", "ABC"),
		("squeeze", "a  b   c", "a b c"),
	],
)
def test_INT_07_transforms_of_the_fixed_list(name: str, text: str, result: str) -> None:
	assert compile_transform(name)(text) == result


def test_transforms_run_one_after_another() -> None:
	assert compile_transforms(("strip_prefix:C", "strip_zeros", "prefix:K"))("C0007") == "K7"


@pytest.mark.parametrize("name", ["eval", "upper:x", "prefix", "first:x", "first:0", "__import__:os", ""])
def test_a_transform_that_is_not_in_the_list_is_no_transform(name: str) -> None:
	with pytest.raises(ValueError):
		compile_transform(name)


def test_every_listed_transform_compiles() -> None:
	for name in transform_names():
		assert callable(compile_transform(name.replace("…", "3")))


@pytest.mark.parametrize("text", ["931301", "930230", "93010", "abcdef"])
def test_broken_dates_of_the_century_are_refused(text: str) -> None:
	with pytest.raises(Refused):
		compile_transform("yymmdd")(text)


@pytest.mark.parametrize(
	("cell", "sealed", "shown"),
	[
		("13812x45678", True, "99999x99999"),
		("zhang@x.com", True, "xxxxx@x.xxx"),
		("6222 0000 1111 2222", False, "62***"),
		("call 13812345678 now", False, "call 13*** now"),
		("someone@mail.example", False, "***@***"),
		("12a", False, "12a"),
		("x" * 60, False, "x" * 40 + "…"),
		("a\udcffb", False, "a�b"),
		(None, True, ""),
	],
)
def test_SEC_11_a_refused_cell_shows_no_number_of_a_person(cell: object, sealed: bool, shown: str) -> None:
	assert masked_cell(cell, sealed) == shown


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not on this machine")
def test_birth_numbers_of_the_real_bank_give_the_sexes_of_its_clients() -> None:
	with (DATA / "berka" / "client.csv").open(newline="") as file:
		numbers = {row["client_id"]: row["birth_number"] for row in csv.DictReader(file, delimiter=";")}
	gender = compile_transform("birth_number_gender")
	born = compile_transform("birth_number_date")
	with (DATA / "retail" / "completedclient.csv").open(newline="", encoding="utf-8-sig") as file:
		rows = list(csv.DictReader(file))
	assert len(rows) == len(numbers) == 5369
	for row in rows:
		number = numbers[str(int(row["client_id"][1:]))]
		assert gender(number) == row["sex"]
		assert born(number)[5:] == f"{int(row['month']):02d}-{int(row['day']):02d}"
