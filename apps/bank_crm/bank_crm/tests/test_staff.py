"""New staff, changes of post, leavers, and who has what (SEC-01, SEC-16)."""

import json
from unittest.mock import patch

import frappe

from bank_crm.api import staff as api
from bank_crm.customer.care import channels
from bank_crm.customer.report.bank_staff_rights.bank_staff_rights import execute
from bank_crm.permissions import roles, staff
from bank_crm.tests import BankCRMTestCase, factories


class TestStaff(BankCRMTestCase):
	def setUp(self):
		super().setUp()
		self.branch = factories.make_branch()
		self.administrator = factories.make_user(roles.ADMINISTRATOR)
		patcher = patch.object(channels.EmailGateway, "ready", lambda gateway: False)
		patcher.start()
		self.addCleanup(patcher.stop)
		frappe.set_user(self.administrator)

	def values(self, **values: object) -> dict:
		number = factories.unique("E")
		return {
			"employee_no": number,
			"staff_name": "张三",
			"email": f"{number}@bank.example".lower(),
			"mobile": factories.mobile_number(),
			"branch": self.branch,
			"post": "柜员",
			"profiles": [roles.TELLER],
			**values,
		}

	def make(self, **values: object) -> frappe.model.document.Document:
		made = api.create(**self.values(**values))
		self.link = made["link"]
		return frappe.get_doc("Bank Staff", made["name"])

	def refused(self, **values: object) -> str:
		users = frappe.db.count("User")
		with self.assertRaises(frappe.ValidationError) as raised:
			api.create(**self.values(**values))
		self.assertEqual(frappe.db.count("User"), users)
		return str(raised.exception)

	def test_SEC_16_user_role_post_and_branch_in_one_go(self):
		made = self.make()
		user = frappe.get_doc("User", made.user)
		self.assertEqual(user.username, made.employee_no)
		self.assertEqual((made.branch, made.post, made.active), (self.branch, "柜员", 1))
		self.assertEqual(set(frappe.get_roles(user.name)) & set(roles.ALL), {roles.TELLER})
		self.assertEqual(user.user_type, "System User")
		self.assertIn("/update-password?key=", self.link)

	def test_SEC_16_a_browser_sends_the_roles_as_json(self):
		made = self.make(profiles=json.dumps([roles.TELLER, roles.SERVICE_AGENT]))
		held = set(frappe.get_roles(made.user)) & set(roles.ALL)
		self.assertEqual(held, {roles.TELLER, roles.SERVICE_AGENT})

	def test_SEC_16_everything_wrong_is_said_at_once_and_nothing_is_made(self):
		told = self.refused(employee_no="!", email="x", mobile="12", branch="nowhere", profiles=[])
		self.assertEqual(told.count("<br>"), 4)

	def test_SEC_01_a_number_is_given_once(self):
		made = self.make()
		self.assertIn(made.employee_no, self.refused(employee_no=made.employee_no))

	def test_SEC_16_no_role_above_the_apps_own_can_be_given(self):
		frappe.set_user("Administrator")
		profile = factories.make(
			"Role Profile", role_profile=factories.unique(), roles=[{"role": "System Manager"}]
		)
		frappe.set_user(self.administrator)
		self.assertNotIn(profile.name, staff.profiles_on_offer())
		self.refused(profiles=[profile.name])

	def test_SEC_16_a_change_of_post_changes_all_and_keeps_other_roles(self):
		made = self.make()
		frappe.set_user("Administrator")
		user = frappe.get_doc("User", made.user)
		if user.meta.has_field("role_profiles"):
			user.set("role_profiles", [])
		else:
			user.role_profile_name = None
		user.append("roles", {"role": "Report Manager"})
		user.save()
		frappe.set_user(self.administrator)
		branch = factories.make_branch()
		api.change(made.name, branch, [roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT], post="客户经理")
		made.reload()
		self.assertEqual((made.branch, made.post), (branch, "客户经理"))
		held = set(frappe.get_roles(made.user))
		self.assertEqual(held & set(roles.ALL), {roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT})
		self.assertIn("Report Manager", held)

	def test_SEC_16_who_leaves_can_no_longer_log_in(self):
		made = self.make()
		api.leave(made.name)
		self.assertEqual(frappe.db.get_value("User", made.user, "enabled"), 0)
		self.assertEqual(frappe.db.get_value("Bank Staff", made.name, "active"), 0)
		with self.assertRaises(frappe.ValidationError):
			api.password_link(made.name)

	def test_SEC_16_only_administrators_act(self):
		made = self.make()
		for role in set(roles.ALL) - {roles.ADMINISTRATOR}:
			frappe.set_user("Administrator")
			frappe.set_user(factories.make_user(role))
			for act in (api.leave, api.password_link, api.end_sessions, api.rights):
				with self.assertRaises(frappe.PermissionError, msg=f"{role} {act.__name__}"):
					act(made.name)
			with self.assertRaises(frappe.PermissionError):
				api.create(**self.values())

	def test_SEC_16_the_frameworks_own_users_are_out_of_reach(self):
		frappe.set_user("Administrator")
		made = factories.make_staff("Administrator", self.branch)
		frappe.set_user(self.administrator)
		with self.assertRaises(frappe.PermissionError):
			api.password_link(made.name)

	def test_SEC_16_the_overview_shows_who_has_what(self):
		made = self.make(profiles=[roles.TELLER, roles.SERVICE_AGENT])
		_columns, rows = execute({"branch": self.branch, "role": roles.TELLER})
		(row,) = rows
		self.assertEqual((row["name"], row["staff_name"], row["post"]), (made.name, "张三", "柜员"))
		self.assertEqual(len(row["roles"].split(", ")), 2)
		self.assertEqual(execute({"branch": self.branch, "role": roles.AUDITOR})[1], [])

	def test_SEC_16_the_overview_is_not_for_everybody(self):
		frappe.set_user("Administrator")
		frappe.set_user(factories.make_user(roles.BRANCH_MANAGER))
		with self.assertRaises(frappe.PermissionError):
			execute()

	def test_SEC_16_rights_of_one_employee(self):
		made = self.make()
		told = api.rights(made.name)
		self.assertEqual((told["roles"], told["other_roles"], told["lock"]), ([roles.TELLER], [], None))
		self.assertEqual(told["profiles"], [roles.TELLER])
		json.dumps(told, default=str)
