import frappe

from bank_crm.customer.relationships import catalogue
from bank_crm.tests import BankCRMTestCase, factories

DOCTYPE = "Bank Relationship Role"


class TestBankRelationshipRole(BankCRMTestCase):
	def test_shipped_roles_are_there_in_pairs(self):
		rows = {
			row.name: row
			for row in frappe.get_all(
				DOCTYPE, fields=["name", "reciprocal", "own_type", "other_type"], limit=0
			)
		}
		for rule in catalogue.shipped():
			back = rows[rows[rule.name].reciprocal]
			self.assertEqual(back.reciprocal, rule.name)
			self.assertEqual((back.own_type, back.other_type), (rule.other_type, rule.own_type))

	def test_creating_them_again_adds_nothing(self):
		before = frappe.db.count(DOCTYPE)
		catalogue.create_roles()
		self.assertEqual(frappe.db.count(DOCTYPE), before)

	def make(self, **values):
		values = {"role_name": factories.unique("Role "), "kind": "Social", **values}
		return factories.make(DOCTYPE, **values)

	def test_a_new_role_is_its_own_reciprocal_until_it_has_one(self):
		first = self.make(own_type="Person", other_type="Person")
		self.assertEqual(first.reciprocal, first.name)
		with self.assertRaises(frappe.ValidationError):
			self.make(own_type="Person", other_type="Company")

	def test_the_other_role_of_a_pair_follows(self):
		first = self.make()
		second = self.make(reciprocal=first.name)
		self.assertEqual(frappe.db.get_value(DOCTYPE, first.name, "reciprocal"), second.name)
		with self.assertRaises(frappe.ValidationError):
			self.make(reciprocal=first.name)

	def test_a_pair_is_open_to_the_same_parties(self):
		first = self.make()
		with self.assertRaises(frappe.ValidationError):
			self.make(reciprocal=first.name, own_type="Person")

	def test_a_role_in_use_keeps_its_reciprocal(self):
		first, other = self.make(), self.make()
		factories.make(
			"Bank Customer Relationship",
			customer=factories.make_customer().name,
			other_customer=factories.make_customer().name,
			role=first.name,
		)
		first.reload()
		first.reciprocal = other.name
		with self.assertRaises(frappe.ValidationError):
			first.save()
