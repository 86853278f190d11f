"""What of a column may leave the bank (SEC-11, SEC-12)."""

from datetime import date

import pytest

from bank_crm.domain import export_masking as masks
from bank_crm.domain.export_enums import Sensitivity, Treatment
from bank_crm.domain.export_file import watermarked
from bank_crm.domain.export_masking import Shape


@pytest.mark.parametrize(
	("field", "fieldtype", "shape"),
	[
		("customer_name", "Data", Shape.NAME),
		("birth_date", "Date", Shape.DAY),
		("address", "Small Text", Shape.PLACE),
		("note", "Small Text", Shape.WORDS),
		("photo", "Attach Image", Shape.FILE),
		("total_aum", "Currency", None),
		("opened_on", "Date", None),
	],
)
def test_SEC_12_what_a_column_holds(field: str, fieldtype: str, shape: Shape | None):
	assert masks.shape_of(field, fieldtype) is shape


def test_SEC_11_a_sealed_column_is_never_shown_whole():
	sensitivity = masks.sensitivity_of(None, sealed=True)
	assert sensitivity is Sensitivity.SEALED
	assert masks.first_treatment(sensitivity, None) is Treatment.MASKED
	assert Treatment.AS_IT_IS not in masks.allowed_treatments(sensitivity, None)


def test_SEC_12_attachments_stay():
	assert masks.allowed_treatments(Sensitivity.PERSONAL, Shape.FILE) == (Treatment.LEFT_OUT,)


@pytest.mark.parametrize(
	("value", "shape", "shown"),
	[
		("王小明", Shape.NAME, "王**"),
		(date(1980, 5, 6), Shape.DAY, "1980"),
		("1980-05-06", Shape.DAY, "1980"),
		("江苏省南京市玄武区中山路 1 号", Shape.PLACE, "江苏省南京市***"),
		("很近", Shape.PLACE, "很***"),
		("6228480402564890018", None, "**** 0018"),
		(None, Shape.NAME, None),
		("", Shape.DAY, ""),
	],
)
def test_SEC_12_masks_by_shape(value: object, shape: Shape | None, shown: object):
	assert masks.masked(value, shape) == shown


@pytest.mark.parametrize(
	("text", "shown"),
	[
		("请致电13800138000确认", "请致电138****8000确认"),
		("138 0013 8000", "138****8000"),
		("身份证11010519491231002X。", "身份证110***********002X。"),
		("卡号 6228 4804 0256 4890 018", "卡号 **** 0018"),
		("li.ming@example.com", "l***@example.com"),
		("2026-11-22 03:46:00", "2026-11-22 03:46:00"),
		("合同 2026-0001，金额 1234567.89 元", "合同 2026-0001，金额 1234567.89 元"),
		("BC000123", "BC000123"),
	],
)
def test_SEC_11_numbers_written_into_texts_are_masked(text: str, shown: str):
	assert masks.without_numbers(text) == shown


def test_SEC_12_every_row_carries_the_mark():
	lines = list(watermarked(["A", "B"], [[1, 2], [3, 4]], "mark", "Watermark"))
	assert lines == [["mark"], ["A", "B", "Watermark"], [1, 2, "mark"], [3, 4, "mark"], ["mark"]]
