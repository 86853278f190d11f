"""What a request goes through: checked, decided, effective, over (SEC-10, scenario 12).

The workflow offers the steps; these functions decide, so that an edited or switched-off workflow opens nothing.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, getdate, now, now_datetime, nowdate

from bank_crm import notices
from bank_crm.compliance import operation_log
from bank_crm.compliance.access import superiors
from bank_crm.customer import checks, settings
from bank_crm.customer.customer_rows import insert_each
from bank_crm.customer.duplicates.following import kept_of
from bank_crm.domain import masking
from bank_crm.domain.access import AccessKind, AccessState, days_asked
from bank_crm.domain.compliance_enums import Operation
from bank_crm.permissions import grants, roles, scope

SHORTEST_REASON = 4
#: What is asked for; fixed once it has been submitted.
ASKED = ("applicant", "kind", "segment", "branch", "access", "from_date", "to_date", "reason")
#: What the steps write; nobody types it.
WRITTEN = ("approver", "decided_by", "decided_at", "customers_granted", "withdrawn_by", "withdrawn_at")
_OVER = frozenset({AccessState.EXPIRED, AccessState.WITHDRAWN, AccessState.REJECTED})


def check(request: Document) -> None:
	"""Refuse what cannot be asked for, and steps that are not this user's (`validate` of a request)."""
	before = request.get_doc_before_save()
	_keep(request, before)
	was = before.state if before else None
	if was in (None, AccessState.DRAFT):
		_check_asked(request)
	else:
		_refuse_changes(request, before)
	now_state = request.state or AccessState.DRAFT.value
	if now_state != (was or AccessState.DRAFT):
		_step(request, was or AccessState.DRAFT.value, now_state)


def follow(request: Document) -> None:
	"""Do what follows a stored step: the rows it opens, the log, the messages (`on_update` of a request)."""
	before = request.get_doc_before_save()
	was = (before.state if before else None) or AccessState.DRAFT.value
	if request.state == was:
		return
	if request.state == AccessState.AWAITING:
		who = notices.person(request.applicant)
		_tell(
			request.approver,
			request,
			lambda lang: _("{0} asks for access to customers", lang=lang).format(who),
		)
	elif request.state == AccessState.IN_FORCE:
		_open(request)
		_tell(
			request.applicant,
			request,
			lambda lang: _("Your access request is in force until {0}", lang=lang).format(request.to_date),
		)
	elif request.state == AccessState.REJECTED:
		_tell(request.applicant, request, lambda lang: _("Your access request was rejected", lang=lang))
	elif request.state == AccessState.WITHDRAWN:
		_log(Operation.ACCESS_WITHDRAWN, request, {"withdrawn_by": request.withdrawn_by})
		if request.withdrawn_by != request.applicant:
			_tell(request.applicant, request, lambda lang: _("Your access was withdrawn", lang=lang))


def expire() -> int:
	"""Mark requests whose period is over; returns how many. Their rows were closed by the date already."""
	request = frappe.qb.DocType(grants.REQUEST)
	over = (request.state == AccessState.IN_FORCE.value) & (request.to_date < nowdate())
	found = (
		frappe.qb.from_(request)
		.select(request.name, request.applicant, request.to_date)
		.where(over)
		.for_update()
	)
	rows = found.run(as_dict=True)
	if not rows:
		return 0
	names = [row.name for row in rows]
	(
		frappe.qb.update(request)
		.set(request.state, AccessState.EXPIRED.value)
		.set(request.modified, now())
		.where(request.name.isin(names))
	).run()
	for row in rows:
		operation_log.record(
			Operation.ACCESS_WITHDRAWN.value,
			grants.REQUEST,
			row.name,
			before={"state": AccessState.IN_FORCE.value},
			after={
				"state": AccessState.EXPIRED.value,
				"applicant": row.applicant,
				"to_date": str(row.to_date),
			},
			detail="expired",
		)
	return len(rows)


def withdraw_all(applicant: str, by: str) -> int:
	"""Withdraw everything in force or awaiting for somebody who leaves; returns how many."""
	names = frappe.get_all(
		grants.REQUEST,
		filters={
			"applicant": applicant,
			"state": ("in", (AccessState.IN_FORCE.value, AccessState.AWAITING.value)),
		},
		pluck="name",
	)
	for name in names:
		values = {"state": AccessState.WITHDRAWN.value, "withdrawn_by": by, "withdrawn_at": now_datetime()}
		frappe.db.set_value(grants.REQUEST, name, values)
		operation_log.record(
			Operation.ACCESS_WITHDRAWN.value,
			grants.REQUEST,
			name,
			after={"applicant": applicant},
			detail="left",
		)
	return len(names)


def _keep(request: Document, before: Document | None) -> None:
	"""Whoever asks is the applicant; what the steps write cannot be sent along."""
	request.applicant = before.applicant if before else frappe.session.user
	request.applicant_name = get_fullname(request.applicant)
	for field in WRITTEN:
		request.set(field, before.get(field) if before else None)


def _check_asked(request: Document) -> None:
	kind = AccessKind(request.kind)
	if kind != AccessKind.CUSTOMERS:
		request.set("customers", [])
	if kind != AccessKind.SEGMENT:
		request.segment = None
	if kind != AccessKind.BRANCH:
		request.branch = None
	field = {AccessKind.CUSTOMERS: "customers", AccessKind.SEGMENT: "segment", AccessKind.BRANCH: "branch"}[
		kind
	]
	if not request.get(field):
		checks.refuse(request, field, _("say which."))
	if len((request.reason or "").strip()) < SHORTEST_REASON:
		checks.refuse(request, "reason", _("say why, in a few words."))
	_check_period(request)
	_check_customers(request)


