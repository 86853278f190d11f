"""What the customer's page asks about relations and households, and who is told what (requirements 1.5, CUS-03)."""

import frappe
from frappe.utils import add_days, today

from bank_crm.api import relations
from bank_crm.customer.relationships import actions, network
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestRelationsApi(BankCRMTestCase):
	"""A man with a wife, a firm and a father; the father is another manager's customer, with a sister of his own."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own = {"manager": cls.manager}
		cls.man = factories.make_customer(customer_name="王建国", birth_date="1980-02-02", **own).name
		cls.wife = factories.make_customer(customer_name="李秀英", birth_date="1982-02-02", **own).name
		cls.firm = factories.make_customer(
			customer_name="之江测试有限公司", customer_type="Company", **own
		).name
		cls.father = factories.make_customer(customer_name="王老先生", birth_date="1950-02-02").name
		cls.aunt = factories.make_customer(customer_name="王姑姑").name
		for customer, other, role in (
			(cls.man, cls.wife, "Spouse"),
			(cls.firm, cls.man, "Legal Representative"),
			(cls.man, cls.father, "Parent"),
			(cls.father, cls.aunt, "Sibling"),
		):
			factories.make("Bank Customer Relationship", customer=customer, other_customer=other, role=role)

	def test_strangers_are_masked(self):
		with self.set_user(self.manager):
			told = relations.of_customer(self.man)
		rows = {row["role"]: row for row in told["relations"]}
		self.assertEqual(rows["Spouse"]["name"], self.wife)
		father = rows["Parent"]
		self.assertEqual((father["name"], father["customer_name"], father["total_aum"]), (None, "王**", None))
		self.assertFalse(father["editable"])
		self.assertNotIn(self.father, frappe.as_json(told))
		self.assertIn("Spouse", {role["name"] for role in told["roles"]})
		self.assertNotIn("Shareholder", {role["name"] for role in told["roles"]})

	def test_somebody_elses_customer_is_refused(self):
		with self.set_user(self.manager):
			for call in (relations.of_customer, relations.graph):
				with self.assertRaises(frappe.PermissionError):
					call(self.father)
			with self.assertRaises(frappe.PermissionError):
				relations.add_relation(self.father, self.man, "Child")

	def test_a_reader_gets_no_roles_to_add_and_adds_none(self):
		with self.set_user(factories.make_user(roles.AUDITOR)):
			self.assertEqual(relations.of_customer(self.man)["roles"], [])
			with self.assertRaises(frappe.PermissionError):
				relations.add_relation(self.man, self.firm, "Employer")

	def test_relations_are_added_and_ended(self):
		with self.set_user(self.manager):
			row = relations.add_relation(self.firm, self.man, "Shareholder", share_percent=51)
			relations.end_relation(self.firm, row, add_days(today(), -1))
			told = relations.of_customer(self.man)["relations"]
		ended = next(entry for entry in told if entry["relation"] == row)
		self.assertEqual(
			(ended["role"], ended["share_percent"], ended["current"]), ("Invested Company", 51, False)
		)

	def test_CUS_03_a_household_from_the_form(self):
		with self.set_user(self.manager):
			name = relations.found_household(self.man, {self.wife: "Spouse"}, "2020-01-01")
			self.assertEqual(relations.household(name)["hidden"], 0)
			relations.change_head(name, self.wife)
			self.assertEqual(relations.of_customer(self.man)["household"]["head"], self.wife)
			relations.leave_household(self.man, name)
			self.assertIsNone(relations.of_customer(self.man)["household"])
			relations.join_household(self.man, name, "Spouse")
			self.assertEqual(len(relations.of_customer(self.man)["household"]["members"]), 2)
		with self.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER)):
			with self.assertRaises(frappe.PermissionError):
				relations.household(name)

	def graph(self, customer: str, depth: int = 2) -> dict:
		with self.set_user(self.manager):
			return relations.graph(customer, depth)

	def test_the_graph_reaches_two_steps_and_stops_at_strangers(self):
		graph = self.graph(self.wife)
		labels = {node["label"]: node["depth"] for node in graph["nodes"]}
		self.assertEqual(labels, {"李秀英": 0, "王建国": 1, "之江测试有限公司": 2, "王**": 2})
		self.assertNotIn(self.father, frappe.as_json(graph))
		deeper = self.graph(self.wife, 3)
		self.assertEqual(len(deeper["nodes"]), 4, "nothing behind a customer the user does not see")
		self.assertEqual({node["label"] for node in self.graph(self.wife, 1)["nodes"]}, {"李秀英", "王建国"})

	def test_the_graph_names_both_roles(self):
		edges = {(edge["source"], edge["target"]): edge for edge in self.graph(self.man)["edges"]}
		edge = edges[self.firm, self.man]
		self.assertEqual((edge["role"], edge["reciprocal"]), ("Legal Representative", "Represented Company"))

	def test_CUS_03_the_graph_shows_households(self):
		actions.found_household(self.man, {self.wife: "Spouse"}, "2020-01-01")
		graph = self.graph(self.man)
		house = next(node for node in graph["nodes"] if node["kind"] == "Household")
		members = {edge["target"] for edge in graph["edges"] if edge["source"] == house["key"]}
		self.assertEqual(members, {self.man, self.wife})

	def test_ended_relations_are_not_drawn(self):
		frappe.db.set_value(
			"Bank Customer Relationship",
			{"customer": self.man, "role": "Spouse"},
			"to_date",
			add_days(today(), -1),
		)
		self.assertNotIn(self.wife, {node["key"] for node in self.graph(self.man)["nodes"]})

	def test_a_big_graph_says_that_it_is_cut(self):
		most, network.MOST_NODES = network.MOST_NODES, 2
		try:
			graph = self.graph(self.man)
		finally:
			network.MOST_NODES = most
		self.assertTrue(graph["more"])
		self.assertEqual(len(graph["nodes"]), 2)
