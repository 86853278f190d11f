"""A customer with a history is archived, never deleted (CUS-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer.file.ownership import note_in_history
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope

#: What the app itself keeps up for every customer; it goes with the file where nothing else is known.
COMPUTED: dict[str, dict[str, str]] = {
	"Bank Asset Snapshot": {},
	"Bank Segment Member": {},
	"Bank Segment Change": {},
	"Bank Stage Change": {"source": "Rule"},
	"Bank Tier Change": {"source": "Rule"},
	"Bank Tag Assignment": {"source": "Rule"},
	"Bank Tag Change": {"source": "Rule"},
}
SHORTEST_REASON = 2
LONGEST_REASON = 140


def refuse_delete(doc: Document) -> None:
	"""Stop the deletion of a customer something is known of, naming what it is; computed rows don't count.

	Those are deleted first, in the deletion's own transaction: a refusal brings them back.
	"""
	for doctype, computed in COMPUTED.items():
		frappe.db.delete(doctype, {scope.CUSTOMER_BOUND[doctype]: doc.name, **computed})
	for doctype, column in scope.CUSTOMER_BOUND.items():
		if frappe.db.exists(doctype, {column: doc.name}):
			frappe.throw(
				_("{0} has a history here ({1}) and cannot be deleted. Archive the customer instead.").format(
					frappe.bold(frappe.utils.escape_html(doc.customer_name)), _(doctype)
				),
				frappe.LinkExistsError,
				title=_("Archive Instead"),
			)


def change_status(doc: Document, status: CustomerStatus, reason: str) -> None:
	"""Archive a customer or take one back, with the reason in the file's history."""
	reason = reason.strip()
	if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
		frappe.throw(_("A reason of 2 to 140 characters is needed."), title=_("Reason Missing"))
	doc.status = status.value
	doc.save()
	text = _("archived the customer") if status is CustomerStatus.ARCHIVED else _("took the customer back")
	note_in_history(doc.name, f"{text}: {reason}")
