from frappe.model.document import Document

from bank_crm.service.orders import profiles


class BankServiceQueue(Document):
	"""Where orders wait for somebody who pulls them (SVC-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_service_queue_member.bank_service_queue_member import (
			BankServiceQueueMember,
		)

		active: DF.Check
		branch: DF.Link | None
		is_fallback: DF.Check
		members: DF.Table[BankServiceQueueMember]
		queue_name: DF.Data
		skill: DF.Link | None
		supervisor: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Its members can handle orders; one queue takes the rest."""
		profiles.check_queue(self)
