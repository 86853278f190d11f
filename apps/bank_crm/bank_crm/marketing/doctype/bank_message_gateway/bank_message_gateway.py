from frappe.model.document import Document


class BankMessageGateway(Document):
	"""One way a message leaves the bank (INT-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		enabled: DF.Check
		gateway_name: DF.Data
		gives_receipts: DF.Check
		key_id: DF.Data | None
		kind: DF.Literal["Email Queue", "HTTP"]
		per_call: DF.Int
		prepaid_account: DF.Link | None
		receipt_address: DF.Data | None
		receipt_secret: DF.Password | None
		secret: DF.Password | None
		timeout_seconds: DF.Int
		url: DF.Data | None
	# end: auto-generated types
