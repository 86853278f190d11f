"""Who follows a lead up: the matched customer's manager, else somebody by rule; and how soon (SAL-01)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from bank_crm import notices
from bank_crm.domain import leads
from bank_crm.domain.leads import AssignmentRule
from bank_crm.domain.sales_enums import LeadAssignment
from bank_crm.permissions import branches, roles, scope
from bank_crm.sales.leads import scoring
from bank_crm.sales.opportunities import rows as opportunity_rows

LEAD, RULE, MEMBER, STAFF = "Bank Lead", "Bank Lead Rule", "Bank Lead Rule Member", "Bank Staff"
#: Where no rule fits, a lead is looked at within a day.
DEFAULT_DAYS = 1


def settle(lead: Document) -> None:
	"""Give a new lead that names nobody to somebody, and note since when (`validate`)."""
	before = lead.get_doc_before_save()
	if before is None and not lead.salesperson:
		_choose(lead)
	elif before is None:
		lead.assignment_reason = _("Entered with the lead.")
	if lead.salesperson and (before is None or before.salesperson != lead.salesperson):
		lead.assigned_on = now_datetime()
		if before is not None:
			lead.assignment_reason = _("Handed over by {0}.").format(notices.person(frappe.session.user))
		lead.flags.bank_tell = lead.salesperson != frappe.session.user
	elif before is None and not lead.salesperson:
		lead.flags.bank_tell = True


def follow(lead: Document) -> None:
	"""Tell who has got a lead; the managers of its branch where nobody has (`on_update`)."""
	if not lead.flags.bank_tell:
		return
	lead.flags.bank_tell = None
	name = frappe.utils.escape_html(lead.lead_name)
	if not lead.salesperson:
		notices.tell(
			branches.managers_of(lead.branch) or notices.holders([roles.ADMINISTRATOR]),
			lambda language: _("Nobody follows up this lead yet: {0}", lang=language).format(name),
			LEAD,
			lead.name,
		)
		return
	notices.tell(
		[lead.salesperson],
		lambda language: _("A lead to follow up: {0}", lang=language).format(name),
		LEAD,
		lead.name,
	)


def days_for(lead: Document) -> int:
	"""Return within how many days the lead is to be contacted next."""
	days = lead.rule and frappe.db.get_value(RULE, lead.rule, "first_contact_days")
	return max(0, int(days)) if days is not None else DEFAULT_DAYS


def rules() -> list[AssignmentRule]:
	"""Return the active rules with their people."""
	fields = (
		"name",
		"sequence",
		"first_contact_days",
		"assign_by",
		"source",
		"product_category",
		"customer_type",
		"branch",
		"min_score",
		"last_given",
	)
	rows = frappe.get_all(RULE, filters={"active": 1}, fields=list(fields), order_by="sequence asc, name asc")
	members: dict[str, tuple[str, ...]] = {}
	for row in frappe.get_all(
		MEMBER,
		filters={"parenttype": RULE, "parent": ("in", [row.name for row in rows] or [""])},
		fields=["parent", "user"],
		order_by="idx asc",
	):
		members[row.parent] = (*members.get(row.parent, ()), row.user)
	return [
		AssignmentRule(
			name=row.name,
			sequence=row.sequence or 0,
			first_contact_days=row.first_contact_days or 0,
			assign_by=LeadAssignment(row.assign_by),
			source=row.source or "",
			product_line=row.product_category or "",
			customer_type=row.customer_type or "",
			branch=row.branch or "",
			min_score=row.min_score or 0,
			members=members.get(row.name, ()),
			last_given=row.last_given or "",
		)
		for row in rows
	]


def _choose(lead: Document) -> None:
	rule = leads.rule_for(rules(), scoring.facts_of(lead))
	lead.rule = rule.name if rule else None
	manager = lead.customer and frappe.db.get_value(scope.CUSTOMER, lead.customer, "manager")
	if manager and _working([manager]):
		lead.salesperson = manager
		lead.assignment_reason = _("Looks after the customer found.")
		return
	earlier = lead.same_as and frappe.db.get_value(LEAD, lead.same_as, "salesperson")
	if earlier and _working([earlier]):
		lead.salesperson = earlier
		lead.assignment_reason = _("Follows up an earlier lead of the same person.")
		return
	if rule and rule.assign_by is LeadAssignment.BY_TURN:
		# whoever comes at the same time waits, so that the turn goes on
		last = frappe.db.get_value(RULE, rule.name, "last_given", for_update=True)
		rule = next(each for each in rules() if each.name == rule.name)
		rule = _with_last(rule, last)
	people = _working(rule.members) if rule and rule.members else _of_branch(lead.branch)
	user = leads.chosen(rule, people, _loads(people))
	if not user:
		lead.assignment_reason = _("Nobody fits; the branch manager decides.")
		return
	lead.salesperson = user
	reason = _("Rule “{0}”.").format(rule.name) if rule else _("Fewest open leads in the branch.")
	lead.assignment_reason = reason
	if rule and rule.assign_by is LeadAssignment.BY_TURN:
		frappe.db.set_value(RULE, rule.name, "last_given", user, update_modified=False)


def _with_last(rule: AssignmentRule, last: str | None) -> AssignmentRule:
	from dataclasses import replace

	return replace(rule, last_given=last or "")


def _loads(people: list[str]) -> dict[str, int]:
	table = frappe.qb.DocType(LEAD)
	open_ones = table.status.notin([status.value for status in sorted(leads.OVER)])
	query = frappe.qb.from_(table).select(table.salesperson, Count("*")).groupby(table.salesperson)
	return dict(query.where(table.salesperson.isin(people or [""]) & open_ones).run())


def _of_branch(branch: str | None) -> list[str]:
	"""The relationship managers of a branch."""
	staff, held = frappe.qb.DocType(STAFF), frappe.qb.DocType("Has Role")
	if not branch:
		return []
	query = (
		frappe.qb.from_(staff)
		.inner_join(held)
		.on((held.parent == staff.user) & (held.parenttype == "User"))
		.select(staff.user)
		.distinct()
		.where((staff.branch == branch) & (staff.active == 1) & (held.role == roles.RELATIONSHIP_MANAGER))
	)
	return _working(query.run(pluck=True))


def _working(people: list[str] | tuple[str, ...]) -> list[str]:
	"""Those who may log in, have not left and sell for the bank."""
	user = frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(user).select(user.name).where((user.enabled == 1) & user.name.isin(people or [""]))
	)
	return [
		each
		for each in query.run(pluck=True)
		if roles.has_any(each, opportunity_rows.sellers()) and not scope.has_left(each)
	]
