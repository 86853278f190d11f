from frappe.model.document import Document


class BankCampaignCost(Document):
	"""One item of a campaign's plan of costs (MKT-03, MKT-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		actual: DF.Currency
		item: DF.Data | None
		kind: DF.Literal["Messages", "Benefits and Gifts", "Venue", "Material", "Staff", "Other Cost"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		planned: DF.Currency
		spent_on: DF.Date | None
	# end: auto-generated types
