"""Which values belong to the system they came from, and which were added by hand (CUS-09, CUS-13).

A field is the core system's where a data source of that system brings it and the record has a value in it; people see
it read-only with its source. Whatever the core left blank may be added by hand: that is marked in `manual_entries` and
logged. The synchronisation writes tables, not documents, so it may change every field; a mark whose value the core has
replaced no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, now_datetime

from bank_crm.compliance import sealing
from bank_crm.customer import checks
from bank_crm.customer.file.validation import same
from bank_crm.domain import masking
from bank_crm.domain.enums import Gender
from bank_crm.domain.sealing_format import normalise
from bank_crm.domain.sync_entities import ENTITIES
from bank_crm.domain.sync_types import KEY_FIELD, SyncEntity

CUSTOMER = "Bank Customer"
ACCOUNT = "Bank Customer Account"
ENTRY = "Bank Manual Entry"
#: Codes of source systems are read by their translation in this context; public/js/desk/source_system.js.
SYSTEM_NAMES = "Source System"
#: In the marks, the field under which products added by hand are listed.
PRODUCTS = "accounts"
_ENTITY = {CUSTOMER: SyncEntity.CUSTOMER, ACCOUNT: SyncEntity.ACCOUNT}
#: What stays the core's of a customer even when no data source of its system is set up (any more).
_IDENTITY = (
	"customer_name",
	"customer_type",
	"gender",
	"birth_date",
	"id_type",
	"id_number",
	"opened_on",
)
#: What the synchronisation keeps track of a record by; nobody changes it in a document.
_TRACES = ("source_system", "external_id", "last_synced_at")


class Mark(TypedDict):
	"""Who added a value by hand, and when."""

	by: str
	on: str


def owned(doc: Document) -> dict[str, str]:
	"""Return the fields of a record that belong to a source system, with that system's name."""
	if not doc.source_system:
		return {}
	by_hand = standing_marks(doc)
	return {
		field: system
		for field, system in _brought(doc).items()
		if field not in by_hand and not _blank(doc, field)
	}


def standing_marks(doc: Document) -> dict[str, Mark]:
	"""Return the marks of a customer whose values still are what was entered."""
	return {
		row.fieldname: {"by": row.entered_by, "on": str(row.entered_on)}
		for row in doc.get("manual_entries") or []
		if not row.account and row.value_hash == fingerprint(doc, row.fieldname)
	}


def guard(doc: Document) -> None:
	"""Refuse changes of what belongs to a source system, and mark what people add (`validate` of a record)."""
	before = doc.get_doc_before_save()
	if doc.is_new() or before is None:
		return
	for trace in _TRACES:
		doc.set(trace, before.get(trace))
	if doc.meta.has_field("manual_entries"):
		doc.set("manual_entries", before.manual_entries)
	if not before.source_system:
		return
	for field, system in owned(before).items():
		if not _same_shown(doc, before, field):
			name = frappe.bold(_(system, context=SYSTEM_NAMES))
			checks.refuse(doc, field, _("comes from {0} and is changed there.").format(name))
	if doc.doctype == CUSTOMER:
		_mark(doc, before)


def note_product(account: Document) -> None:
	"""Mark a product added by hand in its customer's file, and tell it in the file's history (CUS-09)."""
	if account.source_system or not account.customer:
		return
	last = frappe.db.count(ENTRY, {"parent": account.customer, "parentfield": "manual_entries"})
	frappe.get_doc(
		{
			"doctype": ENTRY,
			"parenttype": CUSTOMER,
			"parent": account.customer,
			"parentfield": "manual_entries",
			"idx": last + 1,
			"fieldname": PRODUCTS,
			"account": account.name,
			"entered_by": frappe.session.user,
			"entered_on": now_datetime(),
		}
	).insert(ignore_permissions=True)  # whoever may add the account has been asked for its customer
	note_in_history(
		account.customer,
		_("added by hand: {0} ({1})").format(_(account.category, context=ACCOUNT), account.name),
	)


def forget_product(account: Document) -> None:
	"""Remove the mark of a deleted product."""
	frappe.db.delete(ENTRY, {"parent": account.customer, "account": account.name})


