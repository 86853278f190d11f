"""No cell of a file is a formula (SEC-18, SEC-20)."""

import csv
import io
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from bank_crm.compliance.safe_cells import safe_cell, to_csv, to_xlsx
from bank_crm.tests import BankCRMTestCase

FORMULAS = (
	"=1+1",
	"+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(A1)",
	" =HYPERLINK(1)",
	"\t=1",
	"\ufeff=1",
	"\uff1d1",
	"|x",
	"%0A=1",
)
PLAIN = ("王芳", "138****1234", "+86 x", "-12.50", "+3", "-5%", "1=1", "")


class TestSafeCells(BankCRMTestCase):
	def test_SEC_20_formulas_become_texts(self):
		for value in FORMULAS:
			with self.subTest(value=value):
				self.assertTrue(str(safe_cell(value)).startswith("'"))

	def test_SEC_20_numbers_and_words_stay(self):
		for value in (
			*[text for text in PLAIN if text != "+86 x"],
			5,
			Decimal("1.5"),
			date(2026, 1, 1),
			None,
		):
			with self.subTest(value=value):
				self.assertEqual(safe_cell(value), value)

	def test_SEC_20_csv_is_read_back_without_formulas(self):
		rows = [["姓名", "备注"], *[["王芳", value] for value in FORMULAS]]
		data = to_csv(rows)
		self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
		read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
		self.assertEqual(len(read), len(rows))
		self.assertTrue(all(row[1].startswith("'") for row in read[1:]))

	def test_SEC_20_workbook_has_no_formula(self):
		book = load_workbook(
			io.BytesIO(to_xlsx([["a", 1.5], *[[value, "x"] for value in FORMULAS]], "客户/清单"))
		)
		(sheet,) = book.worksheets
		self.assertEqual(sheet.title, "客户 清单")
		self.assertEqual(sheet["B1"].value, 1.5)
		self.assertEqual({cell.data_type for cell in sheet["A"]}, {"s"})