def _check_period(request: Document) -> None:
	checks.check_period(request, "from_date", "to_date")
	first, last = getdate(request.from_date), getdate(request.to_date)
	most = settings.number("temporary_access_max_days")
	if days_asked(first, last) > most:
		checks.refuse(request, "to_date", _("access is given for at most {0} days.").format(most))
	if last < getdate(nowdate()):
		checks.refuse(request, "to_date", _("lies in the past."))


def _check_customers(request: Document) -> None:
	"""Every number must be a customer's, each once; who was merged is asked for under the kept number."""
	numbers = {row.customer_no: (row.customer_no or "").strip().upper() for row in request.customers}
	customer = frappe.qb.DocType(scope.CUSTOMER)
	known = dict(
		frappe.qb.from_(customer)
		.select(customer.name, customer.customer_name)
		.where(customer.name.isin(sorted(numbers.values()) or [""]))
		.run()
	)
	if missing := [number for number in numbers.values() if number not in known]:
		checks.refuse(
			request, "customers", _("there is no customer {0}.").format(frappe.bold(", ".join(missing[:5])))
		)
	kept = kept_of(known)
	if sorted(kept) != sorted(row.customer_no for row in request.customers):
		request.set("customers", [{"customer_no": number} for number in kept])
		known |= dict(
			frappe.qb.from_(customer)
			.select(customer.name, customer.customer_name)
			.where(customer.name.isin(kept or [""]))
			.run()
		)
	for row in request.customers:
		row.shown_name = masking.mask_name(known[row.customer_no])


def _refuse_changes(request: Document, before: Document) -> None:
	for field in ASKED:
		if request.has_value_changed(field):
			checks.refuse(request, field, _("cannot be changed any more; take the request back first."))
	if [row.customer_no for row in request.customers] != [row.customer_no for row in before.customers]:
		checks.refuse(request, "customers", _("cannot be changed any more; take the request back first."))


def _step(request: Document, was: str, wanted: str) -> None:
	user = frappe.session.user
	if was in _OVER:
		_refuse_step(_("This request is over; make a new one."))
	if wanted == AccessState.AWAITING:
		_require(user == request.applicant)
		request.approver = superiors.deciding(request)
		if not request.approver:
			_refuse_step(
				_("No superior of yours may see these customers; ask the administrator to check your post.")
			)
	elif wanted == AccessState.DRAFT:
		_require(user == request.applicant and was != AccessState.IN_FORCE)
		request.approver = None
	elif wanted == AccessState.WITHDRAWN:
		_require(may_withdraw(user, request))
		request.withdrawn_by, request.withdrawn_at = user, now_datetime()
	elif wanted in (AccessState.IN_FORCE, AccessState.REJECTED):
		if was in (AccessState.DRAFT, AccessState.IN_FORCE) or not superiors.may_decide(user, request):
			_refuse_step(
				_(
					"Only a superior of the applicant who may see these customers decides, never the applicant."
				)
			)
		if wanted == AccessState.IN_FORCE and getdate(request.to_date) < getdate(nowdate()):
			_refuse_step(_("The period asked for is over."))
		request.decided_by, request.decided_at = user, now_datetime()
	elif was == AccessState.IN_FORCE or wanted == AccessState.EXPIRED:
		_require(False)  # a bank's own states stand between asking and deciding


def may_withdraw(user: str, request: Document) -> bool:
	"""Tell whether `user` may end the request early: the applicant, a superior, the bank's administrator."""
	if user == request.applicant or roles.has_any(user, roles.WRITE_EVERYTHING):
		return True
	return user == "Administrator" or superiors.is_superior(user, request.applicant)


def _require(allowed: bool) -> None:
	if not allowed:
		_refuse_step(_("This step is not yours."))


def _refuse_step(message: str) -> None:
	frappe.throw(message, frappe.PermissionError, title=_("Not Permitted"))


def _open(request: Document) -> None:
	"""Write down the customers of the moment; a branch is asked live, its customers come and go."""
	if request.kind != AccessKind.BRANCH:
		_write_grants(request)
		granted = frappe.db.count(grants.GRANT, {"request": request.name})
		request.db_set("customers_granted", granted, update_modified=False)
	_log(
		Operation.ACCESS_GRANTED,
		request,
		{
			"applicant": request.applicant,
			"kind": request.kind,
			"which": request.segment
			or request.branch
			or ", ".join(row.customer_no for row in request.customers[:20]),
			"access": request.access,
			"from_date": str(request.from_date),
			"to_date": str(request.to_date),
			"customers": request.customers_granted,
			"decided_by": request.decided_by,
		},
	)


def _write_grants(request: Document) -> None:
	if request.kind == AccessKind.SEGMENT:
		member = frappe.qb.DocType(superiors.MEMBER)
		chosen = frappe.qb.from_(member).select(member.customer).where(member.segment == request.segment)
	else:
		customer = frappe.qb.DocType(scope.CUSTOMER)
		wanted = sorted({row.customer_no for row in request.customers})
		chosen = (
			frappe.qb.from_(customer).select(customer.name.as_("customer")).where(customer.name.isin(wanted))
		)
	insert_each(chosen, grants.GRANT, {"request": request.name})


def _log(action: Operation, request: Document, after: dict[str, object]) -> None:
	operation_log.record(action.value, grants.REQUEST, request.name, after=after, detail=request.reason)


def _tell(user: str | None, request: Document, say: notices.Say) -> None:
	if user:
		notices.tell([user], say, grants.REQUEST, request.name)
