"""Cells of CSV and XLSX files that no spreadsheet takes for a formula (SEC-18, SEC-20).

A text beginning with one of the signs below is calculated when the file is opened: it can send the sheet
elsewhere or start programs. A leading apostrophe makes it a text again; numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

#: What starts a formula in Excel, WPS or LibreOffice, full-width forms included; leading blanks do not help.
_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
#: A text that is only a number may keep its sign: `-12.50`, `+86 138****1234` is none.
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: The most characters one cell of a workbook holds.
MOST_CHARACTERS = 32_767

Cell = str | int | float | bool | Decimal | date | datetime | timedelta | None


def safe_cell(value: Any) -> Cell:
	"""Return a value that is shown as it is: texts that would be formulas get a leading apostrophe.

	Numbers, dates and empty values are returned as they are; anything else becomes its text.
	"""
	if value is None or isinstance(value, bool | int | float | Decimal | date | timedelta):
		return value
	text = _CONTROL.sub("", str(value))
	if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
		text = f"'{text}"
	return text[:MOST_CHARACTERS]


def safe_row(row: Iterable[Any]) -> list[Cell]:
	"""Return one row of safe cells."""
	return [safe_cell(value) for value in row]


def to_csv(rows: Iterable[Sequence[Any]]) -> bytes:
	"""Return the rows as CSV in UTF-8 with a byte order mark, without which Excel misreads Chinese."""
	text = io.StringIO(newline="")
	csv.writer(text, quoting=csv.QUOTE_MINIMAL).writerows(safe_row(row) for row in rows)
	return text.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[Sequence[Any]], sheet: str = "Sheet1") -> bytes:
	"""Return the rows as a workbook of one sheet, written row by row; no cell of it is a formula."""
	book = Workbook(write_only=True)
	page = book.create_sheet(_sheet_name(sheet))
	for row in rows:
		page.append([_xlsx_cell(page, value) for value in safe_row(row)])
	file = io.BytesIO()
	book.save(file)
	return file.getvalue()


def _xlsx_cell(page: Any, value: Cell) -> Any:
	if not isinstance(value, str):
		return value
	try:
		cell = WriteOnlyCell(page, value=value)
	except IllegalCharacterError:  # what XML cannot hold and the pattern above does not know
		cell = WriteOnlyCell(page, value=value.encode("ascii", "replace").decode())
	cell.data_type = "s"  # a text, whatever it looks like
	return cell


def _sheet_name(name: str) -> str:
	return re.sub(r"[\\/*?:\[\]]", " ", name).strip()[:31] or "Sheet1"
