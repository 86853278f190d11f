import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks


class BankMailbox(Document):
	"""An e-mail account of the bank whose mails become work orders (SVC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acknowledge: DF.Check
		active: DF.Check
		branch: DF.Link | None
		description: DF.SmallText | None
		email_account: DF.Link
		most_per_hour: DF.Int
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		product: DF.Link | None
		queue: DF.Link | None
		subtype: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Only an account mails are fetched from can be one, and what its orders are must fit together."""
		if not frappe.db.get_value("Email Account", self.email_account, "enable_incoming"):
			checks.refuse(self, "email_account", _("fetches no mails; switch incoming mails on first."))
		if self.subtype:
			belongs = frappe.db.get_value("Bank Work Order Subtype", self.subtype, "order_type")
			if belongs != self.order_type:
				checks.refuse(self, "subtype", _("belongs to another type of order."))
		if int(self.most_per_hour or 0) < 0:
			checks.refuse(self, "most_per_hour", _("cannot be negative."))
