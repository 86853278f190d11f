"""Segments for the Desk: what the condition editor offers, the preview while editing, refresh, groups by hand."""

from dataclasses import asdict

import frappe
from frappe import _

from bank_crm.compliance.throttle import per_user
from bank_crm.customer import audiences
from bank_crm.customer.segments import actions, combine
from bank_crm.domain.audience import CombinationRefused
from bank_crm.permissions import scope

SEGMENT = combine.SEGMENT


@frappe.whitelist()
def editor() -> dict[str, list[dict]]:
	"""Return the fields and facts the user may put into conditions."""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	from bank_crm.customer.segments import fields

	return {
		"fields": [asdict(info) for info in fields.catalogue()],
		"facts": [asdict(info) for info in fields.facts()],
	}


@frappe.whitelist(methods=["POST"])
@per_user(120, 60)
def preview(conditions: dict | str | None = None, combination: dict | str | None = None) -> dict:
	"""Return count, base, warning, masked sample and what empties it, of conditions or of a combination.

	Counted are the customers the user may see or count. Where nodes are wrong, `problems` names them instead.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	try:
		tree = combine.tree_of("Combination" if combination else "Conditions", conditions, combination)
	except CombinationRefused as refused:
		frappe.throw(combine.explain(refused), title=_("Combination"))
	if tree is None:
		frappe.throw(_("give at least one condition."))
	from bank_crm.customer.segments import fields, messages
	from bank_crm.customer.segments import preview as previews

	try:
		return previews.preview(tree, frappe.session.user).as_dict()
	except fields.ConditionsInvalid as invalid:
		frappe.clear_messages()  # the editor says it at the condition
		return {
			"problems": [
				{"paths": [problem.path], "text": frappe.utils.strip_html(messages.sentence(problem))}
				for problem in invalid.problems
			]
		}


@frappe.whitelist(methods=["POST"])
def refresh(name: str) -> None:
	"""Look for a segment's members again, in the background."""
	frappe.has_permission(SEGMENT, "write", doc=name, throw=True)
	audiences.queue("segment", name)


@frappe.whitelist(methods=["POST"])
def apply_rule(tag: str) -> None:
	"""Apply a tag's rule again, in the background."""
	frappe.has_permission(combine.TAG, "write", doc=tag, throw=True)
	audiences.queue("tag", tag)


@frappe.whitelist(methods=["POST"])
def add_members(name: str, customers: list | str) -> int:
	"""Add customers to a group; return how many were not in it yet."""
	frappe.has_permission(SEGMENT, "write", doc=name, throw=True)
	return actions.add_members(name, _customers(customers))


@frappe.whitelist(methods=["POST"])
def remove_members(name: str, customers: list | str) -> int:
	"""Take customers out of a group; return how many were in it."""
	frappe.has_permission(SEGMENT, "write", doc=name, throw=True)
	return actions.remove_members(name, _customers(customers))


@frappe.whitelist()
def members(name: str, start: int = 0) -> list[dict]:
	"""Return twenty of a segment's members whom the user may see, the latest first, numbers masked."""
	frappe.has_permission(SEGMENT, "read", doc=name, throw=True)
	return actions.list_members(name, int(start))


def _customers(value: list | str) -> list[str]:
	names = frappe.parse_json(value) if isinstance(value, str) else value
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw(_("A list of names is expected."))
	return names
