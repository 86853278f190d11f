"""A DocType with rows of customers: its fields, whose rows they are, how long they stay."""

from unittest.mock import patch

import frappe

from bank_crm.domain.personal_data import PersonalData
from bank_crm.permissions import roles, scope
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.examples import hooked

# 1. customer/doctype/bank_example_visit/bank_example_visit.json, as the Desk's form for DocTypes writes it
VISIT = {
	"doctype": "DocType",
	"name": "Bank Example Visit",
	"module": "Customer",
	"custom": 1,
	"autoname": "autoincrement",
	"fields": [
		{
			"fieldname": "customer",
			"label": "Customer",
			"fieldtype": "Link",
			"options": "Bank Customer",
			"reqd": 1,
		},
		{"fieldname": "visited_on", "label": "Visited On", "fieldtype": "Date", "reqd": 1},
		{"fieldname": "note", "label": "Note", "fieldtype": "Small Text"},
	],
	"permissions": [{"role": roles.RELATIONSHIP_MANAGER, "read": 1, "write": 1, "create": 1, "report": 1}],
}
# 2. permissions/scope.py: the rows are those of the customer
BOUND = {"Bank Example Visit": "customer"}
# 3. hooks.py: lists and documents ask that scope
HOOKS = {
	"permission_query_conditions": {"Bank Example Visit": ["bank_crm.permissions.hooks.query_conditions"]},
	"has_permission": {"Bank Example Visit": ["bank_crm.permissions.hooks.has_permission"]},
}
# 4. customer/personal_data.py: deleted after five years, or when the customer wishes
KEPT = PersonalData("Bank Example Visit", counted_from="visited_on", after_months=60)


class TestDocType(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.get_doc(VISIT).insert()
		cls.addClassCleanup(cls.remove)

	@classmethod
	def remove(cls) -> None:
		frappe.db.rollback()
		frappe.delete_doc("DocType", VISIT["name"], force=True)
		frappe.db.commit()

	def test_rows_follow_the_customer(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, other = factories.make_customer(manager=manager).name, factories.make_customer().name
		with patch.dict(scope.CUSTOMER_BOUND, BOUND), hooked(**HOOKS):
			for customer in (own, other):
				factories.make("Bank Example Visit", customer=customer, visited_on="2026-11-01")
			with self.set_user(manager):
				self.assertEqual(frappe.get_list("Bank Example Visit", pluck="customer"), [own])

	def test_what_is_declared_is_there(self) -> None:
		columns = {field["fieldname"] for field in VISIT["fields"]}
		self.assertLessEqual({*KEPT.customers, KEPT.counted_from}, columns)
