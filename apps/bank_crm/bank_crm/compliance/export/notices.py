"""Who is told of an export request, inside the Desk only: a mail would carry its purpose outside."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from bank_crm import notices
from bank_crm.compliance.export import access


def tell_compliance(request: Document) -> None:
	"""Tell everybody who may decide, except the applicant."""
	deciding = [user for user in notices.holders(access.DECIDING) if user != request.applicant]
	notices.tell(
		deciding,
		lambda lang: _("Export request {0} waits for your decision.", lang=lang).format(request.name),
		access.REQUEST,
		request.name,
	)


def tell_applicant(request: Document, say: notices.Say) -> None:
	"""Tell who asked; `say` gives the message in a language."""
	notices.tell([request.applicant], say, access.REQUEST, request.name)
