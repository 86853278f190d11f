from frappe.model.document import Document


class BankServiceLevel(Document):
	"""What the bank promises for some orders: first response and resolution in business hours (SVC-14, SEG-19)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_service_level_pause.bank_service_level_pause import (
			BankServiceLevelPause,
		)
		from bank_crm.service.doctype.bank_service_level_target.bank_service_level_target import (
			BankServiceLevelTarget,
		)

		calendar: DF.Link | None
		channel: DF.Literal["", "Counter", "Phone", "Chat", "Email", "App", "Social", "Portal", "API"]
		enabled: DF.Check
		level_name: DF.Data
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		pauses: DF.TableMultiSelect[BankServiceLevelPause]
		subtype: DF.Link | None
		targets: DF.Table[BankServiceLevelTarget]
		tier: DF.Link | None
		warn_at: DF.Percent
	# end: auto-generated types
