"""The rules as the pure layer reads them, and what is refused when one is saved (SAL-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from bank_crm.compliance.approvals import subjects
from bank_crm.compliance.approvals.subjects import Facts
from bank_crm.customer import checks
from bank_crm.domain import approvals as rules
from bank_crm.domain.approval_enums import ApproverKind, EscalateTo
from bank_crm.domain.approvals import Case, Fault, Rule, Step
from bank_crm.permissions import branches, roles

RULE, RULE_STEP = "Bank Approval Rule", "Bank Approval Rule Step"
_RULE_FIELDS = (
	"name",
	"document_kind",
	"subject_type",
	"amount_from",
	"amount_to",
	"branch",
	"product",
	"same_person",
)
#: Which column of a step says who decides.
WHO = {
	ApproverKind.ROLE.value: "role",
	ApproverKind.POST.value: "post",
	ApproverKind.PERSON.value: "person",
	ApproverKind.BRANCH_LEVEL.value: "branch_level",
}
_HOUR = 3_600


def of_kind(kind: str, *, unless: str = "") -> list[Rule]:
	"""Return the enabled rules of a kind of document, without one if named."""
	filters = {"enabled": 1, "document_kind": kind, "name": ("!=", unless or "")}
	found = frappe.get_all(RULE, filters=filters, fields=list(_RULE_FIELDS), order_by="name asc", limit=0)
	steps: dict[str, list[frappe._dict]] = defaultdict(list)
	names = [row.name for row in found]
	for row in frappe.get_all(
		RULE_STEP, filters={"parent": ("in", names or [""])}, fields=["*"], order_by="idx asc", limit=0
	):
		steps[row.parent].append(row)
	return [_rule(row, steps[row.name]) for row in found]


def of_document(rule: Document) -> Rule:
	"""Return a rule document, saved or not, as the pure layer reads it."""
	return _rule(rule, rule.steps)


def case_of(kind: str, facts: Facts) -> Case:
	"""Return the case of a document; the branches above its own are walked here."""
	return Case(kind, facts.type, facts.amount, upwards(facts.branch), facts.product)


def fitting(kind: str, case: Case) -> Rule | None:
	"""Return the rule that counts for a case, None where there is none."""
	return rules.choose(of_kind(kind), case)


def upwards(branch: str | None) -> tuple[str, ...]:
	"""Return a branch and those above it, the nearest first; () without one."""
	if not branch:
		return ()
	table = frappe.qb.DocType(branches.BRANCH)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(branches.above(branch) or [""]))
	return tuple(query.orderby(table.lft, order=frappe.qb.desc).run(pluck=True))


def check(rule: Document) -> None:
	"""Refuse a rule nobody could follow, or beside which another counts for the same (`validate`)."""
	complete(rule)
	read = of_document(rule)
	for fault, place in rules.faults(read):
		checks.refuse(rule, "amount_to" if fault is Fault.AMOUNTS else "steps", fault_sentence(fault, place))
	if rule.subject_type and rule.subject_type not in dict(subjects.types_of(rule.document_kind)):
		checks.refuse(rule, "subject_type", _("there is no such type."))
	for place, step in enumerate(rule.steps, 1):
		_check_people(rule, step, place)
	if not rule.enabled:
		return
	for other in of_kind(rule.document_kind, unless=rule.name or ""):
		if rules.overlap(read, other):
			checks.refuse(
				rule,
				"amount_from",
				_("the rule {0} counts for some of these amounts already.").format(other.name),
			)


def complete(rule: Document) -> None:
	"""Fill in what follows, and empty what the step's own way does not ask for."""
	for step in rule.steps:
		for kind, field in WHO.items():
			if step.approver != kind:
				step.set(field, None)
		if step.approver == ApproverKind.PERSON.value:
			step.people = 1
		step.quorum = cint(step.quorum) or 1
		step.people = cint(step.people) or step.quorum


def fault_sentence(fault: Fault, place: int) -> str:
	"""Say what is wrong with a rule, plain text."""
	told = {
		Fault.NO_STEPS: _("say who decides."),
		Fault.TOO_MANY: _("at most {0}.").format(rules.MOST_STEPS),
		Fault.AMOUNTS: _("the amounts end before they begin."),
		Fault.SEQUENCE: _("the sequence begins with 1."),
		Fault.WHO: _("say who decides."),
		Fault.PEOPLE: _("at most {0} people are asked, and one where the rule names a person.").format(
			rules.MOST_PEOPLE
		),
		Fault.QUORUM: _("not more people can agree than are asked."),
		Fault.DUE: _("below 0."),
		Fault.SUBSTITUTE: _("say who the substitute is."),
	}[fault]
	return _("Step {0}: {1}").format(place, told) if place else told


def _check_people(rule: Document, step: Document, place: int) -> None:
	if step.role and step.role not in roles.ALL:
		_at(rule, place, _("only roles of the bank decide."))
	for user in filter(None, (step.person, step.substitute)):
		if not frappe.db.get_value("User", user, "enabled") or not roles.has_any(user, roles.ALL):
			_at(rule, place, _("{0} does not work with customers.").format(user))


def _at(rule: Document, place: int, told: str) -> None:
	checks.refuse(rule, "steps", _("Step {0}: {1}").format(place, told))


def _rule(row: Document | frappe._dict, steps: Iterable[Document | frappe._dict]) -> Rule:
	return Rule(
		name=row.name or "",
		kind=row.document_kind or "",
		type=row.subject_type or "",
		amount_from=flt(row.amount_from),
		amount_to=flt(row.amount_to),
		branch=row.branch or "",
		product=row.product or "",
		same_person=bool(cint(row.same_person)),
		steps=tuple(_step(step) for step in steps),
	)


def _step(row: Document | frappe._dict) -> Step:
	approver = ApproverKind(row.approver)
	return Step(
		sequence=cint(row.sequence),
		approver=approver,
		who=(row.get(WHO[approver.value]) or "") if approver.value in WHO else "",
		name=row.step_name or "",
		people=cint(row.people),
		quorum=cint(row.quorum),
		due=int(flt(row.due_hours) * _HOUR),
		substitute=row.substitute or "",
		escalate=EscalateTo(row.escalate_to) if row.escalate_to else None,
	)
