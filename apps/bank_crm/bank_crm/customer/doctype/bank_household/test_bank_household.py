import frappe
from frappe.utils import add_days, today

from bank_crm.customer import spans
from bank_crm.customer.relationships import actions, figures, queries, told
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

DOCTYPE = "Bank Household"
FROM = "2020-01-01"


class HouseholdTestCase(BankCRMTestCase):
	"""A couple with a child, all of one manager, and their accounts."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.head, cls.wife, cls.child = (
			factories.make_customer(manager=cls.manager, customer_name=name).name
			for name in ("欧阳测试", "李测试", "欧阳小测")
		)
		factories.make_account(cls.head, balance=1_000)
		factories.make_account(cls.wife, balance=500)
		factories.make_account(cls.wife, category="Loan", balance=200)

	def found(self, **members: str):
		"""A household since 2020 of the head and whom else is named."""
		of = {getattr(self, name): role for name, role in members.items()}
		return actions.found_household(self.head, of, FROM)

	def household(self, customer: str) -> str | None:
		return frappe.db.get_value("Bank Customer", customer, "household")

	def figures(self, name: str) -> tuple[int, float, float, int, str]:
		fields = ["member_count", "total_aum", "total_liability", "product_count", "status"]
		return frappe.db.get_value(DOCTYPE, name, fields)


class TestBankHousehold(HouseholdTestCase):
	def test_CUS_03_begins_with_its_head_and_sums_up_at_once(self):
		household = self.found(wife="Spouse")
		self.assertEqual(household.household_name, "The 欧阳 Family")
		self.assertEqual(
			[(m.customer, m.role) for m in queries.current_members(household.name)],
			[(self.head, "Head"), (self.wife, "Spouse")],
		)
		# the couple's savings count once among the products
		self.assertEqual(self.figures(household.name), (2, 1_500, 200, 2, "Active"))
		self.assertEqual(self.household(self.wife), household.name)
		self.assertIsNone(self.household(self.child))

	def test_CUS_03_sums_follow_the_accounts(self):
		household = self.found(wife="Spouse")
		factories.make_account(self.wife, category="Fund", balance=70)
		self.assertEqual(self.figures(household.name)[1], 1_570)

	def test_CUS_03_nothing_is_kept_if_a_member_is_refused(self):
		firm = factories.make_customer(customer_type="Company").name
		frappe.db.savepoint("household_test")
		with self.assertRaises(frappe.ValidationError):
			actions.found_household(self.head, {firm: "Other"}, FROM)
		frappe.db.rollback(save_point="household_test")
		self.assertIsNone(told.household_of(self.head))
		with self.assertRaises(frappe.ValidationError):
			actions.found_household(firm)

	def test_CUS_03_the_head_is_a_member(self):
		household = self.found(wife="Spouse")
		household.head = self.child
		with self.assertRaises(frappe.ValidationError):
			household.save()

	def test_CUS_03_a_new_head_turns_the_roles(self):
		household = self.found(wife="Spouse", child="Child")
		household.head = self.child
		household.save()
		self.assertEqual(
			{m.customer: m.role for m in queries.current_members(household.name)},
			{self.child: "Head", self.head: "Parent", self.wife: "Parent"},
		)

	def test_CUS_03_dissolved_households_keep_their_history(self):
		household = self.found(wife="Spouse")
		actions.dissolve(household.name)
		self.assertEqual(self.figures(household.name), (0, 0, 0, 0, "Dissolved"))
		self.assertIsNone(self.household(self.head))
		self.assertEqual(len(told.tell_household(household.name)["past_members"]), 2)
		actions.found_household(self.wife)

	def test_CUS_03_a_mistake_of_today_leaves_nothing(self):
		household = actions.found_household(self.head)
		actions.dissolve(household.name)
		self.assertFalse(frappe.db.exists(DOCTYPE, household.name))
		self.assertIsNone(self.household(self.head))

	def test_CUS_03_the_nightly_run_ends_what_has_run_out(self):
		household = self.found(wife="Spouse")
		member = frappe.db.get_value(queries.MEMBER, {"customer": self.wife})
		frappe.db.set_value(queries.MEMBER, member, "to_date", add_days(today(), -1))
		frappe.db.set_value("Bank Customer", self.child, "household", household.name)
		frappe.db.set_value(DOCTYPE, household.name, "total_aum", 1)
		self.assertGreaterEqual(figures.refresh_households(), 1)
		self.assertEqual(self.figures(household.name), (1, 1_000, 0, 1, "Active"))
		self.assertIsNone(self.household(self.wife))
		self.assertIsNone(self.household(self.child))

	def test_CUS_03_the_nightly_run_walks_every_range(self):
		names = [actions.found_household(factories.make_customer().name).name for _ in range(5)]
		frappe.db.set_value(DOCTYPE, {"name": ("in", names)}, "member_count", 9)
		size, spans.ROWS_PER_RANGE = spans.ROWS_PER_RANGE, 2
		try:
			self.assertEqual(figures.refresh_households(), frappe.db.count(DOCTYPE))
		finally:
			spans.ROWS_PER_RANGE = size
		self.assertEqual({self.figures(name)[0] for name in names}, {1})

	def test_SEC_07_rows_are_told_to_whom_all_members_are_told(self):
		household = self.found(wife="Spouse").name
		with self.set_user(self.manager):
			self.assertEqual(frappe.get_list(DOCTYPE, pluck="name"), [household])
			self.assertTrue(frappe.has_permission(DOCTYPE, "write", doc=household))
		stranger = factories.make_customer().name
		actions.join(household, stranger, "Parent")
		with self.set_user(self.manager):
			self.assertEqual(frappe.get_list(DOCTYPE, pluck="name"), [])
			self.assertFalse(frappe.has_permission(DOCTYPE, "read", doc=household))
			one = told.household_of(self.head)
			self.assertEqual((one["total_aum"], one["hidden"], one["product_count"]), (1_500, 1, None))
			hidden = next(member for member in one["members"] if not member["name"])
			self.assertEqual((hidden["total_aum"], hidden["tier"]), (None, None))
			self.assertTrue(hidden["customer_name"].endswith("**"))
		with self.set_user(factories.make_user(roles.AUDITOR)):
			self.assertEqual(told.household_of(self.head)["hidden"], 0)
			self.assertTrue(frappe.has_permission(DOCTYPE, "read", doc=household))

	def test_deleting_a_household_takes_its_members_along(self):
		household = self.found(wife="Spouse")
		household.delete()
		self.assertEqual(frappe.db.count(queries.MEMBER, {"household": household.name}), 0)
		self.assertIsNone(self.household(self.wife))
