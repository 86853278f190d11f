"""From a lead to a customer and an opportunity, without typing anything twice and without doubles (SAL-01, SAL-08).

Twice is once: the lead's row is locked and knows its opportunity. Two leads of one person at the same moment meet at a
unique key of number and name: whoever comes second begins again, and finds the customer the first one has made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, now_datetime

from bank_crm.compliance import sealing, vault
from bank_crm.customer import checks
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.domain.enums import CoreAssetType, CustomerType, IdType
from bank_crm.domain.sales_enums import LeadStatus, OpportunitySource, ParticipantRole
from bank_crm.marketing import prospects
from bank_crm.permissions import scope
from bank_crm.sales.leads import matching
from bank_crm.sales.opportunities import actions

LEAD = "Bank Lead"
_SAVE_POINT = "bank_convert"


class MadeMeanwhile(frappe.ValidationError):
	"""Another lead of the same person was converted at this moment; a new transaction sees the customer."""


@dataclass(frozen=True, slots=True)
class Converted:
	"""What a lead has become; `made` tells whether the customer is new."""

	customer: str
	opportunity: str
	made: bool = False


def convert(name: str, values: Mapping[str, Any] | None = None) -> Converted:
	"""Turn a lead into a customer – the one on record, if it is one – and an opportunity; again gives the same.

	`values` may say product_category, product, amount, expected_close and core_asset_amount. Raises PermissionError
	for somebody else's lead, ValidationError naming the field that is missing, MadeMeanwhile where only a transaction
	begun later can see the customer.
	"""
	lead = frappe.get_doc(LEAD, name, for_update=True)
	lead.check_permission("write")
	if lead.status == LeadStatus.CONVERTED:
		return Converted(lead.customer, lead.opportunity)
	if lead.status == LeadStatus.DISQUALIFIED:
		checks.refuse(lead, "status", _("take the lead up again before it is converted."))
	given = {key: value for key, value in (values or {}).items() if value not in (None, "")}
	category = given.get("product_category") or lead.product_category
	if not category:
		checks.refuse(lead, "product_category", _("say what the customer may take."))
	known = matching.stored_fingerprints(name)
	found = matching.customer_of(lead.lead_name, lead.customer_type, known)
	customer = found[0] if found else _told_of(lead, known)
	made = customer is None
	customer = customer or _new_customer(lead, known, given)
	opportunity = _opportunity(lead, customer, category, given)
	lead.reload()
	lead.flags.bank_system = lead.flags.bank_converting = True
	lead.update(
		{
			"status": LeadStatus.CONVERTED.value,
			"customer": customer,
			"opportunity": opportunity,
			"converted_on": now_datetime(),
		}
	)
	lead.save()
	if lead.campaign:
		prospects.won(lead)
	return Converted(customer, opportunity, made=made)


def _told_of(lead: Document, known: matching.Fingerprints) -> str | None:
	"""The customer a lead without numbers of its own is about: one that was made of a customer's behaviour."""
	kept = kept_of([lead.customer]) if lead.customer and not known else []
	return kept[0] if kept else None


def _new_customer(lead: Document, known: matching.Fingerprints, given: Mapping[str, Any]) -> str:
	"""Make the customer, unless another lead of the same person is making it right now."""
	if not lead.mobile:
		checks.refuse(lead, "mobile", _("a customer needs one."))
	frappe.has_permission(scope.CUSTOMER, "create", throw=True)
	key = "/".join([*sorted(known["mobile"]), lead.customer_type, lead.lead_name])
	frappe.db.savepoint(_SAVE_POINT)
	try:
		frappe.db.set_value(LEAD, lead.name, "convert_key", key, update_modified=False)
	except Exception as error:
		if not frappe.db.is_duplicate_entry(error):
			raise
		frappe.db.rollback(save_point=_SAVE_POINT)
		raise MadeMeanwhile(_("This person has just become a customer; please try again.")) from error
	number = _open(lead, "id_number")
	company = lead.customer_type == CustomerType.COMPANY
	id_type = IdType.CREDIT_CODE if company else IdType.ID_CARD
	asset = lead.product_category if lead.product_category in CoreAssetType.values() else None
	amount = given.get("core_asset_amount") or given.get("amount") or lead.expected_amount
	customer = frappe.get_doc(
		{
			"doctype": scope.CUSTOMER,
			"customer_name": lead.lead_name,
			"customer_type": lead.customer_type,
			"mobile": _open(lead, "mobile"),
			"email": _open(lead, "email"),
			"id_type": id_type.value if number else None,
			"id_number": number,
			"branch": lead.branch,
			"manager": lead.salesperson or None,
			"core_asset_type": asset or CoreAssetType.SAVINGS.value,
			"core_asset_amount": flt(amount),
		}
	)
	customer.insert()
	return str(customer.name)


def _opportunity(lead: Document, customer: str, category: str, given: Mapping[str, Any]) -> str:
	"""Make the opportunity; it belongs to the lead's salesperson, or to the manager of a customer he does not see."""
	seller = lead.salesperson or frappe.session.user
	participants: list[dict[str, str]] = []
	if not scope.allows(scope.CUSTOMER, customer, seller):
		manager = frappe.db.get_value(scope.CUSTOMER, customer, "manager")
		if manager and manager != seller:
			participants = [{"user": seller, "role": ParticipantRole.REFERRER.value, "scope": "Read"}]
			seller = manager
	product = given.get("product") or lead.product
	if product and frappe.get_cached_value("Bank Product", product, "category") != category:
		product = None
	values = {
		"customer": customer,
		"product_category": category,
		"product": product,
		"amount": flt(given.get("amount") or lead.expected_amount),
		"expected_close": given.get("expected_close"),
		"salesperson": seller,
		"participants": participants,
		"description": lead.remarks,
	}
	return str(actions.open_from(OpportunitySource.LEAD, LEAD, str(lead.name), values).name)


def _open(lead: Document, field: str) -> str | None:
	"""What was typed into the lead, to be sealed again with the customer at once; nobody is shown it."""
	entry = vault.read_one(LEAD, str(lead.name), field)
	return sealing.open_value(LEAD, field, *entry) if entry else None
