"""Targets as their form asks for them: how they stand now, and breaking them down (SAL-04, SAL-10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import flt

from bank_crm.sales.targets import achieved, actions, entry

TARGET = "Bank Sales Target"


@frappe.whitelist()
def standing(name: str) -> dict[str, Any]:
	"""Return how a target stands at this moment, in words for a screen."""
	frappe.has_permission(TARGET, "read", doc=name, throw=True)
	target = frappe.get_doc(TARGET, name)
	now = achieved.standing(target, achieved.of_targets([name])[name])
	rest = flt(target.target_value) - flt(target.distributed)
	return {
		"target": entry.said(target, flt(target.target_value)),
		"achieved": entry.said(target, now.achieved),
		"expected": entry.said(target, round(now.expected, 2)),
		"projected": None if now.projected is None else entry.said(target, round(now.projected, 2)),
		"undistributed": entry.said(target, rest) if rest else None,
		"share": now.share,
		"on_track": now.on_track,
		"may_give": actions.may_give(target),
	}


@frappe.whitelist()
def proposal(name: str) -> list[dict[str, Any]]:
	"""Return parts a target could be given to."""
	frappe.has_permission(TARGET, "read", doc=name, throw=True)
	return actions.proposal(frappe.get_doc(TARGET, name))


@frappe.whitelist(methods=["POST"])
def break_down(name: str, parts: str | list) -> list[str]:
	"""Give a target to its parts; refused where they do not make it up exactly."""
	frappe.has_permission(TARGET, "read", doc=name, throw=True)
	return actions.break_down(frappe.get_doc(TARGET, name), frappe.parse_json(parts))
