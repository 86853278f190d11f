"""Figures after a merge and after its undoing: month-end assets added up, roll-ups, Frappe's own caches."""

import json

import frappe
from frappe.utils import get_last_day, getdate, today

from bank_crm.customer import rollup
from bank_crm.customer.duplicates import ledger
from bank_crm.customer.snapshot import FIGURES
from bank_crm.sales.opportunities.following import follow_branches

CUSTOMER = "Bank Customer"
SNAPSHOT = "Bank Asset Snapshot"
TOGETHER = "figures"
MOST_COMMENTS = 100  # as many as Frappe keeps on the row


def add_up_snapshots(move: ledger.Move) -> None:
	"""In months both customers have, the kept one's assets become the sum; the others moved along already."""
	mine, theirs = frappe.qb.DocType(SNAPSHOT), frappe.qb.DocType(SNAPSHOT).as_("theirs")
	both = (
		frappe.qb.from_(mine)
		.inner_join(theirs)
		.on(theirs.month_end == mine.month_end)
		.select(mine.name, *(mine[column].as_(f"my_{column}") for column in FIGURES))
		.select(*(theirs[column].as_(f"their_{column}") for column in FIGURES))
		.where((mine.customer == move.target) & (theirs.customer == move.source))
	).run(as_dict=True)
	changes = []
	for row in both:
		before = {column: row[f"my_{column}"] or 0 for column in FIGURES}
		after = {column: before[column] + (row[f"their_{column}"] or 0) for column in FIGURES}
		_set(str(row.name), after)
		changes.append((str(row.name), TOGETHER, before, after))
	ledger.note_changes(move.merge, SNAPSHOT, changes)


def part_snapshots(move: ledger.Move) -> None:
	"""Take the sums apart again; a month computed anew since the merge is right already, or will be tonight."""
	changes = ledger.changes(move.merge, SNAPSHOT)
	stored = _stored([change.ref_name for change in changes])
	for change in changes:
		if ledger.as_json(stored.get(change.ref_name)) == change.new_value:
			_set(change.ref_name, json.loads(change.old_value))


def refresh(*customers: str) -> None:
	"""Compute what follows from linked rows: roll-ups, month average, opportunities' branch, tags, assignments and comments on the row."""
	rollup.refresh_customers(customers)
	follow_branches(customers)
	for customer in customers:
		_month_average(customer)
		frappe.db.set_value(CUSTOMER, customer, _caches(customer), update_modified=False)
		frappe.clear_document_cache(CUSTOMER, customer)


def _set(name: str, values: dict[str, object]) -> None:
	frappe.db.set_value(SNAPSHOT, name, dict(values))  # Frappe adds its stamps to what it is given


def _stored(names: list[str]) -> dict[str, dict[str, object]]:
	"""The figures of snapshots as they are now, by name."""
	rows = frappe.get_all(SNAPSHOT, filters={"name": ("in", names)}, fields=["name", *FIGURES], limit=0)
	return {str(row.name): {column: row[column] or 0 for column in FIGURES} for row in rows}


def _month_average(customer: str) -> None:
	average = frappe.db.get_value(
		SNAPSHOT, {"customer": customer, "month_end": get_last_day(getdate(today()))}, "month_avg_aum"
	)
	merged = frappe.db.get_value(CUSTOMER, customer, "merged_into")
	if merged or average is not None:
		value = 0 if merged else average
		frappe.db.set_value(CUSTOMER, customer, "aum_month_avg", value, update_modified=False)


def _caches(customer: str) -> dict[str, str]:
	"""What Frappe repeats on a document's row for its lists."""
	tags = frappe.get_all("Tag Link", filters=_names("document_type", "document_name", customer), pluck="tag")
	open_tasks = {**_names("reference_type", "reference_name", customer), "status": "Open"}
	people = frappe.get_all("ToDo", filters=open_tasks, pluck="allocated_to")
	comments = frappe.get_all(
		"Comment",
		filters={**_names("reference_doctype", "reference_name", customer), "comment_type": "Comment"},
		fields=["name", "content", "comment_email"],
		order_by="creation desc",
		limit=MOST_COMMENTS,
	)
	# put under their names here: "by" means something to MariaDB, and Frappe 15 does not quote it
	comments = [{"name": row.name, "comment": row.content, "by": row.comment_email} for row in comments]
	return {
		"_user_tags": "".join(f",{tag}" for tag in sorted(set(tags))),
		"_assign": json.dumps(sorted({person for person in people if person})),
		"_comments": json.dumps(comments, default=str),
	}


def _names(type_field: str, name_field: str, customer: str) -> dict[str, str]:
	return {type_field: CUSTOMER, name_field: customer}
