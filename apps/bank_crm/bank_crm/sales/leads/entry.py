"""What becomes of a lead when it is written down: checked, matched, weighed, given to somebody (SAL-01)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, get_datetime, getdate, now_datetime, today

from bank_crm.customer import checks
from bank_crm.domain import identity, leads
from bank_crm.domain.enums import CustomerType
from bank_crm.domain.profile import is_amount
from bank_crm.domain.sales_enums import LeadStatus
from bank_crm.permissions import roles, scope
from bank_crm.sales.leads import assignment, matching, scoring
from bank_crm.sales.opportunities import rows as opportunity_rows

#: What the system writes; nobody types it. `doc.flags.bank_system` lets a function write all of it.
WRITTEN = (
	"score",
	"score_reasons",
	"rule",
	"assignment_reason",
	"customer",
	"match_signs",
	"same_as",
	"opportunity",
	"converted_on",
	"convert_key",
	"follow_up_count",
	"last_follow_up_on",
	"opened_on",
	"assigned_on",
	"first_contact_on",
)
NUMBERS = frozenset({"score", "follow_up_count"})


def keep_written(lead: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate` of a stored one, first of all in a new one)."""
	if lead.flags.bank_system:
		return
	before = lead.get_doc_before_save()
	for field in WRITTEN:
		lead.set(field, before.get(field) if before else 0 if field in NUMBERS else None)


def fill(lead: Document) -> None:
	"""Complete a new lead: moment, status, product line, branch (`before_insert`)."""
	keep_written(lead)
	lead.opened_on = (lead.flags.bank_system and lead.opened_on) or now_datetime()
	lead.status = lead.status if lead.flags.bank_system and lead.status else LeadStatus.NEW.value
	if lead.product and not lead.product_category:
		lead.product_category = frappe.get_cached_value("Bank Product", lead.product, "category")
	user = frappe.session.user
	lead.branch = lead.branch or frappe.db.get_value("Bank Staff", {"user": user, "active": 1}, "branch")


def check(lead: Document) -> None:
	"""Refuse what does not fit together, each error at its field; then match, weigh and assign (`validate`)."""
	lead.lead_name = (lead.lead_name or "").strip()
	if not lead.lead_name:
		checks.refuse(lead, "lead_name", _("is mandatory."))
	checks.empty_to_null(
		lead, "external_id", "salesperson", "branch", "customer", "convert_key", "campaign", "same_as"
	)
	_check_numbers(lead)
	if not is_amount(flt(lead.expected_amount)) or flt(lead.expected_amount) < 0:
		checks.refuse(lead, "expected_amount", _("below 0 or too large."))
	category = lead.product and frappe.get_cached_value("Bank Product", lead.product, "category")
	if category and category != lead.product_category:
		checks.refuse(lead, "product", _("belongs to another product line."))
	_count_follow_ups(lead)
	_step(lead)
	matching.match(lead)
	scoring.weigh(lead)
	assignment.settle(lead)
	_check_salesperson(lead)
	_check_next(lead)


def _check_numbers(lead: Document) -> None:
	mobile = checks.typed_value(lead, "mobile")
	if mobile and not identity.is_mobile(mobile):
		checks.refuse(lead, "mobile", _("not a mobile number (11 digits, or + and the country code)."))
	email = checks.typed_value(lead, "email")
	if email and not identity.is_email(email):
		checks.refuse(lead, "email", _("not an e-mail address."))
	number = checks.typed_value(lead, "id_number")
	company = lead.customer_type == CustomerType.COMPANY
	sound = identity.is_credit_code if company else identity.is_citizen_number
	if number and not sound(number):
		checks.refuse(lead, "id_number", _("wrong length or check digit."))


def _count_follow_ups(lead: Document) -> None:
	now, moments = now_datetime(), []
	for row in lead.follow_ups:
		row.user = row.user or frappe.session.user
		if get_datetime(row.contacted_on) > now:
			checks.refuse(lead, "follow_ups", _("row {0} lies in the future.").format(row.idx))
		moments.append(get_datetime(row.contacted_on))
	lead.follow_up_count = len(moments)
	lead.last_follow_up_on = max(moments, default=None)
	lead.first_contact_on = min(moments, default=None)
	if moments and lead.status == LeadStatus.NEW:
		lead.status = LeadStatus.FOLLOWING.value


def _step(lead: Document) -> None:
	before = lead.get_doc_before_save()
	was = before.status if before else None
	if lead.flags.bank_system and was is None:
		return
	if was is None:
		was = LeadStatus.NEW.value  # a new one with follow-ups is being followed already
	problem = leads.step_problem(
		was,
		lead.status,
		has_reason=bool((lead.disqualified_reason or "").strip()),
		converting=bool(lead.flags.bank_converting),
	)
	if problem == "no_reason":
		checks.refuse(lead, "disqualified_reason", _("say why, in a few words."))
	if problem:
		said = {
			"converted": _("a converted lead stays what it is."),
			"by_converting": _("use the button “Convert”."),
			"no_way": _("this step does not exist."),
		}
		checks.refuse(lead, "status", said[problem])


def _check_salesperson(lead: Document) -> None:
	before, user = lead.get_doc_before_save(), lead.salesperson
	if not user or user == "Administrator" or (before and before.salesperson == user):
		return
	if not roles.has_any(user, opportunity_rows.sellers()) or scope.has_left(user):
		checks.refuse(lead, "salesperson", _("is nobody who sells for the bank."))


def _check_next(lead: Document) -> None:
	"""Whoever has an open lead has a day for it; one in the past is not planned."""
	before = lead.get_doc_before_save()
	if lead.status in leads.OVER:
		lead.next_follow_up = None
		return
	planned = getdate(lead.next_follow_up) if lead.next_follow_up else None
	known = getdate(before.next_follow_up) if before and before.next_follow_up else None
	if planned and planned != known and planned < getdate(today()) and not lead.flags.bank_system:
		checks.refuse(lead, "next_follow_up", _("lies in the past."))
	followed = before is not None and len(lead.follow_ups) > len(before.follow_ups)
	if planned is None or (followed and planned == known):
		lead.next_follow_up = add_days(today(), assignment.days_for(lead))
