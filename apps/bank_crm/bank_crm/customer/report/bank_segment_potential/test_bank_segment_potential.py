import frappe
from frappe.utils import now_datetime

from bank_crm.customer.doctype.bank_segment.test_bank_segment import SegmentTestCase
from bank_crm.customer.report.bank_segment_potential.bank_segment_potential import execute
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestSegmentPotential(SegmentTestCase):
	def rows(self, *segments: str) -> dict[str, dict]:
		rows = execute({"segments": frappe.as_json(list(segments))})[1]
		return {row["name"]: row for row in rows}

	def group(self, **members: str | None) -> str:
		"""A group by hand of customers with what their portrait says of them."""
		name = self.segment(basis="Manual List")
		for customer, potential in members.items():
			factories.make("Bank Segment Member", segment=name, customer=customer)
			if potential:
				factories.make(
					"Bank Customer Portrait",
					customer=customer,
					potential=potential,
					computed_at=now_datetime(),
				)
		return name

	def test_SEG_16_segments_are_compared_and_the_most_promising_comes_first(self):
		rich, poor, other = (self.customer(total_aum=aum) for aum in (900_000, 1_000, 50_000))
		first = self.group(**{rich: "High", poor: "Low"})
		second = self.group(**{other: "High"})
		columns, rows, _note, chart, summary = execute({"segments": frappe.as_json([first, second])})
		self.assertEqual([row["name"] for row in rows], [first, second])
		self.assertEqual(
			(rows[0]["members"], rows[0]["total_aum"], rows[0]["promising"], rows[0]["potential_aum"]),
			(2, 901_000, 1, 900_000),
		)
		self.assertEqual(rows[0]["promising_share"], 50)
		self.assertEqual(chart["data"]["datasets"][0]["values"], [900_000, 50_000])
		self.assertEqual(summary[1]["value"], rows[0]["segment_name"])
		self.assertEqual({column["fieldname"] for column in columns}, set(rows[0]))

	def test_ANA_14_managers_compare_their_own_customers_marketing_the_whole_bank(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own = self.customer(manager=manager, total_aum=10)
		strange = self.customer(total_aum=1_000)
		group = self.group(**{own: "High", strange: "High"})
		with self.set_user(manager):
			self.assertEqual(self.rows(group)[group]["total_aum"], 10)
		with self.set_user(factories.make_user(roles.MARKETING_OFFICER)):
			self.assertEqual(self.rows(group)[group]["total_aum"], 1_010)
		with self.set_user(factories.make_user(roles.TELLER)):
			self.assertRaises(frappe.PermissionError, self.rows, group)
