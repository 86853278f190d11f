"""The steps of a contract: what each asks for and does, on every way to it (CON-01, CON-03, CON-04)."""

from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate, today

from bank_crm.compliance.approvals import documents
from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.customer import checks
from bank_crm.domain import contracts as rules
from bank_crm.domain.contract_enums import ContractState as State
from bank_crm.permissions import roles
from bank_crm.sales import deals
from bank_crm.sales.contracts import entry, text
from bank_crm.speaking import bank_language, listed

CONTRACT, TYPE = "Bank Contract", "Bank Contract Type"
ENDED = (State.COMPLETED.value, State.TERMINATED.value)
SHORTEST_REASON = 4


def judge(contract: Document) -> None:
	"""Refuse a step that is none, that others take, or that something is missing for (`validate`)."""
	before = contract.get_doc_before_save()
	if before is None or before.state == contract.state:
		return
	was, state = State(before.state), State(contract.state)
	if state not in rules.CONTRACT_STEPS[was]:
		checks.refuse(contract, "state", _("{0} does not follow {1}.").format(_say(state), _say(was)))
	if (was.value, state.value) in rules.BY_MATRIX and not contract.flags.bank_matrix:
		frappe.throw(_("This is decided by the approval matrix."), frappe.PermissionError)
	if state is State.PENDING:
		_hand_in(contract)
	elif state is State.SIGNED:
		_sign(contract)
	elif state is State.COMPLETED:
		_complete(contract)
	elif state is State.TERMINATED:
		_terminate(contract)


def follow(contract: Document) -> None:
	"""Do what a step means, in the transaction that stores it (`on_update`)."""
	no_rule = _("No approval rule fits this contract: the administrator has to add one.")
	documents.follow(contract, State.PENDING.value, no_rule)
	renewed = contract.get_doc_before_save() is None and contract.state == State.RUNNING.value
	signed = contract.state == State.SIGNED.value and contract.has_value_changed("state")
	if contract.amends and (signed or renewed):
		_replace(contract)


def decided(name: str, approved: bool, reason: str) -> None:
	"""Take a contract on as the matrix has decided: approved, or back to draft with the reasons in its history."""
	documents.take_on(CONTRACT, name, (State.APPROVED if approved else State.DRAFT).value, reason)


def amend(contract: Document) -> Document:
	"""Make the draft that is to replace a signed contract; returns the one already begun.

	Raises ValidationError for a contract that is not in force.
	"""
	return begun(contract) or insert(draft_of(contract))


def begun(contract: Document) -> Document | None:
	"""Return what is to follow the contract already, one at a time; refuse what is not in force."""
	contract.check_permission("write")
	frappe.has_permission(CONTRACT, "create", throw=True)
	if contract.state not in (State.SIGNED.value, State.RUNNING.value):
		told = _("Only a contract in force is amended or renewed.")
		frappe.throw(told, title=_("Not Possible"))
	frappe.db.get_value(CONTRACT, contract.name, "name", for_update=True)
	name = follower(contract)
	return frappe.get_doc(CONTRACT, name) if name else None


def follower(contract: Document) -> str | None:
	"""Return what is to follow the contract already, whoever has just begun it; the caller holds the contract's row."""
	filters = {"amends": contract.name, "state": ("not in", ENDED)}
	return frappe.db.get_value(CONTRACT, filters, "name", for_update=True)


def draft_of(contract: Document) -> Document:
	"""Return what is to follow a contract, with what was agreed and nothing of what was fulfilled; not stored yet."""
	draft = frappe.copy_doc(contract, ignore_no_copy=False)
	draft.amends, draft.amendment_no = contract.name, cint(contract.amendment_no) + 1
	draft.state = State.DRAFT.value
	return draft


def insert(draft: Document) -> Document:
	"""Store what follows a contract; the caller has asked the user's right."""
	draft.flags.bank_system = True
	draft.insert(ignore_permissions=True)  # asked by the caller
	draft.flags.bank_system = False
	return draft


def chain(contract: Document) -> list[frappe._dict]:
	"""Return the contract with what it replaced and what replaced it, the oldest first."""
	fields = (
		"name",
		"state",
		"amount",
		"signed_on",
		"amendment_no",
		"starts_on",
		"ends_on",
		"amends",
		"amended_by",
	)
	found = [frappe.db.get_value(CONTRACT, contract.name, fields, as_dict=True)]
	while (name := found[0].amends) and name not in {one.name for one in found}:
		found.insert(0, frappe.db.get_value(CONTRACT, name, fields, as_dict=True))
	while (name := found[-1].amended_by) and name not in {one.name for one in found}:
		found.append(frappe.db.get_value(CONTRACT, name, fields, as_dict=True))
	return found


