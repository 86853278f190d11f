import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks


class BankStaff(Document):
	"""One employee: which user works in which branch, and who leads them."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		branch: DF.Link
		employee_no: DF.Data
		post: DF.Data | None
		staff_name: DF.Data
		supervisor: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Nobody leads him- or herself: approvals go to the supervisor."""
		checks.empty_to_null(self, "user")
		if self.supervisor and self.supervisor == self.user:
			checks.refuse(self, "supervisor", _("must be another user."))

	def on_update(self) -> None:
		"""Lists cached for the user follow the new branch."""
		if self.user:
			frappe.clear_cache(user=self.user)
