"""Putting tags on and taking them off for whole sets of customers, together with their history (SEG-08, SEG-20).

What one call writes carries one moment with microseconds; by it the history is written from what really changed.
"""

from datetime import date, datetime

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.customer_rows import insert_each
from bank_crm.domain.customer_enums import TagChangeKind, TagChangeSource, TagSource

TAG = "Bank Customer Tag"
ASSIGNMENT = "Bank Tag Assignment"
CHANGE = "Bank Tag Change"


def put_on(
	tag: str,
	chosen: QueryBuilder,
	source: TagSource,
	user: str,
	*,
	valid_until: date | None = None,
	reason: str | None = None,
) -> int:
	"""Put a tag on the customers `chosen` selects (column `customer`); return on how many it was not yet."""
	stamp = now_datetime()
	insert_each(chosen, ASSIGNMENT, assignment_values(tag, source, user, stamp, valid_until))
	return log_put_on(tag, source, user, stamp, reason)


def assignment_values(
	tag: str, source: TagSource, user: str, stamp: datetime, valid_until: date | None = None
) -> dict[str, object]:
	"""Return the columns all assignments of one call share."""
	return {
		"tag": tag,
		"source": source.value,
		"assigned_by": user,
		"assigned_at": stamp,
		"valid_until": valid_until,
	}


def log_put_on(tag: str, source: TagSource, user: str, stamp: datetime, reason: str | None = None) -> int:
	"""Write the history of the assignments made at `stamp`; return how many there are."""
	assignment = frappe.qb.DocType(ASSIGNMENT)
	fresh = (assignment.tag == tag) & (assignment.assigned_at == stamp) & (assignment.assigned_by == user)
	chosen = frappe.qb.from_(assignment).select(assignment.customer).where(fresh)
	change = change_values(tag, TagChangeKind.ADDED, TagChangeSource(source.value), user, stamp, reason)
	insert_each(chosen, CHANGE, change)
	return frappe.qb.from_(assignment).select(Count("*")).where(fresh).run(pluck=True)[0]


def take_off(
	tag: str, rows: Criterion | None, source: TagChangeSource, user: str, *, reason: str | None = None
) -> int:
	"""Take a tag off the assignments that fulfil `rows` (None: all of them); return off how many.

	`rows` speaks of the unaliased table of assignments.
	"""
	assignment = frappe.qb.DocType(ASSIGNMENT)
	chosen = frappe.qb.from_(assignment).select(assignment.customer).where(assignment.tag == tag)
	if rows is not None:
		chosen = chosen.where(rows)
	stamp = now_datetime()
	insert_each(chosen, CHANGE, change_values(tag, TagChangeKind.REMOVED, source, user, stamp, reason))
	return delete_logged(tag, user, stamp)


def delete_logged(tag: str, user: str, stamp: datetime) -> int:
	"""Delete the assignments whose removal was written into the history at `stamp`; return how many."""
	assignment, change = frappe.qb.DocType(ASSIGNMENT), frappe.qb.DocType(CHANGE)
	logged = (
		(change.tag == tag)
		& (change.changed_at == stamp)
		& (change.change == TagChangeKind.REMOVED.value)
		& (change.changed_by == user)
	)
	gone = frappe.qb.from_(change).select(change.customer).where(logged)
	(
		frappe.qb.from_(assignment).delete().where((assignment.tag == tag) & assignment.customer.isin(gone))
	).run()
	return frappe.qb.from_(change).select(Count("*")).where(logged).run(pluck=True)[0]


def log_document(assignment: Document, change: TagChangeKind) -> None:
	"""Write the history of one assignment that was made or is deleted as a document."""
	source = TagChangeSource(assignment.source) if change == TagChangeKind.ADDED else TagChangeSource.MANUAL
	values = change_values(assignment.tag, change, source, frappe.session.user, now_datetime())
	entry = frappe.get_doc({"doctype": CHANGE, "customer": assignment.customer, **values})
	entry.insert(ignore_permissions=True)  # the history is written for its subject, who may not write it


def change_values(
	tag: str,
	change: TagChangeKind,
	source: TagChangeSource,
	user: str,
	stamp: datetime,
	reason: str | None = None,
) -> dict[str, object]:
	"""Return the columns all history rows of one call share."""
	return {
		"tag": tag,
		"change": change.value,
		"source": source.value,
		"changed_by": user,
		"changed_at": stamp,
		"reason": reason,
	}


def count_customers(tag: str) -> int:
	"""Return how many customers carry a tag, in the whole bank, and keep it on the tag."""
	assignment = frappe.qb.DocType(ASSIGNMENT)
	found = frappe.qb.from_(assignment).select(Count("*")).where(assignment.tag == tag).run(pluck=True)[0]
	frappe.db.set_value(TAG, tag, "customer_count", found, update_modified=False)
	return found
