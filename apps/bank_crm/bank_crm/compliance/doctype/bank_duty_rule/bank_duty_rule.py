from frappe.model.document import Document


class BankDutyRule(Document):
	"""What one person may not do or hold together (SEC-12, SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		checker_field: DF.Data | None
		consequence: DF.Literal["Refused", "Reported"]
		document_type: DF.Link | None
		enabled: DF.Check
		kind: DF.Literal["Maker and Checker", "Conflicting Roles"]
		maker_field: DF.Data | None
		other_role: DF.Link | None
		reason: DF.SmallText
		role: DF.Link | None
		rule_name: DF.Data
	# end: auto-generated types
