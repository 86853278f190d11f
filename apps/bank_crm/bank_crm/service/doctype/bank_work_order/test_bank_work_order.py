import re

import frappe
from frappe.utils import add_days, now_datetime, time_diff_in_seconds

from bank_crm.domain.service_enums import OrderState
from bank_crm.permissions import roles
from bank_crm.service.orders import actions, states
from bank_crm.tests import BankCRMTestCase, factories

ORDER = "Bank Work Order"


class TestBankWorkOrder(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.branch = factories.make_branch()
		cls.skill = factories.make_skill()
		cls.agent = factories.make_agent(cls.skill, branch=cls.branch)
		cls.subtype = factories.make(
			"Bank Work Order Subtype",
			subtype_name=factories.unique("Subtype "),
			order_type="Enquiry",
			product_category="Wealth",
			default_priority="Low",
			skill=cls.skill,
		).name
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.customer = factories.make_customer(branch=cls.branch, manager=cls.manager)

	def order(self, **values):
		return factories.make_order(**{"subtype": self.subtype, "customer": self.customer.name, **values})

	def test_SVC_01_a_new_order_is_completed_from_its_customer_and_subtype(self) -> None:
		order = self.order()
		self.assertTrue(re.fullmatch(r"WO-20\d\d-\d{8}", order.name), order.name)
		self.assertEqual((order.state, order.branch, order.skill), ("New", self.branch, self.skill))
		self.assertEqual((order.handler, order.priority), (self.agent, "Low"))
		self.assertIn("1", order.assignment_reason)
		self.assertIsNone(order.viewed_on)

	def test_SVC_01_numbers_are_never_given_twice(self) -> None:
		first, second = self.order(), self.order()
		self.assertLess(first.name, second.name)

	def test_SVC_02_a_fund_dispute_is_urgent(self) -> None:
		rule = factories.make(
			"Bank Priority Rule",
			rule_name=factories.unique("Rule "),
			sequence=0,
			priority="High",
			keywords="资金纠纷\nfund dispute",
		).name
		order = self.order(description="客户称发生资金纠纷，要求立即处理")
		self.assertEqual((order.priority, order.priority_rule), ("High", rule))
		frappe.get_doc("Bank Priority Rule", rule).update({"active": 0}).save()
		self.assertEqual(self.order(description="资金 Fund Dispute", priority="Medium").priority, "Medium")
		self.assertNotEqual(self.order(description="客户称发生资金纠纷").priority_rule, rule)

	def test_SVC_16_type_product_and_need_must_fit_together(self) -> None:
		product = factories.make(
			"Bank Product",
			product_code=factories.unique("P"),
			product_name="Loan",
			category="Loan",
			risk_level="R1",
		).name
		other = factories.make_customer()
		need = factories.make("Bank Customer Need", customer=other.name, need="loan").name
		for field, values in {
			"Subtype": {"order_type": "Complaint"},
			"Product": {"product": product},
			"Need": {"need": need},
			"Subject": {"subject": "   "},
		}.items():
			with self.subTest(field), self.assertRaisesRegex(frappe.ValidationError, r"\S"):
				self.order(**values)

	def test_SVC_16_an_answered_order_may_settle_the_need(self) -> None:
		need = factories.make("Bank Customer Need", customer=self.customer.name, need="wealth").name
		order = self.order(need=need)
		actions.handle(order, solution="done", state="Answered", need_met=True)
		self.assertEqual(frappe.db.get_value("Bank Customer Need", need, "status"), "Met")

	def test_SVC_10_what_nobody_types_stays_what_it_is(self) -> None:
		order = self.order(rating=5, opened_on=add_days(now_datetime(), -9), source="X", external_id="1")
		self.assertEqual((order.rating, order.source, order.external_id), (0, None, None))
		self.assertLess(time_diff_in_seconds(now_datetime(), order.opened_on), 60)
		order.update({"rating": 5, "closed_on": now_datetime(), "escalation_step": 3})
		order.save()
		order.reload()
		self.assertEqual((order.rating, order.closed_on, order.escalation_step), (0, None, 0))

	def test_SVC_04_the_handler_answers_and_the_steps_are_measured(self) -> None:
		order = self.order()
		frappe.db.set_value(ORDER, order.name, "state_since", add_days(now_datetime(), -1))
		with self.set_user(self.agent):
			actions.handle(frappe.get_doc(ORDER, order.name), state="In Progress")
			actions.handle(
				frappe.get_doc(ORDER, order.name), solution="已为客户匹配稳健型理财组合", state="Answered"
			)
		order.reload()
		self.assertEqual((order.state, order.solution), ("Answered", "已为客户匹配稳健型理财组合"))
		self.assertTrue(order.viewed_on and order.first_response_on and order.answered_on)
		rows = frappe.get_all(
			"Bank Work Order State",
			filters={"work_order": order.name},
			fields=["state", "seconds", "handler"],
			order_by="name asc",
		)
		self.assertEqual([row.state for row in rows], ["New", "In Progress"])
		self.assertAlmostEqual(rows[0].seconds, 86_400, delta=60)
		self.assertEqual({row.handler for row in rows}, {self.agent})

	def test_SVC_04_an_answer_says_something(self) -> None:
		order = self.order()
		with self.assertRaises(frappe.ValidationError):
			actions.handle(order, solution="  ", state="Answered")
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "state"), "New")

	def test_SVC_04_the_workflow_asks_whose_step_it_is(self) -> None:
		order = self.order()
		stranger = factories.make_agent()
		with self.set_user(stranger), self.assertRaises(frappe.PermissionError):
			actions.handle(frappe.get_doc(ORDER, order.name), solution="x", state="Answered")
		with self.set_user(self.agent), self.assertRaises(frappe.ValidationError):
			frappe.get_doc(ORDER, order.name).update({"state": "Closed"}).save()
		with self.set_user(self.agent), self.assertRaises(frappe.ValidationError):
			frappe.get_doc(ORDER, order.name).update({"state": "Rated"}).save()

	def test_SVC_06_new_orders_are_viewed_in_one_go_and_only_once(self) -> None:
		orders = [self.order() for _ in range(3)]
		names = [order.name for order in orders]
		with self.set_user(self.agent):
			self.assertEqual(sorted(states.mark_viewed([*names, names[0]])), sorted(names))
			self.assertEqual(states.mark_viewed(names), [])
		for order in orders:
			order.reload()
			self.assertEqual(order.state, "Viewed")
			self.assertIsNotNone(order.viewed_on)
		logged = frappe.get_all(
			"Bank Operation Log", filters={"ref_name": ("in", names), "user": self.agent}, pluck="ref_name"
		)
		self.assertEqual(sorted(logged), sorted(names))

	def test_SVC_07_a_rating_is_the_customers_alone(self) -> None:
		order = self.order()
		actions.handle(order, solution="x", state="Answered")
		actions.rate(order, 4, "不错")
		order.reload()
		self.assertEqual((order.state, order.rating, order.rating_comment), ("Rated", 4, "不错"))
		with self.assertRaises(ValueError):
			actions.rate(order, 6)

	def test_SVC_10_closing_and_reopening(self) -> None:
		order = self.order()
		actions.handle(order, solution="x", state="Answered")
		actions.close(order)
		self.assertEqual((order.state, bool(order.closed_on)), ("Closed", True))
		with self.assertRaises(frappe.ValidationError):
			actions.reopen(order, " ")
		order.reload()
		actions.reopen(order, "客户再次来电")
		order.reload()
		self.assertEqual((order.state, order.reopened_count), ("In Progress", 1))
		self.assertIsNone(order.closed_on)
		self.assertIsNone(order.answered_on)

	def test_SVC_13_a_merged_order_stays_as_it_is(self) -> None:
		order, kept = self.order(), self.order()
		actions.merge_into(order, kept)
		self.assertEqual((order.state, order.merged_into), ("Merged", kept.name))
		with self.assertRaises(frappe.ValidationError):
			states.move(order, OrderState.IN_PROGRESS)
		with self.assertRaises(frappe.ValidationError):
			actions.merge_into(kept, kept)

	def test_SVC_13_the_same_message_makes_one_order(self) -> None:
		values = {"subject": "x", "order_type": "Enquiry", "channel": "API", "source": "portal"}
		values["external_id"] = factories.unique()
		first = actions.open_order(values)
		self.assertEqual((first.source, first.external_id), ("portal", values["external_id"]))
		with self.assertRaises((frappe.UniqueValidationError, frappe.DuplicateEntryError)):
			actions.open_order(values)
		self.order()  # orders without a source do not collide
		self.order()

	def test_SEC_11_a_caller_who_is_no_customer_leaves_no_complete_number(self) -> None:
		number = factories.mobile_number()
		order = self.order(customer=None, contact_name="张先生", contact_mobile=number)
		stored = frappe.db.get_value(ORDER, order.name, "contact_mobile")
		self.assertTrue(stored.startswith(number[:3]) and "*" in stored, stored)

	def test_SVC_10_a_deleted_order_takes_its_rows_along(self) -> None:
		order = self.order()
		actions.handle(order, state="In Progress")
		load = frappe.db.get_value("Bank Service Profile", self.agent, "open_orders")
		order.reload()
		order.delete()
		for doctype in ("Bank Work Order State", "Bank Work Order Assignment"):
			self.assertFalse(frappe.db.exists(doctype, {"work_order": order.name}), doctype)
		self.assertEqual(frappe.db.get_value("Bank Service Profile", self.agent, "open_orders"), load - 1)
