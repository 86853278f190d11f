"""Each role sees its rows and no other, on every way in (SEC-06 to SEC-08, SEC-20)."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.client import get_count, get_list
from frappe.desk.reportview import get as report_view
from frappe.desk.search import search_link
from frappe.utils import add_days, today

from bank_crm.api.customer_search import find
from bank_crm.permissions import hooks, names, plans, roles, scope
from bank_crm.service import following
from bank_crm.tests import BankCRMTestCase, factories


class TestScope(BankCRMTestCase):
	"""One bank: head office over two branches, the first with an outlet; a customer in each."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.east = factories.make_branch(cls.head)
		cls.west = factories.make_branch(cls.head)
		cls.outlet = factories.make_branch(cls.east)
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.teller = factories.make_user(roles.TELLER)
		cls.east_head = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.east_head, cls.east)
		cls.in_east = factories.make_customer(branch=cls.east, manager=cls.manager).name
		cls.in_west = factories.make_customer(branch=cls.west).name
		cls.in_outlet = factories.make_customer(branch=cls.outlet, tellers=[{"user": cls.teller}]).name
		cls.all = {cls.in_east, cls.in_west, cls.in_outlet}
		cls.accounts = {name: factories.make_account(name).name for name in sorted(cls.all)}

	def seen(self, user: str) -> set[str]:
		"""Ask every way in and insist on one answer."""
		with self.set_user(user):
			listed = set(frappe.get_list("Bank Customer", pluck="name", limit=0)) & self.all
			opened = {name for name in self.all if frappe.has_permission("Bank Customer", "read", doc=name)}
			accounts = set(frappe.get_list("Bank Customer Account", pluck="name", limit=0))
			by_account = {name for name, account in self.accounts.items() if account in accounts}
			readable = {
				name
				for name, account in self.accounts.items()
				if frappe.has_permission("Bank Customer Account", "read", doc=account)
			}
		condition = scope.criterion("Bank Customer", user)
		customer = frappe.qb.DocType("Bank Customer")
		query = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(sorted(self.all)))
		queried = set((query.where(condition) if condition else query).run(pluck=True))
		self.assertEqual(listed, opened)
		self.assertEqual(listed, queried)
		self.assertEqual(listed, by_account)
		self.assertEqual(listed, readable)
		return listed

	def give(self, customer: str, table: str, **row: Any) -> None:
		doc = frappe.get_doc("Bank Customer", customer)
		doc.append(table, row)
		doc.save()

	def test_SEC_06_teller_sees_the_served_only(self):
		self.assertEqual(self.seen(self.teller), {self.in_outlet})

	def test_SEC_06_service_ends_with_its_last_day(self):
		other = factories.make_user(roles.TELLER)
		self.give(self.in_west, "tellers", user=other, from_date=add_days(today(), -9), to_date=today())
		self.give(self.in_east, "tellers", user=other, to_date=add_days(today(), -1))
		self.give(self.in_outlet, "tellers", user=other, from_date=add_days(today(), 1))
		self.assertEqual(self.seen(other), {self.in_west})

	def test_SEC_07_manager_sees_own_and_collaboration(self):
		self.assertEqual(self.seen(self.manager), {self.in_east})
		self.give(self.in_west, "collaborators", user=self.manager, scope="Read")
		self.give(
			self.in_outlet, "collaborators", user=self.manager, scope="Read", to_date=add_days(today(), -1)
		)
		self.assertEqual(self.seen(self.manager), {self.in_east, self.in_west})

	def test_SEC_07_collaboration_writes_only_where_it_says_so(self):
		self.give(self.in_west, "collaborators", user=self.manager, scope="Read")
		self.give(self.in_outlet, "collaborators", user=self.manager, scope="Write")
		with self.set_user(self.manager):
			self.assertTrue(frappe.has_permission("Bank Customer", "write", doc=self.in_east))
			self.assertFalse(frappe.has_permission("Bank Customer", "write", doc=self.in_west))
			self.assertTrue(frappe.has_permission("Bank Customer", "write", doc=self.in_outlet))

	def test_SEC_07_many_collaborations_take_the_subquery(self):
		self.give(self.in_west, "collaborators", user=self.manager, scope="Read")
		with patch.object(names, "MOST", 0):
			self.assertEqual(self.seen(self.manager), {self.in_east, self.in_west})

	def test_SEC_07_many_names_on_several_grounds_are_asked_for_together(self):
		user = factories.make_user(roles.RELATIONSHIP_MANAGER, roles.TELLER)
		self.give(self.in_west, "collaborators", user=user, scope="Read")
		self.give(self.in_east, "collaborators", user=user, scope="Write")
		self.give(self.in_outlet, "tellers", user=user)
		self.give(self.in_west, "tellers", user=user)
		for most in (0, 1, names.MOST):
			with self.subTest(most=most), patch.object(names, "MOST", most):
				self.assertEqual(self.seen(user), {self.in_east, self.in_west, self.in_outlet})
				table = frappe.qb.DocType("Bank Customer")
				changed = scope.criterion("Bank Customer", user, table, write=True)
				query = frappe.qb.from_(table).select(table.name).where(changed)
				self.assertEqual(query.run(pluck=True), [self.in_east])

	def test_SEC_07_branch_manager_sees_the_branch_and_below(self):
		self.assertEqual(self.seen(self.east_head), {self.in_east, self.in_outlet})

	def test_SEC_07_branch_manager_without_an_active_post_sees_nothing(self):
		user = factories.make_user(roles.BRANCH_MANAGER)
		self.assertEqual(self.seen(user), set())
		staff = factories.make_staff(user, self.head)
		self.assertEqual(self.seen(user), self.all)
		staff.active = 0
		staff.save()
		self.assertEqual(self.seen(user), set())

	def test_SEC_08_administrator_compliance_and_auditor_see_all(self):
		for role in (roles.ADMINISTRATOR, roles.COMPLIANCE_OFFICER, roles.AUDITOR):
			self.assertEqual(self.seen(factories.make_user(role)), self.all, role)

	def test_SEC_08_compliance_and_auditor_change_nothing(self):
		for role in (roles.COMPLIANCE_OFFICER, roles.AUDITOR):
			with self.set_user(factories.make_user(role)):
				self.assertFalse(frappe.has_permission("Bank Customer", "write", doc=self.in_east), role)
				self.assertFalse(scope.allows("Bank Customer", self.in_east, write=True), role)

	def test_SEC_09_marketing_and_service_have_no_rows_of_their_own(self):
		for role in (roles.MARKETING_OFFICER, roles.SERVICE_AGENT):
			with self.set_user(factories.make_user(role)):
				self.assertFalse(set(frappe.get_list("Bank Customer", pluck="name", limit=0)), role)

	def test_SEC_20_no_role_no_rows(self):
		user = factories.make_user("System Manager")
		self.assertEqual(hooks.query_conditions(user, "Bank Customer"), "(1=0)")
		with self.set_user(user), self.assertRaises(frappe.PermissionError):
			frappe.get_list("Bank Customer")

	def test_SEC_20_roles_add_up(self):
		user = factories.make_user(roles.TELLER, roles.RELATIONSHIP_MANAGER)
		self.give(self.in_west, "tellers", user=user)
		self.give(self.in_east, "collaborators", user=user, scope="Read")
		self.assertEqual(self.seen(user), {self.in_west, self.in_east})

	def test_SEC_20_count_search_and_report_view_agree(self):
		with self.set_user(self.teller):
			self.assertEqual(get_count("Bank Customer", {"name": ("in", sorted(self.all))}), 1)
			rows = get_list("Bank Customer", fields=["name"], limit_page_length=0)
			self.assertEqual({row["name"] for row in rows} & self.all, {self.in_outlet})
			linked = {row["value"] for row in search_link("Bank Customer", self.in_east)}
			self.assertNotIn(self.in_east, linked)
			frappe.local.form_dict = frappe._dict(
				doctype="Bank Customer", fields='["name"]', start=0, page_length=100
			)
			values = report_view().get("values", [])
			self.assertEqual({row[0] for row in values} & self.all, {self.in_outlet})

	def test_SEC_20_payload_cannot_widen_the_scope(self):
		"""The row on record decides, whatever manager the request claims."""
		doc = frappe.get_doc("Bank Customer", self.in_west)
		doc.manager = self.manager
		with self.set_user(self.manager):
			self.assertFalse(doc.has_permission("write"))
			with self.assertRaises(frappe.PermissionError):
				doc.save()

	def test_SEC_20_account_cannot_be_moved_or_made_elsewhere(self):
		with self.set_user(self.manager):
			account = frappe.get_doc("Bank Customer Account", self.accounts[self.in_east])
			account.customer = self.in_west
			with self.assertRaises(frappe.PermissionError):
				account.save()
			new = {"doctype": "Bank Customer Account", "customer": self.in_west, "category": "Savings"}
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(new).insert()
			self.assertTrue(frappe.get_doc({**new, "customer": self.in_east}).insert().name)

	def test_SEC_20_a_page_read_along_its_order_has_the_same_rows(self) -> None:
		"""Branch managers of many customers get another plan for the Desk's list, never other rows."""
		factories.make_transaction(frappe.get_doc("Bank Customer Account", self.accounts[self.in_east]))
		for user in (self.east_head, self.manager, self.teller):
			for doctype in (
				"Bank Customer Account",
				"Bank Customer Transaction",
				"Bank Customer Relationship",
			):
				gathered = self.page_of(doctype, user, many=10**6)
				self.assertEqual(self.page_of(doctype, user, many=1), gathered, f"{user} {doctype}")
				if doctype == "Bank Customer Account" or (user == self.east_head and "Trans" in doctype):
					self.assertTrue(gathered, f"{user} {doctype}")
		with patch.object(plans, "MANY", 1), self.set_user(self.east_head):
			frappe.local.form_dict = frappe._dict(cmd="frappe.desk.reportview.get", page_length="20")
			self.assertIn("(1=(SELECT 1 FROM", hooks.query_conditions(doctype="Bank Customer Account"))
			frappe.local.form_dict = frappe._dict(cmd="frappe.desk.reportview.get_count")
			self.assertNotIn("(1=(SELECT 1 FROM", hooks.query_conditions(doctype="Bank Customer Account"))
		frappe.local.form_dict = frappe._dict()

	def page_of(self, doctype: str, user: str, *, many: int) -> list[str]:
		"""The names on the Desk's first page."""
		with patch.object(plans, "MANY", many), self.set_user(user):
			frappe.local.form_dict = frappe._dict(
				cmd="frappe.desk.reportview.get",
				doctype=doctype,
				fields=frappe.as_json([f"`tab{doctype}`.`name`"]),
				filters=frappe.as_json([]),
				order_by=f"`tab{doctype}`.creation desc",
				start=0,
				page_length=100,
			)
			try:
				found = report_view()
			finally:
				frappe.local.form_dict = frappe._dict()
		return sorted(str(row[0]) for row in (found or {}).get("values", []))

	def test_SEC_12_nobody_may_export_or_share_customers(self):
		for role in roles.ALL:
			with self.set_user(factories.make_user(role)):
				for ptype in ("export", "share"):
					self.assertFalse(frappe.has_permission("Bank Customer", ptype), f"{role} {ptype}")

	def test_SEC_15_nobody_may_read_the_vault(self):
		for role in roles.ALL:
			with self.set_user(factories.make_user(role)), self.assertRaises(frappe.PermissionError):
				frappe.get_list("Bank Sealed Value")

	def test_SEC_20_scope_refuses_what_it_does_not_know(self):
		with self.assertRaises(ValueError):
			scope.criterion("User", self.manager)
		self.assertFalse(scope.allows("Bank Customer", "BC99999999", "Administrator"))

	def test_SEC_20_every_customer_bound_doctype_is_hooked(self):
		bound = {scope.CUSTOMER, *scope.CUSTOMER_BOUND, *scope.SHARED}
		modules = frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")
		doctypes = frappe.get_all("DocType", filters={"module": ("in", modules), "istable": 0}, pluck="name")
		with_customer = {name for name in doctypes if _links_to_customer(name)}
		for hook in ("permission_query_conditions", "has_permission"):
			unguarded = (bound | with_customer) - set(frappe.get_hooks(hook))
			self.assertEqual(unguarded, set(), f"with a customer but without {hook}")
		ruled = bound | {*scope.ORDER_BOUND, *following.RESPONSIBLE, "Bank Survey Response"}
		self.assertEqual(
			with_customer - ruled, set(), "with a customer, but no rule says whose rows these are"
		)

	def test_CUS_11_search_by_name_number_phone_and_id(self):
		number = factories.citizen_number()
		customer = factories.make_customer(
			customer_name="欧阳测试员",
			mobile="13612349876",
			id_type="ID Card",
			id_number=number,
			manager=self.manager,
		)
		with self.set_user(self.manager):
			for text in (
				"欧阳测试",
				customer.name,
				customer.name.lower(),
				"136 1234 9876",
				"+8613612349876",
				number,
			):
				self.assertIn(customer.name, [found["name"] for found in find(text)], text)
			(row,) = find("13612349876")
			self.assertEqual(row["mobile"], "136****9876")
			self.assertEqual(find("1361234"), [])
			self.assertEqual(find("%"), [])
		with self.set_user(self.teller):
			for text in ("欧阳测试", customer.name, "13612349876", number):
				self.assertEqual(find(text), [], text)


def _links_to_customer(doctype: str) -> bool:
	return any(field.options == scope.CUSTOMER for field in frappe.get_meta(doctype).get_link_fields())
