"""A script report over the user's own rows: sales/report/bank_example/bank_example.py."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum

from bank_crm.permissions import roles, scope
from bank_crm.tests import BankCRMTestCase, factories


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return customers and assets by tier."""
	frappe.has_permission("Bank Customer", "report", throw=True)
	customer = frappe.qb.DocType("Bank Customer")
	query = (
		frappe.qb.from_(customer)
		.select(customer.tier, Count("*").as_("customers"), Sum(customer.total_aum).as_("assets"))
		.groupby(customer.tier)
		.orderby(customer.tier)
	)
	condition = scope.criterion("Bank Customer", table=customer)  # None: every row is the user's
	rows = (query if condition is None else query.where(condition)).run(as_dict=True)
	columns = [
		{"fieldname": "tier", "label": _("Tier"), "fieldtype": "Link", "options": "Bank Customer Tier"},
		{"fieldname": "customers", "label": _("Customers"), "fieldtype": "Int"},
		{"fieldname": "assets", "label": _("Total Assets"), "fieldtype": "Currency"},
	]
	return columns, rows


class TestReport(BankCRMTestCase):
	def test_it_counts_the_users_rows(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		for _turn in range(2):
			factories.make_customer(manager=manager)
		factories.make_customer()
		with self.set_user(manager):
			_columns, rows = execute()
		self.assertEqual(sum(row.customers for row in rows), 2)

	def test_who_has_no_right_is_refused(self) -> None:
		with self.set_user(factories.make_user()), self.assertRaises(frappe.PermissionError):
			execute()
