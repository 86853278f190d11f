"""Problems and conditions as sentences in the user's language; plain text, escaped where it is shown as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from frappe import _
from frappe.utils import escape_html

from bank_crm.domain.segment_schema import Problem


def sentence(problem: Problem) -> str:
	"""Say what is wrong with which condition; safe as HTML."""
	params = {key: escape_html(str(value)) for key, value in problem.params.items()}
	text = _problem_text(problem.code, params)
	place = place_of(problem.path)
	return f"{place}: {text}" if place else text


def place_of(path: str) -> str:
	"""Number a node as a reader counts: "root.conditions.1.where.0" is condition 2.1."""
	numbers = [str(int(part) + 1) for part in path.split(".") if part.isdigit()]
	return _("Condition {0}").format(".".join(numbers)) if numbers else ""


def fact_label(name: str) -> str:
	"""Return a fact's name in the user's language."""
	return {
		"transaction": _("Transactions"),
		"behaviour": _("Behaviour"),
		"holding": _("Products Held"),
		"balance": _("Month-End Balances"),
		"interaction": _("Interactions"),
		"work_order": _("Work Orders"),
		"opportunity": _("Opportunities"),
		"need": _("Customer Needs"),
		"survey": _("Survey Answers"),
		"campaign": _("Campaign Responses"),
		"tag": _("Tags"),
		"segment": _("Segments"),
		"household": _("Household"),
	}[name]


def _problem_text(code: str, params: Mapping[str, str]) -> str:
	texts = {
		"not_conditions": _("These are no conditions."),
		"unknown_version": _("Conditions of version {0} cannot be read.").format(params.get("version")),
		"missing_key": _("The conditions have no beginning."),
		"too_many_nodes": _("At most {0} conditions are possible.").format(params.get("most")),
		"too_deep": _("Groups may be nested {0} deep at most.").format(params.get("most")),
		"not_a_node": _("This is no condition."),
		"unclear_node": _("It must be either a group, a field or a fact."),
		"unknown_key": _("The entry {0} is not known.").format(params.get("entry")),
		"unknown_group": _("A group is “and”, “or” or “not”, not {0}.").format(params.get("op")),
		"not_a_list": _("A list of conditions is expected."),
		"empty_group": _("The group is empty."),
		"not_takes_one": _("“Not” takes exactly one condition."),
		"unknown_field": _("There is no field {0}.").format(params.get("field")),
		"unknown_fact": _("There is nothing known as {0}.").format(params.get("fact")),
		"not_permitted": _("You may not use {0}.").format(params.get("field") or params.get("fact")),
		"not_available": _("{0} does not exist on this site.").format(
			params.get("field") or params.get("fact")
		),
		"unknown_measure": _("This cannot be asked here: {0}.").format(params.get("measure")),
		"no_window": _("It has no time a window could look at."),
		"not_days": _("The window must be a whole number of days from 1 to {0}.").format(params.get("most")),
		"no_amount": _("This question has no amount."),
		"unknown_amount": _("There is no amount {0}.").format(params.get("of")),
		"unknown_operator": _("There is no comparison {0}.").format(params.get("operator")),
		"operator_not_here": _("The comparison {0} does not fit this field.").format(params.get("operator")),
		"not_yes_or_no": _("Yes or no is expected."),
		"not_a_list_of_values": _("At least one value is expected."),
		"too_many_values": _("At most {0} values are possible.").format(params.get("most")),
		"not_a_range": _("Two values are expected, from and to."),
		"reversed_range": _("“From” must not be above “to”."),
		"missing_value": _("A value is missing."),
		"too_long": _("At most {0} characters are possible.").format(params.get("most")),
		"not_a_text": _("A text is expected."),
		"unknown_option": _("{0} is not one of the options.").format(params.get("value")),
		"not_a_number": _("A number is expected."),
		"absurd_number": _("The number is beyond {0}.").format(params.get("most")),
		"not_a_count": _("A whole number from 0 to {0} is expected.").format(params.get("most")),
		"not_whole": _("A whole number is expected."),
		"too_precise": _("At most {0} decimals are possible.").format(params.get("most")),
		"not_a_date": _("A date (YYYY-MM-DD) or a number of days from today is expected."),
		"unknown_record": _("{0} {1} does not exist.").format(
			_(params.get("doctype", "")), params.get("value")
		),
		"contradiction": _("It contradicts {0}, so nobody can fulfil both.").format(
			place_of(params.get("other", ""))
		),
	}
	return texts[code]
