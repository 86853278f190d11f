"""The form on the bank's web site by which somebody asks for a product: a lead, once a form and person (SAL-01, MKT-19).

Whoever fills it in is told nothing about who is a customer. A campaign's own address carries the campaign, signed, so
that nobody else credits it with leads. Somebody who asks again while a lead is open makes no second one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from frappe.utils import flt, get_url, today
from pypika.terms import Criterion

from bank_crm import notices
from bank_crm.compliance import sealing, signed_links
from bank_crm.customer import settings
from bank_crm.domain import identity
from bank_crm.domain.enums import CustomerType, ProductCategory, SealKind
from bank_crm.domain.profile import is_amount
from bank_crm.domain.sales_enums import LeadSource
from bank_crm.domain.sealing_format import normalise
from bank_crm.guest_forms import Refused, new_number, signed_value
from bank_crm.permissions import branches, limits
from bank_crm.sales.leads import matching

LEAD, CAMPAIGN = "Bank Lead", "Bank Campaign"
ROUTE = "/product-enquiry"
FORM, FROM_CAMPAIGN = "enquiry-form", "enquiry-campaign"
#: A form is good for so long after it was opened, a campaign's address for so long after it was made (seconds).
FORM_SECONDS, ADDRESS_SECONDS = 6 * 3600, 2 * 366 * 86_400
LONGEST_NAME, LONGEST_TEXT, LONGEST_TOKEN = 60, 1_000, 300
#: Branches somebody may choose from; of a larger bank nobody would read the list.
MOST_BRANCHES = 500
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Enquiry:
	"""What somebody has typed; nothing of it is believed."""

	form: str
	name: str = ""
	mobile: str = ""
	customer_type: str = ""
	product_category: str = ""
	amount: str = ""
	branch: str = ""
	remarks: str = ""
	agreed: bool = False
	campaign: str = ""


def new_form() -> str:
	"""Return the number of a form about to be shown; sent twice, it makes one lead."""
	return new_number(FORM)


def address_of(campaign: str) -> str:
	"""Return the form's address that credits a campaign with its leads."""
	return get_url(f"{ROUTE}?c={signed_links.sign(FROM_CAMPAIGN, [campaign])}")


def submit(enquiry: Enquiry) -> str:
	"""Make a lead of a form, or add it to the open one of the same person; raises Refused with all that is wrong."""
	number = signed_value(FORM, enquiry.form, FORM_SECONDS, longest=LONGEST_TOKEN)
	problems = _problems(enquiry)
	if number is None:
		problems["form"] = _("This form was open too long; please send it once more.")
	if problems:
		raise Refused(problems)
	mobile = normalise(SealKind.MOBILE, enquiry.mobile)
	most = settings.number("portal_orders_per_hour")
	limits.count("enquiry_form", most, user=sealing.blind_indexes(SealKind.MOBILE, mobile)[-1])
	campaign = campaign_of(enquiry.campaign)
	source = LeadSource.CAMPAIGN if campaign else LeadSource.WEB_FORM
	known = {"source": source.value, "external_id": str(number)}
	if made := frappe.db.get_value(LEAD, known, "name"):
		return str(made)
	name = _BLANKS.sub(" ", enquiry.name).strip()
	if twin := matching.open_twin(name, matching.fingerprints({"mobile": mobile})):
		_ask_again(twin, enquiry)
		return twin
	lead = frappe.get_doc(
		{
			"doctype": LEAD,
			**known,
			"lead_name": name,
			"mobile": mobile,
			"customer_type": enquiry.customer_type,
			"source_detail": _("Web form; agreed to be called about it"),
			"campaign": campaign,
			"product_category": enquiry.product_category,
			"expected_amount": flt(enquiry.amount),
			"branch": enquiry.branch or _head(),
			"remarks": enquiry.remarks.strip() or None,
		}
	)
	frappe.db.savepoint("bank_enquiry")
	try:
		lead.insert(ignore_permissions=True)  # a guest's own request; the form is signed, checked and limited
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		# the same form came twice at once: the other one has made it
		frappe.db.rollback(save_point="bank_enquiry")
		frappe.clear_last_message()
		return str(frappe.db.get_value(LEAD, known, "name", for_update=True))
	return str(lead.name)


