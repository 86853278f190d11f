import frappe

from bank_crm.tests import BankCRMTestCase


class TestBankServiceCycle(BankCRMTestCase):
	def test_CAR_06_private_customers_are_reviewed_each_quarter_and_invited_each_year(self):
		cycles = {
			(row.activity, row.every): row.times
			for row in frappe.get_doc("Bank Customer Tier", "Private Banking").service_cycles
		}
		self.assertEqual(cycles[("Asset Review", "Quarter")], 1)
		self.assertEqual(cycles[("Exclusive Event", "Year")], 1)

	def test_SEG_19_a_rhythm_needs_its_activity(self):
		tier = frappe.get_doc("Bank Customer Tier", "Wealth")
		tier.append("service_cycles", {"every": "Quarter", "times": 1})
		with self.assertRaises(frappe.MandatoryError):
			tier.save()
