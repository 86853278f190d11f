"""Checks shared by the app's documents; each error names the exact field (CUS-02, CUS-14)."""

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate

from bank_crm.compliance import free_text, sealing
from bank_crm.domain import identity, masking
from bank_crm.domain.profile import is_amount, is_period
from bank_crm.domain.sealing_format import normalise

AMOUNTS = frozenset({"Currency", "Float", "Percent"})


def refuse(doc: Document, field: str, message: str) -> NoReturn:
	"""Stop with an error that names the field, to the form too; the value itself is never repeated."""
	frappe.local.flags.bank_refused = {"doctype": doc.doctype, "field": field, "told": message}
	label = frappe.bold(_(doc.meta.get_label(field)))
	frappe.throw(f"{label}: {message}", title=_("Invalid Value"))


def typed_value(doc: Document, field: str) -> str:
	"""Return the normalised value somebody typed into a sealed field; "" if empty or still the mask."""
	value = str(doc.get(field) or "")
	if not value or masking.is_masked(value):
		return ""
	return normalise(sealing.kind_of(doc.doctype, field), value)


def check_card_number(doc: Document, field: str) -> None:
	"""Refuse a card number that fails the Luhn test."""
	typed = typed_value(doc, field)
	if typed and not identity.is_card_number(typed):
		refuse(doc, field, _("wrong length or check digit."))


def check_account_number(doc: Document, field: str) -> None:
	"""Refuse an account number that is not 4 to 34 letters and digits."""
	typed = typed_value(doc, field)
	if typed and not (typed.isascii() and typed.isalnum() and 4 <= len(typed) <= 34):
		refuse(doc, field, _("an account number has 4 to 34 letters and digits."))


def check_period(doc: Document, start: str, end: str) -> None:
	"""Refuse a period that ends before it starts; the later field is named."""
	first, last = doc.get(start), doc.get(end)
	if not is_period(getdate(first) if first else None, getdate(last) if last else None):
		refuse(doc, end, _("lies before {0}.").format(_(doc.meta.get_label(start), context=doc.doctype)))


def check_amounts(doc: Document, *fields: str) -> None:
	"""Refuse an amount or rate the database cannot hold."""
	for field in fields:
		if not is_amount(flt(doc.get(field))):
			refuse(doc, field, _("too large."))


def check_all_amounts(doc: Document, method: str | None = None) -> None:
	"""Refuse at its field whatever amount no column holds, in all our documents (doc_event validate; CUS-14).

	Without it the database would refuse the row, and nobody would be told which field is meant.
	"""
	if not free_text.is_ours(doc.doctype):
		return
	for row in (doc, *doc.get_all_children()):
		check_amounts(row, *(df.fieldname for df in row.meta.fields if df.fieldtype in AMOUNTS))


def empty_to_null(doc: Document, *fields: str) -> None:
	"""Store nothing instead of "" where a unique index must let several empty ones pass."""
	for field in fields:
		doc.set(field, doc.get(field) or None)
