import frappe
from frappe import _

from bank_crm.tests import BankCRMTestCase, factories


class TestBankImportantDate(BankCRMTestCase):
	def refused(self, label: str, *rows: dict) -> None:
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(important_dates=list(rows))
		self.assertIn(_(label), str(raised.exception))

	def test_CUS_22_days_a_customer_wants_remembered(self):
		rows = [
			{"title": "结婚纪念日", "date": "2012-05-20"},
			{"title": "母亲生日", "date": "1962-09-13", "calendar": "Lunar"},
			{"title": "房贷结清", "date": "2031-06-30", "yearly": 0},
		]
		customer = factories.make_customer(important_dates=rows)
		stored = frappe.get_doc("Bank Customer", customer.name).important_dates
		self.assertEqual(
			[(row.title, str(row.date), row.calendar, row.yearly) for row in stored],
			[
				("结婚纪念日", "2012-05-20", "Solar", 1),
				("母亲生日", "1962-09-13", "Lunar", 1),
				("房贷结清", "2031-06-30", "Solar", 0),
			],
		)

	def test_CUS_22_bad_days_are_refused_with_row_and_field(self):
		good = {"title": "Anniversary", "date": "2012-05-20"}
		self.refused("Date", good, {"title": "Too early", "date": "0999-01-01"})
		self.refused("Date", {"title": "No date", "date": "next Tuesday"})
		self.refused("Occasion", {"title": "x" * 10_000, "date": "2012-05-20"})
		self.refused("Occasion", good, good)
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(important_dates=[good, {"title": "Late", "date": "2999-01-01"}])
		self.assertIn(_("Row {0}").format(2), str(raised.exception))
