"""Relations, households and their graph for the customer's page and form (requirements 1.5, CUS-03)."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe.utils import cint, getdate

from bank_crm.customer.relationships import actions, network, queries, told
from bank_crm.permissions import scope


class Role(TypedDict):
	"""A role that may be chosen for a customer; `other_type` Any, Person or Company."""

	name: str
	kind: str
	other_type: str
	takes_share: bool


class Relations(TypedDict):
	"""What the section on the customer's form shows; `roles` is empty for who may not change the customer."""

	relations: list[told.Told]
	household: told.Household | None
	roles: list[Role]


@frappe.whitelist()
def of_customer(customer: str) -> Relations:
	"""Return relations, household and the roles that may be added.

	Raises frappe.PermissionError for anyone else's customer, frappe.DoesNotExistError for an unknown one.
	"""
	_check(customer)
	kind = frappe.db.get_value(scope.CUSTOMER, customer, "customer_type")
	changeable = frappe.has_permission(queries.RELATIONSHIP, "create") and _may_change(customer)
	return {
		"relations": told.relations_of(customer),
		"household": told.household_of(customer) if kind == "Person" else None,
		"roles": _roles(kind) if changeable else [],
	}


@frappe.whitelist()
def graph(customer: str, depth: int = 2) -> network.Network:
	"""Return the customers and households within `depth` (1 to 3) steps; raises as `of_customer`."""
	_check(customer)
	return network.around(customer, max(1, cint(depth)))


@frappe.whitelist()
def household(name: str) -> told.Household:
	"""Return one household to whoever sees one of its members; raises frappe.PermissionError for others."""
	_check_household(name)
	return told.tell_household(name)


@frappe.whitelist(methods=["POST"])
def add_relation(
	customer: str,
	other_customer: str,
	role: str,
	from_date: str | None = None,
	to_date: str | None = None,
	share_percent: float | None = None,
	note: str | None = None,
) -> int | str:
	"""Store that `other_customer` is `customer`'s `role`; returns the row's name.

	Raises frappe.ValidationError naming the field where the relation cannot stand.
	"""
	_check(customer, "write")
	doc = frappe.get_doc(
		{
			"doctype": queries.RELATIONSHIP,
			"customer": customer,
			"other_customer": other_customer,
			"role": role,
			"from_date": from_date,
			"to_date": to_date,
			"share_percent": share_percent,
			"note": note,
		}
	)
	return doc.insert().name


@frappe.whitelist(methods=["POST"])
def end_relation(customer: str, relation: int, last_day: str) -> None:
	"""End a relation with a day; it stays in the history of both customers."""
	_check(customer, "write")
	doc = frappe.get_doc(queries.RELATIONSHIP, relation)
	doc.to_date = getdate(last_day)
	doc.save()


@frappe.whitelist(methods=["POST"])
def found_household(head: str, members: dict[str, str] | None = None, from_date: str | None = None) -> str:
	"""Make a household with its members (customer → role) and return its name; nothing is kept if one is refused."""
	_check(head, "write")
	return actions.found_household(head, members, getdate(from_date) if from_date else None).name


@frappe.whitelist(methods=["POST"])
def join_household(customer: str, household: str, role: str, from_date: str | None = None) -> None:
	"""Make a person a member of a household one of the user's customers belongs to."""
	_check(customer, "write")
	actions.join(household, customer, role, getdate(from_date) if from_date else None)


@frappe.whitelist(methods=["POST"])
def leave_household(
	customer: str, household: str, last_day: str | None = None, new_head: str | None = None
) -> None:
	"""End a membership; a head with others in the house names the new head."""
	_check(customer, "write")
	actions.leave(household, customer, getdate(last_day) if last_day else None, new_head)


@frappe.whitelist(methods=["POST"])
def change_head(household: str, head: str) -> None:
	"""Make another member the head; everybody's role is told from the new head on."""
	_check(head, "write")
	doc = frappe.get_doc(queries.HOUSEHOLD, household)
	doc.head = head
	doc.save()


def _check(customer: str, ptype: str = "read") -> None:
	frappe.has_permission(scope.CUSTOMER, ptype, doc=frappe.get_doc(scope.CUSTOMER, customer), throw=True)


def _check_household(name: str) -> None:
	frappe.has_permission(queries.HOUSEHOLD, "read", throw=True)
	members = frappe.get_all(queries.MEMBER, filters={"household": name}, pluck="customer", limit=0)
	if not any(scope.allows(scope.CUSTOMER, member) for member in members):
		raise frappe.PermissionError


def _may_change(customer: str) -> bool:
	return frappe.has_permission(scope.CUSTOMER, "write", doc=frappe.get_doc(scope.CUSTOMER, customer))


def _roles(kind: str) -> list[Role]:
	return [
		{
			"name": rule.name,
			"kind": rule.kind,
			"other_type": rule.other_type,
			"takes_share": rule.takes_share,
		}
		for rule in queries.role_rules().values()
		if rule.enabled and rule.own_type in ("Any", kind)
	]
