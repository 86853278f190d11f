"""What people write about customers keeps no complete numbers: notes, comments, tasks, mails (SEC-11, SEC-15).

A number of a person belongs into its own field, where it is sealed. Written into a sentence it is replaced
by its mask before the row is stored, on every way a document takes (doc_event before_validate, which no flag
skips).
"""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

from bank_crm.compliance import sealing, vault
from bank_crm.domain.enums import SealKind
from bank_crm.domain.quiet_text import Candidate, quieten

LONG_TYPES = frozenset({"Small Text", "Text", "Long Text", "Text Editor", "Markdown Editor", "HTML Editor"})
#: One-line fields that hold sentences; other ones hold keys and names.
SHORT_FIELDS = frozenset({"subject", "title", "need", "next_step", "remarks", "outcome"})
#: Frappe's documents in which staff and customers write.
TALK: dict[str, tuple[str, ...]] = {
	"Comment": ("content", "subject"),
	"Communication": ("subject", "content", "text_content", "sender_full_name", "phone_no"),
	"ToDo": ("description",),
	"Event": ("subject", "description"),
	"Note": ("title", "content"),
	"Notification Log": ("subject", "email_content"),
	"Unhandled Email": ("raw",),
}
#: Written by machines from what is masked already, or a configuration in which a long number is no person's.
LEFT_ALONE = frozenset({"Bank Sealed Value", "Bank Operation Log", "Bank Log Seal", "Bank Data Source"})
APP = "bank_crm"


def quieten_document(doc: Document, method: str | None = None) -> None:
	"""Mask complete numbers and addresses in the texts of a document (doc_event before_validate of all)."""
	for field in text_fields(doc):
		value = doc.get(field)
		if value and isinstance(value, str):
			quiet = quieten(value, known)
			if quiet != value:
				doc.set(field, quiet)
	for table in _child_tables(doc):
		for row in doc.get(table) or []:
			quieten_document(row)


def quieten_text(text: str) -> str:
	"""Mask complete numbers and addresses in a text that is stored without its document's events."""
	return quieten(text, known)


def text_fields(doc: Document) -> tuple[str, ...]:
	"""Return the fields of a document in which sentences are written; none for what is not ours to change."""
	if doc.doctype in TALK:
		return TALK[doc.doctype]
	if not _is_masked(doc.doctype):
		return ()
	return tuple(
		field.fieldname
		for field in doc.meta.fields
		if field.fieldtype in LONG_TYPES or (field.fieldtype == "Data" and field.fieldname in SHORT_FIELDS)
	)


def is_ours(doctype: str) -> bool:
	"""Tell whether the app brought the DocType; asked at every write, so answered from the cache."""
	if not doctype.startswith("Bank "):
		return False
	return frappe.local.module_app.get(frappe.scrub(frappe.get_meta(doctype).module)) == APP


def _is_masked(doctype: str) -> bool:
	return doctype not in LEFT_ALONE and is_ours(doctype)


def known(found: Iterable[Candidate]) -> dict[str, SealKind]:
	"""Return the kinds of the candidates the vault has, and of addresses that belong to nobody of the bank."""
	wanted: dict[str, tuple[str, SealKind]] = {}
	addresses: dict[str, str] = {}
	for one in found:
		for kind in one.kinds:
			for index in sealing.blind_indexes(kind, one.raw):
				wanted[index] = (one.raw, kind)
		if SealKind.EMAIL in one.kinds:
			addresses[one.raw.lower()] = one.raw
	kinds = {wanted[index][0]: wanted[index][1] for index in vault.known_indexes(list(wanted))}
	for address in addresses.keys() - internal(addresses):
		kinds[addresses[address]] = SealKind.EMAIL
	return kinds


def internal(addresses: Iterable[str]) -> set[str]:
	"""Return which of the addresses (lower case) are the bank's own: of its users and its e-mail accounts."""
	asked = list(addresses)
	if not asked:
		return set()
	users = frappe.get_all("User", or_filters={"name": ("in", asked), "email": ("in", asked)}, pluck="email")
	accounts = frappe.get_all("Email Account", filters={"email_id": ("in", asked)}, pluck="email_id")
	return {str(one).lower() for one in [*users, *accounts] if one}


def _child_tables(doc: Document) -> list[str]:
	return [field.fieldname for field in doc.meta.get_table_fields()] if _is_masked(doc.doctype) else []
