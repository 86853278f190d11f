"""Asking for customers one does not see yet: found by complete numbers only, named by a mask (SEC-10)."""

from typing import TypedDict

import frappe

from bank_crm.compliance import sealing
from bank_crm.customer import settings
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.domain import identity, masking
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import normalise
from bank_crm.permissions import limits, scope

REQUEST = "Bank Access Request"


class Asked(TypedDict):
	"""A customer somebody asks for: the number, and a name that only tells whether it is the right one."""

	name: str
	shown_name: str


@frappe.whitelist(methods=["POST"])
def find_customer(text: str) -> list[Asked]:
	"""Return the customers with this complete customer number, mobile or ID number; merged ones as the kept ones.

	Raises TooManyRequestsError above the settings' look-ups per hour, as the screen pop does.
	"""
	frappe.has_permission(REQUEST, "create", throw=True)
	limits.count("find_customer", settings.number("caller_lookups_per_hour"))
	names = kept_of(_matching(text.strip()))
	if not names:
		return []
	customer = frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(customer.name, customer.customer_name)
		.where(customer.name.isin(names))
	)
	return [{"name": name, "shown_name": masking.mask_name(title)} for name, title in query.run()]


def _matching(text: str) -> list[str]:
	found = frappe.get_all(scope.CUSTOMER, filters={"name": text.upper()}, pluck="name")
	if identity.is_mobile(normalise(SealKind.MOBILE, text)):
		found += sealing.find(SealKind.MOBILE, text, scope.CUSTOMER, "mobile")
	if identity.is_citizen_number(normalise(SealKind.ID_NUMBER, text)):
		found += sealing.find(SealKind.ID_NUMBER, text, scope.CUSTOMER, "id_number")
	return found
