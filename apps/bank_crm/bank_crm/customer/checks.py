"""Checks of a customer's and an account's data; each error names the exact field (CUS-02, CUS-14)."""

from collections.abc import Callable
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from bank_crm.compliance import sealing, vault
from bank_crm.domain import identity, masking
from bank_crm.domain.enums import Gender, IdType, SealKind
from bank_crm.domain.profile import is_period
from bank_crm.domain.sealing_format import normalise

ID_CHECKS: dict[str, Callable[[str], bool]] = {
	IdType.ID_CARD: identity.is_citizen_number,
	IdType.CREDIT_CODE: identity.is_credit_code,
	IdType.PASSPORT: identity.is_passport,
}


def refuse(doc: Document, field: str, message: str) -> NoReturn:
	"""Stop with an error that names the field; the value itself is never repeated."""
	label = frappe.bold(_(doc.meta.get_label(field)))
	frappe.throw(f"{label}: {message}", title=_("Invalid Value"))


def typed_value(doc: Document, field: str) -> str:
	"""Return the normalised value somebody typed into a sealed field; "" if empty or still the mask."""
	value = str(doc.get(field) or "")
	if not value or masking.is_masked(value):
		return ""
	return normalise(sealing.kind_of(doc.doctype, field), value)


def check_contact(doc: Document) -> None:
	"""Refuse a phone number or an e-mail address that cannot be one."""
	mobile = typed_value(doc, "mobile")
	if mobile and not identity.is_mobile(mobile):
		refuse(doc, "mobile", _("not a mobile number (11 digits, or + and the country code)."))
	email = typed_value(doc, "email")
	if email and not identity.is_email(email):
		refuse(doc, "email", _("not an e-mail address."))


def check_identity(doc: Document) -> None:
	"""Check the ID number by its type, its agreement with the birth date, and that it is nobody else's."""
	typed = typed_value(doc, "id_number")
	if (doc.id_number or typed) and not doc.id_type:
		refuse(doc, "id_type", _("needed with an ID number."))
	check = ID_CHECKS.get(doc.id_type)
	if typed and check and not check(typed):
		refuse(doc, "id_number", _("wrong length, date or check digit."))
	if typed:
		_check_unique_id(doc, typed)
	if doc.id_type == IdType.ID_CARD:
		_agree_with_citizen_number(doc, typed)


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
		refuse(doc, end, _("lies before {0}.").format(_(doc.meta.get_label(start))))


def empty_to_null(doc: Document, *fields: str) -> None:
	"""Store nothing instead of "" where a unique index must let several empty ones pass."""
	for field in fields:
		doc.set(field, doc.get(field) or None)


def _check_unique_id(doc: Document, typed: str) -> None:
	others = set(sealing.find(SealKind.ID_NUMBER, typed, doc.doctype, "id_number")) - {str(doc.name)}
	if others:
		refuse(doc, "id_number", _("another customer has it already."))


def _agree_with_citizen_number(doc: Document, typed: str) -> None:
	number = typed or _stored_number(doc)
	born = identity.citizen_birth_date(number) if number else None
	if born is None:
		return
	if not doc.birth_date:
		doc.birth_date = born
	elif getdate(doc.birth_date) != born:
		refuse(doc, "birth_date", _("does not agree with the ID number."))
	if not doc.gender or doc.gender == Gender.UNKNOWN:
		doc.gender = Gender.MALE.value if identity.citizen_is_male(number) else Gender.FEMALE.value


def _stored_number(doc: Document) -> str:
	"""Open the number on record, only when what depends on it was changed."""
	if doc.is_new() or not (doc.has_value_changed("birth_date") or doc.has_value_changed("id_type")):
		return ""
	entry = vault.read_one(doc.doctype, str(doc.name), "id_number") if doc.id_number else None
	return sealing.open_value(doc.doctype, "id_number", *entry) if entry else ""
