"""Who is told of an export request, inside the Desk only: a mail would carry its purpose outside."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.export import access


def tell_compliance(request: Document) -> None:
	"""Tell everybody who may decide, except the applicant."""
	user, role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	deciding = (
		frappe.qb.from_(user)
		.inner_join(role)
		.on((role.parent == user.name) & (role.parenttype == "User"))
		.select(user.name)
		.distinct()
		.where(role.role.isin(access.DECIDING) & (user.enabled == 1) & (user.name != request.applicant))
		.run(pluck=True)
	)
	_tell(request, deciding, _("Export request {0} waits for your decision.").format(request.name))


def tell_applicant(request: Document, message: str) -> None:
	"""Tell who asked."""
	_tell(request, [request.applicant], message)


def _tell(request: Document, users: list[str], message: str) -> None:
	for user in users:
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"from_user": frappe.session.user,
				"type": "Alert",
				"subject": message,
				"document_type": access.REQUEST,
				"document_name": request.name,
			}
		).insert(ignore_permissions=True)  # a notice is for somebody else than who causes it
