"""What tests of contracts make."""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today

from bank_crm.api import approvals
from bank_crm.compliance.approvals.tests import ApprovalCase
from bank_crm.tests import factories

CONTRACT = "Bank Contract"


class ContractCase(ApprovalCase):
	"""A type with a template, and contracts of it in the state a test needs."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.template = factories.make(
			"Bank Contract Template",
			template_name=factories.unique("Template "),
			body="No. {{ contract_no }}: {{ customer_name }} gets {{ amount }} ({{ amount_in_words }}) from {{ starts_on }}.",
			clauses=[
				{"heading": "Disputes", "text": "Before the court of {{ branch }}.", "fixed": 1},
				{"heading": "Notice", "text": "A month.", "fixed": 0},
			],
		).name
		cls.kind = factories.make(
			"Bank Contract Type", type_name=factories.unique("Loan "), template=cls.template, notice_days=30
		).name

	def make(self, **values: Any) -> Document:
		values = {
			"contract_type": self.kind,
			"customer": self.customer,
			"amount": 100_000,
			"starts_on": today(),
			"ends_on": add_days(today(), 360),
			"responsible": self.seller,
			"payments": [
				{"milestone": "First half", "due_on": add_days(today(), 7), "amount": 60_000.5},
				{"milestone": "Second half", "due_on": add_days(today(), 90), "amount": 39_999.5},
			],
			"obligations": [
				{"item": "Insure the house", "party": "Customer", "due_on": add_days(today(), 7)}
			],
			**values,
		}
		with self.set_user(self.seller):
			return frappe.get_doc({"doctype": CONTRACT, **values}).insert()

	def approved(self, one: Document | None = None, **values: Any) -> Document:
		one = one or self.make(**values)
		if not frappe.db.exists("Bank Approval Rule", {"enabled": 1, "document_kind": "Contract"}):
			self.rule({}, document_kind="Contract")
		approval = self.hand_in(one)
		with self.set_user(self.waiting(approval)[0]):
			approvals.decide(approval.name, True)
		return one.reload()

	def signed(self, one: Document | None = None, **values: Any) -> Document:
		one = self.approved(one, **values)
		with self.set_user(self.seller):
			one.update({"customer_signatory": "Li Lei"}).save()
			apply_workflow(one, "Sign Contract")
		return one.reload()
