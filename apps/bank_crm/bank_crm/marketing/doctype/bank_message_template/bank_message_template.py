from frappe.model.document import Document


class BankMessageTemplate(Document):
	"""A text with merge fields, for one channel (MKT-15, MKT-17)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.marketing.doctype.bank_template_default.bank_template_default import BankTemplateDefault

		body: DF.Code
		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		content_kind: DF.Literal[
			"Promotion",
			"Financial News",
			"Product Information",
			"Request for Feedback",
			"Notice",
		]
		defaults: DF.Table[BankTemplateDefault]
		enabled: DF.Check
		link_url: DF.Data | None
		owner_user: DF.Link | None
		subject: DF.Data | None
		template_name: DF.Data
	# end: auto-generated types
