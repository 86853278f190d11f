import frappe
from frappe.utils import add_days, nowdate

from bank_crm.api import work_orders
from bank_crm.demo.plan import Plan
from bank_crm.domain.service_enums import OrderType
from bank_crm.service.orders import entry
from bank_crm.setup import service
from bank_crm.tests import BankCRMTestCase, factories

SUBTYPE, CAUSE, QUEUE = "Bank Work Order Subtype", "Bank Service Cause", "Bank Service Queue"
ORDER, PROFILE = "Bank Work Order", "Bank Service Profile"


class TestCatalogue(BankCRMTestCase):
	def cause(self, **values):
		return factories.make(CAUSE, cause_name=factories.unique("Cause "), **values).name

	def test_SVC_16_a_subtypes_causes_are_offered_else_all_of_orders(self) -> None:
		first, low = self.cause(), self.cause(used_for="Low Ratings")
		gone = self.cause(active=0)
		subtype = factories.make(
			SUBTYPE,
			subtype_name=factories.unique("S "),
			order_type="Enquiry",
			causes=[{"doctype": "Bank Work Order Subtype Cause", "cause": first}],
		).name
		narrow = work_orders.dialog(factories.make_order(subtype=subtype).name)["causes"]
		self.assertEqual(narrow, [first])
		wide = work_orders.dialog(factories.make_order().name)["causes"]
		self.assertIn(first, wide)
		self.assertFalse({low, gone} & set(wide))

	def test_TRN_05_articles_that_helped_stay_on_the_order_once(self) -> None:
		order = factories.make_order()
		article = {"title": "赎回说明", "route": "/kb/redeem", "source": "Help Article"}
		for _ in range(2):
			work_orders.handle(order.name, solution="x", articles=frappe.as_json([article]))
		rows = frappe.get_all(
			"Bank Work Order Article", filters={"parent": order.name}, fields=["title", "route", "source"]
		)
		self.assertEqual([dict(row) for row in rows], [article])

	def test_SVC_03_a_profile_keeps_skills_languages_and_leave(self) -> None:
		skill = factories.make_skill()
		user = factories.make_agent(
			skill,
			languages=[{"language": "en"}],
			absences=[{"from_date": nowdate(), "to_date": add_days(nowdate(), 1), "reason": "年假"}],
		)
		for doctype, field, value in (
			("Bank Service Profile Skill", "skill", skill),
			("Bank Service Profile Language", "language", "en"),
			("Bank Service Absence", "reason", "年假"),
		):
			self.assertEqual(frappe.db.get_value(doctype, {"parent": user}, field), value)

	def test_SVC_03_a_queue_names_its_members(self) -> None:
		user = factories.make_agent()
		queue = factories.make(QUEUE, queue_name=factories.unique("Q "), members=[{"user": user}]).name
		self.assertEqual(frappe.db.get_value("Bank Service Queue Member", {"parent": queue}, "user"), user)

	def test_SVC_01_the_desk_starts_with_every_type_and_an_urgent_fund_dispute(self) -> None:
		for doctype in (
			SUBTYPE,
			CAUSE,
			QUEUE,
			"Bank Service Skill",
			"Bank Priority Rule",
			"Bank Service Template",
		):
			frappe.db.delete(doctype)
		entry.drop_rules()
		service.create()
		self.assertEqual(set(frappe.get_all(SUBTYPE, pluck="order_type")), set(OrderType.values()))
		self.assertEqual(frappe.db.count(QUEUE, {"is_fallback": 1, "active": 1}), 1)
		order = factories.make_order(description="账户发生资金纠纷")
		self.assertEqual(order.priority, "High")
		counts = {doctype: frappe.db.count(doctype) for doctype in (SUBTYPE, CAUSE, QUEUE)}
		service.create()
		self.assertEqual(counts, {doctype: frappe.db.count(doctype) for doctype in counts})
		frappe.db.delete(SUBTYPE, {"order_type": "Enquiry"})
		service.create()
		self.assertLess(frappe.db.count(SUBTYPE), counts[SUBTYPE], "what a bank deleted stays away")
		self.addCleanup(entry.drop_rules)

	def test_SVC_10_the_board_has_a_column_for_every_open_state(self) -> None:
		board = frappe.get_doc("Kanban Board", {"reference_doctype": ORDER})
		workflow = frappe.get_doc("Workflow", {"document_type": ORDER})
		states = {row.state for row in workflow.states}
		self.assertEqual({row.column_name for row in board.columns}, states - {"Closed", "Merged"})

	def test_SVC_10_the_demo_bank_has_a_service_desk(self) -> None:
		from bank_crm.demo import service as demo
		from bank_crm.demo import state

		frappe.db.delete("DefaultValue", {"defkey": demo.NOTE, "parent": state.STAMPS_PARENT})
		names = sorted(factories.make_customer().name for _ in range(6))
		first = int(names[0].removeprefix("BC")) - 1
		size = int(names[-1].removeprefix("BC")) - first
		agents = [factories.make_agent() for _ in range(2)]
		with self.subTest("once"), _staff(demo, agents):
			plan = Plan(size=size, today=frappe.utils.getdate())
			rows = demo.add(plan, first)
			self.assertGreater(rows[ORDER], 1)
			self.assertEqual(rows["Bank Work Order State"] % 4, 0)
			self.assertEqual(demo.add(plan, first), {})
		closed = frappe.get_all(
			ORDER,
			filters={"customer": ("in", names), "state": "Closed"},
			fields=["opened_on", "closed_on", "name"],
		)
		self.assertTrue(closed)
		for row in closed:
			self.assertLess(row.opened_on, row.closed_on)
			self.assertTrue(row.name.startswith(f"WO-{row.opened_on.year}-"))


def _staff(demo, agents):
	from unittest.mock import patch

	return patch.object(demo, "_staff", lambda role: agents)
