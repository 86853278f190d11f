"""Duplicates for the Desk: candidates on entry, the comparison, merging and undoing (CUS-13, CUS-14)."""

import json
from typing import Any, TypedDict

import frappe
from frappe import _

from bank_crm.customer.duplicates import access, entry, ledger, pairs, review
from bank_crm.customer.duplicates.merge import MERGE
from bank_crm.customer.duplicates.merge import merge as merge_customers
from bank_crm.customer.duplicates.undo import undo as undo_merge
from bank_crm.permissions import scope

MOST_SHOWN = 10
SHOWN = ("name", "customer_name", "mobile", "id_number", "birth_date", "branch", "manager", "status")


class Candidates(TypedDict):
	"""Who may be meant: those the user may see, masked, and whether there are others elsewhere."""

	candidates: list[dict[str, Any]]
	elsewhere: bool


@frappe.whitelist(methods=["POST"])
def check(values: dict[str, Any] | str, name: str | None = None) -> Candidates:
	"""Return customers on record that may be the one being entered; of those out of scope only that they exist.

	`values` are the form's fields; `name` is the customer being edited, if it is stored already.
	"""
	_require_entry(name)
	typed = _mapping(values)
	found = entry.find({field: typed.get(field) for field in entry.COMPARED}, name)
	customer = frappe.qb.DocType(scope.CUSTOMER)
	names = [candidate.name for candidate in found]
	query = frappe.qb.from_(customer).select(*(customer[field] for field in SHOWN))
	condition = scope.criterion(scope.CUSTOMER, table=customer)
	if condition is not None:
		query = query.where(condition)
	rows = (
		{row.name: row for row in query.where(customer.name.isin(names)).run(as_dict=True)} if names else {}
	)
	shown = [
		{
			**rows[candidate.name],
			"score": candidate.score,
			**{sign: getattr(candidate.evidence, sign) for sign in pairs.SIGNS},
		}
		for candidate in found
		if candidate.name in rows
	]
	return Candidates(candidates=shown[:MOST_SHOWN], elsewhere=len(rows) < len(names))


@frappe.whitelist()
def compare(one: str, other: str, kept: str | None = None) -> review.Comparison:
	"""Return two customers side by side."""
	_require_reading(one, other)
	if one == other:
		frappe.throw(_("A customer cannot be merged with itself."))
	return review.compare(one, other, kept)


@frappe.whitelist(methods=["POST"])
def merge(
	kept: str,
	merged: str,
	choices: dict[str, str] | str | None = None,
	seen: dict[str, str] | str | None = None,
) -> str:
	"""Merge two customers; returns the name of the Bank Customer Merge."""
	frappe.has_permission(scope.CUSTOMER, "write", throw=True)
	_look_afresh()
	return str(merge_customers(kept, merged, _mapping(choices), _mapping(seen)).name)


@frappe.whitelist(methods=["POST"])
def undo(merge: str, reason: str) -> dict[str, Any]:
	"""Undo a merge; returns rows that went back, rows that stay and the labels of fields edited since."""
	frappe.has_permission(MERGE, "read", throw=True)
	_look_afresh()
	done = undo_merge(merge, reason)
	meta = frappe.get_meta(scope.CUSTOMER)
	labels = [_(meta.get_label(field), context=scope.CUSTOMER) for field in done.edited]
	return {"returned": done.returned, "stayed": done.stayed, "edited": labels}


@frappe.whitelist(methods=["POST"])
def dismiss(pair: str, reason: str) -> None:
	"""Remember that two customers are different."""
	frappe.has_permission(pairs.DOCTYPE, "read", doc=str(pair), throw=True)
	pairs.dismiss(pair, reason)


@frappe.whitelist(methods=["POST"])
def reopen(pair: str) -> None:
	"""Propose a pair again that was found to be no duplicate."""
	frappe.has_permission(pairs.DOCTYPE, "read", doc=str(pair), throw=True)
	pairs.reopen(pair)


@frappe.whitelist(methods=["POST"])
def pair_of(one: str, other: str) -> str:
	"""Return the pair of two customers somebody wants to compare, likely or not; it is made if need be."""
	_require_reading(one, other)
	access.require_merge(one, other)
	return pairs.open_pair(one, other)


@frappe.whitelist()
def moved(merge: str) -> dict[str, Any]:
	"""Return what a merge moved, by DocType and action, and whether the user may undo it."""
	frappe.has_permission(MERGE, "read", doc=merge, throw=True)
	customers = frappe.db.get_value(MERGE, merge, ["customer", "merged_customer"])
	rows = [
		{"doctype": doctype, "action": action, "rows": rows} for doctype, action, rows in ledger.counts(merge)
	]
	return {"rows": rows, "may_undo": access.may_merge(*customers)}


def _require_entry(name: str | None) -> None:
	frappe.has_permission(scope.CUSTOMER, "write", throw=True)
	if name:
		frappe.has_permission(scope.CUSTOMER, "read", doc=name, throw=True)


def _require_reading(*customers: str) -> None:
	for customer in customers:
		frappe.has_permission(scope.CUSTOMER, "read", doc=customer, throw=True)


def _look_afresh() -> None:
	"""Begin the transaction anew: what it reads after its locks is what the one before it has left."""
	frappe.db.rollback()


def _mapping(given: dict[str, Any] | str | None) -> dict[str, Any]:
	try:
		value = json.loads(given) if isinstance(given, str) else given or {}
	except ValueError:
		value = None
	if not isinstance(value, dict):
		frappe.throw(_("The request is not understood."), exc=frappe.ValidationError)
	return value
