import itertools

import frappe
from frappe.utils import add_days, today

from bank_crm.customer.relationships import told
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

DOCTYPE = "Bank Customer Relationship"


class TestBankCustomerRelationship(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.husband, cls.wife, cls.child = (
			factories.make_customer(manager=cls.manager, birth_date=born).name
			for born in ("1979-03-01", "1981-07-15", "2006-01-20")
		)
		cls.firm = factories.make_customer(manager=cls.manager, customer_type="Company").name

	def relate(self, customer: str, other: str, role: str, **values):
		return factories.make(DOCTYPE, customer=customer, other_customer=other, role=role, **values)

	def refused(self, field: str, *relation: str, **values) -> None:
		with self.assertRaises(frappe.ValidationError) as caught:
			self.relate(*relation, **values)
		self.assertIn(f"<strong>{field}</strong>", str(caught.exception))

	def seen(self, customer: str) -> list[tuple[str | None, str]]:
		return [(row["name"], row["role"]) for row in told.relations_of(customer)]

	def test_one_row_is_seen_from_both_sides(self):
		row = self.relate(self.husband, self.child, "Child")
		self.assertEqual(row.reciprocal_role, "Parent")
		self.assertEqual(self.seen(self.husband), [(self.child, "Child")])
		self.assertEqual(self.seen(self.child), [(self.husband, "Parent")])
		self.assertEqual(frappe.db.count(DOCTYPE, {"customer": ("in", [self.husband, self.child])}), 1)

	def test_self_duplicate_and_contradiction_are_refused_at_the_field(self):
		self.refused("Other Customer", self.husband, self.husband, "Spouse")
		self.relate(self.husband, self.wife, "Spouse")
		self.refused("Role of the Other Customer", self.husband, self.wife, "Spouse")
		self.refused("Role of the Other Customer", self.wife, self.husband, "Spouse")
		self.refused("Role of the Other Customer", self.wife, self.husband, "Sibling")
		self.refused("Role of the Other Customer", self.wife, self.child, "Spouse")

	def test_birth_dates_and_parties_are_checked(self):
		self.refused("Role of the Other Customer", self.husband, self.wife, "Parent")
		self.refused("Role of the Other Customer", self.husband, self.firm, "Spouse")
		self.assertTrue(self.relate(self.firm, self.husband, "Legal Representative").name)
		self.refused("Role of the Other Customer", self.firm, self.wife, "Legal Representative")
		self.refused(
			"Until", self.firm, self.wife, "Finance Officer", from_date=today(), to_date="2020-01-01"
		)

	def test_a_circle_over_several_steps_is_refused(self):
		firms = [factories.make_customer(customer_type="Company").name for _ in range(4)]
		for lower, upper in itertools.pairwise(firms):
			self.relate(upper, lower, "Subsidiary")
		self.refused("Other Customer", firms[-1], firms[0], "Parent Company")
		self.refused("Other Customer", firms[0], firms[-1], "Subsidiary")
		self.assertTrue(self.relate(firms[0], self.firm, "Subsidiary").name)

	def test_shares_add_up_to_the_whole(self):
		self.relate(self.firm, self.husband, "Shareholder", share_percent=60)
		self.refused("Share", self.wife, self.firm, "Invested Company", share_percent=41)
		self.relate(self.wife, self.firm, "Invested Company", share_percent=40)
		self.refused("Share", self.firm, self.husband, "Guarantor", share_percent=1)

	def test_an_ended_relation_leaves_room_for_another(self):
		row = self.relate(self.husband, self.wife, "Spouse", from_date="2005-01-01")
		row.to_date = add_days(today(), -1)
		row.save()
		other = factories.make_customer(birth_date="1985-01-01").name
		self.refused("Role of the Other Customer", self.husband, other, "Spouse", from_date="2010-01-01")
		self.relate(self.husband, other, "Spouse", from_date=today())
		current = {row["customer_name"]: row["current"] for row in told.relations_of(self.husband)}
		self.assertEqual(sorted(current.values()), [False, True])

	def test_editing_a_row_does_not_collide_with_itself(self):
		row = self.relate(self.husband, self.child, "Child")
		row.note = "证件已核对"
		self.assertEqual(row.save().note, "证件已核对")

	def test_html_and_long_notes_are_stored_as_text(self):
		row = self.relate(
			self.husband, self.child, "Child", note="<script>alert(1)</script>😀 " + "长" * 10_000
		)
		self.assertNotIn("<script>", row.note)

	def test_a_customer_with_relations_is_not_deleted(self):
		self.relate(self.husband, self.wife, "Spouse")
		with self.assertRaises(frappe.LinkExistsError):
			frappe.delete_doc("Bank Customer", self.wife)

	def test_SEC_07_a_row_is_told_to_whom_both_sides_are_told(self):
		stranger = factories.make_customer(birth_date="1980-01-01").name
		mine = self.relate(self.husband, self.child, "Child").name
		mixed = self.relate(self.husband, stranger, "Sibling").name
		with self.set_user(self.manager):
			self.assertEqual(frappe.get_list(DOCTYPE, pluck="name"), [mine])
			self.assertTrue(frappe.has_permission(DOCTYPE, "write", doc=mine))
			self.assertFalse(frappe.has_permission(DOCTYPE, "read", doc=mixed))
		with self.set_user(factories.make_user(roles.AUDITOR)):
			self.assertLessEqual({mine, mixed}, set(frappe.get_list(DOCTYPE, pluck="name", limit=0)))
			self.assertFalse(frappe.has_permission(DOCTYPE, "write", doc=mine))
		with self.set_user(factories.make_user(roles.MARKETING_OFFICER)):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_list(DOCTYPE)

	def test_SEC_07_nobody_relates_customers_he_does_not_see(self):
		stranger = factories.make_customer().name
		with self.set_user(self.manager):
			doc = {"doctype": DOCTYPE, "customer": self.husband, "other_customer": stranger, "role": "Friend"}
			with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
				frappe.get_doc(doc).insert()
			doc["other_customer"] = self.wife
			self.assertTrue(frappe.get_doc(doc).insert().name)
