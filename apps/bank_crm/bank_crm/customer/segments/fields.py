"""What the condition editor offers one user, and the reading of what it sends back.

A field is offered if the site has it and the user may see it: read permission on the DocType and on the field's
permission level. Marketing officers count over the whole bank (requirements 1.6), so they are offered every fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import frappe
from frappe import _
from frappe.utils import getdate, today

from bank_crm.customer.segments import messages
from bank_crm.domain.segment_fields import FACTS, PROFILE_FIELDS, Catalogue, FactSpec, FieldKind, FieldSpec
from bank_crm.domain.segment_logic import find_conflicts, normalise
from bank_crm.domain.segment_reading import leaves
from bank_crm.domain.segment_reading import read as read_tree
from bank_crm.domain.segment_schema import (
	Compare,
	ConditionsRefused,
	FactInfo,
	FieldInfo,
	Node,
	Problem,
	operators_of,
)
from bank_crm.permissions import roles

CUSTOMER = "Bank Customer"
HOUSEHOLD = "Bank Household"
#: Profile fields that are computed from a column.
COMPUTED = {"age": "birth_date", "birth_month": "birth_date"}
NOT_PERMITTED, NOT_AVAILABLE = "not_permitted", "not_available"


class ConditionsInvalid(frappe.ValidationError):
	"""Conditions that cannot be read; `problems` tells the nodes."""

	def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
		super().__init__(message)
		self.problems = problems


@cache
def facts_by_name() -> Mapping[str, FactSpec]:
	"""Return every fact the app knows."""
	return {fact.name: fact for fact in FACTS}


def catalogue(user: str | None = None) -> list[FieldInfo]:
	"""Return the fields `user` (the session's by default) may put into conditions: profile first, then each fact's."""
	offered = available(user or frappe.session.user)
	found = [_info(CUSTOMER, spec) for spec in offered.profile.values()]
	for fact in offered.facts.values():
		found += [_info(fact.doctype, spec, fact.name) for spec in fact.fields]
	return found


def facts(user: str | None = None) -> list[FactInfo]:
	"""Return the facts `user` (the session's by default) may put into conditions."""
	return [
		FactInfo(
			name=fact.name,
			label=messages.fact_label(fact.name),
			measures=tuple(measure.value for measure in fact.measures),
			amounts=tuple((column, field_label(fact.doctype, column)) for column in fact.amounts),
			has_time=bool(fact.time),
		)
		for fact in available(user or frappe.session.user).facts.values()
	]


def read(conditions: object, user: str | None = None) -> Node:
	"""Return the typed tree; ConditionsInvalid (a frappe.ValidationError) names every wrong node.

	`user` may only use what he or she may see; None is the bank itself. Values of links must be records.
	"""
	try:
		tree = read_tree(conditions, available(user))
	except ConditionsRefused as refused:
		_refuse(refused.problems)
	if unknown := unknown_records(tree):
		_refuse(unknown)
	return tree


def refuse_contradictions(tree: Node) -> None:
	"""Refuse conditions that must hold together and cannot, naming both; ConditionsInvalid (SEG-11)."""
	if conflicts := contradictions(tree):
		_refuse(conflicts)


def contradictions(tree: Node) -> list[Problem]:
	"""Return the conditions that must hold together and cannot, each with the other it contradicts."""
	conflicts = find_conflicts(normalise(tree), getdate(today()))
	return [Problem(second, "", "contradiction", {"other": first}) for first, second in conflicts]


def available(user: str | None) -> Catalogue:
	"""Return what this site has and `user` may see; None is the bank itself."""
	withheld: dict[str, str] = {}
	profile = {}
	for spec in PROFILE_FIELDS:
		doctype, column = home_of(spec.name)
		if reason := _reason(doctype, column, user):
			withheld[spec.name] = reason
		else:
			profile[spec.name] = spec
	offered = {}
	for fact in FACTS:
		if reason := _doctype_reason(fact.doctype, user):
			withheld[fact.name] = reason
			continue
		reasons = {spec.name: _reason(fact.doctype, spec.name, user) for spec in fact.fields}
		withheld |= {f"{fact.name}.{name}": reason for name, reason in reasons.items() if reason}
		offered[fact.name] = FactSpec(
			fact.name,
			fact.doctype,
			fact.time,
			tuple(spec for spec in fact.fields if not reasons[spec.name]),
			tuple(amount for amount in fact.amounts if not _reason(fact.doctype, amount, user)),
			fact.until,
			fact.ended,
		)
	return Catalogue(profile, offered, withheld)


def home_of(name: str) -> tuple[str, str]:
	"""Return the DocType and column behind a profile field."""
	owner, dot, column = name.partition(".")
	return (HOUSEHOLD, column) if dot else (CUSTOMER, COMPUTED.get(owner, owner))


def field_label(doctype: str, name: str) -> str:
	"""Return a column's label in the user's language."""
	if name in COMPUTED:
		return _("Age") if name == "age" else _("Birth Month")
	if "." in name:
		owner, column = home_of(name)
		return f"{_('Household')} · {field_label(owner, column)}"
	return _(frappe.get_meta(doctype).get_label(name), context=doctype)


def _info(doctype: str, spec: FieldSpec, fact: str = "") -> FieldInfo:
	return FieldInfo(
		name=f"{fact}.{spec.name}" if fact else spec.name,
		label=field_label(doctype, spec.name),
		kind=spec.kind.value,
		options=tuple((option, _(option, context=doctype)) for option in spec.options),
		operators=tuple(operator.value for operator in operators_of(spec)),
		link=spec.link,
		fact=fact,
	)


def _reason(doctype: str, column: str, user: str | None) -> str:
	"""Why a column is withheld, "" if it is not."""
	if reason := _doctype_reason(doctype, user):
		return reason
	meta = frappe.get_meta(doctype)
	field = meta.get_field(column)
	if field is None or column not in frappe.db.get_table_columns(doctype):
		return NOT_AVAILABLE
	if user is None or not field.permlevel or field.permlevel in meta.get_permlevel_access("read", user=user):
		return ""
	return NOT_PERMITTED


def _doctype_reason(doctype: str, user: str | None) -> str:
	if not frappe.db.table_exists(doctype):
		return NOT_AVAILABLE
	if user is None or roles.has_any(user, (roles.MARKETING_OFFICER,)):
		return ""
	return "" if frappe.has_permission(doctype, "read", user=user) else NOT_PERMITTED


def unknown_records(tree: Node) -> list[Problem]:
	"""Return the problems of links to records that are not there, written exactly so."""
	wanted: dict[str, set[str]] = {}
	asked: list[tuple[Compare, set[str]]] = []
	for leaf in leaves(tree):
		for compare in (leaf,) if isinstance(leaf, Compare) else leaf.where:
			if compare.field.kind == FieldKind.LINK and compare.value is not None:
				values = set(compare.value if isinstance(compare.value, tuple) else (compare.value,))
				wanted.setdefault(compare.field.link, set()).update(values)
				asked.append((compare, values))
	known = {doctype: _existing(doctype, names) for doctype, names in wanted.items()}
	return [
		Problem(compare.path, "value", "unknown_record", {"doctype": compare.field.link, "value": missing[0]})
		for compare, values in asked
		if (missing := sorted(values - known[compare.field.link]))
	]


def _existing(doctype: str, names: set[str]) -> set[str]:
	table = frappe.qb.DocType(doctype)
	return set(
		frappe.qb.from_(table).select(table.name).where(table.name.isin(sorted(names))).run(pluck=True)
	)


def _refuse(problems: tuple[Problem, ...] | list[Problem]) -> None:
	sentences = [messages.sentence(problem) for problem in problems]
	frappe.msgprint(
		sentences if len(sentences) > 1 else sentences[0],
		title=_("Conditions"),
		as_list=len(sentences) > 1,
		indicator="red",
	)
	raise ConditionsInvalid("\n".join(sentences), tuple(problems))