def note_in_history(customer: str, text: str) -> None:
	"""Write a line into the customer's history; `text` is shown as text."""
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"comment_email": frappe.session.user,
			"reference_doctype": CUSTOMER,
			"reference_name": customer,
			"content": frappe.utils.escape_html(text),
		}
	).insert(ignore_permissions=True)  # a log entry of a step that was permitted


def fingerprint(doc: Document, field: str) -> str:
	"""Return what a mark remembers a value by; of a sealed field the mask is taken."""
	df = doc.meta.get_field(field)
	value: object = doc.get(field) if df else None
	if df is None or value in (None, ""):
		return ""
	if df.fieldtype in ("Currency", "Float", "Percent"):
		value = flt(value, 2)
	elif df.fieldtype == "Int":
		value = cint(value)
	elif field in sealing.SEALED_FIELDS.get(doc.doctype, {}):
		value = _mask(doc, field)
	return blake2b(str(value).encode(), digest_size=16).hexdigest()


def _mask(doc: Document, field: str) -> str:
	value = str(doc.get(field) or "")
	if not value or masking.is_masked(value):
		return value
	kind = sealing.kind_of(doc.doctype, field)
	return masking.mask(kind, normalise(kind, value))


def _mark(doc: Document, before: Document) -> None:
	"""Keep one mark for each field a person filled; values the core has replaced since lose theirs."""
	fields = {spec.name for spec in ENTITIES[SyncEntity.CUSTOMER].fields} - {KEY_FIELD}
	added = {
		field
		for field in fields
		if doc.meta.has_field(field) and not _same_shown(doc, before, field) and not _blank(doc, field)
	}
	kept = [
		row
		for row in doc.manual_entries
		if row.account or (row.fieldname not in added and row.value_hash == fingerprint(doc, row.fieldname))
	]
	if not added and len(kept) == len(doc.manual_entries):
		return
	doc.set("manual_entries", kept)
	for field in sorted(added):
		doc.append(
			"manual_entries",
			{
				"fieldname": field,
				"entered_by": frappe.session.user,
				"entered_on": now_datetime(),
				"value_hash": fingerprint(doc, field),
			},
		)
	for number, row in enumerate(doc.manual_entries, start=1):
		row.idx = number


def _same_shown(doc: Document, before: Document, field: str) -> bool:
	if field in sealing.SEALED_FIELDS.get(doc.doctype, {}):
		# anything typed anew is a change, even where the mask stays the same
		return not checks.typed_value(doc, field) and _mask(doc, field) == _mask(before, field)
	return same(doc, field, before.get(field), doc.get(field))


def _blank(doc: Document, field: str) -> bool:
	value = doc.get(field)
	return not value or (field == "gender" and value == Gender.UNKNOWN)


def _brought(doc: Document) -> dict[str, str]:
	"""Field → the system that brings it, the record's own before those that only fill blanks."""
	entity = _ENTITY[doc.doctype]
	systems = [doc.source_system, *_linked_systems(doc)]
	mapped = _mapped(entity, systems)
	known = {spec.name for spec in ENTITIES[entity].fields} - {KEY_FIELD}
	if doc.source_system not in {system for system, _field in mapped}:
		own = _IDENTITY if doc.doctype == CUSTOMER else known
		mapped += [(doc.source_system, field) for field in own]
	brought: dict[str, str] = {}
	for system in dict.fromkeys(systems):
		for mapped_system, field in mapped:
			if mapped_system == system and field in known and doc.meta.has_field(field):
				brought.setdefault(field, system)
	return brought


def _linked_systems(doc: Document) -> list[str]:
	record = frappe.qb.DocType("Bank Source Record")
	return (
		frappe.qb.from_(record)
		.select(record.source_system)
		.where((record.ref_doctype == doc.doctype) & (record.ref_name == doc.name))
		.orderby(record.name)
		.limit(20)
	).run(pluck=True)


def _mapped(entity: SyncEntity, systems: Iterable[str]) -> list[tuple[str, str]]:
	source, field = frappe.qb.DocType("Bank Data Source"), frappe.qb.DocType("Bank Data Source Field")
	return list(
		frappe.qb.from_(source)
		.join(field)
		.on((field.parent == source.name) & (field.parenttype == "Bank Data Source"))
		.select(source.source_system, field.target_field)
		.distinct()
		.where((source.entity == entity.value) & source.source_system.isin(list(systems)))
		.orderby(field.target_field)
		.run()
	)
