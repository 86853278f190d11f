"""Which attachments of a contract stay as they are (CON-01 to CON-03)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.contract_enums import ContractState as State
from bank_crm.domain.contracts import BINDING

CONTRACT, OBLIGATION = "Bank Contract", "Bank Contract Obligation"
#: Fields of files that belong to a later step; until then they may still be exchanged.
SIGNED_COPY, EVIDENCE = "signed_copy", "evidence"
_ENDED = frozenset({State.COMPLETED.value, State.TERMINATED.value})


def why_fixed(file: frappe._dict) -> str:
	"""Return why an attachment of a contract stays, "" if it may go (hook `bank_fixed_files`).

	What was attached when the contract was handed in is what was approved; the signed copy stays from the signature on,
	evidence from the moment its obligation is recorded as done.
	"""
	state = frappe.db.get_value(CONTRACT, file.attached_to_name, "state")
	if not state or state == State.DRAFT.value:
		return ""
	if file.attached_to_field == EVIDENCE and state not in _ENDED and not _is_accepted(file):
		return ""
	if file.attached_to_field == SIGNED_COPY and State(state) not in BINDING:
		return ""
	told = _("{0} belongs to the contract {1}, which has been handed in: it is neither removed nor replaced.")
	return told.format(
		frappe.bold(frappe.utils.escape_html(str(file.file_url or "").rsplit("/", 1)[-1])),
		frappe.bold(file.attached_to_name),
	)


def check(contract: Document, before: Document) -> None:
	"""Refuse another signed copy after the signature, and other evidence once its obligation is done (`validate`)."""
	if State(before.state) in BINDING and before.signed_copy and contract.signed_copy != before.signed_copy:
		checks.refuse(contract, SIGNED_COPY, _("stays as it was signed."))
	# row by row, since a request may leave their names out; that they are the same ones has been looked at
	for was, row in zip(before.obligations, contract.obligations, strict=True):
		if not was.done_on:
			continue
		if was.evidence and row.evidence != was.evidence:
			told = _("row {0}: the evidence of what is done is neither removed nor replaced.")
			checks.refuse(contract, "obligations", told.format(row.idx))
	for row in contract.obligations:
		if row.done_on and (row.evidence or "").startswith("/") and not _is_attached(contract, row.evidence):
			told = _("row {0}: attach the evidence to this contract, so that it stays with it.")
			checks.refuse(contract, "obligations", told.format(row.idx))


def _is_accepted(file: frappe._dict) -> bool:
	asked = {"parent": file.attached_to_name, "parenttype": CONTRACT, "evidence": file.file_url}
	return bool(frappe.db.exists(OBLIGATION, {**asked, "done_on": ("is", "set")}))


def _is_attached(contract: Document, address: str) -> bool:
	attached = {"attached_to_doctype": CONTRACT, "attached_to_name": contract.name, "file_url": address}
	return bool(frappe.db.exists("File", attached))
