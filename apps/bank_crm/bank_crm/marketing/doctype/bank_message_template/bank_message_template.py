import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.message_template import Fault
from bank_crm.marketing.templates import rendering


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

	def validate(self) -> None:
		"""What is wrong with the text is told at its line; only what is no text at all is not kept."""
		self.owner_user = self.owner_user or frappe.session.user
		findings = rendering.check(self.channel, self.subject or "", self.body or "", self.link_url or "")
		for found in findings:
			if found.fault in (Fault.SYNTAX, Fault.NOT_ALLOWED, Fault.UNKNOWN_FIELD, Fault.BAD_LINK):
				checks.refuse(
					self, self.field_of(found.fault), frappe.utils.escape_html(rendering.sentence(found))
				)
		for found in findings:
			frappe.msgprint(
				frappe.utils.escape_html(rendering.sentence(found)), indicator="orange", alert=True
			)
		names = [row.merge_field for row in self.defaults]
		if len(names) != len(set(names)):
			checks.refuse(self, "defaults", _("a merge field is named twice."))

	def field_of(self, fault: Fault) -> str:
		"""Return the field a fault is told at."""
		return "link_url" if fault is Fault.BAD_LINK and self.link_url else "body"
