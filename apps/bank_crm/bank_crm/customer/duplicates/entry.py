"""Duplicates while a customer is being entered: what somebody types against everybody on record (CUS-13, CUS-14)."""

from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from bank_crm.compliance import sealing, vault
from bank_crm.customer.duplicates import pairs
from bank_crm.customer.duplicates.candidates import MOST_IN_DAY, in_use
from bank_crm.customer.duplicates.evidence import Judged, Traits, compare, load
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.customer.duplicates.names import alike, pinyin
from bank_crm.domain import masking
from bank_crm.domain.customer_enums import DuplicateOrigin, DuplicateStatus
from bank_crm.domain.duplicates import LISTED_FROM, Evidence, likelihood, ordered, sound_key
from bank_crm.domain.enums import CustomerType, SealKind

CUSTOMER = "Bank Customer"
SEALED = sealing.SEALED_FIELDS[CUSTOMER]
COMPARED = ("customer_name", "customer_type", "birth_date", "id_type", *SEALED)
#: More than this many customers with one phone or name are no candidates, as in the nightly search.
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Candidate:
	"""A customer on record who may be the one being entered."""

	name: str
	evidence: Evidence
	score: int


def find(values: Mapping[str, object], name: str | None = None) -> list[Candidate]:
	"""Return who on record may be the customer with these typed values, the likeliest first; not scope-checked.

	`name` is the customer being edited: he is left out, and a mask in `values` stands for what he has on record.
	Pairs that were found to be no duplicates are left out, too.
	"""
	typed = _traits(values, name)
	found = set(_names_by_fingerprint(typed)) | set(_names_by_birth_date(typed)) | set(_companies(typed))
	found -= {name, *_different_from(name)}
	known = load(found) if found else {}
	candidates = []
	for other, traits in known.items():
		evidence = compare(typed, traits)
		candidates.append(Candidate(other, evidence, likelihood(evidence)))
	likely = [candidate for candidate in candidates if candidate.score >= LISTED_FROM]
	return sorted(likely, key=lambda candidate: (-candidate.score, candidate.name))


def remember(doc: Document, method: str | None = None) -> None:
	"""Put a saved customer's candidates on the list (doc_event on_update)."""
	before = doc.get_doc_before_save()
	if before is None or any(doc.get(field) != before.get(field) for field in COMPARED):
		remember_customer(str(doc.name), doc)


def remember_customer(name: str, values: Mapping[str, object] | None = None) -> int:
	"""Look for one stored customer's duplicates and list them; returns how many. Archived customers have none."""
	if not _used({name}):
		return 0
	values = values or frappe.db.get_value(CUSTOMER, name, list(COMPARED), as_dict=True)
	found = find(values, name)
	used = _used({candidate.name for candidate in found})
	judged = [
		Judged(ordered(name, candidate.name), candidate.evidence, candidate.score)
		for candidate in found
		if candidate.name in used
	]
	return pairs.store(judged, DuplicateOrigin.ENTRY)


def _traits(values: Mapping[str, object], name: str | None) -> Traits:
	shown = str(values.get("customer_name") or "")
	born = values.get("birth_date")
	return Traits(
		customer_name=shown,
		name_pinyin=pinyin(shown),
		customer_type=str(values.get("customer_type") or ""),
		birth_date=getdate(born) if born else None,
		id_type=str(values.get("id_type") or ""),
		fingerprints={field: _fingerprints(field, kind, values, name) for field, kind in SEALED.items()},
	)


def _fingerprints(
	field: str, kind: SealKind, values: Mapping[str, object], name: str | None
) -> frozenset[str]:
	typed = str(values.get(field) or "")
	if not typed:
		return frozenset()
	if not masking.is_masked(typed):
		return frozenset(sealing.blind_indexes(kind, typed))
	stored = name and frappe.db.get_value(
		vault.DOCTYPE, {"ref_doctype": CUSTOMER, "ref_name": name, "ref_field": field}, "blind_index"
	)
	return frozenset({stored}) if stored else frozenset()


def _names_by_fingerprint(typed: Traits) -> list[str]:
	names: list[str] = []
	for field, indexes in typed.fingerprints.items():
		found = vault.names_by_index(CUSTOMER, field, sorted(indexes))
		names += found if len(found) <= MOST_FOUND else []
	return kept_of(names)


def _names_by_birth_date(typed: Traits) -> list[str]:
	key = sound_key(typed.name_pinyin)
	if not typed.birth_date or not key:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(customer.name, customer.name_pinyin)
		.where((customer.birth_date == typed.birth_date) & in_use(customer))
	)
	rows = query.limit(MOST_IN_DAY + 1).run()
	if len(rows) > MOST_IN_DAY:
		# a day that stands for "unknown": only names of exactly the same sound
		rows = query.where(customer.name_pinyin == typed.name_pinyin).limit(MOST_FOUND).run()
	keys = [key, *(sound_key(row[1] or "") for row in rows)]
	return [rows[other - 1][0] for one, other in alike(keys, only_first=True)]


def _companies(typed: Traits) -> list[str]:
	if typed.customer_type != CustomerType.COMPANY or not typed.customer_name:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(customer.name)
		.where((customer.customer_name == typed.customer_name) & in_use(customer))
		.where(customer.customer_type == CustomerType.COMPANY.value)
	)
	return query.limit(MOST_FOUND).run(pluck=True)


def _different_from(name: str | None) -> set[str]:
	if not name:
		return set()
	pair = frappe.qb.DocType(pairs.DOCTYPE)
	rows = (
		frappe.qb.from_(pair)
		.select(pair.customer, pair.other_customer)
		.where(
			(pair.status == DuplicateStatus.NOT_A_DUPLICATE.value)
			& ((pair.customer == name) | (pair.other_customer == name))
		)
	).run()
	return {customer for row in rows for customer in row} - {name}


def _used(names: set[str]) -> set[str]:
	if not names:
		return set()
	customer = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(customer).select(customer.name)
	return set(query.where(customer.name.isin(sorted(names)) & in_use(customer)).run(pluck=True))
