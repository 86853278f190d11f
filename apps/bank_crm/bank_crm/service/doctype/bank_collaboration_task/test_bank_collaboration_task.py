from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.api import work_orders
from bank_crm.permissions import roles
from bank_crm.service.orders import actions, tasks
from bank_crm.tests import BankCRMTestCase, factories

TASK, ORDER = "Bank Collaboration Task", "Bank Work Order"


class TestBankCollaborationTask(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.post = factories.unique("档案岗")
		cls.archivist = factories.make_user(roles.TELLER)
		factories.make_staff(cls.archivist, cls.branch, post=cls.post)
		cls.colleague = factories.make_user(roles.COMPLIANCE_OFFICER)
		cls.stranger = factories.make_user(roles.TELLER)
		cls.agent = factories.make_agent(branch=cls.head)

	def order(self, **values):
		return factories.make_order(handler=self.agent, **values)

	def ask(self, order, **values):
		values = {"task": "调取历史交易记录", "mention": "Post", "post": self.post, **values}
		with self.set_user(self.agent):
			return frappe.get_doc({"doctype": TASK, "work_order": order.name, **values}).insert()

	def told(self, user, task):
		return frappe.db.count("Notification Log", {"for_user": user, "document_name": task.name})

	def test_SVC_05_a_post_in_another_department_is_asked_told_and_answers(self) -> None:
		order = self.order()
		task = self.ask(order)
		order.reload()
		self.assertEqual((order.state, order.open_tasks, order.task_summary), ("Collaborating", 1, "0/1"))
		self.assertEqual(self.told(self.archivist, task), 1)
		self.assertEqual(self.told(self.stranger, task), 0)
		with self.set_user(self.archivist):
			self.assertIn(task.name, frappe.get_list(TASK, pluck="name"))
			self.assertIn(order.name, frappe.get_list(ORDER, pluck="name"))
			work_orders.answer_task(task.name, "In Progress")
			work_orders.answer_task(task.name, "Done", "已调取近三年交易记录")
		task.reload()
		self.assertEqual((task.state, task.taken_by, task.done_by), ("Done", self.archivist, self.archivist))
		order.reload()
		self.assertEqual((order.state, order.open_tasks, order.task_summary), ("In Progress", 0, "1/1"))
		self.assertEqual(self.told(self.agent, task), 2)

	def test_SVC_05_the_order_is_open_to_helpers_only_while_they_help(self) -> None:
		order = self.order()
		task = self.ask(order)
		with self.set_user(self.archivist):
			self.assertTrue(frappe.has_permission(ORDER, "read", doc=order.name))
			self.assertFalse(frappe.has_permission(ORDER, "write", doc=order.name))
			work_orders.answer_task(task.name, "Done", "ok")
			self.assertFalse(frappe.has_permission(ORDER, "read", doc=order.name))
			self.assertTrue(
				frappe.has_permission(TASK, "read", doc=task.name), "one's own work stays visible"
			)

	def test_SVC_05_only_who_is_asked_answers_and_only_who_asks_changes(self) -> None:
		order = self.order()
		task = self.ask(order, mention="Person", user=self.colleague)
		self.assertIsNone(task.post)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			work_orders.answer_task(task.name, "Done", "x")
		with self.set_user(self.agent), self.assertRaises(frappe.PermissionError):
			work_orders.answer_task(task.name, "Done", "x")
		with self.set_user(self.colleague):
			doc = frappe.get_doc(TASK, task.name)
			doc.task = "something else"
			self.assertRaises(frappe.PermissionError, doc.save)
			self.assertRaises(frappe.PermissionError, work_orders.answer_task, task.name, "Cancelled")
			self.assertRaises(frappe.ValidationError, work_orders.answer_task, task.name, "Declined", " ")
			work_orders.answer_task(task.name, "Declined", "不属于我部门")
			self.assertRaises(frappe.ValidationError, work_orders.answer_task, task.name, "Done", "x")

	def test_SVC_05_nobody_is_asked_who_cannot_answer(self) -> None:
		order = self.order()
		gone = factories.make_user(roles.TELLER)
		factories.make_staff(gone, self.branch).update({"active": 0}).save()
		for values in (
			{"mention": "Person", "user": gone},
			{"mention": "Person", "user": factories.make_user()},
			{"post": factories.unique("nobody")},
			{"due": add_to_date(now_datetime(), hours=-1)},
		):
			with self.subTest(values), self.assertRaises(frappe.ValidationError):
				self.ask(order, **values)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			work_orders.ask(order.name, "x", "Post", self.post)

	def test_SVC_05_a_post_may_be_meant_in_one_branch_only(self) -> None:
		elsewhere = factories.make_branch()
		other = factories.make_user(roles.TELLER)
		factories.make_staff(other, elsewhere, post=self.post)
		task = self.ask(self.order(), branch=self.head)
		self.assertEqual(tasks.holders_of(self.post, self.head), [self.archivist])
		with self.set_user(other):
			self.assertFalse(frappe.has_permission(TASK, "read", doc=task.name))
		with self.set_user(self.archivist):
			self.assertTrue(frappe.has_permission(TASK, "read", doc=task.name))

	def test_SVC_05_an_order_does_not_close_over_open_tasks_unless_told_why(self) -> None:
		order = self.order()
		task = self.ask(order)
		order.reload()
		with self.set_user(self.agent):
			actions.handle(order, solution="x", state="Answered")
			with self.assertRaises(frappe.ValidationError):
				actions.close(frappe.get_doc(ORDER, order.name))
			actions.close(frappe.get_doc(ORDER, order.name), "客户已撤回要求")
		order.reload()
		self.assertEqual((order.state, order.close_reason), ("Closed", "客户已撤回要求"))
		with self.set_user(self.agent), self.assertRaises(frappe.ValidationError):
			frappe.get_doc(
				{"doctype": TASK, "work_order": order.name, "task": "x", "post": self.post, "mention": "Post"}
			).insert()
		with self.set_user(self.archivist):
			work_orders.answer_task(task.name, "Done", "late")
		order.reload()
		self.assertEqual(order.state, "Closed", "a late answer reopens nothing")

	def test_SVC_05_an_overdue_task_is_told_once(self) -> None:
		task = self.ask(self.order(), due=add_to_date(now_datetime(), hours=1))
		self.assertEqual(tasks.remind(), 0)
		frappe.db.set_value(TASK, task.name, "due", add_to_date(now_datetime(), minutes=-1))
		before = self.told(self.archivist, task)
		self.assertEqual((tasks.remind(), tasks.remind()), (1, 0))
		self.assertEqual(self.told(self.archivist, task), before + 1)

	def test_SVC_05_mail_goes_out_where_the_bank_sends_any(self) -> None:
		with (
			patch.object(frappe.db, "exists", wraps=frappe.db.exists) as exists,
			patch("frappe.sendmail") as sendmail,
		):
			exists.side_effect = lambda doctype, *a, **k: (
				True if doctype == "Email Account" else exists._mock_wraps(doctype, *a, **k)
			)
			self.ask(self.order())
		(call,) = sendmail.call_args_list
		self.assertEqual(call.kwargs["recipients"], [self.archivist])
		self.assertNotIn("调取", call.kwargs["message"])

	def test_SVC_05_a_deleted_task_is_seen_no_more_on_its_order(self) -> None:
		order = self.order()
		self.ask(order).delete()
		order.reload()
		self.assertEqual((order.state, order.open_tasks, order.task_summary), ("In Progress", 0, None))
