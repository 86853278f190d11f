"""A new order costs little and loses nothing: no search for actions nobody must take, and parallel clients (SVC-03)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import frappe
import frappe.app
from werkzeug.test import Client

from bank_crm.domain.service_enums import OrderState
from bank_crm.extends.quiet_workflow import ACTIONS, EVENT
from bank_crm.service.orders import assignment
from bank_crm.tests import SAVE_POINT, BankCRMTestCase, factories
from bank_crm.tests.web import WebClient

ORDER, PROFILE, HISTORY = "Bank Work Order", "Bank Service Profile", "Bank Work Order Assignment"
ACTION, STATE = "Workflow Action", "Workflow Document State"
#: Statements one order may cost; each more is paid at every order.
MOST_STATEMENTS = 14


class TestCreation(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.agent = factories.make_agent(capacity=100)

	def actions_of(self, order) -> int:
		return frappe.db.count(ACTION, {"reference_doctype": ORDER, "reference_name": order.name})

	def test_SVC_10_steps_that_may_be_taken_are_nobodys_open_action(self) -> None:
		order = factories.make_order()
		self.assertEqual((order.state, self.actions_of(order)), (OrderState.NEW.value, 0))

	def test_SVC_10_a_step_the_bank_wants_taken_is_an_action_of_each_new_order(self) -> None:
		row = frappe.db.get_value(STATE, {"parent": ORDER, "state": OrderState.VIEWED.value})
		self.addCleanup(frappe.clear_document_cache, "Workflow", ORDER)
		self.addCleanup(frappe.db.set_value, STATE, row, "is_optional_state", 1)
		frappe.db.set_value(STATE, row, "is_optional_state", 0)
		frappe.clear_document_cache("Workflow", ORDER)
		self.assertEqual(self.actions_of(factories.make_order()), 1)

	def test_SVC_10_documents_saved_beside_an_order_keep_all_their_handlers(self) -> None:
		seen = []
		with patch.object(
			assignment, "follow", side_effect=lambda _order: seen.append(frappe.get_doc_hooks())
		):
			factories.make_order()
		self.assertEqual(
			[ACTIONS in hooks["*"][EVENT] for hooks in (*seen, frappe.get_doc_hooks())], [True] * 2
		)

	def test_SVC_03_an_order_is_a_handful_of_statements(self) -> None:
		factories.make_order()  # fills caches
		asked: list[str] = []
		check = frappe.local.db.check_transaction_status  # asked before each statement

		def counted(query: str, *given: object) -> None:
			asked.append(str(query))
			check(query, *given)

		with patch.object(frappe.local.db, "check_transaction_status", counted):
			order = factories.make_order()
		self.assertTrue(order.handler and order.assignment_reason and order.resolution_due)
		self.assertLessEqual(len(asked), MOST_STATEMENTS, "\n".join(asked))


class TestParallelClients(BankCRMTestCase):
	"""Over real requests; everything is committed as in real life and deleted at the end."""

	AGENTS, CAPACITY, ORDERS, NUMBERS, TIMES = 3, 3, 10, 4, 3

	def setUp(self) -> None:
		super().setUp()
		profile = frappe.qb.DocType(PROFILE)
		self.others = frappe.get_all(PROFILE, filters={"accepts_orders": 1}, pluck="name")
		frappe.qb.update(profile).set(profile.accepts_orders, 0).run()
		self.mark = factories.unique("Parallel ")
		self.agents = [factories.make_agent(capacity=self.CAPACITY) for _ in range(self.AGENTS)]
		self.keys = WebClient(self.agents[0]).headers
		frappe.db.commit()
		self.addCleanup(self.forget_everything)

	def forget_everything(self) -> None:
		frappe.db.rollback()
		made = frappe.get_all(ORDER, filters={"subject": ("like", f"{self.mark}%")}, pluck="name")
		for doctype in (HISTORY, "Bank Intake Entry"):
			frappe.db.delete(doctype, {"work_order": ("in", made or [""])})
		frappe.db.delete("Notification Log", {"document_type": ORDER, "document_name": ("in", made or [""])})
		frappe.db.delete(ORDER, {"name": ("in", made or [""])})
		frappe.db.delete(PROFILE, {"name": ("in", self.agents)})
		for agent in self.agents:
			frappe.delete_doc("User", agent, force=True)
		frappe.db.set_value(PROFILE, {"name": ("in", self.others or [""])}, "accepts_orders", 1)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def post(self, path: str, values: dict[str, str]) -> int:
		answer = Client(frappe.app.application).post(path, json=values, headers=self.keys)
		answer.get_data()
		answer.close()
		return answer.status_code

	def test_SVC_03_none_is_lost_or_doubled_and_nobody_gets_more_than_fits(self) -> None:
		plain = [
			("/api/resource/Bank Work Order", {"subject": f"{self.mark} {number}", "channel": "Phone"})
			for number in range(self.ORDERS)
		]
		numbered = [
			(
				"/api/method/bank_crm.api.service_intake.create_order",
				{
					"subject": f"{self.mark} once {number}",
					"source": "parallel",
					"external_id": f"{self.mark} {number}",
				},
			)
			for number in range(self.NUMBERS)
			for _turn in range(self.TIMES)
		]
		with ThreadPoolExecutor(max_workers=20) as pool:
			codes = list(
				pool.map(
					lambda one: self.post(one[0], {"order_type": "Enquiry", **one[1]}), [*numbered, *plain]
				)
			)
		frappe.db.rollback()
		self.assertEqual(set(codes), {200})
		orders = frappe.get_all(
			ORDER,
			filters={"subject": ("like", f"{self.mark}%")},
			fields=["subject", "handler", "assignment_reason", "resolution_due"],
		)
		self.assertEqual(len(orders), self.ORDERS + self.NUMBERS)
		self.assertEqual(len({order.subject for order in orders}), len(orders))
		self.assertTrue(all(order.assignment_reason and order.resolution_due for order in orders))
		# who finds every colleague busy with another order at this moment lets it wait in the queue
		handled = Counter(order.handler for order in orders if order.handler)
		self.assertTrue(handled)
		self.assertLessEqual(set(handled), set(self.agents))
		self.assertLessEqual(max(handled.values()), self.CAPACITY)
		counted = frappe.get_all(
			PROFILE, filters={"name": ("in", self.agents)}, fields=["name", "open_orders"]
		)
		self.assertEqual(
			{row.name: row.open_orders for row in counted}, {agent: handled[agent] for agent in self.agents}
		)
