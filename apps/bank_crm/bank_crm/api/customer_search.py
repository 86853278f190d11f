"""Finding a customer by what a person at the counter has at hand (CUS-11, CUS-19)."""

from typing import TypedDict

import frappe
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm.compliance import sealing
from bank_crm.compliance.throttle import per_user
from bank_crm.domain import identity
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import normalise
from bank_crm.permissions import scope

MOST_RESULTS = 20
SHORTEST_TEXT = 2


class Found(TypedDict):
	"""One customer in a search result; numbers are masks."""

	name: str
	customer_name: str
	mobile: str
	branch: str | None
	tier: str | None
	manager: str | None


@frappe.whitelist(methods=["POST"])  # a complete number must not come into the access log of a web server
@per_user(120, 60)
def find(text: str) -> list[Found]:
	"""Return up to 20 customers of the user's own rows, by name prefix, customer number, phone or ID number.

	Phone and ID number must be complete: they are compared by fingerprint, never read.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	text = text.strip()
	if len(text) < SHORTEST_TEXT:
		return []
	customer = frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(
			customer.name,
			customer.customer_name,
			customer.mobile,
			customer.branch,
			customer.tier,
			customer.manager,
		)
		.where(_matches(customer, text))
		.orderby(customer.customer_name)
		.limit(MOST_RESULTS)
	)
	condition = scope.criterion(scope.CUSTOMER, table=customer)
	if condition is not None:
		query = query.where(condition)
	return query.run(as_dict=True)


def _matches(customer: Table, text: str) -> Criterion:
	names: list[str] = []
	if identity.is_mobile(normalise(SealKind.MOBILE, text)):
		names += sealing.find(SealKind.MOBILE, text, scope.CUSTOMER, "mobile")
	if any(character.isdigit() for character in text):
		names += sealing.find(SealKind.ID_NUMBER, text, scope.CUSTOMER, "id_number")
	starts = customer.customer_name.like(f"{_literal(text)}%") | customer.name.like(
		f"{_literal(text.upper())}%"
	)
	return starts | customer.name.isin(names) if names else starts


def _literal(text: str) -> str:
	"""Take the wildcards out of what was typed."""
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
