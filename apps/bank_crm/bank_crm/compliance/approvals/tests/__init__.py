"""What tests of approvals make: a small bank, rules, documents handed in."""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow

from bank_crm.permissions import roles
from bank_crm.sales.opportunities.tests import make_product
from bank_crm.tests import BankCRMTestCase, factories

RULE = "Bank Approval Rule"


class ApprovalCase(BankCRMTestCase):
	"""A head office over a branch: a relationship manager, the branch's two heads, compliance and its own head."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.db.set_value(RULE, {"enabled": 1}, "enabled", 0)
		frappe.db.delete("Bank Approval Delegation")
		cls.office = factories.make_branch(branch_level="Head Office")
		cls.branch = factories.make_branch(cls.office)
		cls.seller = cls.staff(roles.RELATIONSHIP_MANAGER, cls.branch)
		cls.head = cls.staff(roles.BRANCH_MANAGER, cls.branch)
		cls.second = cls.staff(roles.BRANCH_MANAGER, cls.branch)
		frappe.db.set_value("Bank Branch", cls.branch, "manager", cls.head)
		cls.president = cls.staff(roles.BRANCH_MANAGER, cls.office)
		cls.officer = cls.staff(roles.COMPLIANCE_OFFICER, cls.office)
		cls.stranger = cls.staff(roles.RELATIONSHIP_MANAGER, factories.make_branch())
		cls.customer = factories.make_customer(branch=cls.branch, manager=cls.seller).name
		cls.product = make_product()

	@classmethod
	def staff(cls, role: str, branch: str) -> str:
		user = factories.make_user(role)
		factories.make_staff(user, branch)
		return user

	def rule(self, *steps: dict[str, Any], **values: Any) -> Document:
		values = {
			"rule_name": factories.unique("Rule "),
			"document_kind": "Application",
			"enabled": 1,
			**values,
		}
		return factories.make(
			RULE, steps=[{"sequence": 1, "approver": "Superior", **step} for step in steps], **values
		)

	def application(self, **values: Any) -> Document:
		values = {
			"application_type": "Personal Loan",
			"customer": self.customer,
			"product": self.product,
			"amount": 300_000,
			"salesperson": self.seller,
			**values,
		}
		with self.set_user(self.seller):
			return frappe.get_doc({"doctype": "Bank Application", **values}).insert()

	def hand_in(self, doc: Document, user: str | None = None) -> Document:
		"""Take the button's way, and return the request."""
		with self.set_user(user or self.seller):
			apply_workflow(doc.reload(), "Submit for Approval")
		doc.reload()
		return frappe.get_doc("Bank Approval", doc.approval)

	def waiting(self, approval: Document) -> list[str]:
		return [row.approver for row in approval.reload().votes if row.state == "Open"]
