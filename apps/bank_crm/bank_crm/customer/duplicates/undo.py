"""Undoing a merge whole (CUS-13); what has happened since is kept, see docs/decisions/0008."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.customer.duplicates import access, entry, fields, figures, ledger, pairs
from bank_crm.customer.duplicates.merge import CUSTOMER, MERGE, lock
from bank_crm.domain.customer_enums import DuplicateStatus, MergeState

SHORTEST_REASON = 2


@dataclass(frozen=True, slots=True)
class Undone:
	"""What an undo did: rows that went back, rows that stay, fields that keep an edit made since."""

	returned: int
	stayed: int
	edited: list[str]


def undo(name: str, reason: str) -> Undone:
	"""Undo one merge, the latest of its customers first. Raises PermissionError, ValidationError."""
	customers = frappe.db.get_value(MERGE, name, ["customer", "merged_customer"])
	if not customers:
		raise frappe.DoesNotExistError
	# as in merging: the customers first, then everything else, so that two of them never wait for each other
	rows = lock(*customers)
	access.require_merge(*customers)
	doc = frappe.get_doc(MERGE, name, for_update=True)
	reason = reason.strip()
	if len(reason) < SHORTEST_REASON:
		frappe.throw(_("Please say why the merge is undone."), title=_("Reason Missing"))
	if len(reason) > pairs.LONGEST_REASON:
		frappe.throw(_("The reason is too long: at most {0} characters.").format(pairs.LONGEST_REASON))
	_refuse(doc, rows)
	move = ledger.Move(doc.name, source=doc.merged_customer, target=doc.customer)
	edited = fields.restore(doc.name, rows)
	returned, stayed = ledger.move_back(move)
	figures.part_snapshots(move)
	pairs.disinherit_decisions(doc.name)
	doc.db_set(
		{
			"state": MergeState.UNDONE.value,
			"active_key": None,
			"undone_by": frappe.session.user,
			"undone_at": now_datetime(),
			"undo_reason": reason,
		}
	)
	figures.refresh(doc.customer, doc.merged_customer)
	_settle_pairs(doc)
	for customer in (doc.customer, doc.merged_customer):
		text = _("The merge of {0} into {1} was undone: {2}").format(
			doc.merged_customer, doc.customer, reason
		)
		frappe.get_doc(CUSTOMER, customer).add_comment("Info", frappe.utils.escape_html(text))
	return Undone(returned=returned, stayed=stayed, edited=edited)


def _refuse(doc: Document, rows: dict[str, frappe._dict]) -> None:
	if doc.state != MergeState.MERGED:
		frappe.throw(_("This merge has been undone already."))
	kept, merged = rows.get(doc.customer), rows.get(doc.merged_customer)
	if not kept or not merged:
		frappe.throw(_("One of the two customers no longer exists; the merge cannot be undone."))
	if kept.erased_on or merged.erased_on:
		frappe.throw(_("The data of these customers were erased; the merge cannot be undone."))
	if kept.merged_into:
		frappe.throw(
			_("{0} was itself merged into {1} since; undo that merge first.").format(
				doc.customer, kept.merged_into
			)
		)
	later = later_merge(doc)
	if later:
		frappe.throw(
			_("{0} took in another customer since; undo the merge {1} first.").format(doc.customer, later)
		)
	if merged.merged_into != doc.customer:
		frappe.throw(_("{0} is no longer part of {1}.").format(doc.merged_customer, doc.customer))


def later_merge(doc: Document) -> str | None:
	"""Return the latest standing merge into the same customer that came after this one."""
	return frappe.db.get_value(
		MERGE,
		{"customer": doc.customer, "state": MergeState.MERGED.value, "name": (">", doc.name)},
		order_by="name desc",
		for_update=True,  # one that was committed while this request waited counts, too
	)


def _settle_pairs(doc: Document) -> None:
	"""The pair is open again: the person who undid it decides what it is."""
	pair = pairs.name_of(doc.customer, doc.merged_customer)
	if pair:
		pairs.decide(pair, DuplicateStatus.OPEN)
	for customer in (doc.customer, doc.merged_customer):
		pairs.drop_open(customer, but=pair)
		entry.remember_customer(customer)
