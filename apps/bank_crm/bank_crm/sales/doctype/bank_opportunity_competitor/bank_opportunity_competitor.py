from frappe.model.document import Document


class BankOpportunityCompetitor(Document):
	"""Who else wants the business, and with what."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		competitor: DF.Data
		offer: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		strength: DF.Data | None
	# end: auto-generated types
