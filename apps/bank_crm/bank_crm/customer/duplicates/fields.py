"""The customer's own fields in a merge: which one's value is kept, and what an undo gives back (CUS-13).

Sealed values never appear here in the clear but while one is sealed anew for the merge that replaces it.
"""

import json
from collections.abc import Mapping

import frappe
from frappe.utils import now
from pypika.terms import Values, ValueWrapper

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.keyring import current_key
from bank_crm.customer.duplicates import ledger
from bank_crm.customer.duplicates.names import pinyin
from bank_crm.domain import sealing_format
from bank_crm.domain.duplicates import choose

CUSTOMER = "Bank Customer"
MERGE = "Bank Customer Merge"
SEALED = sealing.SEALED_FIELDS[CUSTOMER]
#: Computed from what is linked, or the merge's own business.
COMPUTED = frozenset(
	{
		"status", "merged_into", "name_pinyin", "activity_level", "value_score", "completeness", "profile_problems",
		"total_aum", "aum_month_avg", "total_liability", "product_count", "last_txn_at", "last_login_at",
		"source_system", "external_id", "last_synced_at",
	}
)  # fmt: skip
SOURCE = ("source_system", "external_id", "last_synced_at")
Row = Mapping[str, object]


def choosable() -> list[str]:
	"""The fields a person may choose for, in the order of the form; fields of tomorrow among them."""
	meta = frappe.get_meta(CUSTOMER)
	return [
		field.fieldname
		for field in meta.fields
		if field.fieldtype in frappe.model.data_fieldtypes
		and field.fieldtype not in frappe.model.table_fields
		and not field.is_virtual
		and field.fieldname not in COMPUTED
	]


def fingerprints(customer: str) -> dict[str, str]:
	"""Sealed field → blind index under the present key, of one customer: equal masks may hide different numbers."""
	rows = frappe.get_all(
		vault.DOCTYPE,
		filters={"ref_doctype": CUSTOMER, "ref_name": customer},
		fields=["ref_field", "blind_index", "ciphertext", "key_version"],
	)
	return {row.ref_field: _present_index(row) for row in rows}


def _present_index(row: frappe._dict) -> str:
	"""While the key is being changed, two customers' numbers may lie under different ones."""
	key = current_key()
	if int(row.key_version) == key.version:
		return row.blind_index
	value = sealing.try_open(CUSTOMER, row.ref_field, row.ciphertext, int(row.key_version))
	if value is None:
		return row.blind_index  # no key opens it: equal to nothing
	return sealing_format.blind_index(key.index_key(sealing.kind_of(CUSTOMER, row.ref_field)), value)


def taken_fields(kept: Row, merged: Row, choices: Mapping[str, str]) -> list[str]:
	"""Return the fields whose value the kept customer takes from the merged one."""
	blank = dict.fromkeys(SEALED)
	own = {**kept, **blank, **fingerprints(str(kept["name"]))}
	others = {**merged, **blank, **fingerprints(str(merged["name"]))}
	return choose(choosable(), own, others, choices)


def replaced_values(kept: Row, taken: list[str]) -> dict[str, str]:
	"""The sealed values of the kept customer that the merge replaces, opened for being sealed in the merge."""
	opened = {}
	for field in SEALED.keys() & set(taken):
		entry = vault.read_one(CUSTOMER, str(kept["name"]), field)
		if entry:
			opened[field] = sealing.open_value(CUSTOMER, field, *entry)
	return opened


def apply(merge: str, kept: Row, merged: Row, taken: list[str]) -> None:
	"""Give the kept customer the chosen values and write down what it had."""
	values = {field: merged[field] for field in taken}
	if not kept["source_system"] and merged["source_system"]:
		# the core's record goes on keeping the file it now belongs to
		values |= {field: merged[field] for field in SOURCE}
	if "customer_name" in values:
		values["name_pinyin"] = pinyin(str(values["customer_name"]))
	name = str(kept["name"])
	ledger.note_changes(
		merge, CUSTOMER, [(name, field, kept[field], value) for field, value in values.items()]
	)
	for field in SEALED.keys() & set(taken):
		_copy_sealed(field, str(merged["name"]), name)
	_write(name, values)


def note_and_set(merge: str, row: Row, values: Mapping[str, object]) -> None:
	"""Change fields of one customer and write down what they were."""
	name = str(row["name"])
	ledger.note_changes(
		merge, CUSTOMER, [(name, field, row[field], value) for field, value in values.items()]
	)
	_write(name, values)


def restore(merge: str, rows: Mapping[str, Row]) -> list[str]:
	"""Give both customers back what the merge changed; returns the fields that were edited since and keep the edit.

	`rows` are the customers as they are now, by name.
	"""
	edited: list[str] = []
	back: dict[str, dict[str, object]] = {}
	for change in ledger.changes(merge, CUSTOMER):
		name, field = change.ref_name, change.ref_field
		if ledger.as_json(rows[name][field]) != change.new_value or _resealed(field, name, rows):
			edited.append(field)
			continue
		back.setdefault(name, {})[field] = json.loads(change.old_value)
	for name, values in back.items():
		for field in SEALED.keys() & values.keys():
			values[field] = _unseal_replaced(merge, field, name)
		_write(name, values)
	return edited


def _resealed(field: str, name: str, rows: Mapping[str, Row]) -> bool:
	"""Whether a sealed field holds another number than the merge gave it."""
	if field not in SEALED:
		return False
	(other,) = rows.keys() - {name}
	return fingerprints(name).get(field) != fingerprints(other).get(field)


def _unseal_replaced(merge: str, field: str, name: str) -> str | None:
	"""Give a customer back the number it had; returns the mask for its row."""
	entry = vault.read_one(MERGE, merge, field)
	if entry is None:
		vault.delete_fields(CUSTOMER, name, [field])
		return None
	(sealed,) = sealing.seal_many(CUSTOMER, field, [sealing.open_value(MERGE, field, *entry)])
	sealing.write_vault(CUSTOMER, [(name, field, sealed)])
	return sealed.mask


def _copy_sealed(field: str, source: str, target: str) -> None:
	"""Copy one entry of the vault between two customers; ciphertexts belong to the column, so it stays readable."""
	if vault.read_one(CUSTOMER, source, field) is None:
		vault.delete_fields(CUSTOMER, target, [field])
		return
	table = frappe.qb.DocType(vault.DOCTYPE)
	entry = table.as_("entry")
	same = ("kind", "ciphertext", "blind_index", "key_version")
	query = (
		frappe.qb.into(table)
		.columns(*vault.COLUMNS)
		.from_(entry)
		.select(
			vault.NEXT_ID, entry.creation, entry.modified, entry.owner, entry.modified_by, entry.ref_doctype,
			ValueWrapper(target), entry.ref_field, *(entry[column] for column in same),
		)
		.where((entry.ref_doctype == CUSTOMER) & (entry.ref_name == source) & (entry.ref_field == field))
	)  # fmt: skip
	for column in same:
		query = query.on_duplicate_key_update(table[column], Values(table[column]))
	query.run()


def _write(name: str, values: Mapping[str, object]) -> None:
	customer = frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.update(customer).where(customer.name == name)
	# an older copy of the document in somebody's browser is refused from now on
	for field, value in {**values, "modified": now(), "modified_by": frappe.session.user}.items():
		query = query.set(customer[field], value)
	query.run()
	frappe.clear_document_cache(CUSTOMER, name)
