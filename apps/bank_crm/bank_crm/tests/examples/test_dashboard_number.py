"""A number on a workspace: a whitelisted function, named as *Method* of a Number Card of type *Custom*."""

import frappe
from frappe.query_builder.functions import Count

from bank_crm.permissions import roles, scope
from bank_crm.tests import BankCRMTestCase, factories


@frappe.whitelist()
def without_product(filters: dict | str | None = None) -> int:
	"""Return how many of the user's customers hold nothing."""
	frappe.has_permission("Bank Customer", "read", throw=True)
	customer = frappe.qb.DocType("Bank Customer")
	query = frappe.qb.from_(customer).select(Count("*")).where(customer.product_count == 0)
	condition = scope.criterion("Bank Customer", table=customer)
	return int((query if condition is None else query.where(condition)).run()[0][0])


class TestNumber(BankCRMTestCase):
	def test_a_card_shows_the_users_number(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		factories.make_customer(manager=manager)
		factories.make_customer()
		method = "bank_crm.tests.examples.test_dashboard_number.without_product"
		card = factories.make("Number Card", label=factories.unique("Card"), type="Custom", method=method)
		with self.set_user(manager):
			self.assertEqual(frappe.get_attr(card.method)(), 1)
