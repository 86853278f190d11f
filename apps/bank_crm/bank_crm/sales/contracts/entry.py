"""What becomes of a contract when it is written down: completed, checked, and bound once it is signed (CON-01 to CON-03).

Forms, lists, the API and imports all save the document, and the document asks here; so nothing that was agreed changes
after the signature on any of these ways.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate, today

from bank_crm.customer import checks
from bank_crm.domain import contracts as rules
from bank_crm.domain.contract_enums import ContractState
from bank_crm.permissions import roles, scope
from bank_crm.sales import deals
from bank_crm.sales.contracts import attachments, text

CONTRACT, TYPE = "Bank Contract", "Bank Contract Type"
#: What steps write; nobody types it.
WRITTEN = (
	"approval",
	"remind_on",
	"reminded_on",
	"signed_on",
	"signed_by",
	"text",
	"amends",
	"amendment_no",
	"amended_by",
	"ended_on",
	"renewal_stopped_on",
	"fingerprint",
)
#: What was agreed: fixed by the signature, part of its fingerprint.
AGREED = (
	"title",
	"contract_type",
	"customer",
	"opportunity",
	"application",
	"amount",
	"product",
	"starts_on",
	"ends_on",
	"renews",
	"notice_days",
	"branch",
	"template",
	"text",
	"customer_signatory",
	"amends",
	"amendment_no",
	"remarks",
)
AGREED_ROWS = {
	"clauses": ("heading", "text", "fixed"),
	"obligations": ("item", "party", "due_on", "penalty"),
	"payments": ("milestone", "due_on", "amount"),
}
#: Agreed too, but the bank may give them another number later – two customers merged, a branch renamed. The text says
#: their names, so the fingerprint leaves them out.
RENUMBERED = frozenset({"customer", "opportunity", "application", "product", "branch", "amends"})
#: What is written down while the contract is fulfilled.
FULFILLED = {"obligations": ("done_on", "evidence", "evidence_note"), "payments": ("paid_on", "remark")}
#: The day by which something counts as fulfilled.
RECORDED = (("obligations", "done_on"), ("payments", "paid_on"))
_DRAFT = ContractState.DRAFT


def fill(contract: Document) -> None:
	"""Complete a new contract (`before_insert`)."""
	deals.fill(contract, "responsible")
	if not contract.flags.bank_system:
		contract.state = _DRAFT.value


def keep_written(contract: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate`)."""
	if contract.flags.bank_system:
		return
	before = contract.get_doc_before_save()
	for field in WRITTEN:
		contract.set(field, before.get(field) if before else None)


def check(contract: Document) -> None:
	"""Refuse a contract that does not fit together, and every change of what was signed (`validate`)."""
	before = contract.get_doc_before_save()
	was = ContractState(before.state) if before else _DRAFT
	if not before and contract.state != _DRAFT.value and not contract.flags.bank_system:
		checks.refuse(contract, "state", _("a contract begins as a draft."))
	if not before and contract.state != _DRAFT.value:
		return  # renewed by itself: what was signed goes on, as it was checked then
	deals.check_person(contract, "responsible", before)
	deals.check_same_customer(contract, "opportunity", "application")
	if was is not _DRAFT:
		_check_unchanged(contract, before, was)
		_check_recorded(contract, before)
		attachments.check(contract, before)
		_check_fulfilment(contract)
		return
	checks.empty_to_null(contract, "opportunity", "application", "product", "branch", "template")
	checks.check_amounts(contract, "amount")
	checks.check_period(contract, "starts_on", "ends_on")
	if contract.renews and not contract.ends_on:
		checks.refuse(contract, "ends_on", _("a contract that renews has an end."))
	_check_payments(contract)
	_check_days(contract)
	_check_fulfilment(contract)
	text.take_template(contract)
	if not contract.title:
		contract.title = deals.title(contract, contract.contract_type)
	if contract.notice_days is None or (contract.is_new() and not contract.notice_days):
		contract.notice_days = cint(frappe.db.get_value(TYPE, contract.contract_type, "notice_days"))
	ends = getdate(contract.ends_on) if contract.ends_on else None
	contract.remind_on = rules.remind_on(ends, cint(contract.notice_days))
	contract.text = text.render(contract)


def content(contract: Document) -> dict[str, Any]:
	"""Return what was agreed, in a form that is the same however it was saved."""
	found: dict[str, Any] = {field: _plain(contract, field) for field in AGREED if field not in RENUMBERED}
	for table, fields in AGREED_ROWS.items():
		found[table] = [list(agreed(row, fields)) for row in contract.get(table)]
	return found


def agreed(row: Document, fields: tuple[str, ...]) -> tuple[str, ...]:
	"""Return what a row says was agreed, to find it again in another version."""
	return tuple(_plain(row, field) for field in fields)


