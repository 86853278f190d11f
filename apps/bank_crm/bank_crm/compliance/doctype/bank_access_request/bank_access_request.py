import frappe
from frappe.model.document import Document

from bank_crm.compliance.access import requests


class BankAccessRequest(Document):
	"""A request to see customers for a time, decided by the applicant's superior (SEC-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_access_customer.bank_access_customer import BankAccessCustomer

		access: DF.Literal["Read", "Write"]
		applicant: DF.Link | None
		applicant_name: DF.Data | None
		approver: DF.Link | None
		branch: DF.Link | None
		customers: DF.Table[BankAccessCustomer]
		customers_granted: DF.Int
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		from_date: DF.Date
		kind: DF.Literal["Customers", "Segment", "Branch"]
		reason: DF.SmallText
		segment: DF.Link | None
		state: DF.Link | None
		to_date: DF.Date
		withdrawn_at: DF.Datetime | None
		withdrawn_by: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""What is asked for, and whose step it is."""
		requests.check(self)

	def on_update(self) -> None:
		"""Rows, log and messages follow the step."""
		requests.follow(self)

	def onload(self) -> None:
		"""Tell the form whether the user may end the access early, and who is asked."""
		self.set_onload("approver_name", frappe.utils.get_fullname(self.approver) if self.approver else "")
		self.set_onload("may_withdraw", requests.may_withdraw(frappe.session.user, self))
