"""The completeness of files as a database expression, and the list of incomplete or invalid ones (CUS-14)."""

from __future__ import annotations

import frappe
from frappe.query_builder import Case, Table
from pypika.terms import Criterion, Term

from bank_crm.domain.enums import CustomerType
from bank_crm.domain.profile import COMPANY_FIELDS, PERSON_FIELDS

CUSTOMER = "Bank Customer"


def score(customer: Table) -> Term:
	"""Return the same share as `domain.profile.completeness`, as an expression over the row."""
	return (
		Case()
		.when(customer.customer_type == CustomerType.COMPANY.value, _share(customer, COMPANY_FIELDS))
		.else_(_share(customer, PERSON_FIELDS))
	)


def lacks(customer: Table, field: str) -> Criterion:
	"""Return the condition that a file which should have the field has nothing in it."""
	condition = filled(customer, field).negate() | customer[field].isnull()
	wanted = [
		kind.value
		for kind, fields in ((CustomerType.PERSON, PERSON_FIELDS), (CustomerType.COMPANY, COMPANY_FIELDS))
		if field in fields
	]
	return customer.customer_type.isin(wanted) & condition


def filled(customer: Table, field: str) -> Criterion:
	"""Return the condition that a column holds something; of text and numbers the empty ones count as nothing."""
	column = customer[field]
	kind = frappe.get_meta(CUSTOMER).get_field(field).fieldtype
	# A date compared with '' is an error in strict mode; NULL is its only emptiness.
	if kind == "Currency":
		return column.isnotnull() & (column != 0)
	return column.isnotnull() if kind == "Date" else column.isnotnull() & (column != "")


def _share(customer: Table, fields: tuple[str, ...]) -> Term:
	count: Term | int = 0
	for field in fields:
		count = Case().when(filled(customer, field), 1).else_(0) + count
	return count * 100 / len(fields)
