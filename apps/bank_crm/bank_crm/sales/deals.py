"""What contracts and applications have in common: whose they are, whose customer, what they were made from (CON-02, SAL-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.compliance.approvals.subjects import Facts
from bank_crm.customer import checks
from bank_crm.permissions import roles, scope
from bank_crm.sales.opportunities import rows as opportunity_rows

CUSTOMER = "Bank Customer"


def fill(doc: Document, person: str) -> None:
	"""Complete customer, person and branch of a new one; `person` is the column of who answers for it."""
	known = frappe._dict()
	if doc.customer:
		known = (
			frappe.db.get_value(CUSTOMER, doc.customer, ("branch", "manager", "merged_into"), as_dict=True)
			or known
		)
		doc.customer = known.merged_into or doc.customer
	if not doc.get(person):
		user = frappe.session.user
		doc.set(person, user if roles.has_any(user, opportunity_rows.sellers()) else known.manager or user)
	doc.branch = (
		doc.branch
		or known.branch
		or frappe.db.get_value("Bank Staff", {"user": doc.get(person), "active": 1}, "branch")
	)


def check_person(doc: Document, person: str, before: Document | None) -> None:
	"""Refuse somebody who does not sell for the bank."""
	user = doc.get(person)
	if not user or user == "Administrator" or (before and before.get(person) == user):
		return
	if not roles.has_any(user, opportunity_rows.sellers()) or scope.has_left(user):
		checks.refuse(doc, person, _("is nobody who sells for the bank."))


def check_same_customer(doc: Document, *fields: str) -> None:
	"""What it was made from is about the same customer, who stays."""
	before = doc.get_doc_before_save()
	if before and before.customer and before.customer != doc.customer and not doc.flags.bank_system:
		checks.refuse(doc, "customer", _("stays who it was."))
	for field in fields:
		name = doc.get(field)
		if not name or (before and before.get(field) == name):
			continue
		of = frappe.db.get_value(doc.meta.get_field(field).options, name, "customer")
		if of != doc.customer:
			checks.refuse(doc, field, _("belongs to another customer."))


def title(doc: Document, what: str) -> str:
	"""Name a document by its customer and what it is about."""
	name = frappe.db.get_value(CUSTOMER, doc.customer, "customer_name") or doc.customer
	return f"{name} · {what}"[:140]


def facts(doc: Document, person: str, kind: str, shown: str = "") -> Facts:
	"""Return what the rules of the approval matrix look at; `shown` is the type as people read it."""
	return Facts(
		title=f"{shown or kind} {doc.name}",
		person=person,
		type=kind,
		amount=flt(doc.amount),
		branch=doc.branch or "",
		product=doc.product or "",
	)
