"""Journeys for the Desk: what a step can be, what is wrong, how many customers are where (MKT-14)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.domain import enums
from bank_crm.domain import journey_enums as words
from bank_crm.marketing.journeys import actions, definition, overview
from bank_crm.marketing.journeys.definition import JOURNEY

#: What the editor's own dialogs choose from.
_VOCABULARIES = (
	words.WaitMode,
	words.WaitUnit,
	words.WaitDay,
	words.Test,
	words.MessageAnswer,
	enums.ProductCategory,
)


@frappe.whitelist(methods=["GET"])
def editor() -> dict[str, Any]:
	"""Return the kinds of step with their settings, and the words of the editor's dialogs, translated."""
	frappe.has_permission(JOURNEY, "read", throw=True)
	return {
		"actions": [
			{"kind": kind, "label": action.label(), "fields": action.fields()}
			for kind, action in actions.available().items()
		],
		"words": {
			vocabulary.__name__: [
				{"value": value, "label": _(value, context=JOURNEY)} for value in vocabulary.values()
			]
			for vocabulary in _VOCABULARIES
		},
	}


@frappe.whitelist(methods=["GET"])
def figures(journey: str) -> dict[str, Any]:
	"""Return a journey's figures, per step and in all, and its versions."""
	frappe.has_permission(JOURNEY, "read", doc=journey, throw=True)
	return overview.figures(journey)


@frappe.whitelist(methods=["POST"])
def check(journey: dict[str, Any] | str) -> list[dict[str, str]]:
	"""Return what keeps a journey, as it stands in the form, from being started: the step's key and a sentence each."""
	frappe.has_permission(JOURNEY, "read", throw=True)
	given = frappe.parse_json(journey)
	known = {name: given.get(name) for name in ("steps", "goal_kind", "goal_category", "goal_product")}
	trees = {name: given.get(name) for name in ("goal_conditions", "exit_conditions")}
	draft = frappe.get_doc({"doctype": JOURNEY, **known, **trees})
	return [{"step": step, "text": text} for step, text in definition.problems(draft)]
