"""The list of pairs: stored set-based, and what people have decided is never overwritten."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.utils import now, now_datetime
from pypika.terms import PseudoColumn, Values

from bank_crm.customer.duplicates import access
from bank_crm.customer.duplicates.evidence import Judged, judge
from bank_crm.domain.customer_enums import DuplicateOrigin, DuplicateStatus
from bank_crm.domain.duplicates import LISTED_FROM, ordered

DOCTYPE = "Bank Duplicate Pair"
NEXT_ID = PseudoColumn("nextval(`bank_duplicate_pair_id_seq`)")
ROWS_PER_INSERT = 500
SIGNS = ("same_id_number", "same_mobile", "same_email", "same_birth_date", "same_name", "name_similarity")
SHORTEST_REASON = 2
LONGEST_REASON = 1000


def store(judged: Iterable[Judged], origin: DuplicateOrigin, *, listed_from: int = LISTED_FROM) -> int:
	"""Insert or refresh the pairs likely enough to be shown; decisions stay. Returns how many were likely enough."""
	pair = frappe.qb.DocType(DOCTYPE)
	stamp, user, count = now(), frappe.session.user, 0
	likely = (found for found in judged if found.score >= listed_from)
	columns = (
		"name", "creation", "modified", "owner", "modified_by", "customer", "other_customer", "status", "score",
		"found_by", "found_at", *SIGNS,
	)  # fmt: skip
	for chunk in _chunks(likely):
		query = frappe.qb.into(pair).columns(*columns)
		for found in chunk:
			signs = [int(getattr(found.evidence, sign)) for sign in SIGNS]
			query = query.insert(
				NEXT_ID, stamp, stamp, user, user, *found.pair, DuplicateStatus.OPEN.value, found.score,
				origin.value, stamp, *signs,
			)  # fmt: skip
		still_open = pair.status == DuplicateStatus.OPEN.value
		for column in ("modified", "score", *SIGNS):
			value = Case().when(still_open, Values(pair[column])).else_(pair[column])
			query = query.on_duplicate_key_update(pair[column], value)
		query.run()
		count += len(chunk)
	return count


def open_pair(one: str, other: str) -> str:
	"""Return the pair of two customers, which is made however unlikely it is."""
	if one == other:
		frappe.throw(_("A customer cannot be merged with itself."))
	pair = name_of(one, other)
	if not pair:
		store(judge([ordered(one, other)]), DuplicateOrigin.ENTRY, listed_from=0)
		pair = name_of(one, other)
	return str(pair)


def drop_stale(started: datetime) -> None:
	"""Forget open pairs that were not found again by a job that began at `started`."""
	pair = frappe.qb.DocType(DOCTYPE)
	(
		frappe.qb.from_(pair)
		.delete()
		.where((pair.status == DuplicateStatus.OPEN.value) & (pair.modified < started))
	).run()


def drop_open(customer: str, but: str | int | None = None) -> None:
	"""Forget the open pairs of one customer, but for one."""
	pair = frappe.qb.DocType(DOCTYPE)
	(
		frappe.qb.from_(pair)
		.delete()
		.where(
			(pair.status == DuplicateStatus.OPEN.value)
			& (pair.name != (but or 0))
			& ((pair.customer == customer) | (pair.other_customer == customer))
		)
	).run()


def inherit_decisions(merged: str, kept: str, merge: str) -> None:
	"""Whoever was found to be another customer than the merged one is another than the kept one."""
	pair = frappe.qb.DocType(DOCTYPE)
	rows = (
		frappe.qb.from_(pair)
		.select(pair.customer, pair.other_customer, pair.reason, pair.score, pair.found_by, pair.found_at)
		.where(
			(pair.status == DuplicateStatus.NOT_A_DUPLICATE.value)
			& ((pair.customer == merged) | (pair.other_customer == merged))
		)
	).run(as_dict=True)
	for row in rows:
		third = row.other_customer if row.customer == merged else row.customer
		if third == kept or name_of(kept, third):
			continue
		first, second = ordered(kept, third)
		doc = frappe.get_doc({**row, "doctype": DOCTYPE, "customer": first, "other_customer": second})
		doc.insert(ignore_permissions=True)  # pairs are never written by hand; the merge's right was asked
		decide(doc.name, DuplicateStatus.NOT_A_DUPLICATE, reason=row.reason, merge=merge)


def disinherit_decisions(merge: str) -> None:
	"""Forget what an undone merge had handed on."""
	frappe.db.delete(DOCTYPE, {"merge": merge, "status": DuplicateStatus.NOT_A_DUPLICATE.value})


def forget_customer(doc: object, method: str | None = None) -> None:
	"""A deleted customer is nobody's duplicate (doc_event after_delete)."""
	for column in ("customer", "other_customer"):
		frappe.db.delete(DOCTYPE, {column: doc.name})


def name_of(one: str, other: str) -> str | None:
	"""Return the pair of two customers, if it is known."""
	first, second = ordered(one, other)
	name = frappe.db.get_value(DOCTYPE, {"customer": first, "other_customer": second})
	return str(name) if name else None


def dismiss(pair: str, reason: str) -> None:
	"""Remember that the two are different customers; the pair is never proposed again."""
	doc = frappe.get_doc(DOCTYPE, pair, for_update=True)
	access.require_merge(doc.customer, doc.other_customer)
	reason = reason.strip()
	if len(reason) < SHORTEST_REASON:
		frappe.throw(_("Please say why they are different customers."), title=_("Reason Missing"))
	if len(reason) > LONGEST_REASON:
		frappe.throw(_("The reason is too long: at most {0} characters.").format(LONGEST_REASON))
	if doc.status != DuplicateStatus.OPEN:
		frappe.throw(_("This pair has been decided already."))
	decide(pair, DuplicateStatus.NOT_A_DUPLICATE, reason=reason)


def reopen(pair: str) -> None:
	"""Take back that the two are different customers."""
	doc = frappe.get_doc(DOCTYPE, pair, for_update=True)
	access.require_merge(doc.customer, doc.other_customer)
	if doc.status != DuplicateStatus.NOT_A_DUPLICATE:
		frappe.throw(_("Only a pair that was found to be no duplicate can be opened again."))
	decide(pair, DuplicateStatus.OPEN)


def decide(
	pair: str | int, status: DuplicateStatus, *, reason: str | None = None, merge: str | None = None
) -> None:
	"""Record the state of a pair with who and when; the rights have been asked."""
	decided = status is not DuplicateStatus.OPEN
	values = {
		"status": status.value,
		"reason": reason,
		"merge": merge,
		"decided_by": frappe.session.user if decided else None,
		"decided_at": now_datetime() if decided else None,
	}
	frappe.db.set_value(DOCTYPE, pair, values)


def _chunks(judged: Iterable[Judged]) -> Iterator[list[Judged]]:
	iterator = iter(judged)
	while chunk := list(islice(iterator, ROWS_PER_INSERT)):
		yield chunk
