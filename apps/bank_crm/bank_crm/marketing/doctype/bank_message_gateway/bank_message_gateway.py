from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.campaign_enums import GatewayKind


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

	def validate(self) -> None:
		"""A gateway that is switched on can be spoken to, over an encrypted line or on this machine."""
		self.receipt_address = frappe.utils.get_url(
			f"/api/method/bank_crm.api.message_receipts.receive?gateway={self.name}"
		)
		if self.kind != GatewayKind.HTTP.value:
			if self.channel != "Email":
				checks.refuse(self, "kind", _("the e-mail queue carries e-mail alone."))
			return
		if not self.enabled:
			return
		if not self.url:
			checks.refuse(self, "url", _("is missing."))
		parts = urlsplit(self.url)
		if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
			checks.refuse(self, "url", _("must begin with https://."))
		if not self.get("secret"):
			checks.refuse(self, "secret", _("is missing."))
