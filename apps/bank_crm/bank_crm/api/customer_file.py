"""What the customer's form and its lists ask for: checks while typing, reviews, archiving (CUS-02, 10, 11, 14)."""

from typing import TypedDict

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import today

from bank_crm.customer.file import history, review, validation
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope

PRODUCT = "Bank Product"


class FieldProblem(TypedDict):
	"""What is wrong with one field of the form."""

	field: str
	message: str


class Checked(TypedDict):
	"""The problems of what was typed so far, and what follows from the ID number."""

	problems: list[FieldProblem]
	birth_date: str | None
	gender: str | None


@frappe.whitelist(methods=["POST"])
def check(values: str | dict, customer: str | None = None) -> Checked:
	"""Check what stands in the form without saving anything; an empty core asset amount is left to the save.

	Raises frappe.PermissionError for who may neither create nor change customers.
	"""
	_check_may_enter(customer)
	values = dict(frappe.parse_json(values))
	doc = frappe.get_doc(scope.CUSTOMER, customer) if customer else frappe.new_doc(scope.CUSTOMER)
	if customer:
		doc.load_doc_before_save()
	doc.update({field: values[field] for field in _entered(doc) if field in values})
	doc.set("important_dates", [])
	doc.set("credit_records", [])
	found = validation.problems(doc)
	validation.complete_from_id(doc)
	return {
		"problems": [{"field": one.field, "message": one.message} for one in found if values.get(one.field)],
		"birth_date": str(doc.birth_date) if doc.birth_date else None,
		"gender": doc.gender,
	}


def _entered(doc: Document) -> list[str]:
	"""What people fill in: every field but the tables and what the app reckons."""
	without = (*no_value_fields, *table_fields)
	return [df.fieldname for df in doc.meta.fields if df.fieldtype not in without and not df.read_only]


@frappe.whitelist(methods=["POST"])
def mark_reviewed(customers: str | list[str]) -> int:
	"""Stamp today and the user on customers' files as reviewed; returns how many (CUS-10).

	Raises frappe.PermissionError if the user may not change one of them; then none is stamped.
	"""
	frappe.has_permission(scope.CUSTOMER, "write", throw=True)
	return review.stamp([str(name) for name in frappe.parse_json(customers)])


@frappe.whitelist(methods=["POST"])
def archive(customer: str, reason: str) -> None:
	"""Archive a customer, with the reason in the file's history (CUS-11)."""
	frappe.has_permission(scope.CUSTOMER, "write", doc=customer, throw=True)
	history.change_status(frappe.get_doc(scope.CUSTOMER, customer), CustomerStatus.ARCHIVED, reason)


@frappe.whitelist(methods=["POST"])
def take_back(customer: str, reason: str) -> None:
	"""Make an archived customer an active one again, with the reason in the file's history (CUS-11)."""
	frappe.has_permission(scope.CUSTOMER, "write", doc=customer, throw=True)
	history.change_status(frappe.get_doc(scope.CUSTOMER, customer), CustomerStatus.ACTIVE, reason)


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def offered_products(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict
) -> list[tuple[str, str, str]]:
	"""Find products that may be sold today, of one category if `filters` names it (CUS-25)."""
	frappe.has_permission(PRODUCT, "read", throw=True)
	product = frappe.qb.DocType(PRODUCT)
	day = today()
	begins = f"%{txt}%"
	query = (
		frappe.qb.from_(product)
		.select(product.name, product.product_name, product.category)
		.where(product.on_sale == 1)
		.where(product.sale_from.isnull() | (product.sale_from <= day))
		.where(product.sale_to.isnull() | (product.sale_to >= day))
		.where(product.name.like(begins) | product.product_name.like(begins))
		.orderby(product.category, product.product_name)
		.limit(page_len)
		.offset(start)
	)
	if category := filters.get("category"):
		query = query.where(product.category == category)
	return [(name, title, _(kind, context=PRODUCT)) for name, title, kind in query.run()]


def _check_may_enter(customer: str | None) -> None:
	kind = "write" if customer else "create"
	frappe.has_permission(scope.CUSTOMER, kind, doc=customer, throw=True)
