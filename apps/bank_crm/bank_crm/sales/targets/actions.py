"""Breaking a target down, so that its parts make it up exactly (SAL-04, SAL-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, today

from bank_crm.domain import targets
from bank_crm.domain.sales_enums import TargetHolder, TargetMetric, TargetPeriod
from bank_crm.permissions import roles
from bank_crm.sales.targets import achieved, entry, rows

TARGET, BRANCH, STAFF = "Bank Sales Target", "Bank Branch", "Bank Staff"


def proposal(whole: Document) -> list[dict[str, Any]]:
	"""Return parts for the branches right below, or for the people of a branch without any, by what they reached last.

	Last is the latest complete period of the same length before this one. Those who have a part already keep it; who has
	reached nothing yet gets what the others get on average. It tells what each reached, so only who may give it on is told.
	"""
	_check_giving(whole)
	holders = _branches(whole.branch) or _people(whole.branch)
	if not holders:
		return []
	parts = _present(whole.name)
	known = [flt(parts.get(key, 0)) for _holder, key, _name in holders]
	weights = known if any(known) else targets.weights_of(_reached_last(whole, holders))
	whole_numbers = whole.metric != TargetMetric.WON_AMOUNT
	values = targets.split(flt(whole.target_value), weights, whole=whole_numbers)
	return [
		{"holder": holder.value, "key": key, "name": name, "target_value": value}
		for (holder, key, name), value in zip(holders, values, strict=True)
	]


def break_down(whole: Document, parts: Sequence[Mapping[str, Any]]) -> list[str]:
	"""Give a target to its parts, which make it up to the cent; parts that are there are changed. Returns their names.

	Raises ValidationError naming the difference where the sum does not match.
	"""
	whole = frappe.get_doc(TARGET, whole.name, for_update=True)
	_check_giving(whole)
	over = targets.surplus(flt(whole.target_value), [flt(part.get("target_value")) for part in parts])
	if over or not parts:
		more = (
			_("The parts are {0} more than the target.")
			if over > 0
			else _("The parts are {0} less than the target.")
		)
		frappe.throw(
			f"{frappe.bold(_('Target'))}: {more.format(entry.said(whole, abs(over)))}",
			title=_("Sums Do Not Match"),
		)
	known = {
		(row.holder, row.person if row.holder == TargetHolder.PERSON else row.branch): row.name
		for row in frappe.get_all(TARGET, {"part_of": whole.name}, ["name", "holder", "branch", "person"])
	}
	given = {(str(part["holder"]), str(part["key"])) for part in parts}
	if len(given) < len(parts):
		frappe.throw(_("Somebody is named twice."), title=_("Invalid Value"))
	left = [name for key, name in known.items() if key not in given]
	if left:
		frappe.throw(_("All parts that are there must be named."), title=_("Invalid Value"))
	return [_save_part(whole, part, known) for part in parts]


def may_give(whole: Document) -> bool:
	"""Tell whether the session's user may give a target to its parts: who may set it, and the branch's own manager."""
	return rows.may_set(whole, frappe.session.user) or _manages(whole.branch)


def check_deletion(whole: Document) -> None:
	"""Refuse to delete a target that has parts (`on_trash`)."""
	if entry.parts_of(str(whole.name))[1]:
		frappe.throw(_("This target has parts; delete them first."), title=_("Not Possible"))


def _save_part(whole: Document, part: Mapping[str, Any], known: Mapping[tuple[str, str], str]) -> str:
	holder, key = str(part["holder"]), str(part["key"])
	name = known.get((holder, key))
	target = frappe.get_doc(TARGET, name) if name else frappe.new_doc(TARGET)
	if not name:
		person = holder == TargetHolder.PERSON
		target.update(
			{
				"metric": whole.metric,
				"product_category": whole.product_category,
				"period": whole.period,
				"from_date": whole.from_date,
				"holder": holder,
				"branch": whole.branch if person else key,
				"person": key if person else None,
				"part_of": whole.name,
			}
		)
	target.target_value = flt(part["target_value"])
	target.flags.bank_break_down = True  # the sum of all has been checked
	target.save()
	return str(target.name)


def _check_giving(whole: Document) -> None:
	if not may_give(whole):
		raise frappe.PermissionError


def _reached_last(whole: Document, holders: Sequence[tuple[TargetHolder, str, str]]) -> list[float]:
	span = targets.last_complete(getdate(whole.from_date), TargetPeriod(whole.period), getdate(today()))
	kind = holders[0][0]  # all of them branches, or all of them people
	keys = [key for _holder, key, _name in holders]
	reached = achieved.of_holders(whole.metric, kind, keys, whole.product_category, span)
	return [reached.get(key, 0.0) for key in keys]


def _manages(branch: str) -> bool:
	"""Whether the user's post is in this branch: whoever got its target gives it on."""
	user = frappe.session.user
	if not roles.has_any(user, (roles.BRANCH_MANAGER,)):
		return False
	return bool(frappe.db.exists(STAFF, {"user": user, "active": 1, "branch": branch}))


def _present(whole: str) -> dict[str, float]:
	found = frappe.get_all(TARGET, {"part_of": whole}, ["branch", "person", "holder", "target_value"])
	return {
		row.person if row.holder == TargetHolder.PERSON else row.branch: row.target_value for row in found
	}


def _branches(branch: str) -> list[tuple[TargetHolder, str, str]]:
	found = frappe.get_all(
		BRANCH, {"parent_bank_branch": branch}, ["name", "branch_name"], order_by="name asc"
	)
	return [(TargetHolder.BRANCH, row.name, row.branch_name) for row in found]


def _people(branch: str) -> list[tuple[TargetHolder, str, str]]:
	staff, held = frappe.qb.DocType(STAFF), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(staff)
		.inner_join(held)
		.on((held.parent == staff.user) & (held.parenttype == "User"))
		.select(staff.user, staff.staff_name)
		.distinct()
		.where((staff.branch == branch) & (staff.active == 1))
		.where(held.role == roles.RELATIONSHIP_MANAGER)
		.orderby(staff.user)
	)
	return [(TargetHolder.PERSON, user, name) for user, name in query.run()]
