"""What tests of service share: people of a branch, an order that one of them answers."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import no_quiet_hours
from bank_crm.permissions import roles
from bank_crm.service.orders import states
from bank_crm.tests import BankCRMTestCase, factories

ORDER = "Bank Work Order"


class ServiceCase(BankCRMTestCase):
	"""A branch with a manager, an agent, and a customer who has an order."""

	def setUp(self) -> None:
		super().setUp()
		no_quiet_hours(self)
		self.branch = factories.make_branch()
		self.manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(self.manager, self.branch)
		self.agent = factories.make_user(roles.SERVICE_AGENT)
		factories.make_staff(self.agent, self.branch, supervisor=self.manager)
		self.mobile = factories.mobile_number()
		self.customer = factories.make_customer(branch=self.branch, mobile=self.mobile).name

	def make_order(self, **values: object) -> Document:
		"""Make an order of the customer, handled by the agent."""
		return factories.make(
			ORDER,
			**{
				"subject": factories.unique("理财咨询 "),
				"order_type": "Enquiry",
				"channel": "Phone",
				"customer": self.customer,
				"branch": self.branch,
				"handler": self.agent,
				**values,
			},
		)

	def answer(self, order: Document) -> Document:
		"""Answer an order as its handler does."""
		order.reload()
		order.solution = "已为客户匹配稳健型理财组合"
		states.move(order, "Answered")
		return frappe.get_doc(ORDER, order.name)

	def set(self, **numbers: int) -> None:
		"""Set numbers of Bank CRM Settings for the time of the test."""
		frappe.db.set_single_value("Bank CRM Settings", numbers)
		frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")
		self.addCleanup(frappe.clear_document_cache, "Bank CRM Settings", "Bank CRM Settings")
