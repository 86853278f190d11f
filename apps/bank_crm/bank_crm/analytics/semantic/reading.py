"""Definitions as they come from a browser or a saved report: read for one user, every fault named in his language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html

from bank_crm.analytics.semantic import catalogue
from bank_crm.customer.segments import fields, messages
from bank_crm.domain.report_definition import Definition, DefinitionRefused, Problem, read
from bank_crm.domain.segment_logic import Logic, normalise
from bank_crm.domain.segment_reading import read as read_tree
from bank_crm.domain.segment_schema import ConditionsRefused


class ReportRefused(frappe.ValidationError):
	"""A definition that cannot be run; `problems` tells keys and sentences."""

	def __init__(self, problems: list[dict[str, str]]) -> None:
		super().__init__("\n".join(problem["text"] for problem in problems))
		self.problems = problems


@dataclass(frozen=True, slots=True)
class Asked:
	"""A definition that is one, with what its user may use and its conditions."""

	definition: Definition
	view: catalogue.View
	logic: Logic | None


def read_definition(raw: object, user: str) -> Asked:
	"""Return the definition as `user` may run it. Raises ReportRefused naming every fault."""
	if isinstance(raw, str):
		try:
			raw = frappe.parse_json(raw)
		except ValueError:
			_refuse([{"key": "", "text": _text("not_a_definition", {})}])
	name = raw.get("entity") if isinstance(raw, Mapping) else None
	view = catalogue.view(name, user) if isinstance(name, str) else None
	try:
		definition = read(raw, {name: view.offered} if view else {})
	except DefinitionRefused as refused:
		_refuse([{"key": problem.key, "text": sentence(problem)} for problem in refused.problems])
	return Asked(definition, view, _conditions(definition, view))


def sentence(problem: Problem) -> str:
	"""Say what is wrong, with the part of the report it is about; safe as HTML."""
	params = {key: escape_html(str(value)) for key, value in problem.params.items()}
	part = {
		"entity": _("What Is Counted"),
		"rows": _("Rows"),
		"columns": _("Across"),
		"measures": _("Measures"),
		"filters": _("Conditions"),
		"period": _("Period"),
		"compare": _("Compared with"),
		"top": _("Only the Largest"),
		"sort": _("Order"),
		"chart": _("Chart"),
	}.get(problem.key)
	text = _text(problem.code, params)
	return f"{part}: {text}" if part else text


def _conditions(definition: Definition, view: catalogue.View) -> Logic | None:
	if definition.filters is None:
		return None
	try:
		tree = read_tree(definition.filters, view.fields)
	except ConditionsRefused as refused:
		_refuse([_of_condition(problem) for problem in refused.problems])
	if unknown := fields.unknown_records(tree):
		_refuse([_of_condition(problem) for problem in unknown])
	if conflicts := fields.contradictions(tree):
		_refuse([_of_condition(problem) for problem in conflicts])
	return normalise(tree)


def _of_condition(problem: Any) -> dict[str, str]:
	return {"key": "filters", "path": problem.path, "text": messages.sentence(problem)}


def _refuse(problems: list[dict[str, str]]) -> NoReturn:
	raise ReportRefused(problems)


def _text(code: str, params: Mapping[str, str]) -> str:
	name = params.get("name")
	texts = {
		"not_a_definition": _("This is no report."),
		"unknown_version": _("Reports of version {0} cannot be read.").format(params.get("version")),
		"unknown_entity": _("There is no {0} to count, or you may not see it.").format(params.get("entity")),
		"unknown_key": _("The report says something nobody knows."),
		"not_a_list": _("A list is expected."),
		"too_many": _("at most {0}.").format(params.get("most")),
		"unknown_dimension": _("there is no dimension {0}.").format(name),
		"unknown_measure": _("there is no measure {0} here.").format(name),
		"not_permitted": _("you may not use {0}.").format(name),
		"no_grain": _("{0} is no time.").format(name),
		"unknown_grain": _("time cannot be put together by {0}.").format(params.get("grain")),
		"repeated": _("{0} is there twice.").format(name),
		"no_measure": _("choose at least one."),
		"not_a_period": _("This is no period."),
		"unknown_period": _("there is no period {0}.").format(params.get("period")),
		"no_time": _("these records know no time."),
		"reversed_period": _("“From” must not be after “to”."),
		"not_a_day": _("{0} is no day.").format(params.get("day") or "–"),
		"absurd_day": _("{0} is not between {1} and {2}.").format(
			params.get("day"), params.get("first"), params.get("last")
		),
		"compare_without_period": _("choose a period first; all time has nothing beside it."),
		"unknown_choice": _("there is no {0}.").format(params.get("choice")),
		"not_a_count": _("a whole number from 1 to {0} is expected.").format(params.get("most")),
		"top_without_rows": _("choose a dimension first."),
		"not_chosen": _("{0} is not in this report.").format(name),
		"pie_of_one_measure": _("a pie shows one measure by at least one dimension."),
		"not_conditions": _("These are no conditions."),
		"too_many_columns": _(
			"{0} different values; at most {1} fit across. Choose a condition or another dimension."
		).format(params.get("found"), params.get("most")),
	}
	return texts[code]