def is_as_signed(contract: Document) -> bool:
	"""Tell whether what is stored is still what the fingerprint was taken of."""
	return bool(contract.fingerprint) and rules.fingerprint(content(contract)) == contract.fingerprint


def _check_unchanged(contract: Document, before: Document, was: ContractState) -> None:
	"""After it was handed in nothing that was agreed changes; going back to draft opens it again before the signature."""
	signing = was is ContractState.APPROVED and contract.state in (was.value, ContractState.SIGNED.value)
	for field in AGREED:
		if field == "customer_signatory" and signing:
			continue
		if _plain(contract, field) != _plain(before, field):
			checks.refuse(contract, field, _told(was))
	for table, fields in AGREED_ROWS.items():
		now, then = (
			[[_plain(row, field) for field in fields] for row in doc.get(table)] for doc in (contract, before)
		)
		if now != then:
			checks.refuse(contract, table, _told(was))
	if was in (ContractState.COMPLETED, ContractState.TERMINATED) and not contract.flags.bank_system:
		for table, fields in FULFILLED.items():
			rows = (
				[[_plain(row, field) for field in fields] for row in doc.get(table)]
				for doc in (contract, before)
			)
			if next(rows) != next(rows):
				checks.refuse(contract, table, _("the contract has ended."))


def _check_recorded(contract: Document, before: Document) -> None:
	"""The day something was done or paid stays once it is recorded; a manager corrects it, and the log keeps both."""
	if may_correct():
		return
	told = {
		"obligations": _("row {0}: only a branch manager changes or takes back what is recorded as done."),
		"payments": _("row {0}: only a branch manager changes or takes back a recorded payment."),
	}
	for table, field in RECORDED:
		# row by row, since a request may leave their names out; that they are the same ones has been looked at
		for was, row in zip(before.get(table), contract.get(table), strict=True):
			if was.get(field) and _plain(row, field) != _plain(was, field):
				checks.refuse(contract, table, told[table].format(row.idx))


def _told(was: ContractState) -> str:
	if was in rules.BINDING:
		return _("a signed contract is not changed; make an amendment.")
	return _("take it back to draft first; it has been handed in for approval.")


def _check_payments(contract: Document) -> None:
	differs = rules.sum_differs(flt(contract.amount), [flt(row.amount) for row in contract.payments])
	if differs:
		more = _("{0} too much") if differs > 0 else _("{0} too little")
		shown = more.format(
			frappe.utils.fmt_money(abs(differs) / 100, currency=frappe.db.get_default("currency"))
		)
		checks.refuse(contract, "payments", _("the payments do not add up to the amount: {0}.").format(shown))


def _check_days(contract: Document) -> None:
	first = getdate(contract.starts_on) if contract.starts_on else None
	last = getdate(contract.ends_on) if contract.ends_on else None
	for table in ("payments", "obligations"):
		for row in contract.get(table):
			due = getdate(row.due_on)
			if (first and due < first) or (last and due > last):
				checks.refuse(contract, table, _("row {0} is due outside the term.").format(row.idx))


def _check_fulfilment(contract: Document) -> None:
	"""What is done is done by somebody, on a day that has come; nothing is fulfilled before the contract is signed."""
	bound = ContractState(contract.state) in rules.BINDING
	for table, field in RECORDED:
		for row in contract.get(table):
			day = row.get(field)
			if table == "obligations":
				row.done_by = (row.done_by or frappe.session.user) if day else None
			if not day:
				continue
			if not bound:
				checks.refuse(
					contract, table, _("row {0}: nothing is fulfilled before the signature.").format(row.idx)
				)
			if getdate(day) > getdate(today()):
				checks.refuse(contract, table, _("row {0} lies in the future.").format(row.idx))


def _plain(doc: Document, field: str) -> str:
	"""A value as it is stored, whatever type it came in."""
	df = frappe.get_meta(doc.doctype).get_field(field)
	value = doc.get(field)
	if df.fieldtype == "Currency":
		return str(rules.cents(flt(value)))
	if df.fieldtype in ("Int", "Check"):
		return str(cint(value))
	if df.fieldtype == "Date":
		return str(getdate(value)) if value else ""
	return (value or "").replace("\r\n", "\n").strip() if isinstance(value, str) else str(value or "")


def may_correct() -> bool:
	"""Tell whether the session's user may correct what was recorded as done or paid."""
	user = frappe.session.user
	return user == "Administrator" or roles.has_any(user, (roles.BRANCH_MANAGER, roles.ADMINISTRATOR))


def may_write(contract: Document) -> bool:
	"""Tell whether the session's user may change a contract by his or her rows."""
	return scope.allows(CONTRACT, contract.name, write=True)
