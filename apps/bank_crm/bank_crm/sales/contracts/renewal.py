"""The term after this one: agreed anew, or begun by itself where the contract says so, until somebody ends that (CON-03)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, format_date, getdate, today

from bank_crm import notices, retrying
from bank_crm.compliance import free_text
from bank_crm.customer import checks
from bank_crm.domain import contracts as rules
from bank_crm.domain.contract_enums import ContractState as State
from bank_crm.sales.contracts import entry, steps

CONTRACT = "Bank Contract"
IN_FORCE = (State.SIGNED.value, State.RUNNING.value)
_SAVE_POINT = "contract_renewal"


def renew(contract: Document) -> Document:
	"""Make the draft for the term after this one, of the same length; returns the one already begun.

	Raises ValidationError for a contract that is not in force or has no end.
	"""
	if begun := steps.begun(contract):
		return begun
	if not (contract.starts_on and contract.ends_on):
		frappe.throw(_("Only a contract with an end is renewed."), title=_("Not Possible"))
	return steps.insert(_next_term(contract))


def stop(contract: Document, reason: str) -> None:
	"""Let a contract that renews by itself end with its term; the reason stays in its history.

	Raises ValidationError where it does not renew, and for a reason of a word.
	"""
	contract.check_permission("write")
	contract = frappe.get_doc(CONTRACT, contract.name, for_update=True)
	if contract.state not in IN_FORCE or not contract.renews or contract.amended_by:
		frappe.throw(
			_("Only a contract in force that renews by itself is told to end."), title=_("Not Possible")
		)
	if contract.renewal_stopped_on:
		return
	if len((reason or "").strip()) < steps.SHORTEST_REASON:
		checks.refuse(contract, "end_reason", _("say why, in a few words."))
	contract.flags.bank_system = True
	contract.renewal_stopped_on = today()
	contract.save(ignore_permissions=True)  # write has been asked above; nothing that was agreed changes
	contract.add_comment("Comment", escape_html(free_text.quieten_text(reason.strip())))


def run() -> int:
	"""Begin the next term of contracts whose last day has passed and which renew by themselves; returns how many.

	One that has been renewed or amended, or whose renewal is being agreed, is left alone; so a second run does nothing.
	A contract behind by several terms gets each of them. One that fails is logged and keeps nobody else waiting; what the
	database gave up for another's sake is begun in the next run.
	"""
	renewed, seen = 0, set[str]()
	while names := [name for name in _due() if name not in seen]:
		seen.update(names)
		for name in names:
			frappe.db.savepoint(_SAVE_POINT)
			try:
				renewed += _begin_next(name)
			except Exception:
				retrying.undo_to(_SAVE_POINT)
				frappe.log_error(f"{name}: not renewed", reference_doctype=CONTRACT, reference_name=name)
	return renewed


def _due() -> list[str]:
	contract, follower = frappe.qb.DocType(CONTRACT), frappe.qb.DocType(CONTRACT).as_("follower")
	agreeing = (
		frappe.qb.from_(follower)
		.select(follower.amends)
		.where(follower.amends.isnotnull() & follower.state.notin(steps.ENDED))
	)
	query = (
		frappe.qb.from_(contract)
		.select(contract.name)
		.where(contract.state.isin(IN_FORCE) & (contract.renews == 1) & (contract.ends_on < today()))
		.where(contract.amended_by.isnull() & contract.renewal_stopped_on.isnull())
		.where(contract.name.notin(agreeing))
	)
	return query.run(pluck=True)


def _begin_next(name: str) -> bool:
	"""Begin the same contract for the next term, by the signature it was signed with; False if it came to an end meanwhile."""
	contract = frappe.get_doc(CONTRACT, name, for_update=True)
	if contract.amended_by or contract.renewal_stopped_on or steps.follower(contract):
		return False
	following = _next_term(contract)
	following.update(
		{field: contract.get(field) for field in ("signed_on", "signed_by", "text", "customer_signatory")}
	)
	following.state = contract.state
	following.remind_on = rules.remind_on(following.ends_on, cint(following.notice_days))
	following.reminded_on = None
	following.fingerprint = rules.fingerprint(entry.content(following))
	following.flags.bank_matrix = True
	steps.insert(following)
	title, ends = escape_html(contract.title or name), format_date(following.ends_on)

	def say(lang: str) -> str:
		return _("{0} has renewed itself until {1}.", lang=lang).format(title, ends)

	notices.tell([contract.responsible], say, CONTRACT, following.name)
	return True


def _next_term(contract: Document) -> Document:
	term = rules.Term(getdate(contract.starts_on), getdate(contract.ends_on))
	following = steps.draft_of(contract)
	following.starts_on, following.ends_on = term.next_first, term.next_last
	for row in (*following.payments, *following.obligations):
		row.due_on = term.later(getdate(row.due_on))
	return following
