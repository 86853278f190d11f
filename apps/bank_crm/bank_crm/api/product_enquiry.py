"""The web form for people who want a product, for guests: limited by address and by the number given (SAL-01)."""

from __future__ import annotations

import frappe
from frappe.rate_limiter import rate_limit

from bank_crm import guest_forms
from bank_crm.sales.leads import web_form

HOUR = 3600
#: Set for the page that is shown again with what was typed and what is wrong.
FLAG = "bank_enquiry_form"


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=HOUR)
def submit(
	form: str,
	name: str = "",
	mobile: str = "",
	customer_type: str = "",
	product_category: str = "",
	amount: str = "",
	branch: str = "",
	remarks: str = "",
	agreed: str = "",
	campaign: str = "",
	website: str = "",
) -> None:
	"""Take a form and say so, or show it again with all that is wrong; a form without scripts calls this.

	`website` is a field people do not see; programs fill it in and get a page as if all were well.
	"""
	if website:
		guest_forms.redirect(web_form.ROUTE, sent=1)
		return
	enquiry = web_form.Enquiry(
		form, name, mobile, customer_type, product_category, amount, branch, remarks, bool(agreed), campaign
	)

	def take() -> dict[str, str | int]:
		web_form.submit(enquiry)
		return {"sent": 1}

	guest_forms.answer(FLAG, web_form.ROUTE, take)
