import frappe
from frappe import _
from frappe.utils import add_days, today

from bank_crm.tests import BankCRMTestCase, factories


class TestBankCreditRecord(BankCRMTestCase):
	def refused(self, label: str, **values: object) -> None:
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(credit_records=[{"recorded_on": today(), **values}])
		self.assertIn(_(label), str(raised.exception))

	def test_CUS_15_the_newest_record_gives_score_and_grade(self):
		old = {"recorded_on": "2025-01-31", "score": 610, "grade": "B", "source": "PBOC"}
		new = {
			"recorded_on": "2026-06-30",
			"score": 720,
			"grade": "AA",
			"credit_limit": 300_000,
			"overdue_amount": 1_250.5,
			"overdue_days": 12,
			"source": "PBOC",
		}
		customer = factories.make_customer(credit_records=[new, old])
		self.assertEqual((customer.credit_score, customer.credit_grade), (720, "AA"))
		customer.append("credit_records", {"recorded_on": today(), "score": 480, "grade": "D"})
		customer.save()
		self.assertEqual((customer.credit_score, customer.credit_grade), (480, "D"))
		stored = frappe.get_doc("Bank Customer", customer.name).credit_records[0]
		self.assertEqual((stored.overdue_days, stored.overdue_amount), (12, 1_250.5))

	def test_CUS_15_untouched_records_do_not_overwrite_a_score(self):
		customer = factories.make_customer(credit_records=[{"recorded_on": "2025-01-31", "score": 610}])
		customer.credit_score = 700
		self.assertEqual(customer.save().credit_score, 700)

	def test_CUS_15_bad_records_are_refused_at_the_field(self):
		self.refused("Recorded On", recorded_on=add_days(today(), 1))
		self.refused("Credit Score", score=1001)
		self.refused("Credit Score", score=-1)
		self.refused("Overdue Amount", overdue_amount=-0.01)
		self.refused("Credit Limit", credit_limit=10**15)
		self.refused("Credit Limit", credit_limit="a lot")
		self.refused("Overdue (Days)", overdue_days=10**12)