def may_go(contract: Document) -> bool:
	"""Tell whether a contract may be deleted: only until it is handed in."""
	return contract.state == State.DRAFT.value


def keep(contract: Document) -> None:
	"""Refuse to delete what was handed in or signed (`on_trash`)."""
	if not may_go(contract):
		frappe.throw(_("Only drafts of contracts are deleted."), title=_("Not Possible"))


def _hand_in(contract: Document) -> None:
	for field in ("starts_on", "responsible", "branch"):
		if not contract.get(field):
			checks.refuse(contract, field, _("is needed for approval."))
	if flt(contract.amount) <= 0:
		checks.refuse(contract, "amount", _("is needed for approval."))
	contract.text = text.complete(contract)


def _sign(contract: Document) -> None:
	if not (contract.customer_signatory or "").strip():
		checks.refuse(contract, "customer_signatory", _("say who signed."))
	if contract.ends_on and getdate(contract.ends_on) < getdate(today()):
		checks.refuse(contract, "ends_on", _("lies in the past."))
	contract.signed_on, contract.signed_by = today(), frappe.session.user
	_take_over(contract)
	contract.fingerprint = rules.fingerprint(entry.content(contract))


def _complete(contract: Document) -> None:
	for table, field in entry.RECORDED:
		left = [str(row.idx) for row in contract.get(table) if not row.get(field)]
		if left:
			checks.refuse(contract, table, _("still open: row {0}.").format(listed(left)))
	contract.ended_on = today()


def _terminate(contract: Document) -> None:
	user = frappe.session.user
	allowed = (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
	if not contract.flags.bank_system and user != "Administrator" and not roles.has_any(user, allowed):
		frappe.throw(_("A branch manager ends contracts before their time."), frappe.PermissionError)
	if len((contract.end_reason or "").strip()) < SHORTEST_REASON:
		checks.refuse(contract, "end_reason", _("say why, in a few words."))
	contract.ended_on = today()


def _take_over(contract: Document) -> None:
	"""What was fulfilled under the contract it replaces is fulfilled, where it was agreed again as it was."""
	if not contract.amends:
		return
	old = frappe.get_doc(CONTRACT, contract.amends)
	for table, day in entry.RECORDED:
		fields = entry.AGREED_ROWS[table]
		done = defaultdict[tuple[str, ...], list[Document]](list)  # the same may be agreed more than once
		for row in old.get(table):
			if row.get(day):
				done[entry.agreed(row, fields)].append(row)
		for row in contract.get(table):
			if not (same := done[entry.agreed(row, fields)]):
				continue
			was = same.pop(0)
			row.set(day, was.get(day))
			if table == "payments":
				row.remark = was.remark
				continue
			row.done_by, row.evidence_note = was.done_by, was.evidence_note
			if was.evidence:  # the file stays with the contract it was accepted for
				told = _("Evidence with {0}", bank_language()).format(old.name)
				row.evidence_note = "; ".join(filter(None, (was.evidence_note, told)))


def _replace(contract: Document) -> None:
	"""The signed amendment takes the place of what it amends, which stays to be read.

	A renewal begins when what it renews has come to its end: that one is fulfilled to its last day.
	"""
	old = frappe.get_doc(CONTRACT, contract.amends, for_update=True)
	if old.state not in (State.SIGNED.value, State.RUNNING.value):
		frappe.throw(
			_("The contract {0} is not in force any more.").format(old.name), title=_("Not Possible")
		)
	old.flags.bank_system = old.flags.bank_matrix = True
	old.amended_by = contract.name
	if not old.ends_on or getdate(contract.starts_on) <= getdate(old.ends_on):
		old.state = State.TERMINATED.value
		old.end_reason = _("Replaced by {0}", bank_language()).format(contract.name)
	old.save(ignore_permissions=True)  # follows from the signature


def facts(contract: Document) -> Facts:
	"""Return what the rules of the matrix look at."""
	return deals.facts(contract, contract.responsible, contract.contract_type or "")


def types() -> list[tuple[str, str]]:
	"""Return the types a rule may name."""
	return [(name, _(name)) for name in frappe.get_all(TYPE, filters={"enabled": 1}, pluck="name", limit=0)]


def _say(state: State) -> str:
	return _(state.value, context=CONTRACT)


SUBJECT = Subject(CONTRACT, facts, decided, types)
