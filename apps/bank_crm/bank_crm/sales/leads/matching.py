"""Which customer on record a lead is: weighed like duplicates, its numbers compared by fingerprint only (SAL-01, CUS-13)."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance import sealing, vault
from bank_crm.customer.duplicates import evidence
from bank_crm.customer.duplicates.evidence import Traits
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.customer.duplicates.names import pinyin
from bank_crm.domain import masking
from bank_crm.domain.duplicates import likelihood
from bank_crm.domain.leads import OVER
from bank_crm.permissions import scope
from bank_crm.speaking import listed

LEAD = "Bank Lead"
FIELDS = tuple(sealing.SEALED_FIELDS[LEAD])
#: From this likelihood on a lead is taken for the customer: the ID number, or the mobile with the name.
SURE = 75
#: A number more customers share than this says nothing about any of them.
MOST = 10
Fingerprints = Mapping[str, frozenset[str]]


def match(lead: Document) -> None:
	"""Find the customer a lead is once its numbers or its name were typed, before they are sealed (`validate`)."""
	if lead.opportunity:
		return
	before = lead.get_doc_before_save()
	typed = [field for field in FIELDS if _is_typed(lead.get(field))]
	renamed = before is not None and before.lead_name != lead.lead_name
	if not typed and not renamed:
		return
	stored = {} if before is None else stored_fingerprints(str(lead.name))
	known = {field: _known(lead, field, stored) for field in FIELDS}
	lead.customer, lead.match_signs = None, None
	lead.same_as = open_twin(lead.lead_name, known, but=lead.name)
	found = customer_of(lead.lead_name, lead.customer_type, known)
	if found:
		lead.customer = found[0]
		lead.match_signs = listed(_(lead.meta.get_label(field)) for field in found[1])


def stored_fingerprints(lead: str) -> dict[str, frozenset[str]]:
	"""Return the fingerprints of a stored lead's numbers by field."""
	table = frappe.qb.DocType(vault.DOCTYPE)
	mine = (table.ref_doctype == LEAD) & (table.ref_name == lead)
	rows = frappe.qb.from_(table).select(table.ref_field, table.blind_index).where(mine).run()
	return {field: frozenset({index}) for field, index in rows}


def open_twin(name: str | None, known: Fingerprints, *, but: str | None = None) -> str | None:
	"""Return the oldest open lead of the same person: the same ID number, or the same name and telephone; not `but`."""
	by_id, by_mobile = (
		vault.names_by_index(LEAD, field, sorted(known.get(field, ()))) for field in ("id_number", "mobile")
	)
	if not by_id and not by_mobile:
		return None
	lead = frappe.qb.DocType(LEAD)
	same = lead.name.isin(by_id or [""]) | (lead.name.isin(by_mobile or [""]) & (lead.lead_name == name))
	still_open = lead.status.notin([status.value for status in sorted(OVER)])
	query = frappe.qb.from_(lead).select(lead.name).where(same & still_open & (lead.name != (but or "")))
	found = query.orderby(lead.opened_on).orderby(lead.name).limit(1).run(pluck=True)
	return found[0] if found else None


def fingerprints(values: Mapping[str, str]) -> Fingerprints:
	"""Return the fingerprints of numbers somebody has typed, by field."""
	return {
		field: frozenset(sealing.blind_indexes(sealing.kind_of(LEAD, field), values[field]))
		for field in FIELDS
		if values.get(field)
	}


def customer_of(
	name: str | None, customer_type: str | None, known: Fingerprints
) -> tuple[str, list[str]] | None:
	"""Return the likeliest customer with these numbers and the fields that agree; None where nobody is sure enough."""
	fields: dict[str, list[str]] = {}
	for field, indexes in known.items():
		names = vault.names_by_index(scope.CUSTOMER, field, sorted(indexes))
		for each in kept_of(names) if len(names) <= MOST else []:
			fields.setdefault(each, []).append(field)
	if not fields:
		return None
	shown = name or ""
	mine = Traits(
		customer_name=shown,
		name_pinyin=pinyin(shown),
		customer_type=customer_type or "",
		birth_date=None,
		id_type="",
		fingerprints=dict(known),
	)
	weighed = [
		(likelihood(evidence.compare(mine, traits)), other)
		for other, traits in evidence.load(sorted(fields)).items()
	]
	best = sorted(((-score, other) for score, other in weighed if score >= SURE))
	return (best[0][1], fields[best[0][1]]) if best else None


def _known(lead: Document, field: str, stored: Fingerprints) -> frozenset[str]:
	value = lead.get(field)
	if _is_typed(value):
		return frozenset(sealing.blind_indexes(sealing.kind_of(LEAD, field), str(value)))
	return stored.get(field, frozenset()) if value else frozenset()


def _is_typed(value: object) -> bool:
	"""Whether a sealed field holds what somebody typed, and not the mask of what is on record."""
	return bool(value) and not masking.is_masked(str(value))
