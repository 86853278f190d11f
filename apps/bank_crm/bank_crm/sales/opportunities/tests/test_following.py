"""An opportunity's rows follow its customer to other branches, on every way a customer gets there (SAL-02, SEC-06)."""

from unittest.mock import patch

import frappe

from bank_crm.analytics.sync.tests.factories import MAPPINGS, SyncTestCase
from bank_crm.customer.duplicates import merge, undo
from bank_crm.permissions import names, roles
from bank_crm.sales.opportunities import following, pipelines, rows
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.tests import BankCRMTestCase, factories

OPPORTUNITY = "Bank Opportunity"


class TestFollowing(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.pipeline = make_pipeline()["pipeline"]
		self.here, self.there, self.sold = (factories.make_branch() for _turn in range(3))
		self.old, self.new = self.make_manager(self.here), self.make_manager(self.there)

	def make_manager(self, branch: str) -> str:
		user = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(user, branch)
		return user

	def make(self, **values):
		customer = factories.make_customer(branch=self.here).name
		return make_opportunity(customer, self.pipeline, branch=self.sold, **values)

	def assertSeen(self, name: str, *, old: bool, new: bool) -> None:
		"""In lists, by document and in what reports add up: few of them by name, many by column."""
		table = frappe.qb.DocType(OPPORTUNITY)
		for user, seen in ((self.old, old), (self.new, new)):
			with self.set_user(user):
				self.assertEqual(name in frappe.get_list(OPPORTUNITY, pluck="name"), seen)
				self.assertEqual(bool(frappe.has_permission(OPPORTUNITY, "read", doc=name)), seen)
				for most in (names.MOST, 0):
					with patch.object(names, "MOST", most):
						found = frappe.qb.from_(table).select(table.name).where(rows.visible(table))
						self.assertEqual(name in found.run(pluck=True), seen)

	def test_SAL_02_the_file_names_another_branch(self):
		one = self.make()
		self.assertSeen(one.name, old=True, new=False)
		customer = frappe.get_doc("Bank Customer", one.customer)
		customer.branch = self.there
		customer.save()
		self.assertSeen(one.name, old=False, new=True)
		one.reload().customer_branch = self.here
		one.save()
		self.assertEqual(one.reload().customer_branch, self.there, "nobody types it")

	def test_SAL_02_customers_merged_and_parted_again(self):
		one = self.make()
		kept = factories.make_customer(branch=self.there).name
		doc = merge.merge(kept, one.customer)
		self.assertSeen(one.name, old=False, new=True)
		undo.undo(doc.name, "两个人")
		self.assertSeen(one.name, old=True, new=False)

	def test_SAL_02_what_moved_past_all_of_it_is_found_by_night(self):
		one = self.make()
		frappe.db.set_value("Bank Customer", one.customer, "branch", None)
		following.follow_branches()
		self.assertIsNone(one.reload().customer_branch)
		self.assertSeen(one.name, old=False, new=False)


class TestFollowingSync(SyncTestCase):
	def test_SAL_02_the_core_system_moves_a_customer(self):
		system = self.new_system()
		mapping = [*MAPPINGS["Customer"], {"target_field": "branch", "source_columns": "office"}]
		branches, head = (
			self.source("Branch", system),
			("id", "name", "id_no", "phone", "mail", "job", "office"),
		)
		offices = [factories.unique("O") for _turn in range(2)]
		self.put(
			branches, "b.csv", ("id", "name", "level", "parent"), [(o, o, "Branch", "") for o in offices]
		)
		self.assertRun(self.run_sync(branches), "Completed", new=2)
		source = self.source("Customer", system, mapping=mapping)
		row = ("K1", "Holder", "", "13900009991", "", "")
		self.put(source, "a.csv", head, [(*row, offices[0])])
		self.assertRun(self.run_sync(source), "Completed", new=1)
		customer = frappe.db.get_value("Bank Customer", {"source_system": system, "external_id": "K1"})
		one = make_opportunity(customer, pipelines.of_product_line(None))
		self.addCleanup(frappe.db.delete, OPPORTUNITY, {"name": one.name})
		first = one.customer_branch
		self.assertTrue(first)
		self.put(source, "b.csv", head, [(*row, offices[1])])
		self.assertRun(self.run_sync(source), "Completed", changed=1)
		now = frappe.db.get_value("Bank Customer", customer, "branch")
		self.assertNotEqual(now, first)
		self.assertEqual(one.reload().customer_branch, now)
