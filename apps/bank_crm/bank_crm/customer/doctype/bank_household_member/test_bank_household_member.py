import frappe
from frappe.utils import add_days, today

from bank_crm.customer.doctype.bank_household.test_bank_household import FROM, HouseholdTestCase
from bank_crm.customer.relationships import actions, queries
from bank_crm.tests import factories

DOCTYPE = "Bank Household Member"


class TestBankHouseholdMember(HouseholdTestCase):
	def refused(self, field: str, **values) -> None:
		with self.assertRaises(frappe.ValidationError) as caught:
			factories.make(DOCTYPE, **{"role": "Other", "from_date": FROM, **values})
		self.assertIn(f"<strong>{field}</strong>", str(caught.exception))

	def test_CUS_03_one_household_at_a_time(self):
		first = self.found(wife="Spouse").name
		second = actions.found_household(self.child, None, FROM).name
		self.refused("Customer", household=second, customer=self.wife)
		actions.leave(first, self.wife, "2022-06-30")
		self.refused("Customer", household=second, customer=self.wife, from_date="2022-06-30")
		actions.join(second, self.wife, "Parent", "2022-07-01")
		self.assertEqual(self.household(self.wife), second)
		self.assertEqual(self.figures(first)[0], 1)

	def test_CUS_03_dates_and_parties_are_checked(self):
		household = self.found().name
		firm = factories.make_customer(customer_type="Company").name
		self.refused("Customer", household=household, customer=firm)
		self.refused("From", household=household, customer=self.wife, from_date=add_days(today(), 1))
		self.refused("Until", household=household, customer=self.wife, to_date="2019-12-31")
		self.refused("Role in Household", household=household, customer=self.wife, role="Head")

	def test_CUS_03_the_head_leaves_last(self):
		household = self.found(wife="Spouse").name
		row = frappe.get_doc(DOCTYPE, {"household": household, "customer": self.head})
		row.to_date = add_days(today(), -1)
		with self.assertRaises(frappe.ValidationError):
			row.save()
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc(DOCTYPE, row.name)
		actions.leave(household, self.head, new_head=self.wife)
		self.assertEqual(frappe.db.get_value("Bank Household", household, "head"), self.wife)
		self.assertEqual(self.figures(household)[0], 1)
		actions.leave(household, self.wife)
		self.assertEqual(self.figures(household)[4], "Dissolved")

	def test_CUS_03_a_row_stays_with_its_person(self):
		household = self.found(wife="Spouse").name
		row = frappe.get_doc(DOCTYPE, {"household": household, "customer": self.wife})
		row.customer = self.child
		with self.assertRaises(frappe.ValidationError):
			row.save()

	def test_CUS_03_who_is_no_member_cannot_leave(self):
		household = self.found().name
		with self.assertRaises(frappe.ValidationError):
			actions.leave(household, self.wife)

	def test_SEC_07_members_follow_their_customer(self):
		household = self.found(wife="Spouse").name
		other = factories.make_user("Bank Relationship Manager")
		with self.set_user(self.manager):
			self.assertEqual(len(frappe.get_list(DOCTYPE, filters={"household": household})), 2)
		with self.set_user(other):
			self.assertEqual(frappe.get_list(DOCTYPE), [])

	def test_SEC_07_nobody_joins_a_house_of_strangers(self):
		stranger = factories.make_customer().name
		household = actions.found_household(stranger, None, FROM).name
		with self.set_user(self.manager):
			with self.assertRaises(frappe.ValidationError):
				actions.join(household, self.wife, "Other")
		self.assertEqual(len(queries.current_members(household)), 1)
