from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.marketing.journeys import outbound


class BankWebhookTarget(Document):
	"""Another system journeys may tell what happened (MKT-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		allow_private: DF.Check
		enabled: DF.Check
		key_id: DF.Data | None
		secret: DF.Password | None
		target_name: DF.Data
		timeout_seconds: DF.Int
		url: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""A system that is switched on can be spoken to safely: encrypted, outside the bank's network unless allowed."""
		if not self.enabled:
			return
		if not self.get("secret"):
			checks.refuse(self, "secret", _("is missing."))
		try:
			outbound.resolve(self.url, private=bool(self.allow_private))
		except outbound.NotAllowed:
			checks.refuse(
				self,
				"url",
				_("must begin with https:// and lie outside of private networks, unless allowed."),
			)
		except outbound.NoAnswer:
			checks.refuse(self, "url", _("this host is not known."))
