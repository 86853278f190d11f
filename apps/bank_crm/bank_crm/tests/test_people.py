"""Colleagues are named, to staff and in what they may open only."""

import frappe

from bank_crm.api import people
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestPeople(BankCRMTestCase):
	def test_a_form_names_the_people_its_document_and_its_rows_link_to(self) -> None:
		manager, teller = factories.make_user(roles.RELATIONSHIP_MANAGER), factories.make_user(roles.TELLER)
		customer = factories.make_customer(
			manager=manager, branch=factories.make_branch(), tellers=[{"user": teller}]
		)
		customer.run_method("onload")
		named = customer.get_onload("people")
		for user in (manager, teller):
			self.assertEqual(named[user], frappe.db.get_value("User", user, "full_name"))

	def test_names_are_told_to_staff_and_of_staff_only(self) -> None:
		manager, stranger = factories.make_user(roles.RELATIONSHIP_MANAGER), factories.make_user()
		with self.set_user(factories.make_user(roles.TELLER)):
			self.assertEqual(set(people.names([manager, "Guest", "nobody"])), {manager})
		with self.set_user(stranger), self.assertRaises(frappe.PermissionError):
			people.names([manager])
