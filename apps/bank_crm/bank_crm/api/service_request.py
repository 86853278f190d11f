"""The web form for requests, for guests: limited by address and by the number or address given (SVC-13)."""

from __future__ import annotations

import frappe
from frappe.rate_limiter import rate_limit

from bank_crm import guest_forms
from bank_crm.service.intake import portal

HOUR = 3600
#: Set for the page that is shown again with what was typed and what is wrong.
FLAG = "bank_service_form"


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=HOUR)
def submit(
	form: str,
	name: str = "",
	mobile: str = "",
	email: str = "",
	order_type: str = "",
	subject: str = "",
	description: str = "",
	website: str = "",
) -> None:
	"""Take a form and lead to its receipt, or show it again with all that is wrong; a form without scripts calls this.

	`website` is a field people do not see; programs fill it in and get a page as if all were well.
	"""
	if website:
		guest_forms.redirect(portal.ROUTE, sent=1)
		return
	request = portal.Request(form, name, mobile, email, order_type, subject, description, _files())
	guest_forms.answer(FLAG, portal.ROUTE, lambda: {"r": portal.submit(request)})


def _files() -> tuple[portal.Upload, ...]:
	sent = frappe.request.files.getlist("files") if frappe.request else []
	# one byte more than allowed is enough to see that a file is too large
	return tuple(
		portal.Upload(one.filename, one.stream.read(portal.LARGEST_FILE + 1)) for one in sent if one.filename
	)
