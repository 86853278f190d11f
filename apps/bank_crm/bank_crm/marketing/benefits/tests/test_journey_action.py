import frappe

from bank_crm.marketing.benefits import issuing
from bank_crm.marketing.journeys.tests.journey_case import JourneyCase, step
from bank_crm.marketing.tests.benefit_case import GRANT, BenefitCase


class TestJourneyAction(JourneyCase, BenefitCase):
	def test_mkt_14_a_new_customer_gets_the_benefit_once(self) -> None:
		"""新客首购权益触达: who has as many as allowed goes on, with the reason in the log."""
		benefit = self.benefit()
		journey = self.journey(step("b1", "Benefit", benefit=benefit.name))
		fresh, has_it = self.customers(2)
		issuing.give(benefit.name, has_it, key="by hand")
		self.go(journey)
		self.go(journey)
		self.assertEqual(self.log(journey, customer=fresh), [("b1", "Done", None)])
		self.assertEqual(self.log(journey, customer=has_it), [("b1", "Not Possible", None)])
		self.assertEqual(sorted(self.holders(benefit.name)), sorted([fresh, has_it]))

	def test_mkt_14_a_journey_with_a_benefit_that_is_closed_does_not_start(self) -> None:
		benefit = self.benefit()
		benefit.db_set("state", "Closed")
		with self.assertRaisesRegex(Exception, "b1"):
			self.journey(step("b1", "Benefit", benefit=benefit.name))

	def holders(self, benefit: str) -> list[str]:
		return frappe.get_all(GRANT, {"benefit": benefit}, pluck="customer")
