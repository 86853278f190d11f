"""The rules of relations and households applied to documents; each error names its field."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from bank_crm.customer import checks
from bank_crm.customer.relationships import queries
from bank_crm.domain import relations
from bank_crm.domain.errors import DomainError
from bank_crm.domain.household import Membership, check_membership
from bank_crm.domain.relations import Relation, RoleRule
from bank_crm.permissions import scope


def check_relationship(doc: Document) -> None:
	"""Refuse a relation with oneself, one that stands already, contradicts another or closes a circle."""
	rules = queries.role_rules()
	rule = rules[doc.role]
	doc.reciprocal_role = rule.reciprocal
	new = Relation(
		doc.customer,
		doc.other_customer,
		doc.role,
		_day(doc.from_date),
		_day(doc.to_date),
		float(doc.share_percent or 0),
	)
	parties = queries.lock_parties((new.customer, new.other))
	standing = queries.standing_relations(list(parties), None if doc.is_new() else doc.name)
	try:
		relations.check_relation(new, parties[new.customer], parties[new.other], standing, rules)
	except DomainError as error:
		_refuse_relation(doc, error, rules)
	if rule.acyclic:
		_refuse_circle(doc, new, rule)


def check_other_is_visible(doc: Document) -> None:
	"""A relation may only be told between customers the user sees; the system itself sees all."""
	if doc.flags.ignore_permissions:  # the caller has decided already
		return
	for field in ("customer", "other_customer"):
		if doc.has_value_changed(field) and not scope.allows(scope.CUSTOMER, doc.get(field)):
			checks.refuse(doc, field, _("not among your customers."))


def check_household_is_open(doc: Document) -> None:
	"""A member joins where one of the user's own customers lives, or where nobody does yet."""
	if doc.flags.ignore_permissions or not doc.is_new():  # the caller has decided already
		return
	members = [member.customer for member in queries.current_members(doc.household)]
	if members and not any(scope.allows(scope.CUSTOMER, name, write=True) for name in members):
		checks.refuse(doc, "household", _("none of its members is among your customers."))


def check_member(doc: Document) -> None:
	"""Refuse a second household at one time, a company, and a period that cannot be."""
	party = queries.lock_parties([doc.customer])[doc.customer]
	new = Membership(doc.household, doc.customer, getdate(doc.from_date), _day(doc.to_date))
	standing = queries.memberships(doc.customer, None if doc.is_new() else doc.name)
	try:
		check_membership(new, party.customer_type, standing, getdate(today()))
	except DomainError as error:
		messages = {
			"not_a_person": _("only persons belong to a household."),
			"future": _("lies in the future."),
			"period": _("lies before {0}.").format(_("From", context=queries.RELATIONSHIP)),
			"one_household": _("belongs to another household at that time."),
		}
		checks.refuse(doc, error.params["field"], messages[error.code])


def check_role(doc: Document) -> None:
	"""The two roles of a pair are each other's, and open to each other's parties."""
	if not doc.reciprocal:
		doc.reciprocal = doc.name or doc.role_name
	if doc.reciprocal == doc.role_name:
		if doc.own_type != doc.other_type:
			checks.refuse(
				doc, "reciprocal", _("a role that is its own reciprocal is open to the same parties.")
			)
		return
	other = frappe.db.get_value(
		queries.ROLE, doc.reciprocal, ["own_type", "other_type", "reciprocal"], as_dict=True
	)
	if other is None:  # the first of a pair that is being made
		return
	if other.reciprocal not in (None, "", doc.reciprocal, doc.role_name):
		checks.refuse(doc, "reciprocal", _("it is the reciprocal of another role already."))
	if (other.own_type, other.other_type) != (doc.other_type, doc.own_type):
		checks.refuse(doc, "reciprocal", _("it must be open to the same parties the other way round."))


def refuse_changed_pair(doc: Document) -> None:
	"""A role in use keeps its reciprocal: relations that stand would say something else."""
	if doc.is_new() or not doc.has_value_changed("reciprocal"):
		return
	before = doc.get_doc_before_save()
	if before.reciprocal and frappe.db.exists(queries.RELATIONSHIP, {"role": doc.name}):
		checks.refuse(doc, "reciprocal", _("relations of this role exist; make a new role instead."))


def _refuse_circle(doc: Document, new: Relation, rule: RoleRule) -> None:
	"""`other` becomes `customer`'s elder; a circle is there if `customer` is one of `other`'s elders already."""
	own = None if doc.is_new() else doc.name
	if relations.leads_to(
		new.other, new.customer, lambda names: queries.others_by_role(names, rule, new, own)
	):
		checks.refuse(
			doc,
			"other_customer",
			_("this would close a circle: {0} over several steps.").format(_(rule.name)),
		)


def _refuse_relation(doc: Document, error: DomainError, rules: dict[str, RoleRule]) -> NoReturn:
	values = error.params
	role = _(str(values.get("role", "")), context=queries.ROLE)
	wanted = _(str(values.get("wanted", "")), context=queries.ROLE)
	messages = {
		"self": _("nobody is related to himself."),
		"period": _("lies before {0}.").format(_("From", context=queries.RELATIONSHIP)),
		"disabled": _("this role is no longer used."),
		"own_type": _("{0} is open to customers of type {1} only.").format(role, wanted),
		"other_type": _("{0} must be a customer of type {1}.").format(role, wanted),
		"not_older": _("the birth dates contradict {0}: at least {1} years must lie between.").format(
			role, values.get("years")
		),
		"no_share": _("{0} takes no share.").format(role),
		"share": _("must lie between 0 and 100 per cent."),
		"duplicate": _("this relation is there already: {0}.").format(role),
		"contradiction": _("the two are related already as {0}; both cannot be true.").format(role),
		"too_many": _("this customer has {0} already: {1}.").format(values.get("at_most"), role),
		"too_many_other": _("the other customer has {0} already: {1}.").format(values.get("at_most"), role),
		"share_total": _("the shares would add up to {0} per cent.").format(values.get("total")),
	}
	checks.refuse(doc, str(values["field"]), messages[error.code])


def _day(value: str | date | None) -> date | None:
	return getdate(value) if value else None
