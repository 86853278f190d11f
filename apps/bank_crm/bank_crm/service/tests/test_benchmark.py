import frappe
from frappe.utils import now_datetime

from bank_crm.benchmarks import service_agents, service_rows
from bank_crm.service.orders import loads
from bank_crm.tests import SAVE_POINT, BankCRMTestCase, factories

ORDER = service_rows.ORDER


class TestBenchmarkRows(BankCRMTestCase):
	"""A benchmark commits what it makes, and takes all of it away again."""

	def setUp(self) -> None:
		super().setUp()
		self.customers = [factories.make_customer().name for _ in range(3)]
		frappe.db.commit()
		self.addCleanup(self.forget_everything)

	def forget_everything(self) -> None:
		frappe.db.rollback()
		service_rows.clear()
		service_agents.clear()
		for customer in self.customers:
			frappe.delete_doc("Bank Customer", customer, force=True)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def left(self, source: str) -> list[str]:
		return frappe.get_all(ORDER, filters={"source": source}, pluck="name", order_by="name asc")

	def test_orders_are_made_once_and_go_again(self) -> None:
		agents = service_agents.make(3)
		service_rows.fill(40, 60, agents)
		loads.recount()
		rows = frappe.get_all(ORDER, filters={"source": service_rows.OPEN}, fields=["*"])
		now = now_datetime()
		self.assertEqual(len(rows), 40)
		self.assertEqual(sum(1 for row in rows if row.response_warn_on < now), 8)
		self.assertEqual(sum(1 for row in rows if row.response_due < now), 4)
		self.assertTrue(all(row.customer and row.handler in agents and row.opened_on < now for row in rows))
		counted = frappe.get_all(loads.PROFILE, filters={"name": ("in", agents)}, pluck="open_orders")
		self.assertEqual(sum(counted), 40)
		closed = self.left(service_rows.CLOSED)
		self.assertEqual(len(closed), 60)

		service_rows.fill(20, 70, agents)
		self.assertEqual(len(self.left(service_rows.OPEN)), 20)
		self.assertEqual(len(set(closed) & set(self.left(service_rows.CLOSED))), 60)
		self.assertEqual(len(self.left(service_rows.CLOSED)), 70)

		service_rows.clear()
		service_agents.clear()
		self.assertEqual(self.left(service_rows.OPEN) + self.left(service_rows.CLOSED), [])
		self.assertEqual(frappe.get_all("User", filters={"name": ("like", f"%{service_agents.DOMAIN}")}), [])
		self.assertEqual(frappe.get_all(loads.PROFILE, filters={"name": ("in", agents)}), [])
