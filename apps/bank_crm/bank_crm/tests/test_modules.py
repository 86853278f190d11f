"""Modules can be switched off, and users are counted (UX-10)."""

from unittest.mock import patch

import frappe
from frappe.core.doctype.scheduled_job_type.scheduled_job_type import ScheduledJobType

from bank_crm.customer.report.bank_user_count import bank_user_count
from bank_crm.extends import boot, desktop
from bank_crm.permissions import roles
from bank_crm.setup import licence, modules
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.security.session import ask, logged_in, rest

SETTINGS = modules.SETTINGS
JOB = "bank_crm.tasks.send_campaigns"


class TestModules(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.manager, factories.make_branch())
		cls.administrator = factories.make_user(roles.ADMINISTRATOR)

	def switch(self, module: str, *, off: bool = True) -> None:
		frappe.db.set_single_value(SETTINGS, modules.SWITCHES[module], int(off))
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def ways(self) -> dict[str, object]:
		"""Every way a request has into sales."""
		return {
			"list": ask("frappe.desk.reportview.get", doctype="Bank Opportunity", fields='["name"]'),
			"count": ask("frappe.client.get_count", doctype="Bank Opportunity"),
			"form": ask("frappe.desk.form.load.getdoctype", doctype="Bank Opportunity"),
			"rest": rest("GET", "/api/resource/Bank Opportunity"),
			"save": ask(
				"frappe.desk.form.save.savedocs", doc='{"doctype": "Bank Opportunity"}', action="Save"
			),
			"report": ask("frappe.desk.query_report.run", report_name="Bank Pipeline by Stage", filters="{}"),
			"dashboard": ask(
				"frappe.desk.doctype.dashboard.dashboard.get_permitted_charts",
				dashboard_name="Sales Overview",
			),
			"function": ask("bank_crm.api.sales_targets.standing"),
		}

	def test_UX_10_a_module_that_is_off_refuses_on_every_way_and_says_so(self):
		self.switch("Sales")
		for user in (self.manager, self.administrator):
			with logged_in(user):
				for way, answer in self.ways().items():
					self.assertIn("PermissionError", answer.error, way)
					self.assertIn("The module Sales is switched off", answer.error, way)

	def test_UX_10_on_again_everything_is_there(self):
		self.switch("Sales")
		self.switch("Sales", off=False)
		with logged_in(self.manager):
			for way, answer in self.ways().items():
				self.assertNotIn("switched off", answer.error, way)
			self.assertTrue(ask("frappe.client.get_count", doctype="Bank Opportunity").ok)

	def test_UX_10_other_modules_and_the_settings_stay_open(self):
		for module in modules.SWITCHES:
			self.switch(module)
		with logged_in(self.administrator):
			self.assertTrue(ask("frappe.client.get", doctype=SETTINGS).ok)
			self.assertTrue(ask("frappe.client.get_count", doctype="Bank Customer").ok)
			self.assertTrue(ask("frappe.client.get_count", doctype="Bank Operation Log").ok)

	def test_UX_10_no_row_of_it_is_anybodys_whoever_asks(self):
		order = factories.make_order(customer=factories.make_customer().name)
		with self.set_user(self.administrator):
			self.assertIn(order.name, frappe.get_list("Bank Work Order", pluck="name", limit=0))
			self.switch("Service")
			self.assertEqual(frappe.get_list("Bank Work Order", pluck="name", limit=0), [])
			self.assertFalse(frappe.has_permission("Bank Work Order", "read", doc=order.name))

	def test_UX_10_its_jobs_stand_still(self):
		job = frappe.get_doc({"doctype": "Scheduled Job Type", "method": JOB, "frequency": "All"})
		with patch.object(ScheduledJobType, "execute") as run:
			job.execute()
			self.assertEqual(run.call_count, 1)
			self.switch("Marketing")
			job.execute()
			self.assertEqual(run.call_count, 1)

	def test_UX_10_every_job_of_a_module_is_known_by_a_task_that_exists(self):
		from bank_crm import tasks

		for name, module in modules.JOBS.items():
			self.assertTrue(callable(getattr(tasks, name)), name)
			self.assertIn(module, modules.SWITCHES)
		self.assertTrue(modules.JOBS)
		named = {
			path
			for jobs in frappe.get_hooks("scheduler_events", app_name="bank_crm")["cron"].values()
			for path in jobs
		}
		self.assertLessEqual({f"bank_crm.tasks.{name}" for name in modules.JOBS}, named)

	def test_UX_10_every_entry_point_is_put_to_a_module_that_exists(self):
		from importlib import import_module

		for name in modules.API:
			import_module(f"bank_crm.api.{name}")
		self.assertLessEqual(set(modules.API.values()), set(modules.SWITCHES))

	def test_UX_10_menu_and_rights_leave_it_out(self):
		items = [
			{"type": "Section Break", "label": "Sales"},
			{"type": "Link", "link_type": "DocType", "link_to": "Bank Lead", "child": 1},
			{"type": "Link", "link_type": "Report", "link_to": "Bank Cross-Sell", "child": 1},
			{"type": "Link", "link_type": "URL", "url": "/desk/bank-lead/new", "child": 1},
			{"type": "Section Break", "label": "Customers"},
			{"type": "Link", "link_type": "DocType", "link_to": "Bank Customer", "child": 1},
		]
		info = frappe._dict(
			user=frappe._dict(can_read=["Bank Lead", "Bank Customer"]),
			workspaces={"pages": [{"name": "Marketing Desk"}, {"name": "Bank CRM"}]},
		)
		self.assertEqual(desktop.without_off(items), items)
		self.switch("Sales")
		self.switch("Marketing")
		left = boot.without_empty_headings(desktop.without_off(items))
		self.assertEqual(left, items[4:])
		desktop.leave_out(info)
		self.assertEqual(info.user.can_read, ["Bank Customer"])
		self.assertEqual([page["name"] for page in info.workspaces["pages"]], ["Bank CRM"])
		page = desktop.get_desktop_page(
			frappe.as_json({"name": "Teller Desk", "title": "Teller Desk", "public": 1})
		)
		shown = {item.get("number_card_name") for item in page["number_cards"]["items"]}
		self.assertNotIn("Bank Opportunities Today", shown)
		self.assertIn("Bank Customers", shown)

	def test_UX_10_who_starts_in_it_starts_with_the_rest(self):
		with self.set_user(factories.make_user(roles.MARKETING_OFFICER)):
			self.assertEqual(boot.start_page(), "Marketing Desk")
			self.switch("Marketing")
			self.assertEqual(boot.start_page(), boot.WORKSPACE)

	def test_UX_10_users_are_counted_by_role_and_module(self):
		before, roles_before, modules_before = licence.users(), licence.by_role(), licence.by_module()
		factories.make_user(roles.TELLER, roles.MARKETING_OFFICER)
		closed = factories.make_user(roles.TELLER)
		frappe.db.set_value("User", closed, "enabled", 0)
		factories.make_user("Desk User")
		self.assertEqual(licence.users(), before + 1)
		self.assertEqual(licence.by_role()[roles.TELLER], roles_before[roles.TELLER] + 1)
		self.assertEqual(
			licence.by_role()[roles.MARKETING_OFFICER], roles_before[roles.MARKETING_OFFICER] + 1
		)
		self.assertEqual(licence.by_module()["Marketing"], modules_before["Marketing"] + 1)

	def test_UX_10_the_report_shows_both_and_what_is_licensed(self):
		frappe.db.set_single_value(SETTINGS, licence.FIELD, 1)
		with self.set_user(self.administrator):
			_columns, rows, _message, _chart, summary = bank_user_count.execute()
		self.assertEqual([each["value"] for each in summary], [licence.users(), 1])
		self.assertEqual(summary[0]["indicator"], "Red")
		self.assertEqual(len(rows), len(roles.ALL) + len(licence.by_module()))
		with self.set_user(self.manager), self.assertRaises(frappe.PermissionError):
			bank_user_count.execute()

	def test_UX_10_above_the_licence_a_warning_keeps_nobody_out(self):
		frappe.db.set_single_value(SETTINGS, licence.FIELD, 1)
		frappe.clear_messages()
		user = factories.make_user(roles.TELLER)
		self.assertTrue(frappe.db.exists("User", user))
		self.assertIn("are licensed", frappe.as_json(frappe.message_log))
		frappe.db.set_single_value(SETTINGS, licence.FIELD, 0)
		frappe.clear_messages()
		factories.make_user(roles.TELLER)
		self.assertNotIn("are licensed", frappe.as_json(frappe.message_log))
