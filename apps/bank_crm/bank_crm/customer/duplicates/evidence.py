"""What is known for and against two customers being one, read for many pairs at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import frappe

from bank_crm.customer.duplicates.names import pinyin, similarity
from bank_crm.domain.duplicates import Evidence, likelihood
from bank_crm.domain.enums import CustomerType
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
VAULT = "Bank Sealed Value"
PAIRS_PER_CHUNK = 5_000
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Traits:
	"""What is compared of one customer; numbers only as fingerprints."""

	customer_name: str
	name_pinyin: str
	customer_type: str
	birth_date: date | None
	id_type: str
	fingerprints: dict[str, frozenset[str]] = field(default_factory=dict)  # sealed field → blind indexes


@dataclass(frozen=True, slots=True)
class Judged:
	"""A pair with its evidence and likelihood."""

	pair: Pair
	evidence: Evidence
	score: int


def judge(pairs: Iterable[Pair]) -> Iterator[Judged]:
	"""Weigh pairs of customer names; those of whom one no longer exists are left out."""
	waiting = iter(pairs)
	while chunk := list(islice(waiting, PAIRS_PER_CHUNK)):
		known = load({name for pair in chunk for name in pair})
		for pair in chunk:
			if pair[0] in known and pair[1] in known:
				evidence = compare(known[pair[0]], known[pair[1]])
				yield Judged(pair, evidence, likelihood(evidence))


def load(names: Iterable[str]) -> dict[str, Traits]:
	"""Read the traits of customers by name, in two queries."""
	wanted = NameList(sorted(names))
	customer, vault = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(VAULT)
	fingerprints: dict[str, dict[str, frozenset[str]]] = {}
	sealed = (
		frappe.qb.from_(vault)
		.select(vault.ref_name, vault.ref_field, vault.blind_index)
		.where((vault.ref_doctype == CUSTOMER) & wanted.holds(vault.ref_name))
	)
	for name, sealed_field, index in sealed.run():
		fingerprints.setdefault(name, {})[sealed_field] = frozenset({index})
	rows = (
		frappe.qb.from_(customer)
		.select(
			customer.name,
			customer.customer_name,
			customer.name_pinyin,
			customer.customer_type,
			customer.birth_date,
			customer.id_type,
		)
		.where(wanted.holds(customer.name))
	).run()
	return {
		name: Traits(
			customer_name=shown or "",
			name_pinyin=sound or pinyin(shown or ""),
			customer_type=kind or "",
			birth_date=born,
			id_type=id_type or "",
			fingerprints=fingerprints.get(name, {}),
		)
		for name, shown, sound, kind, born, id_type in rows
	}


def compare(one: Traits, other: Traits) -> Evidence:
	"""Compare two customers, or one with what somebody is typing."""
	same_id = _agree(one, other, "id_number")
	both_dated = bool(one.birth_date and other.birth_date)
	same_name = _plain(one.customer_name) == _plain(other.customer_name) != ""
	return Evidence(
		same_id_number=same_id,
		same_mobile=_agree(one, other, "mobile"),
		same_email=_agree(one, other, "email"),
		same_birth_date=both_dated and one.birth_date == other.birth_date,
		same_name=same_name,
		name_similarity=100 if same_name else similarity(one.name_pinyin, other.name_pinyin),
		company=one.customer_type == other.customer_type == CustomerType.COMPANY,
		other_id_number=not same_id
		and one.id_type == other.id_type
		and bool(one.fingerprints.get("id_number") and other.fingerprints.get("id_number")),
		other_birth_date=both_dated and one.birth_date != other.birth_date,
		other_type=bool(one.customer_type and other.customer_type)
		and one.customer_type != other.customer_type,
	)


def _agree(one: Traits, other: Traits, sealed_field: str) -> bool:
	# a typed value has a fingerprint under every key of the site, a stored one under its own
	first, second = one.fingerprints.get(sealed_field), other.fingerprints.get(sealed_field)
	return bool(first and second and not first.isdisjoint(second))


def _plain(name: str) -> str:
	return "".join(name.split()).casefold()