def campaign_of(token: str) -> str | None:
	"""Return the campaign an address was made for; None for one that is not ours."""
	name = signed_value(FROM_CAMPAIGN, token, ADDRESS_SECONDS, longest=LONGEST_TOKEN)
	return name if name and frappe.db.exists(CAMPAIGN, name) else None


def choices() -> list[tuple[str, str]]:
	"""Return the branches that have none below them, by name; () in a bank of too many."""
	branch = frappe.qb.DocType(branches.BRANCH)
	query = frappe.qb.from_(branch).select(branch.name, branch.branch_name).where(_is_lowest(branch))
	rows = query.orderby(branch.lft).limit(MOST_BRANCHES + 1).run()
	return list(rows) if len(rows) <= MOST_BRANCHES else []


def _ask_again(lead: str, enquiry: Enquiry) -> None:
	"""Somebody who asks again is called today, by whoever follows him or her up; what is wanted now stands in the history."""
	doc: Document = frappe.get_doc(LEAD, lead, for_update=True)
	doc.next_follow_up = today()
	doc.save(ignore_permissions=True)  # the person's own request, added to what is open
	what = _(enquiry.product_category, context="Bank Product")
	told = _("Asked again on the web site: {0}").format(f"{what} {enquiry.remarks.strip()}".strip())
	doc.add_comment("Comment", frappe.utils.escape_html(told))
	if doc.salesperson:
		shown = frappe.utils.escape_html(doc.lead_name)
		notices.tell(
			[doc.salesperson],
			lambda language: _("Asked again on the web site: {0}", lang=language).format(shown),
			LEAD,
			lead,
		)


def _problems(enquiry: Enquiry) -> dict[str, str]:
	found: dict[str, str] = {}
	if not enquiry.name.strip():
		found["name"] = _("Please fill this in.")
	elif len(enquiry.name.strip()) > LONGEST_NAME:
		found["name"] = _("At most {0} characters.").format(LONGEST_NAME)
	if not enquiry.mobile.strip():
		found["mobile"] = _("Please fill this in.")
	elif not identity.is_mobile(normalise(SealKind.MOBILE, enquiry.mobile)):
		found["mobile"] = _("This is not a mobile number.")
	if enquiry.customer_type not in CustomerType.values():
		found["customer_type"] = _("Please choose.")
	if enquiry.product_category not in ProductCategory.values():
		found["product_category"] = _("Please choose.")
	if enquiry.amount.strip() and not _is_sum(enquiry.amount.strip()):
		found["amount"] = _("Please give an amount, in figures.")
	if enquiry.branch and not _can_be_chosen(enquiry.branch):
		found["branch"] = _("Please choose.")
	if len(enquiry.remarks) > LONGEST_TEXT:
		found["remarks"] = _("At most {0} characters.").format(LONGEST_TEXT)
	if not enquiry.agreed:
		found["agreed"] = _("Without this we may not call you.")
	return found


def _is_lowest(branch: Table) -> Criterion:
	return branch.rgt == branch.lft + 1


def _can_be_chosen(name: str) -> bool:
	branch = frappe.qb.DocType(branches.BRANCH)
	query = frappe.qb.from_(branch).select(branch.name).where((branch.name == name) & _is_lowest(branch))
	return bool(query.run())


def _is_sum(text: str) -> bool:
	return bool(re.fullmatch(r"\d{1,13}(\.\d{1,2})?", text)) and is_amount(flt(text))


def _head() -> str | None:
	"""The branch all others belong to: its managers see what names no branch."""
	found = frappe.get_all(branches.BRANCH, order_by="lft asc", limit=1, pluck="name")
	return found[0] if found else None
