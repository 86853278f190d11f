from frappe.model.document import Document


class BankCampaignVariant(Document):
	"""What a part of the audience is told; per segment, or one of several tried out (MKT-15, MKT-16)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		segment: DF.Link | None
		share: DF.Int
		template: DF.Link
		variant: DF.Data
	# end: auto-generated types
