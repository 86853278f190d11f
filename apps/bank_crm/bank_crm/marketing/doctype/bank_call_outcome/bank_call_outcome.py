from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.customer import checks


class BankCallOutcome(Document):
	"""How a call may end and what that means for the customer, the campaign and the next call (MKT-02, MKT-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		colour: DF.Literal["Gray", "Green", "Blue", "Orange", "Red"]
		do_not_call: DF.Check
		interaction_outcome: DF.Literal[
			"Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"
		]
		needs_time: DF.Check
		opens_opportunity: DF.Check
		outcome_name: DF.Data
		retry_hours: DF.Int
		sequence: DF.Int
		talked: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""What an outcome means may not contradict itself."""
		again = cint(self.needs_time) or cint(self.retry_hours)
		if cint(self.needs_time) and cint(self.retry_hours):
			checks.refuse(self, "retry_hours", _("the time is asked for already."))
		if cint(self.do_not_call) and (again or cint(self.opens_opportunity)):
			checks.refuse(self, "do_not_call", _("nobody calls again or sells after that."))
		if cint(self.opens_opportunity) and not cint(self.talked):
			checks.refuse(self, "opens_opportunity", _("only where the customer was talked to."))
