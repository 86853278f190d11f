"""Merging one customer into another, in the transaction of the request (CUS-13).

Both rows are locked first, in the order of their names, so that of two merges of the same pair the second waits and
is refused. Nothing is committed here: a process killed at any moment leaves nothing behind.
"""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.customer.duplicates import access, entry, fields, figures, ledger, pairs
from bank_crm.domain.customer_enums import DuplicateStatus, MergeState
from bank_crm.domain.enums import CustomerStatus

CUSTOMER = "Bank Customer"
MERGE = "Bank Customer Merge"


def merge(
	kept: str,
	merged: str,
	choices: Mapping[str, str] | None = None,
	seen: Mapping[str, str] | None = None,
) -> Document:
	"""Merge `merged` into `kept` and return the Bank Customer Merge by which it can be undone.

	`choices` says per field whose value stays ("kept" or "merged"; not chosen: the kept one's, the other's where that
	is empty). `seen` holds the `modified` of both as the person saw them: a customer changed since is not merged.
	Raises PermissionError, ValidationError.
	"""
	rows = lock(kept, merged)
	access.require_merge(kept, merged)
	_refuse(rows, kept, merged, seen or {})
	try:
		taken = fields.taken_fields(rows[kept], rows[merged], choices or {})
	except ValueError as error:
		frappe.throw(_("A field's choice must be one of the two customers."), exc=frappe.ValidationError)
		raise error
	_check_result(rows[kept], rows[merged], taken)
	doc = _record(rows, kept, merged, taken)
	move = ledger.Move(doc.name, source=merged, target=kept)
	fields.apply(doc.name, rows[kept], rows[merged], taken)
	moved = ledger.move_all(move)
	figures.add_up_snapshots(move)
	archived = {"status": CustomerStatus.ARCHIVED.value, "merged_into": kept}
	fields.note_and_set(doc.name, rows[merged], archived)
	doc.db_set("moved_rows", moved)
	figures.refresh(kept, merged)
	_settle_pairs(doc)
	_tell(kept, _("Merged with {0} ({1}).").format(doc.merged_name, merged))
	_tell(merged, _("Merged into {0} ({1}).").format(doc.customer_name, kept))
	return doc


def lock(*customers: str) -> dict[str, frappe._dict]:
	"""Lock the customers' rows until the end of the transaction and return them as they are now, by name."""
	customer = frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select("*")
		.where(customer.name.isin(sorted(set(customers))))
		.orderby(customer.name)
		.for_update()
	)
	try:
		return {row.name: row for row in query.run(as_dict=True)}
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError) as error:
		frappe.db.rollback()
		frappe.throw(_("Somebody is changing one of these customers; please try again."), title=_("In Use"))
		raise error


def _refuse(rows: Mapping[str, frappe._dict], kept: str, merged: str, seen: Mapping[str, str]) -> None:
	if kept == merged:
		frappe.throw(_("A customer cannot be merged with itself."))
	for name in (kept, merged):
		row = rows[name]
		if row.merged_into:
			frappe.throw(_("{0} was merged into {1} already.").format(name, row.merged_into))
		if name in seen and get_datetime(seen[name]) != row.modified:
			frappe.throw(
				_("{0} was changed while you were comparing; please look again.").format(name),
				frappe.TimestampMismatchError,
			)
	if rows[kept].status == CustomerStatus.ARCHIVED:
		frappe.throw(_("{0} is archived and cannot be the customer that is kept.").format(kept))
	if rows[kept].customer_type != rows[merged].customer_type:
		frappe.throw(_("A person and a company are not the same customer."))


def _check_result(kept: frappe._dict, merged: frappe._dict, taken: list[str]) -> None:
	"""The mandatory fields stay filled."""
	meta = frappe.get_meta(CUSTOMER)
	for field in taken:
		if meta.get_field(field).reqd and not merged[field] and kept[field]:
			label = _(meta.get_label(field))
			frappe.throw(_("{0}: the value that was chosen is empty.").format(frappe.bold(label)))


def _record(rows: Mapping[str, frappe._dict], kept: str, merged: str, taken: list[str]) -> Document:
	doc = frappe.get_doc(
		{
			"doctype": MERGE,
			"customer": kept,
			"customer_name": rows[kept].customer_name,
			"merged_customer": merged,
			"merged_name": rows[merged].customer_name,
			"state": MergeState.MERGED.value,
			"merged_by": frappe.session.user,
			"merged_at": now_datetime(),
			"active_key": merged,
			**fields.replaced_values(rows[kept], taken),
		}
	)
	return doc.insert(ignore_permissions=True)  # nobody may write merges by hand; the right was asked above


def _settle_pairs(doc: Document) -> None:
	"""The pair is decided, other open ones of the merged customer are looked for anew at the kept one."""
	pair = pairs.name_of(doc.customer, doc.merged_customer)
	if pair:
		pairs.decide(pair, DuplicateStatus.MERGED, merge=doc.name)
		doc.db_set("pair", pair)
	pairs.drop_open(doc.merged_customer)
	pairs.inherit_decisions(doc.merged_customer, doc.customer, doc.name)
	entry.remember_customer(doc.customer)


def _tell(customer: str, text: str) -> None:
	frappe.get_doc(CUSTOMER, customer).add_comment("Info", frappe.utils.escape_html(text))
